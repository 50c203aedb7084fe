package fact

import (
	"math"
	"strconv"
	"strings"
)

// Format writes a value with its unit as a note has it: 41.2%, 8.9 percentage points, 12,400 EUR, 1 user. Values from a
// hundred on have no decimals, smaller ones one, those below one two significant digits.
func Format(value float64, unit string) string { return write(value, unit, usualDecimals(value)) }

// FormatBeside writes a value so that it can be told from another one that it is held against, with up to six more decimals:
// 2.96% beside a limit of 3%.
func FormatBeside(value, other float64, unit string) string {
	decimals := usualDecimals(value)
	for more := 0; more < 6 && value != other && rounded(value, decimals) == rounded(other, decimals); more++ {
		decimals++
	}
	return write(value, unit, decimals)
}

func usualDecimals(value float64) int {
	size := math.Abs(value)
	switch {
	case size == math.Trunc(size):
		return 0
	case size >= 99.95:
		return 0
	case size >= 0.95:
		return 1
	}
	return min(12, 1-int(math.Floor(math.Log10(size))))
}

func rounded(value float64, decimals int) string {
	text := strconv.FormatFloat(value, 'f', decimals, 64)
	if strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	if text == "-0" {
		return "0"
	}
	return text
}

func write(value float64, unit string, decimals int) string {
	number := grouped(rounded(value, decimals))
	switch {
	case unit == "":
		return number
	case unit == Percent:
		return number + "%"
	case number == "1" && countable(unit) || number == "1" && strings.HasSuffix(unit, "s") && len(unit) > 3:
		return number + " " + singular(unit)
	}
	return number + " " + unit
}

// grouped parts thousands by commas.
func grouped(number string) string {
	sign := ""
	if rest, ok := strings.CutPrefix(number, "-"); ok {
		sign, number = "-", rest
	}
	whole, fraction, has := strings.Cut(number, ".")
	for at := len(whole) - 3; at > 0; at -= 3 {
		whole = whole[:at] + "," + whole[at:]
	}
	if has {
		whole += "." + fraction
	}
	return sign + whole
}
