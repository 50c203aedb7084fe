package ask

import (
	"bufio"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent/search"
)

// asPeopleAsk is a question of testdata/phrasings.jsonl, with the readings of it that are right.
type asPeopleAsk struct {
	Question string   `json:"question"`
	Kinds    []Kind   `json:"kinds"`   // any of them will do, the first is best
	All      []Kind   `json:"all"`     // of a question that asks several things
	Metrics  []string `json:"metrics"` // that it names
	About    string   `json:"about"`
	Refusal  Reason   `json:"refusal"`
	Premise  Claim    `json:"premise"`
}

// learnFrom is how many of the questions the reading may be tuned on; the others only measure it.
const learnFrom = 300

// peopleAsk gives the questions that the reading is tuned on, and those that it is measured on. Which is which is decided by
// the digests of their texts.
func peopleAsk(t testing.TB) (learn, measure []asPeopleAsk) {
	t.Helper()
	all := typed(t, "testdata/phrasings.jsonl")
	digest := func(a asPeopleAsk) string { d := sha256.Sum256([]byte(a.Question)); return string(d[:]) }
	slices.SortFunc(all, func(a, b asPeopleAsk) int { return cmp.Compare(digest(a), digest(b)) })
	return all[:learnFrom], all[learnFrom:]
}

// typed reads questions, one a line.
func typed(t testing.TB, file string) []asPeopleAsk {
	t.Helper()
	f, err := os.Open(file)
	require.NoError(t, err)
	defer f.Close()
	var all []asPeopleAsk
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		var a asPeopleAsk
		require.NoError(t, json.Unmarshal(lines.Bytes(), &a))
		all = append(all, a)
	}
	require.NoError(t, lines.Err())
	return all
}

// spokenWords are the words of the meeting of the example: what can be found by searching.
var spokenWords = sync.OnceValue(func() map[string]bool {
	content, err := os.ReadFile("../../docs/example/product-weekly-2026-03-02.vtt")
	if err != nil {
		panic(err)
	}
	known := map[string]bool{}
	for _, t := range tokensOf(string(content)) {
		known[stem(t.norm)] = true
	}
	return known
})

func foundInMeeting(q search.Query) []search.Hit {
	for _, t := range tokensOf(q.Text) {
		if !common[t.norm] && !edges[t.norm] && len(t.norm) > 3 && spokenWords()[stem(t.norm)] {
			return []search.Hit{{}}
		}
	}
	return nil
}

// verdict is how a question was read.
type verdict string

const (
	readRight   verdict = "right"
	readWrong   verdict = "wrong"     // as another question than was asked
	readNothing verdict = "abstained" // not read, though it could be
)

// judged says how a question was read.
func judged(a asPeopleAsk, p Plan) verdict {
	var kinds []Kind
	for _, q := range p.Queries {
		kinds = append(kinds, q.Kind)
	}
	switch {
	case a.Refusal != "":
		if p.Refusal == nil {
			return readWrong
		}
		if (a.Refusal == Instruction || p.Refusal.Reason == Instruction) && a.Refusal != p.Refusal.Reason {
			return readWrong
		}
		return readRight
	case p.Refusal != nil:
		if p.Refusal.Reason == Ambiguous && len(a.Metrics) == 0 && len(p.Refusal.Choices) > 0 && strings.HasPrefix(p.Refusal.Text, "Teams mean") || a.Metrics != nil && offers(p.Refusal, a.Metrics) {
			return readRight
		}
		return readNothing
	case len(a.All) > 0:
		for i, k := range a.All {
			if !slices.Contains(kinds, k) && i < mostQueries {
				return readWrong
			}
		}
		return readRight
	case len(kinds) == 0 || !slices.Contains(a.Kinds, kinds[0]) && !slices.Contains(a.Kinds, kinds[len(kinds)-1]):
		return readWrong
	}
	return readRight
}

// offers reports whether a refusal offers the metrics that are meant.
func offers(why *Refusal, metrics []string) bool {
	return why.Reason == Ambiguous && slices.ContainsFunc(why.Choices, func(c Choice) bool { return slices.Contains(metrics, c.ID) })
}

