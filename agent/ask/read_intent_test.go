package ask

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"maps"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var relearn = flag.Bool("relearn", false, "write the weights of the intents anew")

// lesson is a part of a question with what is asked by it, the acceptable intents best first.
type lesson struct {
	p       part
	r       *reader
	at      place
	heard   []mention
	found   []fit
	intents []intent
}

// lessons gives what the intents are learned from.
func lessons(t testing.TB) []lesson {
	t.Helper()
	var list []lesson
	learn, _ := peopleAsk(t)
	for _, a := range slices.Concat(learn, typed(t, "testdata/phrasings2.jsonl")) {
		switch {
		case a.Refusal == Outside:
			list = append(list, lessonsOf(t, a.Question, [][]intent{{strange}})...)
		case a.Refusal != "":
		case len(a.All) > 0:
			var each [][]intent
			for _, k := range a.All {
				each = append(each, []intent{intent(k)})
			}
			list = append(list, lessonsOf(t, a.Question, each)...)
		default:
			var one []intent
			for _, k := range a.Kinds {
				one = append(one, intent(k))
			}
			list = append(list, lessonsOf(t, a.Question, [][]intent{one})...)
		}
	}
	f, err := os.Open("testdata/ways.tsv")
	require.NoError(t, err)
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		kind, text, ok := strings.Cut(lines.Text(), "\t")
		require.True(t, ok, lines.Text())
		list = append(list, lessonsOf(t, text, [][]intent{{intent(kind)}})...)
	}
	require.NoError(t, lines.Err())
	for _, w := range phrasedQuestions() {
		kinds := strings.Fields(w.kinds)
		switch {
		case w.topic != Topic{}:
		case w.refusal == Outside:
			list = append(list, withoutFits(lessonsOf(t, w.ask, [][]intent{{strange}}))...)
		case len(kinds) > 0:
			var each [][]intent
			for _, k := range kinds {
				var one []intent
				for alternative := range strings.SplitSeq(k, "|") {
					one = append(one, intent(alternative))
				}
				each = append(each, one)
			}
			list = append(list, withoutFits(lessonsOf(t, w.ask, each))...)
		}
	}
	return list
}

// withoutFits takes what the constructions say from lessons by whose questions they were written: they fit them too well.
func withoutFits(list []lesson) []lesson {
	for i := range list {
		list[i].found = nil
	}
	return list
}

// lessonsOf takes a question apart as Read does. What leads up to a question teaches nothing.
func lessonsOf(t testing.TB, text string, asked [][]intent) []lesson {
	t.Helper()
	clean := cleaned(text)
	if unreadable(clean) != nil {
		return nil
	}
	k := tallybird(t)
	r := newReader(context.Background(), k, Question{Text: text, AsOf: april9}, clean)
	parts := slices.DeleteFunc(r.parts(), func(p part) bool { return len(p.words) == 0 || orders(p.tokens) || nods(p.words) && !p.first })
	if len(parts) > len(asked) {
		asks := slices.DeleteFunc(slices.Clone(parts), func(p part) bool {
			return !p.tokens[len(p.tokens)-1].query && !questionWord[p.words[0].norm]
		})
		if len(asks) >= len(asked) {
			parts = asks
		}
		parts = parts[len(parts)-len(asked):]
	}
	if len(parts) != len(asked) {
		return nil
	}
	var list []lesson
	for i, p := range parts {
		at, err := r.sheetFor(p)
		require.NoError(t, err)
		heard, err := r.metricsAtHand(p, at)
		require.NoError(t, err)
		if len(heard) == 0 && !slices.Contains([]intent{intent(Said), intent(Decided), intent(RuledOut), intent(Who), intent(Revisit), intent(Open), intent(Prepare), intent(Bets), intent(Aim), intent(Changed)}, asked[i][0]) {
			heard, err = r.lookedUp(p, at)
			require.NoError(t, err)
		}
		list = append(list, lesson{p: p, r: r, at: at, heard: heard, found: r.fitsOf(p, at, heard), intents: asked[i]})
	}
	return list
}

