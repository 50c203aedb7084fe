package decision

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/review"
	"github.com/plumbline-dev/plumb/semantic"
)

func said(text, utterance string) agent.Field {
	return agent.Field{Text: text, Status: agent.Stated, Evidence: []agent.Evidence{{Utterance: utterance, Speaker: "Rosa Lind", Quote: text}}}
}

// sheet is a sheet about shelf order whose gate ends on a date.
func sheet(by string) agent.Version {
	v := agent.Version{ID: "s-1", Number: 2, State: agent.StateApproved, CreatedAt: time.Date(2026, 3, 4, 9, 0, 0, 0, time.UTC)}
	v.Title, v.MeetingDate = "Shelf order", "2026-03-02"
	f := &v.Fields
	f.Aim = said("New shops finish a second count.", "u1")
	f.Mechanism.Lever = said("putting the count in shelf order", "u2")
	f.Mechanism.Outcome.Field = said("more second counts", "u3")
	f.Mechanism.Because = said("because walking stops them", "u4")
	f.Gate.Condition.Field = said("we carry on if 40 percent did", "u5")
	f.Gate.Condition.Predicate = &agent.Predicate{Metric: "second counts", Op: agent.AtLeast, Threshold: 40, Unit: "%", By: by}
	f.Gate.Condition.Match = semantic.Match{Outcome: semantic.Linked, Metric: "product.second_count"}
	f.Gate.Otherwise = said("we switch it off.", "u6")
	f.Owner = said("Tobias Lindqvist", "u7")
	f.RuledOut = []agent.Field{said("We're not doing reminder mails.", "u8")}
	return v
}

func proposed(choice review.Choice) review.Review {
	return review.Review{AsOf: "2026-03-16", Owner: "Tobias Lindqvist", Proposal: review.Proposal{Decision: choice, Rationale: "The gate is within reach."}}
}

func TestFromReview(t *testing.T) {
	t.Parallel()
	d := FromReview(sheet("2026-03-20"), "r-1", proposed(review.Continue))
	require.Equal(t, Decision{
		Date:      "2026-03-16",
		Aim:       "New shops finish a second count.",
		Mechanism: "putting the count in shelf order \u2192 more second counts, because: walking stops them",
		Gate:      "we carry on if 40 percent did; otherwise: we switch it off",
		Title:     "Shelf order", Choice: Continue, Text: `Go on with "Shelf order" as it is.`, Rationale: "The gate is within reach.",
		RuledOut: []string{"We're not doing reminder mails."}, Owner: "Tobias Lindqvist", RevisitBy: "2026-03-20",
		Prediction: Prediction{
			Text: "second counts >= 40% by 2026-03-20", Metric: "product.second_count",
			Predicate: &agent.Predicate{Metric: "second counts", Op: agent.AtLeast, Threshold: 40, Unit: "%", By: "2026-03-20"},
		},
		Sheet: "s-1", Review: "r-1", Evidence: []agent.Evidence{},
	}, d)
	require.NoError(t, d.Valid())
}

func TestTheNextLookFollowsFromTheChoice(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		choice           review.Choice
		gate             string // date of the gate
		look, prediction string
		text             string
	}{
		"continue to the gate":         {review.Continue, "2026-03-20", "2026-03-20", "second counts >= 40% by 2026-03-20", `Go on with "Shelf order" as it is.`},
		"continue, the gate is over":   {review.Continue, "2026-03-16", "2026-03-30", "", `Go on with "Shelf order" as it is.`},
		"continue, a gate without day": {review.Continue, "", "2026-03-30", "", `Go on with "Shelf order" as it is.`},
		"change":                       {review.Change, "2026-03-20", "2026-03-23", "second counts >= 40% by 2026-03-20", ""},
		"stop":                         {review.Stop, "2026-03-20", "2026-04-13", "", `Stop "Shelf order".`},
		"nothing is proposed":          {review.None, "2026-03-20", "", "second counts >= 40% by 2026-03-20", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := FromReview(sheet(test.gate), "r-1", proposed(test.choice))
			require.Equal(t, test.look, d.RevisitBy)
			require.Equal(t, test.prediction, d.Prediction.Text)
			require.Equal(t, test.text, d.Text)
			require.NoError(t, d.Valid())
		})
	}
}

func TestFromSheet(t *testing.T) {
	t.Parallel()
	v := sheet("2026-03-20")
	d := FromSheet(v, time.UTC)
	require.Equal(t, Start, d.Choice)
	require.Equal(t, "2026-03-02", d.Date)
	require.Equal(t, "because walking stops them", d.Rationale)
	require.Equal(t, []string{"We're not doing reminder mails."}, d.RuledOut)
	require.Equal(t, "Tobias Lindqvist", d.Owner)
	require.Equal(t, "2026-03-20", d.RevisitBy)
	var heard []string
	for _, e := range d.Evidence {
		heard = append(heard, e.Utterance)
	}
	require.Equal(t, []string{"u1", "u2", "u3", "u4", "u5", "u6", "u7", "u8"}, heard)
	require.Equal(t, v.Fields.Aim.Evidence[0], d.Evidence[0], "what was said is kept to the byte")
	require.NoError(t, d.Valid())
}

