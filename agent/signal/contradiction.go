package signal

import (
	"fmt"
	"math"
	"slices"
)

// beyondChance is how many standard deviations of a count of events a numerator lies outside of what there could be, to be
// an error: the events of a rate near 1 are more than what they are counted on now and then.
const beyondChance = 4

// impossible tells of shares above 1 and below 0: of whole numbers out of whole numbers that are such a share in
// more than half of the periods, and in some are not by far.
func (j judged) impossible() []Check {
	usual, ok := j.usualShare()
	if !ok {
		return nil
	}
	bad := slices.Collect(func(yield func(Point) bool) {
		for _, p := range j.points {
			if p.noShare(usual) && !yield(p) {
				return
			}
		}
	})
	if len(bad) == 0 {
		return nil
	}
	first := bad[0]
	return []Check{{ImpossibleShare, Block, first.Label(), fmt.Sprintf("%s out of %s, as %s has it, cannot be a share as the others are", short(first.Numerator),
		short(first.Denominator), first.Label()), "Correct it at its source, and fetch it again."}}
}

// usualShare gives the median of the shares of a series, as a fraction; it reports false where values are none.
func (j judged) usualShare() (float64, bool) {
	if !j.series.Rate {
		return 0, false
	}
	var inside []float64
	for _, p := range j.points {
		if p.Numerator != math.Trunc(p.Numerator) || p.Denominator != math.Trunc(p.Denominator) {
			return 0, false
		}
		if p.Numerator >= 0 && p.Numerator <= p.Denominator {
			inside = append(inside, p.Numerator/p.Denominator)
		}
	}
	if 2*len(inside) <= len(j.points) {
		return 0, false
	}
	return median(inside), true
}

// noShare reports whether a point is no share, and by more than events that are as usual vary.
func (p Point) noShare(usual float64) bool {
	if p.Numerator >= 0 && p.Numerator <= p.Denominator {
		return false
	}
	expected := usual * p.Denominator
	return math.Abs(p.Numerator-expected) > beyondChance*math.Sqrt(math.Max(1, expected))
}

// contradicted makes what is no more than a warning to a reader of a chart a block for a decision: readings of which the
// value says something else than its own numerator and denominator.
func contradicted(checks []Check) []Check {
	i := slices.IndexFunc(checks, func(c Check) bool { return c.Code == ValueMismatch })
	if i < 0 {
		return checks
	}
	c := checks[i]
	c.Severity, c.Message = Block, "the value of "+c.Period+" is not its numerator over its denominator"
	return slices.Insert(slices.Delete(slices.Clone(checks), i, i+1), 0, c)
}