// learned gives the weights that are learned from lessons, as they are kept.
func learned(list []lesson) string {
	counts := map[string]int{}
	for _, l := range list {
		words := l.r.masked(l.p, l.at, l.heard, func(string) bool { return true })
		slices.Sort(words)
		for _, w := range slices.Compact(words) {
			counts[w]++
		}
	}
	knows := func(w string) bool { return counts[w] >= 2 }
	names := []intent{strange}
	for _, k := range Kinds() {
		names = append(names, intent(k))
	}
	index := map[string]int{}
	var rows [][]feature
	var ids [][]int
	occurs := map[string]int{}
	for _, l := range list {
		words := l.r.masked(l.p, l.at, l.heard, knows)
		row := featuresOf(words, l.p.tokens[len(l.p.tokens)-1].query, l.found)
		rows = append(rows, row)
		for _, f := range row {
			occurs[f.name]++
		}
	}
	for _, name := range slices.Sorted(maps.Keys(occurs)) {
		if occurs[name] >= 2 {
			index[name] = len(index)
		}
	}
	var targets [][]float64
	for i, row := range rows {
		var of []int
		rows[i] = slices.DeleteFunc(row, func(f feature) bool { _, ok := index[f.name]; return !ok })
		for _, f := range rows[i] {
			of = append(of, index[f.name])
		}
		ids = append(ids, of)
		target := make([]float64, len(names))
		wanted := list[i].intents
		for n, in := range wanted {
			share := 1.0
			if len(wanted) > 1 {
				share = 0.7
				if n > 0 {
					share = 0.3 / float64(len(wanted)-1)
				}
			}
			target[slices.Index(names, in)] += share
		}
		targets = append(targets, target)
	}
	w := fitted(rows, ids, targets, len(index), len(names))
	var b strings.Builder
	for i, n := range names {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(string(n))
	}
	b.WriteByte('\n')
	for _, name := range slices.Sorted(maps.Keys(index)) {
		var pairs []string
		for k, n := range names {
			if v := int(math.Round(100 * w[index[name]][k])); v <= -8 || v >= 8 {
				pairs = append(pairs, fmt.Sprintf("%s:%d", n, v))
			}
		}
		if len(pairs) > 0 || !strings.ContainsAny(name, " =#?@") {
			b.WriteString(name + "\t" + strings.Join(pairs, " ") + "\n")
		}
	}
	return b.String()
}

// How the weights are fitted: steps over all lessons, the length of the first step, and how strongly weights are kept small.
const (
	rounds  = 60
	stride  = 0.5
	penalty = 0.003
)

// fitted gives the weights of each feature for each intent, by gradient steps with AdaGrad over one lesson at a time.
func fitted(rows [][]feature, ids [][]int, targets [][]float64, features, kinds int) [][]float64 {
	w, sum := make([][]float64, features), make([][]float64, features)
	for i := range w {
		w[i], sum[i] = make([]float64, kinds), make([]float64, kinds)
	}
	for range rounds {
		for n, row := range rows {
			scores := make([]float64, kinds)
			for j, f := range row {
				for k := range scores {
					scores[k] += float64(f.value * w[ids[n][j]][k])
				}
			}
			p := softmax(scores)
			for j, f := range row {
				at := ids[n][j]
				for k := range p {
					g := float64(f.value*float64(p[k]-targets[n][k])) + float64(penalty*w[at][k])
					sum[at][k] += float64(g * g)
					w[at][k] -= float64(stride*g) / (1e-8 + math.Sqrt(sum[at][k]) + 1)
				}
			}
		}
	}
	return w
}

func TestIntentsAreThoseThatAreLearned(t *testing.T) {
	t.Parallel()
	got := learned(lessons(t))
	if *relearn {
		require.NoError(t, os.WriteFile("intents.tsv", []byte(got), 0o644))
		return
	}
	const again = "learn them anew: go test ./agent/ask -run TestIntents -relearn"
	want, have := weightsOf(t, intentWeights), weightsOf(t, got)
	for _, names := range []map[[2]string]int{want, have} {
		for name := range names {
			if d := want[name] - have[name]; d > rounding || d < -rounding {
				t.Fatalf("%s is %d, and learned %d; %s", name, want[name], have[name], again)
			}
		}
	}
}

// rounding is how far two weights may be apart, in hundredths: not every processor rounds a sum alike.
const rounding = 2

// weightsOf gives the weights of a table, by feature and intent.
func weightsOf(t *testing.T, table string) map[[2]string]int {
	t.Helper()
	weights := map[[2]string]int{}
	for line := range strings.Lines(table) {
		feature, row, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		for pair := range strings.FieldsSeq(row) {
			name, text, _ := strings.Cut(pair, ":")
			n, err := strconv.Atoi(text)
			if err != nil {
				t.Fatalf("%s: %v", line, err)
			}
			weights[[2]string{feature, name}] = n
		}
	}
	require.Greater(t, len(weights), 1000)
	return weights
}

func TestNoIntentIsBelievedWithoutWords(t *testing.T) {
	t.Parallel()
	list := intents().guesses(nil)
	require.Len(t, list, len(Kinds())+1)
	require.Less(t, list[0].p, leastLikely)
}

func TestWeightsAreSortedByFeature(t *testing.T) {
	t.Parallel()
	lines := strings.Split(strings.TrimSpace(intentWeights), "\n")[1:]
	for _, line := range lines {
		name, weights, _ := strings.Cut(line, "\t")
		got, ok := intents().line(name)
		require.True(t, ok, name)
		require.Equal(t, weights, got, name)
	}
	_, ok := intents().line("no such feature")
	require.False(t, ok)
}
