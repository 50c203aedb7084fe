package signal

import "github.com/plumbline-dev/plumb/internal/fault"

// Segment is a part of what a rate is about, before and after.
type Segment struct {
	Name          string
	Before, After Part
}

// Part is a numerator out of a denominator.
type Part struct{ Numerator, Denominator float64 }

func (p Part) rate() float64 { return p.Numerator / p.Denominator }

// Mix parts the change of a rate exactly into what changed within the segments and what changed because their sizes
// did. It is arithmetic: it says where a change is, not why.
type Mix struct {
	Total    float64      `json:"total"`  // change of the overall rate
	Within   float64      `json:"within"` // because of the rates of the segments
	Shift    float64      `json:"shift"`  // because of their shares
	Segments []MixSegment `json:"segments"`
	// Simpson says that the rate of every segment went one way, and the overall rate the other (Simpson, Journal of the
	// Royal Statistical Society B 13, 1951).
	Simpson bool `json:"simpson"`
}

// MixSegment is what a segment contributes.
type MixSegment struct {
	Name   string  `json:"name"`
	Within float64 `json:"within"`
	Shift  float64 `json:"shift"`
}

// Decompose parts the change of a rate: ΔR = Σ w̄ᵢΔrᵢ + Σ (r̄ᵢ−R̄)Δwᵢ, with w the share of a segment in the denominators, r
// its rate, R the overall rate and bars for means of before and after (Kitagawa, Journal of the American Statistical
// Association 50, 1955). A segment that is there only once has no change of its rate. The error is Invalid when there is
// nothing before or after.
func Decompose(segments []Segment) (Mix, error) {
	var before, after Part
	for _, s := range segments {
		if s.Before.Denominator < 0 || s.After.Denominator < 0 {
			return Mix{}, fault.Newf(fault.Invalid, opEffect, "the denominator of %s is negative", s.Name).Do("Check the readings.")
		}
		before.Numerator += s.Before.Numerator
		before.Denominator += s.Before.Denominator
		after.Numerator += s.After.Numerator
		after.Denominator += s.After.Denominator
	}
	if before.Denominator == 0 || after.Denominator == 0 {
		return Mix{}, fault.New(fault.Invalid, opEffect, "there is nothing that the rate could be about, before or after", "Check the denominators.")
	}
	m := Mix{Total: after.rate() - before.rate()}
	middle := (before.rate() + after.rate()) / 2
	up, down := 0, 0
	for _, s := range segments {
		r0, r1, there := s.rates()
		if !there {
			continue
		}
		w0, w1 := s.Before.Denominator/before.Denominator, s.After.Denominator/after.Denominator
		part := MixSegment{Name: s.Name, Within: (w0 + w1) / 2 * (r1 - r0), Shift: ((r0+r1)/2 - middle) * (w1 - w0)}
		m.Segments = append(m.Segments, part)
		m.Within += part.Within
		m.Shift += part.Shift
		switch {
		case r1 > r0:
			up++
		case r1 < r0:
			down++
		}
	}
	n := len(m.Segments)
	m.Simpson = n > 1 && (up == n && m.Total < 0 || down == n && m.Total > 0)
	return m, nil
}

// rates gives both rates of a segment; where one is not there, the other one stands for it.
func (s Segment) rates() (before, after float64, there bool) {
	switch {
	case s.Before.Denominator == 0 && s.After.Denominator == 0:
		return 0, 0, false
	case s.Before.Denominator == 0:
		return s.After.rate(), s.After.rate(), true
	case s.After.Denominator == 0:
		return s.Before.rate(), s.Before.rate(), true
	}
	return s.Before.rate(), s.After.rate(), true
}
