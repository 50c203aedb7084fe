package fact

import (
	"bytes"
	"flag"
	"fmt"
	"go/format"
	"maps"
	"os"
	"regexp"
	"regexp/syntax"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write cues.go anew")

// everyForm gives all forms that have cues, by the names under which the table has them.
func everyForm() map[string]form {
	out := map[string]form{
		"explains": explains, "connectives": connectives, "effects": effectsOf, "relative": relativeForms, "share": shareForm, "part": partForm, "many": manyForm,
		"percent": shareWords, "foreign percent": otherShare, "moves": claimedMoves,
	}
	for name, forms := range map[string][]form{"causal": causalForms, "soft": softForms, "still": stillForms, "deeds": deeds} {
		for i, f := range forms {
			out[name+" "+strconv.Itoa(i)] = f
		}
	}
	for i, f := range looseForms {
		out["loose "+strconv.Itoa(i)] = f.form
	}
	for i, f := range dayForms {
		out["day "+strconv.Itoa(i)] = f.form
	}
	return out
}

// The table of cues is what the patterns come to.
func TestCuesAreThoseOfThePatterns(t *testing.T) {
	t.Parallel()
	want := map[string][]string{}
	for name, f := range everyForm() {
		if found := cuesIn(t, f.re().String()); len(found) > 0 {
			want[name] = found
		}
	}
	if *update {
		var b bytes.Buffer
		fmt.Fprint(&b, "package fact\n\n// cues has, by the name of a form, texts of which every text that fits it holds one, as a [gist] has it. It is worked out from the\n"+
			"// patterns: go test ./agent/fact -run TestCues -update.\nvar cues = map[string][]string{\n")
		for _, name := range slices.Sorted(maps.Keys(want)) {
			fmt.Fprintf(&b, "%q: {", name)
			for i, cue := range want[name] {
				if i > 0 {
					fmt.Fprint(&b, ", ")
				}
				fmt.Fprintf(&b, "%q", cue)
			}
			fmt.Fprint(&b, "},\n")
		}
		fmt.Fprint(&b, "}\n")
		source, err := format.Source(b.Bytes())
		require.NoError(t, err)
		require.NoError(t, os.WriteFile("cues.go", source, 0o600))
		return
	}
	require.Equal(t, want, cues, "run go test ./agent/fact -run TestCues -update")
}

// What is found with cues is what is found without them.
func FuzzCuesMissNothing(f *testing.F) {
	for _, text := range fittingTexts(f) {
		f.Add(text)
	}
	f.Add("The kettles \u017ftopped the \u212aettle")
	f.Fuzz(func(t *testing.T, text string) {
		for _, text := range []string{text, strings.ToUpper(text), fold(text), strings.ReplaceAll(text, "kettle", placeholder), strings.ReplaceAll(text, "kettle", suspectMark)} {
			g := gistOf(text)
			for name, form := range everyForm() {
				if !form.mayFit(g) {
					require.False(t, form.re().MatchString(text), "%s fits %q", name, text)
				}
			}
		}
	})
}

// fittingTexts gives texts that fit patterns, and those of the tests.
func fittingTexts(t testing.TB) []string {
	t.Helper()
	texts := []string{
		"The kettle caused the rise of 3% in the week of 16 March 2026.", "Nothing moved in Q1, and the mechanism worked.", "It is down to the kettle since 2026-03-16.",
		"In January two in five stayed flat; last week none.", "Orders were halved because the kettle stopped the slide.", "on 3/4 and the twenty-first of May",
	}
	for _, f := range everyForm() {
		if re, err := syntax.Parse(f.re().String(), syntax.Perl); err == nil {
			texts = append(texts, "so "+fitting(re.Simplify())+" it")
		}
	}
	return texts
}

// fitting gives a text that fits a pattern but for what it asks of its surroundings.
func fitting(re *syntax.Regexp) string {
	switch re.Op {
	case syntax.OpLiteral:
		return string(re.Rune)
	case syntax.OpCharClass:
		return string(re.Rune[0])
	case syntax.OpConcat:
		out := ""
		for _, sub := range re.Sub {
			out += fitting(sub)
		}
		return out
	case syntax.OpCapture, syntax.OpPlus, syntax.OpAlternate:
		return fitting(re.Sub[len(re.Sub)-1])
	default:
		return ""
	}
}

func TestWordsAreThoseOfThePattern(t *testing.T) {
	t.Parallel()
	words := regexp.MustCompile(`\p{L}+(?:['\x{2019}]\p{L}+)?`)
	for _, text := range []string{"", "It's the o'clock's 3rd", "don\u2019t\u2019 a'b'c", "\xff'a\xffb'", "Größe' x", "''", "a\u2019'b", "12 refunds\x01\x01 of it"} {
		require.Equal(t, words.FindAllStringIndex(text, -1), wordPlaces(text), text)
		require.Equal(t, words.ReplaceAllStringFunc(text, strings.ToUpper), mapWords(text, strings.ToUpper), text)
	}
}

// The cues of a pattern are worked out as in RE2 (re2/prefilter.cc): the texts that a part of it can be, as long as they are
// few, and else texts of which whatever fits the part holds one.

const (
	mostCues    = 48
	shortestCue = 3
)

// part is what is known of a part of a pattern.
type part struct {
	exact []string // all texts that fit it; nil for too many
	holds []string // of which each text that fits it holds one; nil when there are none
}

func cuesIn(t testing.TB, pattern string) []string {
	t.Helper()
	re, err := syntax.Parse(pattern, syntax.Perl)
	require.NoError(t, err)
	p := partOf(re)
	best := better(p.holds, usable(p.exact))
	slices.Sort(best)
	best = slices.Compact(best)
	return slices.DeleteFunc(slices.Clone(best), func(cue string) bool { // those in which another one stands
		return slices.ContainsFunc(best, func(other string) bool { return other != cue && strings.Contains(cue, other) })
	})
}

// usable gives texts if they will do as cues.
func usable(texts []string) []string {
	if len(texts) == 0 || len(texts) > mostCues || slices.ContainsFunc(texts, func(text string) bool { return len(text) < shortestCue }) {
		return nil
	}
	return texts
}

// better gives the more telling ones of two lists of cues: those whose shortest one is longer, or else the fewer ones.
func better(a, b []string) []string {
	short := func(cues []string) int {
		least := 0
		for i, cue := range cues {
			if i == 0 || len(cue) < least {
				least = len(cue)
			}
		}
		return min(least, 6)
	}
	if short(b) > short(a) || short(b) == short(a) && len(b) > 0 && len(b) < len(a) {
		return b
	}
	return a
}

func partOf(re *syntax.Regexp) part {
	switch re.Op {
	case syntax.OpLiteral:
		text := ""
		for _, r := range re.Rune {
			one, ok := plain(r, re.Flags&syntax.FoldCase != 0)
			if !ok {
				return part{}
			}
			text += one
		}
		return part{exact: []string{text}}
	case syntax.OpCharClass:
		return part{exact: classTexts(re.Rune)}
	case syntax.OpEmptyMatch, syntax.OpBeginText, syntax.OpEndText, syntax.OpBeginLine, syntax.OpEndLine, syntax.OpWordBoundary, syntax.OpNoWordBoundary:
		return part{exact: []string{""}}
	case syntax.OpCapture:
		return partOf(re.Sub[0])
	case syntax.OpQuest:
		p := partOf(re.Sub[0])
		if p.exact == nil {
			return part{}
		}
		return part{exact: append([]string{""}, p.exact...)}
	case syntax.OpPlus:
		return atLeastOne(partOf(re.Sub[0]))
	case syntax.OpRepeat:
		if re.Min == 0 {
			return part{}
		}
		one := partOf(re.Sub[0])
		all := part{exact: []string{""}}
		for range re.Min {
			all = followed(all, one)
		}
		if re.Max == re.Min {
			return all
		}
		return atLeastOne(all)
	case syntax.OpConcat:
		return concat(re.Sub)
	case syntax.OpAlternate:
		return alternate(re.Sub)
	default:
		return part{}
	}
}

// atLeastOne is what is known of something that begins with a part and goes on.
func atLeastOne(p part) part { return part{holds: better(p.holds, usable(p.exact))} }

// followed is one part after another when the texts of both are few.
func followed(a, b part) part {
	if a.exact == nil || b.exact == nil || len(a.exact)*len(b.exact) > mostCues {
		return part{holds: better(atLeastOne(a).holds, atLeastOne(b).holds)}
	}
	var out part
	for _, x := range a.exact {
		for _, y := range b.exact {
			out.exact = append(out.exact, x+y)
		}
	}
	slices.Sort(out.exact)
	out.exact = slices.Compact(out.exact)
	return out
}

// concat takes stretches of parts whose texts are few together.
func concat(subs []*syntax.Regexp) part {
	parts := make([]part, len(subs))
	for i, sub := range subs {
		parts[i] = partOf(sub)
	}
	var holds []string
	for from := range parts {
		run := part{exact: []string{""}}
		for to := from; to < len(parts); to++ {
			holds = better(holds, parts[to].holds)
			if run = followed(run, parts[to]); run.exact == nil {
				break
			}
			holds = better(holds, usable(run.exact))
			if from == 0 && to == len(parts)-1 {
				return part{exact: run.exact, holds: holds}
			}
		}
	}
	return part{holds: holds}
}

func alternate(subs []*syntax.Regexp) part {
	var exact, holds []string
	few, all := true, true
	for _, sub := range subs {
		p := partOf(sub)
		one := atLeastOne(p).holds
		few, all = few && p.exact != nil, all && one != nil
		exact, holds = append(exact, p.exact...), append(holds, one...)
	}
	switch {
	case few && len(exact) <= mostCues:
		return part{exact: exact}
	case all:
		return part{holds: holds}
	}
	return part{}
}

// classTexts gives the texts of a class of characters if they are few.
func classTexts(ranges []rune) []string {
	var out []string
	for i := 0; i+1 < len(ranges); i += 2 {
		for r := ranges[i]; r <= ranges[i+1]; r++ {
			if r == '\u017f' || r == '\u212a' {
				continue // texts with these are not passed over
			}
			one, ok := plain(r, false)
			if !ok || len(out) > 2*mostCues {
				return nil
			}
			out = append(out, one)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// plain gives a character as a gist has it, and reports whether it can be told from its other forms.
func plain(r rune, folded bool) (string, bool) {
	switch {
	case r >= '0' && r <= '9':
		return "0", true
	case r >= 'A' && r <= 'Z':
		return string(r | 0x20), true
	case r <= unicode.MaxASCII:
		return string(r), true
	}
	return string(r), !folded || unicode.SimpleFold(r) == r
}
