package signal

import (
	"slices"
	"time"

	"gonum.org/v1/gonum/stat/distuv"
)

// season says which periods have a mean of their own.
type season string

const (
	noSeason   season = ""
	byWeekday  season = "weekday" // each weekday of daily values
	byMonth    season = "month"   // each month of the year of weekly or monthly values
	byQuarter  season = "quarter" // each quarter of the year of quarterly values
	mostGroups        = 12
)

const (
	leastWeeks = 3 // how often each weekday has to be in a baseline for it to have a mean of its own
	leastYears = 2 // how often each month, or quarter
	mostYears  = 5 // of a baseline that allows for the shape of the year
	// The probabilities with which the means of equal seasons are found to differ. To allow for a season that is none costs
	// little, so that asks for less than to tell of one.
	allowLevel = 0.05
	tellLevel  = 0.01
)

// kind gives the season that a series can have.
func (s Series) season() season {
	switch s.Period {
	case Day:
		return byWeekday
	case Week, Month:
		return byMonth
	case Quarter:
		return byQuarter
	case Year:
	}
	return noSeason
}

// of numbers the season of a period. A week belongs to the month of its middle.
func (k season) of(p Point, span Period) int {
	switch k {
	case byWeekday:
		return int(p.Start.Weekday())
	case byMonth:
		return int(k.middle(p, span).Month()) - 1
	case byQuarter:
		return (int(p.Start.Month()) - 1) / 3
	case noSeason:
	}
	return 0
}

func (k season) middle(p Point, span Period) time.Time {
	if span == Week {
		return p.Start.AddDate(0, 0, 3)
	}
	return p.Start
}

// perYear gives how many of a period a year has, in whole ones.
func perYear(p Period) int {
	switch p {
	case Day:
		return 365
	case Week:
		return 52
	case Month:
		return 12
	case Quarter:
		return 4
	case Year:
	}
	return 1
}

// longestBaseline gives how many of the newest points before a start are its baseline: those of whole years, up to five,
// where the year has a shape that can be allowed for, and otherwise 52.
func (s Series) longestBaseline(before []Point) int {
	if k := s.season(); k == byMonth || k == byQuarter {
		year := perYear(s.Period)
		for years := min(mostYears, len(before)/year); years >= leastYears; years-- {
			if newest := before[len(before)-years*year:]; yearsShape(newest, k, s.Period, allowLevel) {
				return len(newest)
			}
		}
	}
	return longestBaseline
}

// seasonOf gives what can be allowed for: a season that shows in the baseline and of which all that came later was in it.
func (j judged) seasonOf() season {
	k := j.series.season()
	if !j.differ(j.baseline(), allowLevel) {
		return noSeason
	}
	var known [mostGroups]bool
	for _, p := range j.baseline() {
		known[k.of(p, j.series.Period)] = true
	}
	if slices.ContainsFunc(j.points[j.n0:], func(p Point) bool { return !known[k.of(p, j.series.Period)] }) {
		return noSeason
	}
	return k
}

// differ reports whether the season of some points shows, by a test at a level.
func (j judged) differ(points []Point, level float64) bool {
	switch k := j.series.season(); k {
	case byWeekday:
		return weekdaysDiffer(points, level)
	case byMonth, byQuarter:
		return yearsShape(points, k, j.series.Period, level)
	case noSeason:
	}
	return false
}

// groups gives the season of each point.
func (j judged) groups() []int {
	out := make([]int, len(j.points))
	if j.season == noSeason {
		return out
	}
	for i, p := range j.points {
		out[i] = j.season.of(p, j.series.Period)
	}
	return out
}

// weekdaysDiffer reports whether the weekdays of daily values have different means, by the F test of a one-way analysis
// of variance (Fisher 1925).
func weekdaysDiffer(points []Point, level float64) bool {
	if len(points) == 0 {
		return false
	}
	var days [7]struct{ n, sum float64 }
	for _, p := range points {
		d := &days[p.Start.Weekday()]
		d.n++
		d.sum += p.Value
	}
	total, groups := 0.0, 0.0
	for _, d := range days {
		if d.n == 0 {
			continue
		}
		if d.n < leastWeeks {
			return false
		}
		groups++
		total += d.sum
	}
	n := float64(len(points))
	between, within := 0.0, 0.0
	for _, d := range days {
		if d.n > 0 {
			between += d.n * (d.sum/d.n - total/n) * (d.sum/d.n - total/n)
		}
	}
	for _, p := range points {
		d := days[p.Start.Weekday()]
		within += (p.Value - d.sum/d.n) * (p.Value - d.sum/d.n)
	}
	return differs(between, groups-1, within, n-groups, level)
}

// yearsShape reports whether the months, or quarters, of the year have different means in all years: the F test of a
// two-way analysis of variance (Fisher 1925) of the means of each month of each year. What neighbouring weeks share is
// in these means, and a year that is higher as a whole does not count. Points that begin in the middle of a season make
// years of their own: a year begins with the season of the first point.
func yearsShape(points []Point, k season, span Period, level float64) bool {
	groups := mostGroups
	if k == byQuarter {
		groups = 4
	}
	if len(points) < leastYears*perYear(span) {
		return false
	}
	first := k.of(points[0], span)
	start := k.middle(points[0], span).Year()
	type cell struct{ n, sum float64 }
	var years [][mostGroups]cell
	for _, p := range points {
		g := k.of(p, span)
		year := k.middle(p, span).Year() - start
		if g < first {
			year--
		}
		if year < 0 {
			continue
		}
		for len(years) <= year {
			years = append(years, [mostGroups]cell{})
		}
		years[year][g].n++
		years[year][g].sum += p.Value
	}
	// A last year of which seasons are missing does not count.
	years = slices.DeleteFunc(years, func(y [mostGroups]cell) bool {
		return slices.ContainsFunc(y[:groups], func(c cell) bool { return c.n == 0 })
	})
	if len(years) < leastYears {
		return false
	}
	rows, columns := float64(len(years)), float64(groups)
	means := make([][mostGroups]float64, len(years))
	var ofGroup [mostGroups]float64
	ofYear, total := make([]float64, len(years)), 0.0
	for y := range years {
		for g := range groups {
			means[y][g] = years[y][g].sum / years[y][g].n
			ofGroup[g] += means[y][g] / rows
			ofYear[y] += means[y][g] / columns
			total += means[y][g] / rows / columns
		}
	}
	between, within := 0.0, 0.0
	for y := range years {
		for g := range groups {
			rest := means[y][g] - ofGroup[g] - ofYear[y] + total
			within += rest * rest
			between += (ofGroup[g] - total) * (ofGroup[g] - total)
		}
	}
	return differs(between, columns-1, within, (rows-1)*(columns-1), level)
}

// differs is the F test of sums of squares with their degrees of freedom.
func differs(between, groups, within, rest, level float64) bool {
	if groups < 1 || rest < 1 || between == 0 {
		return false
	}
	if within == 0 {
		return true
	}
	return distuv.F{D1: groups, D2: rest}.Survival(between/groups/(within/rest)) < level
}
