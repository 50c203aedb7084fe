package decision

import (
	"slices"
	"strings"
	"time"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/review"
	"github.com/plumbline-dev/plumb/semantic"
)

// How many days after a decision it is looked at again when nobody says otherwise.
const (
	oneWeek   = 7
	twoWeeks  = 14
	fourWeeks = 28
)

// NextLook gives the day on which a decision is looked at again when nobody says otherwise, "" while nothing is chosen:
//
//	start, continue   the date of the gate, or 2 weeks later when there is none or it is over
//	change            1 week later: what was changed is new
//	stop, other       4 weeks later
//
// The date of the gate is that of the predicate which is predicted.
func (d Decision) NextLook() string {
	switch d.Choice {
	case Start, Continue:
		if p := d.Prediction.Predicate; p != nil && after(p.By, d.Date) {
			return p.By
		}
		return plusDays(d.Date, twoWeeks)
	case Change:
		return plusDays(d.Date, oneWeek)
	case Stop, Other:
		return plusDays(d.Date, fourWeeks)
	}
	return ""
}

// HasUsualLook reports whether the day of the next look is not one that somebody said.
func (d Decision) HasUsualLook() bool { return d.RevisitBy == "" || d.RevisitBy == d.NextLook() }

// Sentence gives what a choice means for a bet in a sentence; "" for one that a person has to put into words.
func (d Decision) Sentence() string {
	bet := "this bet"
	if d.Title != "" {
		bet = `"` + d.Title + `"`
	}
	switch d.Choice {
	case Start:
		return "Start " + bet + "."
	case Continue:
		return "Go on with " + bet + " as it is."
	case Stop:
		return "Stop " + bet + "."
	}
	return ""
}

// Choose gives the decision with another choice. What was drafted for the choice before, and not written by a person,
// follows: the sentence, the day of the next look, and a prediction about a bet that is stopped.
func (d Decision) Choose(c Choice) Decision {
	drafted, usual := d.Text == "" || d.Text == d.Sentence(), d.HasUsualLook()
	d.Choice = c
	if drafted {
		d.Text = d.Sentence()
	}
	if c == Stop && d.Prediction.Predicate != nil && d.Prediction.Confidence == 0 {
		d.Prediction = Prediction{}
	}
	if usual {
		d.RevisitBy = d.NextLook()
	}
	return d
}

// FromReview drafts the decision that a weekly review proposes about a sheet. The entry, the owner and what was ruled out
// are those of the sheet. The choice and why come from the review; where it proposes none, a person has to choose. What is
// predicted is what the gate of the sheet asks, while that is to come, without a confidence, which only a person can give.
func FromReview(v agent.Version, reviewID string, r review.Review) Decision {
	d := ofSheet(v)
	d.Date = r.AsOf
	d.Review = reviewID
	if r.Owner != "" {
		d.Owner = line(r.Owner, maxTitle)
	}
	if r.Proposal.Decision != review.None {
		d.Choice = Choice(r.Proposal.Decision)
	}
	d.Rationale = strings.ToValidUTF8(r.Proposal.Rationale, "\uFFFD")
	return d.drafted(v)
}

// FromSheet drafts the decision of a meeting to start the bet of a sheet, with what was said about it. The zone
// is that of whoever asks: a sheet without a meeting is of the day on which it was approved there.
func FromSheet(v agent.Version, zone *time.Location) Decision {
	d := ofSheet(v)
	d.Date = dateOf(v, zone)
	d.Choice = Start
	f := &v.Fields
	d.Rationale = line(f.Mechanism.Because.Text, maxText)
	for _, field := range []*agent.Field{
		&f.Aim, &f.Mechanism.Lever, &f.Mechanism.Outcome.Field, &f.Mechanism.Because, &f.Gate.Condition.Field, &f.Gate.Otherwise, &f.Owner,
	} {
		d.addEvidence(field.Evidence)
	}
	for i := range f.RuledOut {
		d.addEvidence(f.RuledOut[i].Evidence)
	}
	return d.drafted(v)
}

