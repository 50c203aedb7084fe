package readings

import (
	"context"
	"math"
	"slices"
	"time"

	"github.com/plumbline-dev/plumb/agent/signal"
	"github.com/plumbline-dev/plumb/connectors"
	"github.com/plumbline-dev/plumb/semantic"
)

// History is what was known of a metric at a moment: for each period the value that was fetched last.
type History struct {
	Series   signal.Series
	IDs      []string // of the kept reading of each point, see [Kept.ID]
	Restated []Restatement
}

// Restatement is a value of a period that was over and changed all the same.
type Restatement struct {
	Period string  `json:"period"` // ISO date of its first day
	Was    float64 `json:"was"`
	Is     float64 `json:"is"`
	On     string  `json:"on"` // ISO date of the fetch that showed it
}

// PeriodOf says how long the values of a metric are about: its grain, a week where nobody said. A value a day that looks
// back on a week is taken once a week, because the values of neighbouring days are mostly about the same days.
func PeriodOf(m semantic.Metric) semantic.Period {
	period, ok := m.Grain.Period()
	if window, _ := m.Window.Period(); !ok || period == semantic.Day && window == semantic.Week {
		return semantic.Week
	}
	return period
}

// History gives what was known of a metric at a moment; a zero time is now.
func (b *Book) History(ctx context.Context, m semantic.Metric, asOf time.Time) (History, error) {
	kept, err := b.kept(ctx, m, asOf)
	if err != nil {
		return History{}, err
	}
	return historyOf(m, kept), nil
}

// historyOf makes a history of readings that are ordered by period, and within one in the order of their fetches.
// Readings by another period than the metric has now are of another series. Those by another definition count only for
// periods that were never fetched by the one that the metric has now.
func historyOf(m semantic.Metric, kept []Kept) History {
	h := History{Restated: []Restatement{}}
	period, definition := PeriodOf(m), m.DefinitionHash()
	var points []signal.Point
	for i := 0; i < len(kept); {
		last := i + 1
		for last < len(kept) && kept[last].Start.Equal(kept[i].Start) {
			last++
		}
		of := slices.DeleteFunc(slices.Clone(kept[i:last]), func(k Kept) bool { return k.Period != period })
		i = last
		if len(of) == 0 {
			continue
		}
		if now := slices.DeleteFunc(slices.Clone(of), func(k Kept) bool { return k.DefinitionHash != definition }); len(now) > 0 {
			of = now
		}
		newest := of[len(of)-1]
		point := pointOf(newest)
		if r, changed := restated(of); changed {
			h.Restated = append(h.Restated, r)
			point.Was = &r.Was
		}
		points = append(points, point)
		h.IDs = append(h.IDs, newest.ID())
	}
	h.Series = signal.NewSeries(period, points)
	h.Series.Definition = definition
	return h
}

// Redefined reports whether the newest reading that counts was fetched by another definition than the metric has now.
func (h History) Redefined() bool {
	for _, p := range slices.Backward(h.Series.Points) {
		if p.Complete {
			return p.Definition != h.Series.Definition
		}
	}
	return false
}

func pointOf(k Kept) signal.Point {
	p := signal.Point{Slot: signal.Slot{Start: k.Start}, Value: k.Value, Complete: k.Complete, Definition: k.DefinitionHash}
	if k.Parts != nil {
		p.HasRate, p.Numerator, p.Denominator = true, k.Parts.Numerator, k.Parts.Denominator
	}
	return p
}

// restated compares what was said of a period once it was over with what is said of it now, under the same definition.
func restated(of []Kept) (Restatement, bool) {
	newest := of[len(of)-1]
	for i := len(of) - 2; i >= 0; i-- {
		before := of[i]
		if before.Complete && before.DefinitionHash == newest.DefinitionHash && !sameReading(before.Reading, newest.Reading) {
			changed := i + 1
			for sameReading(before.Reading, of[changed].Reading) {
				changed++
			}
			return Restatement{newest.Start.Format(time.DateOnly), before.Value, newest.Value, of[changed].AsOf.Format(time.DateOnly)}, true
		}
	}
	return Restatement{}, false
}

func sameReading(a, b connectors.Reading) bool { return sameValue(a.Value, b.Value) || sameParts(a, b) }

// sameValue allows for what the way through a database and its driver may do to a number.
func sameValue(a, b float64) bool {
	const relative = 1e-9
	return a == b || math.Abs(a-b) <= relative*math.Max(math.Abs(a), math.Abs(b))
}

// covered reports whether a successful fetch under a definition has asked for a period after it was due.
func covered(fetches []Fetch, definition string, start, due time.Time) bool {
	return slices.ContainsFunc(fetches, func(f Fetch) bool {
		return f.Failure == "" && f.DefinitionHash == definition && !f.From.After(start) && f.To.After(start) && !f.AsOf.Before(due)
	})
}

// complete gives the periods of which a complete reading is kept under a definition, by their first day.
func complete(kept []Kept, definition string) map[time.Time]connectors.Reading {
	out := map[time.Time]connectors.Reading{}
	for _, k := range kept {
		if k.DefinitionHash == definition && k.Complete {
			out[k.Start] = k.Reading
		}
	}
	return out
}
