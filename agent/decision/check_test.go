package decision

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// whole gives a decision from which nothing is missing.
func whole() Decision {
	return Decision{
		Date: "2026-03-16", Aim: "More shops finish a second count", Mechanism: "shelf order", Gate: "second counts >= 40% by 2026-03-30",
		Title: "Shelf order", Choice: Continue, Text: "Go on with shelf order.", Rationale: "The gate is within reach.",
		RuledOut: []string{"Reminder mails"}, Owner: "Rosa Lind", RevisitBy: "2026-03-30",
		Prediction: Prediction{
			Text: "product.second_count >= 40% by 2026-03-30", Confidence: 0.7, Metric: "product.second_count",
			Predicate: &agent.Predicate{Metric: "product.second_count", Op: agent.AtLeast, Threshold: 40, Unit: "%", By: "2026-03-30"},
		},
	}.settled()
}

// predict says something else of a decision, as sure as before.
func (d *Decision) predict(text string) {
	sure := d.Prediction.Confidence
	d.Prediction = d.Prediction.Predict(text)
	d.Prediction.Confidence = sure
}

func TestCheckSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change   func(d *Decision)
		code     agent.Code
		severity agent.Severity
	}{
		"no choice":            {func(d *Decision) { d.Choice = "" }, CodeNoChoice, agent.Block},
		"no text":              {func(d *Decision) { d.Text = "" }, CodeNoText, agent.Block},
		"no rationale":         {func(d *Decision) { d.Rationale = "" }, CodeNoRationale, agent.Block},
		"no owner":             {func(d *Decision) { d.Owner = "" }, agent.CodeNoOwner, agent.Block},
		"everybody":            {func(d *Decision) { d.Owner = "Everyone" }, agent.CodeNoOwner, agent.Block},
		"two owners":           {func(d *Decision) { d.Owner = "Rosa Lind and Tom Reyes" }, agent.CodeTwoOwners, agent.Block},
		"two owners by slash":  {func(d *Decision) { d.Owner = "Rosa/Tom" }, agent.CodeTwoOwners, agent.Block},
		"no next look":         {func(d *Decision) { d.RevisitBy = "" }, CodeNoRevisit, agent.Block},
		"no confidence":        {func(d *Decision) { d.Prediction.Confidence = 0 }, CodeNoConfidence, agent.Block},
		"nothing ruled out":    {func(d *Decision) { d.RuledOut = nil }, agent.CodeNothingRuledOut, agent.Warn},
		"no mechanism":         {func(d *Decision) { d.Mechanism = NotStated }, CodeNoMechanism, agent.Warn},
		"no gate":              {func(d *Decision) { d.Gate = NotStated }, CodeNoGate, agent.Warn},
		"looked at too early":  {func(d *Decision) { d.RevisitBy = "2026-03-20" }, CodeTooEarly, agent.Warn},
		"predicts the past":    {func(d *Decision) { d.Prediction.Predicate.By = "2026-03-15" }, CodePredictsPast, agent.Block},
		"predicts the day":     {func(d *Decision) { d.Prediction.Predicate.By = d.Date }, CodePredictsPast, agent.Block},
		"no metric":            {func(d *Decision) { d.Prediction.Metric = "" }, CodeNotMeasured, agent.Warn},
		"no number":            {func(d *Decision) { d.predict("product.second_count >= NaN% by 2026-03-30") }, CodeNotReadable, agent.Warn},
		"no date":              {func(d *Decision) { d.predict("product.second_count >= 40% by yesterday") }, CodeNotReadable, agent.Warn},
		"two signs":            {func(d *Decision) { d.predict("second counts > = 40%") }, CodeNotReadable, agent.Warn},
		"nothing is predicted": {func(d *Decision) { d.Prediction = Prediction{} }, CodeNoPrediction, agent.Info},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := whole()
			require.Empty(t, d.Check())
			test.change(&d)
			found := d.Check()
			require.Len(t, found, 1)
			require.Equal(t, test.code, found[0].Code)
			require.Equal(t, test.severity, found[0].Severity)
			if test.code != CodeTooEarly {
				require.NotEmpty(t, Flag(found[0].Code))
			}
			e := Entry{ID: "d-1", Decision: d}
			if test.severity != agent.Block {
				require.NoError(t, e.Approvable())
				return
			}
			err := e.Approvable()
			require.Equal(t, fault.Invalid, fault.KindOf(err))
			require.Contains(t, fault.Next(err), "plumb decisions edit d-1 "+Flag(found[0].Code))
		})
	}
}

func TestAStoppedBetNeedsNoGate(t *testing.T) {
	t.Parallel()
	for _, choice := range []Choice{Stop, Other} {
		d := whole()
		d.Choice, d.Gate, d.Mechanism = choice, NotStated, NotStated
		require.Empty(t, d.Check())
	}
}

