package search

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/internal/fault"
)

func TestWords(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"":                               nil,
		" ?! -- ":                        nil,
		"Launching, launched; LAUNCHES!": {"launch", "launch", "launch"},
		"didn't Owen’s o'clock 'quoted'": {"didnt", "owen", "oclock", "quot"},
		"1,000 users in 14d, 2.5%":       {"1000", "user", "in", "14d", "2", "5"},
		"product.second_count_14d":       {"product", "second", "count", "14d"},
		"Café CAFE Straße ﬁnal":          {"cafe", "cafe", "straße", "final"},
		"発注 order":                       {"発", "注", "order"},
		"a\x00b\xffc\u202ed":             {"a", "b", "c", "d"},
		strings.Repeat("x", 100):         {strings.Repeat("x", longestTerm)},
		"e\u0301te\u0301":                {"ete"},
	} {
		var got []string
		for w := range newVocabulary().words(text) {
			got = append(got, w.term)
		}
		require.Equal(t, want, got, "%q", text)
	}
}

func TestRead(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]wanted{
		"shelf order":                      {terms: []string{"shelf", "order"}},
		"what did we say about Orders":     {terms: []string{"order"}},
		"the of":                           {terms: []string{"the", "of"}},
		`"shelf order" gate`:               {terms: []string{"shelf", "order", "gate"}, phrases: [][]string{{"shelf", "order"}}},
		`“shelf order”`:                    {terms: []string{"shelf", "order"}, phrases: [][]string{{"shelf", "order"}}},
		`order -legacy -"old form"`:        {terms: []string{"order"}, without: [][]string{{"legaci"}, {"old", "form"}}},
		`"order`:                           {terms: []string{"order"}},
		`or*der AND (x NEAR/2 y) col:z ^"`: {terms: []string{"der", "x", "near", "2", "y", "col", "z"}},
		"set-up set-up":                    {terms: []string{"set"}},
		"-- - order":                       {terms: []string{"order"}},
	} {
		got, err := read(newVocabulary(), text)
		require.NoError(t, err, text)
		require.Equal(t, want, got, text)
	}
	for text, says := range map[string]string{
		"":                               "there is nothing to look for",
		" \t\n":                          "there is nothing to look for",
		`"" ?!`:                          "there is nothing to look for",
		"-legacy":                        "only words to leave out",
		strings.Repeat("order ", 20_000): "longer than",
	} {
		_, err := read(newVocabulary(), text)
		require.ErrorContains(t, err, says)
		require.Equal(t, fault.Usage, fault.KindOf(err))
		require.NotEmpty(t, fault.Next(err))
	}
}

// FuzzRead holds that nothing a person types is an error but to ask for nothing or for too much, and that every word stands
// where it is said to.
func FuzzRead(f *testing.F) {
	for _, text := range []string{"shelf order", `"a b" -c`, `-"x`, "発注", "a\x00b\xff", `“„«»”`, "1,2,3'", "’", strings.Repeat("a", 3000)} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		v := newVocabulary()
		last, some := 0, false
		for w := range v.words(text) {
			require.LessOrEqual(t, last, w.from)
			require.Less(t, w.from, w.to)
			require.LessOrEqual(t, w.to, len(text))
			require.NotEmpty(t, w.term)
			require.True(t, utf8.ValidString(w.term), "%q", w.term)
			require.False(t, strings.ContainsAny(w.term[:1], "!#~@"), "%q looks like a mark", w.term)
			require.NotContains(t, w.term, "\x00")
			last, some = w.to, true
		}
		w, err := read(v, text)
		if err != nil {
			require.Equal(t, fault.Usage, fault.KindOf(err))
			return
		}
		require.True(t, some)
		require.NotEmpty(t, w.terms)
		require.LessOrEqual(t, len(w.terms), mostTerms)
	})
}

// FuzzPostings holds that no bytes that are kept break a search.
func FuzzPostings(f *testing.F) {
	var l list
	l.add(3, 80, []int64{0, 7})
	l.add(9, 12, nil)
	f.Add(l.bytes)
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01, 1, 1, 1})
	f.Fuzz(func(t *testing.T, kept []byte) {
		n := 0
		for p := range postings(kept) {
			for range p.each() {
				n++
			}
		}
		require.LessOrEqual(t, n, len(kept))
		tl := newTally(State{Passages: 5, Words: 50, Next: 6})
		tl.count([][]byte{kept}, 1)
		tl.ranking(union([][]byte{kept})).next(3)
		following([]string{"a", "b"}, map[string][][]byte{"a": {kept}, "b": {kept}})
	})
}

func TestPostingsComeBack(t *testing.T) {
	t.Parallel()
	var l, again list
	l.add(1, 5, []int64{0, 4})
	l.add(300, 7, []int64{2})
	l.add(301, 7, nil)
	var numbers []int64
	var places [][]int64
	for p := range postings(l.bytes) {
		numbers = append(numbers, p.number)
		var at []int64
		for place := range p.each() {
			at = append(at, place)
		}
		places = append(places, at)
		again.addAgain(p)
	}
	require.Equal(t, []int64{1, 300, 301}, numbers)
	require.Equal(t, [][]int64{{0, 4}, {2}, nil}, places)
	require.Equal(t, l.bytes, again.bytes)
}

func TestMisspelt(t *testing.T) {
	t.Parallel()
	others := []string{"checkout", "check", "order", "weather", "whether", "support", "when"}
	for term, want := range map[string]string{
		"chekout": "checkout", "chceckuot": "checkout", "suport": "support", "ordre": "order", "blockchain": "", "wehn": "", "supplier": "",
	} {
		require.Equal(t, want, misspelt(term, others), term)
	}
}

func TestSpeaks(t *testing.T) {
	t.Parallel()
	for asked, want := range map[string]bool{
		"Zoë Ådal-Krüger": true, "zoe": true, "ADAL": true, "krüger": false, "oe": false, "zoe a": true,
	} {
		require.Equal(t, want, speaks("Zoë Ådal-Krüger", asked), asked)
	}
}