// rightMetrics reports whether the metrics that a question names are those of the plan.
func rightMetrics(a asPeopleAsk, p Plan) bool {
	if p.Refusal != nil {
		return offers(p.Refusal, a.Metrics)
	}
	for _, q := range p.Queries {
		for _, h := range q.Metrics {
			if slices.Contains(a.Metrics, h.Match.Metric) {
				return true
			}
			for _, c := range h.Match.Choices() {
				if slices.Contains(a.Metrics, c.Metric) {
					return true
				}
			}
		}
		if q.Kind == Gate && slices.Contains(a.Metrics, theGate) || q.Kind == Guardrail || q.Kind == Working {
			return true
		}
	}
	return false
}

// tally counts verdicts.
type tally struct{ right, wrong, abstained, of int }

func (t tally) share() float64 { return float64(t.right) / float64(max(1, t.of)) }

func readAsPeopleAsk(t testing.TB, list []asPeopleAsk, tell bool) map[string]tally {
	t.Helper()
	classes := map[string]tally{}
	add := func(class string, v verdict) {
		n := classes[class]
		n.of++
		switch v {
		case readRight:
			n.right++
		case readWrong:
			n.wrong++
		case readNothing:
			n.abstained++
		}
		classes[class] = n
	}
	for _, a := range list {
		k := tallybird(t)
		k.hits = foundInMeeting
		p, err := Read(context.Background(), k, Question{Text: a.Question, AsOf: april9})
		require.NoError(t, err)
		v := judged(a, p)
		class := "kind"
		switch {
		case a.Refusal != "":
			class = "refusal"
		case len(a.All) > 0:
			class = "compound"
		}
		add(class, v)
		add("all", v)
		if a.Metrics != nil && a.Refusal == "" {
			m := readRight
			if !rightMetrics(a, p) {
				m = readWrong
				if p.Refusal != nil {
					m = readNothing
				}
			}
			add("metrics", m)
			if tell && m != readRight {
				t.Logf("METRIC %s\n   want %v  got %s", a.Question, a.Metrics, planTold(p))
			}
		}
		if a.Premise != "" {
			m := readRight
			if len(p.Premises) == 0 || p.Premises[0].Claim != a.Premise {
				m = readWrong
			}
			add("premise", m)
		}
		if tell && v != readRight {
			t.Logf("%s %s\n   want %v%v%v  got %s", v, a.Question, a.Kinds, a.All, a.Refusal, planTold(p))
		}
	}
	return classes
}

func planTold(p Plan) string {
	var b strings.Builder
	for _, q := range p.Queries {
		b.WriteString(string(q.Kind) + " ")
		for _, m := range q.Metrics {
			b.WriteString("[" + m.Words + "=" + m.Match.Metric + " " + string(m.Match.Outcome) + "] ")
		}
		b.WriteString("(" + q.Subject + ") ")
		if q.Person != "" {
			b.WriteString("{" + q.Person + "} ")
		}
	}
	if p.Refusal != nil {
		b.WriteString(string(p.Refusal.Reason) + " " + p.Refusal.Text[:min(90, len(p.Refusal.Text))])
	}
	return b.String()
}

// TestReadingAsPeopleAsk holds the shares that are read rightly. TELL=1 shows which of those that are learned from are not.
func TestReadingAsPeopleAsk(t *testing.T) {
	t.Parallel()
	learn, measure := peopleAsk(t)
	for name, set := range map[string]struct {
		list  []asPeopleAsk
		least float64
		wrong int // at most, read as another question
	}{"learn": {learn, 0.93, 12}, "measure": {measure, 0.77, 21}} {
		got := readAsPeopleAsk(t, set.list, os.Getenv("TELL") == name)
		for _, class := range slices.Sorted(maps.Keys(got)) {
			n := got[class]
			t.Logf("%-8s %-9s of %3d right %.3f wrong %d abstained %d", name, class, n.of, n.share(), n.wrong, n.abstained)
		}
		require.GreaterOrEqual(t, got["all"].share(), set.least, name)
		require.LessOrEqual(t, got["all"].wrong, set.wrong, name)
	}
}
