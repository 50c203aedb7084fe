package ground_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/ground"
)

// ferry is a meeting in which much is said that a claim can come close to and turn around.
func ferry() *agent.Transcript {
	turns := [][2]string{
		{"Nadia Brook", "Let us start with the evening ferry, it fills up every Saturday."},
		{"Oskar Lind", "Boarding takes twelve minutes on a normal evening and nineteen on Saturday."},
		{"Priya Nair", "Refunds have to stay under four percent. If it goes over four we stop the sale."},
		{"Nadia Brook", "Fair. Forty crew members were asked, by the way."},
		{"Oskar Lind", "We continue if at least sixty percent of the islanders have used the new ticket by the end of May."},
		{"Priya Nair", "The kiosk costs nine hundred euros a month."},
		{"Nadia Brook", "We're not printing the season posters. Not this year."},
		{"Oskar Lind", "I don't think, um, that we should repaint the harbour office."},
		{"Priya Nair", "Should we cancel the dawn sailing?"},
		{"Nadia Brook", "No, people need it for work."},
		{"Priya Nair", "Are we keeping the student discount?"},
		{"Oskar Lind", "Yes, of course."},
		{"Priya Nair", "Shall we hire a second cashier?"},
		{"Nadia Brook", "That is for the board to think about."},
		{"Nadia Brook", "Who runs the ticket pilot?"},
		{"Oskar Lind", "I'll run the pilot, it was my idea."},
		{"Nadia Brook", "So Oskar runs it. Priya, can you measure the queues?"},
		{"Priya Nair", "Sure, I can measure them from Monday."},
		{"Nadia Brook", "The gangway repair is parked until the autumn review."},
		{"Oskar Lind", "The lighthouse tour stays as it was, and the bakery on the pier gets a new sign."},
		{"Priya Nair", "Nobody checks the paper tickets on Sundays, because the inspector is off."},
		{"Nadia Brook", "Tell Bruno that the timetable goes out on Thursday the ninth."},
		{"Oskar Lind", "Bruno translates the timetable, he always does."},
		{"Priya Nair", "I won't touch the loyalty cards, they belong to marketing."},
	}
	t := &agent.Transcript{File: "ferry.vtt", Format: agent.FormatWebVTT}
	for i, turn := range turns {
		t.Utterances = append(t.Utterances, agent.Utterance{ID: fmt.Sprintf("u%04d", i+1), Speaker: turn[0], Text: turn[1]})
	}
	return t
}

func TestCiteHoldsCloseClaimsAgainstTheirSentence(t *testing.T) {
	t.Parallel()
	index := ground.NewIndex([]*agent.Transcript{ferry()})
	tests := []struct {
		about     string
		claim     string
		supported bool
	}{
		{"a limit", "Refunds have to stay under four percent", true},
		{"a limit in digits", "Refunds have to stay under 4%", true},
		{"a limit under the name of its field", "The guardrail is refunds under four percent", true},
		{"a condition", "If refunds go over four percent we stop the sale", true},
		{"a gate", "at least sixty percent of the islanders have used the new ticket by the end of May", true},
		{"a number without a comparison", "sixty percent of the islanders have used the new ticket", true},
		{"an amount of time", "Boarding takes twelve minutes on a normal evening", true},
		{"an amount of money", "The kiosk costs 900 euros a month", true},
		{"a weekday with its date", "the timetable goes out on Thursday the ninth", true},
		{"a denial", "We are not printing the season posters", true},
		{"a denial with a break in it", "We should not repaint the harbour office", true},
		{"a denial by nobody", "Nobody checks the paper tickets on Sundays", true},
		{"a question that was denied", "We do not cancel the dawn sailing", true},
		{"a question that was affirmed", "We are keeping the student discount", true},
		{"a name that is said", "Oskar runs it", true},
		{"a name that speaks", "Oskar runs the pilot", true},
		{"a full name that speaks", "Oskar Lind runs the pilot", true},
		{"a name that was asked", "Priya measures the queues", true},
		{"a name of somebody absent", "Bruno translates the timetable", true},
		{"a name that denies", "Priya won't touch the loyalty cards", true},
		{"something put off", "The gangway repair is parked until the autumn review", true},
		{"something that stays", "the lighthouse tour stays as it was", true},
		{"a part of a sentence", "the bakery on the pier gets a new sign", true},

		{"a number of another matter", "Refunds have to stay under forty percent", false},
		{"the other direction", "Refunds have to stay above four percent", false},
		{"the other direction of a gate", "at most sixty percent of the islanders have used the new ticket by the end of May", false},
		{"another kind of unit", "Boarding takes twelve percent on a normal evening", false},
		{"time for money", "The kiosk costs nine hundred hours a month", false},
		{"a number that nobody said", "Boarding takes thirteen minutes on a normal evening", false},
		{"another month", "at least sixty percent of the islanders have used the new ticket by the end of June", false},
		{"another weekday", "the timetable goes out on Saturday the ninth", false},
		{"a denial turned around", "We are printing the season posters", false},
		{"a denial with a break in it turned around", "We should repaint the harbour office", false},
		{"a denial by nobody turned around", "The inspector checks the paper tickets on Sundays", false},
		{"an assertion denied", "The bakery on the pier does not get a new sign", false},
		{"something put off denied", "The gangway repair is not parked until the autumn review", false},
		{"a question that was denied turned around", "We cancel the dawn sailing", false},
		{"a question that was affirmed denied", "We are not keeping the student discount", false},
		{"a question that stayed open", "We hire a second cashier", false},
		{"who says who does it", "Nadia runs it", false},
		{"who only asked", "Nadia runs the pilot", false},
		{"who was not meant", "Priya Nair runs the pilot", false},
		{"who does it, denied", "Oskar does not run it", false},
		{"who asked another", "Nadia measures the queues", false},
		{"somebody else than the absent one", "Oskar translates the timetable", false},
		{"another speaker than who denies", "Oskar won't touch the loyalty cards", false},
		{"other people", "sixty percent of the bakeries have used the new ticket", false},
		{"another thing", "The kiosk repair is parked", false},
	}
	for _, tc := range tests {
		t.Run(tc.about, func(t *testing.T) {
			t.Parallel()
			c := index.Cite(tc.claim)
			require.Equal(t, tc.supported, c.Supported, tc.claim)
			requireExact(t, []*agent.Transcript{ferry()}, c)
		})
	}
}

func TestCiteKeepsToItsPassage(t *testing.T) {
	t.Parallel()
	other := &agent.Transcript{File: "other.vtt", Format: agent.FormatWebVTT, Utterances: []agent.Utterance{
		{ID: "u0001", Speaker: "Oskar Lind", Text: "Refunds have to stay under seven percent."},
	}}
	index := ground.NewIndex([]*agent.Transcript{ferry(), other})
	require.True(t, index.Cite("Refunds have to stay under seven percent").Supported)
	require.Equal(t, 1, index.Cite("Refunds have to stay under seven percent").Hits[0].Source)
	require.False(t, index.Cite("Refunds have to stay under twelve percent").Supported)
}