// ofSheet gives what a decision takes from the sheet that it is about.
func ofSheet(v agent.Version) Decision {
	f := &v.Fields
	d := Decision{
		Aim: line(f.Aim.Text, maxLine), Mechanism: line(mechanism(f.Mechanism), maxLine), Gate: line(gate(f.Gate), maxLine),
		Title: line(v.Title, maxTitle), Owner: visible(line(f.Owner.Text, maxTitle)), Sheet: v.ID,
	}
	for i := range f.RuledOut[:min(len(f.RuledOut), maxRuled)] {
		d.RuledOut = append(d.RuledOut, line(f.RuledOut[i].Text, maxLine))
	}
	return d
}

// drafted adds to a decision what follows from its choice.
func (d Decision) drafted(v agent.Version) Decision {
	if d.Choice != Stop {
		d.Prediction = predicted(v.Fields.Gate.Condition)
		if p := d.Prediction.Predicate; p != nil && !after(p.By, d.Date) {
			d.Prediction = Prediction{} // a gate that is over, or has no date, predicts nothing
		}
	}
	d.Text = d.Sentence()
	d.RevisitBy = d.NextLook()
	return d.settled()
}

// predicted gives the prediction that a gate comes down to.
func predicted(c agent.GateCondition) Prediction {
	if c.Predicate == nil {
		return Prediction{}
	}
	p, metric := *c.Predicate, ""
	p.Metric, p.Unit = line(p.Metric, maxTitle), line(p.Unit, maxTitle)
	if c.Match.Outcome == semantic.Linked {
		metric = c.Match.Metric
	}
	if p.Metric == "" {
		p.Metric = metric
	}
	if p.Metric == "" || !p.Op.Valid() {
		return Prediction{}
	}
	return Prediction{Text: p.String(), Predicate: &p, Metric: metric}
}

// mechanism gives the three parts of a mechanism in a line. They are words of a meeting, so no sentence is made of them.
func mechanism(m agent.Mechanism) string {
	if !m.Lever.Filled() {
		return ""
	}
	text := bare(m.Lever.Text)
	if m.Outcome.Filled() {
		text += " \u2192 " + bare(m.Outcome.Text)
	}
	if m.Because.Filled() {
		text += ", because: " + bare(strings.TrimPrefix(m.Because.Text, "because "))
	}
	return text
}

func gate(g agent.Gate) string {
	switch {
	case !g.Condition.Filled():
		return ""
	case g.Otherwise.Filled():
		return bare(g.Condition.Text) + "; otherwise: " + bare(g.Otherwise.Text)
	}
	return bare(g.Condition.Text)
}

// bare gives a text without the point at its end, so that it can go on.
func bare(text string) string { return strings.TrimRight(strings.TrimSpace(text), ".;,") }

// line gives a text of a sheet, which may have several lines, on one of at most limit bytes.
func line(text string, limit int) string {
	text = strings.Join(strings.Fields(strings.ToValidUTF8(text, "\uFFFD")), " ")
	if len(text) <= limit {
		return text
	}
	const more = "..."
	return strings.ToValidUTF8(text[:limit-len(more)], "") + more
}

// visible gives a name without what is not seen of it.
func visible(name string) string {
	return strings.Map(func(r rune) rune {
		if isInvisible(r) {
			return -1
		}
		return r
	}, name)
}

// addEvidence adds what was said, once.
func (d *Decision) addEvidence(said []agent.Evidence) {
	for _, e := range said {
		if !slices.Contains(d.Evidence, e) {
			d.Evidence = append(d.Evidence, e)
		}
	}
}

// dateOf gives the day on which a sheet was decided: that of the meeting, else of the approval.
func dateOf(v agent.Version, zone *time.Location) string {
	if _, ok := day(v.MeetingDate); ok {
		return v.MeetingDate
	}
	at := v.CreatedAt
	if v.Approval != nil {
		at = v.Approval.At
	}
	return at.In(zone).Format(time.DateOnly)
}