func TestValidRefusesWhatNoDraftMayHold(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change func(d *Decision)
		text   string
	}{
		"no date":                       {func(d *Decision) { d.Date = "" }, "date of a decision"},
		"a day that is none":            {func(d *Decision) { d.Date = "2026-02-30" }, "date of a decision"},
		"a choice of its own":           {func(d *Decision) { d.Choice = "maybe" }, `cannot be "maybe"`},
		"looked at before":              {func(d *Decision) { d.RevisitBy = "2026-03-15" }, "not a date after 2026-03-16"},
		"looked at on the day":          {func(d *Decision) { d.RevisitBy = d.Date }, "not a date after 2026-03-16"},
		"looked at soon":                {func(d *Decision) { d.RevisitBy = "soon" }, "not a date after"},
		"certain":                       {func(d *Decision) { d.Prediction.Confidence = 1 }, "between 1% and 99%"},
		"less than nothing":             {func(d *Decision) { d.Prediction.Confidence = -0.5 }, "between 1% and 99%"},
		"no number":                     {func(d *Decision) { d.Prediction.Confidence = math.NaN() }, "between 1% and 99%"},
		"sure of nothing":               {func(d *Decision) { d.Prediction.Text = "" }, "nothing is predicted"},
		"a day at the end of time":      {func(d *Decision) { d.Date = "9999-12-31"; d.RevisitBy = "" }, "date of a decision"},
		"an owner in reverse":           {func(d *Decision) { d.Owner = "R\u202etxet" }, "an owner is one line of printable characters"},
		"an owner in red":               {func(d *Decision) { d.Owner = "\x1b[31mRosa" }, "an owner is one line of printable characters"},
		"an owner of two lines":         {func(d *Decision) { d.Owner = "Rosa\nTom" }, "the owner of a decision is one line"},
		"a long title":                  {func(d *Decision) { d.Title = strings.Repeat("x", maxLine+1) }, "the title of a decision is one line"},
		"a rationale of a whole report": {func(d *Decision) { d.Rationale = strings.Repeat("x", maxText+1) }, "the rationale of a decision has at most"},
		"bytes that are no text":        {func(d *Decision) { d.Text = "\xff" }, "the text of a decision"},
		"ruled out in two lines":        {func(d *Decision) { d.RuledOut = []string{"a\nb"} }, "what is ruled out is one line"},
		"a hundred ruled out":           {func(d *Decision) { d.RuledOut = slices.Repeat([]string{"x"}, 100) }, "rules out at most 50"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := whole()
			require.NoError(t, d.Valid())
			test.change(&d)
			err := d.Valid()
			require.ErrorContains(t, err, test.text)
			require.Equal(t, fault.Invalid, fault.KindOf(err))
			require.NotEmpty(t, fault.Next(err))
		})
	}
}

func TestSettledFillsWhatIsKnown(t *testing.T) {
	t.Parallel()
	d := Decision{Date: " 2026-03-16 ", Choice: Change, RuledOut: []string{" a ", "", "a"}, Prediction: Prediction{Confidence: 0.70000001}}.settled()
	require.Equal(t, "2026-03-16", d.Date)
	require.Equal(t, NotStated, d.Aim)
	require.Equal(t, NotStated, d.Mechanism)
	require.Equal(t, NotStated, d.Gate)
	require.Equal(t, []string{"a"}, d.RuledOut)
	require.Equal(t, "2026-03-23", d.RevisitBy)
	require.InDelta(t, 0.7, d.Prediction.Confidence, 1e-12)
	require.NotNil(t, d.Evidence)
	require.Equal(t, d, d.settled())
}

func TestMeasuredIn(t *testing.T) {
	t.Parallel()
	for text, test := range map[string]struct {
		defined string // unit of the metric
		want    bool
	}{
		"a.b >= 40% by 2026-03-30":      {"%", true},
		"a.b >= 41% by 2026-03-30":      {"", true}, // a share, if its readings are
		"a.b >= 42% by 2026-03-30":      {"1", true},
		"a.b >= 49% by 2026-03-30":      {"Ratio", true},
		"a.b >= 43% by 2026-03-30":      {"users", false},
		"a.b >= 44 users by 2026-03-30": {"%", false},
		"a.b >= 45 users by 2026-03-30": {"user", true},
		"a.b >= 46 users by 2026-03-30": {"{users}", true},
		"a.b >= 47 users by 2026-03-30": {"s", false},
		"a.b >= 0.4 by 2026-03-30":      {"%", false},
		"a.b >= 48 by 2026-03-30":       {"users", true},
		"it goes well":                  {"%", true},
	} {
		require.Equal(t, test.want, Prediction{}.Predict(text).MeasuredIn(test.defined), text)
	}
}
