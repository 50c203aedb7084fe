package draft

import (
	"math/rand/v2"
	"regexp/syntax"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Every text that fits a construction must hold one of its triggers, or the construction would miss it.
func TestTriggersReachTheirConstructions(t *testing.T) {
	t.Parallel()
	for name, list := range map[string][]construction{"statement": saysAll(), "question": asks()} {
		for _, c := range list {
			re, err := syntax.Parse(strings.TrimPrefix(macros.Replace(c.pattern), "^"), syntax.Perl)
			require.NoError(t, err, c.pattern)
			random := rand.New(rand.NewPCG(1, 2))
			words, err := triggersOf(strings.TrimPrefix(macros.Replace(c.pattern), "^"))
			require.NoError(t, err)
			require.NotEmpty(t, words, c.pattern)
			triggers := set(strings.Join(words, " "))
			for range 300 {
				text := sample(re, random)
				require.True(t, slices.ContainsFunc(strings.Fields(text), func(w string) bool { return triggers[w] }),
					"%s %q\nfits %q\nwithout any of %q", name, text, c.pattern, words)
			}
		}
	}
}

// sample gives a text that fits the expression.
func sample(re *syntax.Regexp, random *rand.Rand) string {
	switch re.Op {
	case syntax.OpLiteral:
		return string(re.Rune)
	case syntax.OpCharClass:
		if re.Rune[0] == 0 { // anything but space
			return "x"
		}
		pair := 2 * random.IntN(len(re.Rune)/2)
		return string(re.Rune[pair] + random.Int32N(re.Rune[pair+1]-re.Rune[pair]+1))
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return "x"
	case syntax.OpCapture, syntax.OpConcat:
		var b strings.Builder
		for _, sub := range re.Sub {
			b.WriteString(sample(sub, random))
		}
		return b.String()
	case syntax.OpAlternate:
		return sample(re.Sub[random.IntN(len(re.Sub))], random)
	case syntax.OpQuest:
		if random.IntN(2) == 0 {
			return ""
		}
		return sample(re.Sub[0], random)
	case syntax.OpStar, syntax.OpPlus, syntax.OpRepeat:
		least, most := 0, 2
		if re.Op == syntax.OpPlus {
			least = 1
		}
		if re.Op == syntax.OpRepeat {
			least, most = re.Min, re.Min+2
		}
		var b strings.Builder
		for range least + random.IntN(most-least+1) {
			b.WriteString(sample(re.Sub[0], random))
		}
		return b.String()
	}
	return ""
}
