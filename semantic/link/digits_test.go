package link

import (
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
)

// What is read by hand is what these patterns say.
var (
	percentileForm = regexp.MustCompile(`^(?:p|pct|perc)?([0-9]{2}|999|9999)(?:th)?$`)
	versionForm    = regexp.MustCompile(`^v([0-9]{1,3})$`)
	spanForm       = regexp.MustCompile(`^([0-9]{1,5})(min|mins|h|hr|hrs|d|w|wk|mo|q|y|yr|day|days|week|weeks|month|months)$`)
	horizonForm    = regexp.MustCompile(`^(d|w|m|day|week|month)([0-9]{1,4})$`)
)

func FuzzWordsWithDigits(f *testing.F) {
	for _, word := range []string{"", "p95", "pct99", "perc50th", "95th", "999", "9999", "p9999th", "99999", "pp95", "v2", "v", "v1234", "28d", "7days", "123456d", "d30", "week4", "month12345", "1", "th", "pth", "12mox"} {
		f.Add(word)
	}
	f.Fuzz(func(t *testing.T, word string) {
		require.Equal(t, versionForm.MatchString(word), isVersion(word))
		m := percentileForm.FindStringSubmatch(word)
		number, ok := cutPercentile(word)
		require.Equal(t, m != nil, ok)
		if ok {
			require.Equal(t, m[1], number)
		}
		m = spanForm.FindStringSubmatch(word)
		count, unit, ok := cutSpan(word)
		require.Equal(t, m != nil, ok)
		if ok {
			require.Equal(t, []string{count, unit}, m[1:])
		}
		m = horizonForm.FindStringSubmatch(word)
		unit, number, ok = cutHorizon(word)
		require.Equal(t, m != nil, ok)
		if ok {
			require.Equal(t, []string{unit, number}, m[1:])
		}
	})
}

func FuzzCapitalsMissNothing(f *testing.F) {
	f.Add("Searches of Search Access Points")
	f.Add("Weekly Active")
	f.Add("A bc, D ef")
	f.Fuzz(func(t *testing.T, text string) {
		if capitals(text) < 2 {
			require.Empty(t, capitalised.FindAllString(text, -1))
		}
	})
}
