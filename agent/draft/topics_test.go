package draft_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/draft"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// labels is a meeting about refunds.
func labels() []string {
	return []string{
		"Orla: So the goal is to get refunds out to buyers within three days, today it's eleven.",
		"Dana: Eleven days of refund anger, every buyer rings the hotline about the refund.",
		"Ravi: The plan is to put a printed return label into every parcel.",
		"Dana: The label costs thirty cents a parcel at the printer.",
		"Ravi: If we put the label into the parcel then refunds will go out sooner, because buyers have no printer for a label.",
		"Orla: Refunds hang on the parcel and the parcel hangs on the label.",
		"Dana: I looked at forty parcels last night, and thirty parcels had no label.",
		"Orla: We continue if at least 40% of parcels carry the label by March 20th.",
		"Ravi: The label printer in the basement makes nine hundred labels an hour.",
		"Dana: And the parcel tape covers the label when the packers hurry.",
		"Orla: Then the packers put the label inside the parcel, under the invoice.",
		"Dana: Refunds for parcels without invoice are another label format.",
		"Ravi: The label format is the same for every parcel, I checked with the printer.",
		"Orla: Who owns the labels?",
		"Ravi: I'll take that.",
		"Dana: I'm worried that the labels get thrown away with the parcel paper.",
		"Orla: Refund the buyer when the label is scanned, that is how the refund gets out sooner.",
		"Orla: We ruled out the drop-off shops for parcels, they're off the table.",
		"Dana: Lost parcels must not go above 1.5% while the label is new.",
		"Orla: Let's review the labels every Tuesday for 15 minutes.",
		"Dana: The scanner reads the label at the depot, so the refund starts at the depot.",
	}
}

// roster is a shorter one about nurses.
func roster() []string {
	return []string{
		"Orla: Okay, moving on, next item is the night shift of the nurses.",
		"Femi: The goal is to cut overtime of the nurses on the ward by half until summer.",
		"Ines: Overtime on the ward is forty hours a nurse, and nurses quit over it.",
		"Femi: The plan is to let nurses swap shifts on their phones without the matron.",
		"Ines: Nurses swap shifts on paper today and the matron signs the roster.",
		"Femi: If nurses swap shifts themselves then overtime will go down, because the roster has no gaps at night.",
		"Ines: The roster gap on the ward is always the night shift on Sunday.",
		"Femi: We continue if at least 25% of night shifts get swapped by April 10th.",
		"Ines: The matron must see the roster, or the ward loses the overview of shifts.",
		"Femi: The roster shows each swapped shift in yellow for the matron.",
		"Ines: Who owns the roster?",
		"Femi: I'll own it.",
		"Ines: I'm worried that young nurses get all the night shifts on the ward.",
	}
}

// lunch is a break between two items, long enough that nobody takes the one for the other.
func lunch() []string {
	return []string{
		"Orla: Lunch is soup today.", "Ravi: Soup again?", "Dana: With bread from the corner.", "Orla: The corner bakery closed in May.",
		"Ravi: It has a new baker.", "Dana: The new baker puts caraway into everything.", "Orla: Caraway soup.", "Ravi: Caraway coffee.",
		"Dana: I walked there in the rain.", "Orla: My umbrella is still on the tram.", "Ravi: Mine too, same tram.", "Dana: So, back to work.",
	}
}

// twoItems is a meeting about the labels, then about the roster.
func twoItems() []string { return slices.Concat(labels(), lunch(), roster()) }

// A meeting with two initiatives gives a sheet about the more discussed one, and names the other.
func TestTwoInitiatives(t *testing.T) {
	t.Parallel()
	s := drafted(t, draft.Options{Date: "2026-03-02"}, talk(twoItems()...))
	require.Contains(t, s.Fields.Aim.Text, "refunds")
	require.Contains(t, s.Fields.Mechanism.Lever.Text, "return label")
	require.Contains(t, s.Fields.Gate.Condition.Text, "40%")
	require.Equal(t, "Ravi", s.Fields.Owner.Text)
	for _, of := range []string{"nurse", "roster", "shift", "Femi"} {
		require.NotContains(t, words(s), of, "the sheet does not mix")
	}
	require.Len(t, s.Topics, 2)
	require.True(t, s.Topics[0].Chosen)
	require.False(t, s.Topics[1].Chosen)
	require.Regexp(t, "nurse|roster|shift|overtime", s.Topics[1].Name)
	for _, topic := range s.Topics {
		require.NotEmpty(t, topic.Evidence)
		require.Contains(t, topic.Evidence[0].Quote, topic.Name)
		require.GreaterOrEqual(t, topic.Utterances, 10)
	}
}

func TestTheOtherInitiativeCanBeChosen(t *testing.T) {
	t.Parallel()
	for _, wanted := range []string{"nurses", "  Night SHIFT ", "swap shifts"} {
		s := drafted(t, draft.Options{Topic: wanted, Date: "2026-03-02"}, talk(twoItems()...))
		require.Contains(t, s.Fields.Aim.Text, "overtime", wanted)
		require.Contains(t, s.Fields.Mechanism.Lever.Text, "swap shifts", wanted)
		require.Contains(t, s.Fields.Gate.Condition.Text, "25%", wanted)
		require.Equal(t, "Femi", s.Fields.Owner.Text, wanted)
		require.NotContains(t, s.Fields.Aim.Text, "refunds", wanted)
	}
}

func TestChosenTopicIsListedFirst(t *testing.T) {
	t.Parallel()
	s := drafted(t, draft.Options{Topic: "nurses"}, talk(twoItems()...))
	chosen := 0
	for _, topic := range s.Topics {
		if topic.Chosen {
			chosen++
		}
	}
	require.Equal(t, 1, chosen)
	require.True(t, s.Topics[0].Chosen)
	require.Equal(t, s.Topics[0].Name, s.Title)
}

func TestUnknownTopic(t *testing.T) {
	t.Parallel()
	for _, wanted := range []string{"submarine", "the", "a b c", "%", "日本"} {
		_, err := draft.Builtin(t.Context(), []*agent.Transcript{talk(roster()[1:]...)}, draft.Options{Topic: wanted})
		if wanted == "the" {
			require.NoError(t, err, "somebody said it")
			continue
		}
		require.Equal(t, fault.NotFound, fault.KindOf(err), wanted)
		require.ErrorContains(t, err, wanted)
		require.NotEmpty(t, fault.Next(err))
	}
}

func TestNoTopicInSilence(t *testing.T) {
	t.Parallel()
	_, err := draft.Builtin(t.Context(), []*agent.Transcript{talk()}, draft.Options{Topic: "refunds"})
	require.Equal(t, fault.NotFound, fault.KindOf(err))
	require.NoError(t, mustDraft(t, talk(), "   "), "a topic of spaces is none")
}

func mustDraft(t *testing.T, record *agent.Transcript, topic string) error {
	t.Helper()
	_, err := draft.Builtin(t.Context(), []*agent.Transcript{record}, draft.Options{Topic: topic})
	return err
}

// Which of two initiatives comes first does not matter.
func TestTheMoreDiscussedInitiativeMayComeLast(t *testing.T) {
	t.Parallel()
	lines := append(roster(), "Orla: Okay, moving on, next item is the refunds.")
	s := drafted(t, draft.Options{Date: "2026-03-02"}, talk(append(lines, labels()...)...))
	require.Contains(t, s.Fields.Aim.Text, "refunds")
	require.Contains(t, s.Fields.Mechanism.Lever.Text, "return label")
	require.NotContains(t, words(s), "nurse")
}
