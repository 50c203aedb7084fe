package decision

import "context"

// enough is how many resolved predictions a score needs before it says something.
const enough = 10

// Score says how good predictions were, by what people said of them last.
type Score struct {
	Resolved   int      `json:"resolved"`    // predictions that came true or did not
	CameTrue   int      `json:"came_true"`   // of those
	CannotTell int      `json:"cannot_tell"` // predictions about which a look back could not tell
	Open       int      `json:"open"`        // predictions that nobody looked back at yet
	Brier      *float64 `json:"brier"`       // mean of (confidence - what came)^2; nil without a resolved prediction
	BaseRate   *float64 `json:"base_rate"`   // share of the resolved that came true; nil without one
	// Reference is the score of somebody who always says the base rate: base rate times (1 - base rate).
	Reference *float64 `json:"reference"`
	MeanSaid  *float64 `json:"mean_confidence"` // of the resolved; above the base rate is too sure, below it too unsure
	TooFew    bool     `json:"too_few"`         // whether so few were resolved that the score says little
}

// Score gives the Brier score of the predictions of all approved decisions: the mean of (p - o)^2, where p is the confidence
// and o is 1 for one that came true and 0 for one that did not (Brier, "Verification of forecasts expressed in terms of
// probability", 1950). 0 is perfect, 0.25 is what always saying 50% gives. Those that cannot be told are left out and counted.
func (l *Log) Score(ctx context.Context) (Score, error) {
	b, err := l.book(ctx)
	if err != nil {
		return Score{}, err
	}
	return score(b.entries), nil
}

func score(entries []Entry) Score {
	var s Score
	var squares, said float64
	for i := range entries {
		e := &entries[i]
		if !e.Effective() || e.Prediction.Text == "" {
			continue
		}
		came := 0.0
		switch e.Outcome() {
		case CameTrue:
			came = 1
			s.CameTrue++
		case DidNot:
		case CannotTell:
			s.CannotTell++
			continue
		default:
			s.Open++
			continue
		}
		s.Resolved++
		off := e.Prediction.Confidence - came
		squares += off * off
		said += e.Prediction.Confidence
	}
	s.TooFew = s.Resolved < enough
	if s.Resolved == 0 {
		return s
	}
	n := float64(s.Resolved)
	brier, base, mean := squares/n, float64(s.CameTrue)/n, said/n
	reference := base * (1 - base)
	s.Brier, s.BaseRate, s.Reference, s.MeanSaid = &brier, &base, &reference, &mean
	return s
}
