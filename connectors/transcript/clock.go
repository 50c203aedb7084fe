package transcript

import "strings"

const (
	second = int64(1000)
	minute = 60 * second
	hour   = 60 * minute
	// maxHours keeps a forged time from overflowing. Records of several days stay well below it.
	maxHours = 100_000
)

// parseClock reads a time such as 1:02, 01:02:03 or 00:01:02.500 (or with a comma) at the start of s. It gives
// milliseconds and the number of bytes read, 0 when there is no time.
func parseClock(s string) (ms int64, n int) {
	var parts [3]int64
	count, i := 0, 0
	for {
		start := i
		var v int64
		for i < len(s) && s[i] >= '0' && s[i] <= '9' {
			if v > maxHours {
				return 0, 0
			}
			v = v*10 + int64(s[i]-'0')
			i++
		}
		if i == start || count == len(parts) || (count > 0 && i-start > 2) {
			return 0, 0
		}
		parts[count] = v
		count++
		if i+1 < len(s) && s[i] == ':' && s[i+1] >= '0' && s[i+1] <= '9' {
			i++
			continue
		}
		break
	}
	switch count {
	case 2:
		ms = parts[0]*minute + parts[1]*second
	case 3:
		ms = parts[0]*hour + parts[1]*minute + parts[2]*second
	default:
		return 0, 0
	}
	if parts[count-1] > 59 || (count == 3 && parts[1] > 59) {
		return 0, 0
	}
	fraction, used := parseFraction(s[i:])
	return ms + fraction, i + used
}

// parseFraction reads .5, .50 or ,500 as milliseconds.
func parseFraction(s string) (ms int64, n int) {
	if len(s) < 2 || (s[0] != '.' && s[0] != ',') || s[1] < '0' || s[1] > '9' {
		return 0, 0
	}
	scale := int64(100)
	n = 1
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		ms += int64(s[n]-'0') * scale
		scale /= 10
		n++
	}
	return ms, n
}

// parseTiming reads the line "start --> end" of a cue; settings after it are ignored.
func parseTiming(line string) (start, end int64, ok bool) {
	line = strings.TrimLeft(line, " \t")
	start, n := parseClock(line)
	if n == 0 {
		return 0, 0, false
	}
	line = strings.TrimLeft(line[n:], " \t")
	if !strings.HasPrefix(line, arrow) {
		return 0, 0, false
	}
	line = strings.TrimLeft(line[len(arrow):], " \t")
	end, n = parseClock(line)
	if n == 0 {
		return 0, 0, false
	}
	return start, end, true
}

const arrow = "-->"

// loneClock reads a line that holds nothing but a time, perhaps in brackets: 00:05:00, [1:02], (5:35).
func loneClock(line string) (ms int64, ok bool) {
	line = strings.TrimSpace(line)
	line = strings.Trim(line, "[]()")
	ms, n := parseClock(line)
	return ms, n > 0 && n == len(line)
}