func TestTheDayOfASheet(t *testing.T) {
	t.Parallel()
	v := sheet("")
	v.MeetingDate = ""
	require.Equal(t, "2026-03-04", FromSheet(v, time.UTC).Date)
	v.Approval = &agent.Approval{At: time.Date(2026, 3, 5, 23, 0, 0, 0, time.UTC)}
	require.Equal(t, "2026-03-05", FromSheet(v, time.UTC).Date)
	require.Equal(t, "2026-03-06", FromSheet(v, time.FixedZone("there", 13*3600)).Date, "the day where it is asked")
}

func TestABlankSheetGivesABlankEntry(t *testing.T) {
	t.Parallel()
	v := agent.Version{ID: "s-1"}
	v.MeetingDate = "2026-03-02"
	d := FromSheet(v, time.UTC)
	require.Equal(t, NotStated, d.Aim)
	require.Equal(t, NotStated, d.Mechanism)
	require.Equal(t, NotStated, d.Gate)
	require.Empty(t, d.Owner)
	require.Empty(t, d.Prediction)
	require.Equal(t, "Start this bet.", d.Text)
	require.NoError(t, d.Valid())
}

func TestLongTextsOfASheetFit(t *testing.T) {
	t.Parallel()
	v := sheet("2026-03-20")
	v.Title = strings.Repeat("\u00e9", 600)
	v.Fields.Aim.Text = "two\nlines " + strings.Repeat("x", 2000)
	v.Fields.Gate.Condition.Predicate.Metric = strings.Repeat("m", 2000)
	v.Fields.Mechanism.Because.Text = strings.Repeat("because ", 3000)
	v.Fields.RuledOut = make([]agent.Field, 80)
	for i := range v.Fields.RuledOut {
		v.Fields.RuledOut[i].Text = strings.Repeat("r", i+1)
	}
	require.NoError(t, FromSheet(v, time.UTC).Valid())
}

func TestChooseFollowsWhatWasDrafted(t *testing.T) {
	t.Parallel()
	drafted := FromReview(sheet("2026-03-20"), "r-1", proposed(review.Continue))
	stopped := drafted.Choose(Stop)
	require.Equal(t, `Stop "Shelf order".`, stopped.Text)
	require.Equal(t, "2026-04-13", stopped.RevisitBy)
	require.Empty(t, stopped.Prediction)

	drafted.Text, drafted.RevisitBy, drafted.Prediction.Confidence = "In our words.", "2026-05-01", 0.6
	stopped = drafted.Choose(Stop)
	require.Equal(t, "In our words.", stopped.Text)
	require.Equal(t, "2026-05-01", stopped.RevisitBy)
	require.Equal(t, drafted.Prediction, stopped.Prediction)
}

func TestPredict(t *testing.T) {
	t.Parallel()
	before := whole().Prediction
	for name, test := range map[string]struct {
		text   string
		metric string
		want   *agent.Predicate
	}{
		"words":              {"Most shops will like it", "", nil},
		"an id":              {"growth.wau > 1200 by 2026-05-01", "growth.wau", &agent.Predicate{Metric: "growth.wau", Op: agent.MoreThan, Threshold: 1200, By: "2026-05-01"}},
		"a unit":             {"ops.latency <= 250 ms by 2026-05-01", "ops.latency", &agent.Predicate{Metric: "ops.latency", Op: agent.AtMost, Threshold: 250, Unit: "ms", By: "2026-05-01"}},
		"the metric before":  {"product.second_count >= 45.5% by 2026-04-30", "product.second_count", &agent.Predicate{Metric: "product.second_count", Op: agent.AtLeast, Threshold: 45.5, Unit: "%", By: "2026-04-30"}},
		"words for a metric": {"second counts >= 45% by 2026-04-30", "", &agent.Predicate{Metric: "second counts", Op: agent.AtLeast, Threshold: 45, Unit: "%", By: "2026-04-30"}},
		"no such day":        {"growth.wau > 1200 by 2026-02-30", "", nil},
		"nothing":            {"  ", "", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := before.Predict(test.text)
			require.Equal(t, strings.TrimSpace(test.text), p.Text)
			require.Equal(t, test.metric, p.Metric)
			require.Equal(t, test.want, p.Predicate)
			require.Zero(t, p.Confidence, "a confidence is void with the text that it was given for")
		})
	}
	require.Equal(t, before, before.Predict(before.Text))
	read := Prediction{}.Predict(before.Predicate.String())
	require.Equal(t, before.Predicate, read.Predicate, "what is drafted can be read back")
}
