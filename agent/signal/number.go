package signal

import (
	"errors"
	"math"
	"regexp"
	"strconv"
	"strings"
)

// decimal says how the numbers of a file are written.
type decimal struct {
	mark  string // "." or ","
	group string // what may part thousands
}

var (
	errNumber    = errors.New("is not a number")
	errUnclear   = errors.New("could be a thousand or a fraction")
	errNotFinite = errors.New("is not a finite number")
)

var (
	spaces  = strings.NewReplacer("\u00a0", "", "\u202f", "", " ", "", "'", "", "\u2019", "", "\u2212", "-")
	grouped = regexp.MustCompile(`^[+-]?\d{1,3}(?:[.,]\d{3})+$`)
)

// decimalOf finds out from all numbers of a file whether the comma or the point is the decimal mark, as most of those that
// tell have it, and of as many the first. Where every part is three digits long, a point is taken for a decimal mark, and
// a comma that also parts the columns for thousands; otherwise the file is unclear.
func decimalOf(texts []string, delimiter rune) (decimal, error) {
	sawPoint, sawComma := false, false
	commas, points, first := 0, 0, false
	for _, text := range texts {
		switch comma, sure := decimalComma(text); {
		case sure && comma:
			first = first || points == 0
			commas++
		case sure:
			points++
		default:
			sawPoint = sawPoint || strings.Contains(text, ".")
			sawComma = sawComma || strings.Contains(text, ",")
		}
	}
	switch {
	case commas+points > 0:
		return markOf(commas > points || commas == points && first), nil
	case sawComma && (sawPoint || delimiter != ','):
		return decimal{}, errUnclear
	}
	return markOf(false), nil
}

// decimalComma reports whether a number has a decimal comma, and not a decimal point. One with both marks tells, and one
// whose last part is not three digits long; others, and those that have no mark, do not.
func decimalComma(text string) (comma, sure bool) {
	text = bare(text)
	lastPoint, lastComma := strings.LastIndexByte(text, '.'), strings.LastIndexByte(text, ',')
	if lastPoint < 0 && lastComma < 0 {
		return false, false
	}
	weak := grouped.MatchString(text) && !strings.HasPrefix(strings.TrimLeft(text, "+-"), "0")
	switch {
	case lastPoint >= 0 && lastComma >= 0:
		return lastComma > lastPoint, true
	case strings.Count(text, ",") > 1 || lastPoint >= 0 && !weak:
		return false, true
	case strings.Count(text, ".") > 1 || lastComma >= 0 && !weak:
		return true, true
	}
	return false, false
}

func markOf(comma bool) decimal {
	if comma {
		return decimal{",", "."}
	}
	return decimal{".", ","}
}

// bare drops the space and the percent sign around a number, and the spaces and apostrophes that part thousands.
func bare(text string) string {
	return spaces.Replace(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(text), "%")))
}

// parse reads one number.
func (d decimal) parse(text string) (float64, error) {
	text = bare(text)
	whole, fraction, _ := strings.Cut(text, d.mark)
	if strings.Contains(whole, d.group) {
		if !grouped.MatchString(whole) {
			return 0, errNumber
		}
		whole = strings.ReplaceAll(whole, d.group, "")
	}
	plain := whole
	if strings.Contains(text, d.mark) {
		plain += "." + fraction
	}
	if strings.ContainsAny(plain, "xXpP_") {
		return 0, errNumber // Go's own notations are nobody's numbers
	}
	v, err := strconv.ParseFloat(plain, 64)
	switch {
	case math.IsNaN(v) || math.IsInf(v, 0):
		return 0, errNotFinite
	case err != nil:
		return 0, errNumber
	case math.Abs(v) > largest:
		return 0, errNotFinite
	}
	return v, nil
}

// largest is the largest size of a number, and its inverse the least of a denominator: the squares of larger ones do not add up.
const largest = 1e30
