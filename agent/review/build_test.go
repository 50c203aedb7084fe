package review

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/readings"
	"github.com/plumbline-dev/plumb/agent/signal"
	"github.com/plumbline-dev/plumb/internal/fault"
)

var update = flag.Bool("update", false, "write the golden files anew")

func build(t *testing.T, change func(*Input)) Review {
	t.Helper()
	in := input()
	change(&in)
	r, err := Build(in)
	require.NoError(t, err)
	require.NotContains(t, r.Note, "left out of this note")
	return r
}

// scenes are weeks in the life of the example. Each has a golden note.
var scenes = map[string]func(*Input){
	"passed": func(*Input) {},
	"quiet": func(in *Input) {
		in.AsOf, in.Past, in.Events = monday(18).Add(9*time.Hour), nil, in.Events[:1]
		in.Histories[baked], in.Histories[corrected] = rate(1, 18, 400, always(31)), rate(2, 18, 4000, always(2.4))
		in.Histories[waiting], in.Histories[repeat] = amounts(3, 18, 12, 0.8), amounts(4, 18, 1210, 40)
	},
	"missed": func(in *Input) { in.Histories[baked] = rate(1, 19, 400, always(31)) },
	"breached": func(in *Input) {
		in.Histories[corrected] = rate(2, 19, 4000, step(2.4, 3.6))
		in.Extensions = 2
	},
	"blocked": func(in *Input) {
		h := in.Histories[baked]
		h.Series.Duplicates = []signal.Duplicate{{Slot: h.Series.Points[4].Slot, Lines: []int{6, 7}}}
		in.Histories[baked] = h
		delete(in.Histories, waiting)
	},
	"restated": func(in *Input) {
		in.Events = nil
		h := in.Histories[repeat]
		was := h.Series.Points[17].Value + 2
		h.Series.Points[17].Was = &was
		h.Restated = []Restatement{{Period: "2026-03-09", Was: was, Is: h.Series.Points[17].Value, On: "2026-03-23"}}
		in.Histories[repeat] = h
	},
	"bare": func(in *Input) {
		*in = Input{Sheet: agent.Version{ID: "s-1e7k3m9", State: agent.StateDraft}, AsOf: in.AsOf}
	},
}

func TestNotes(t *testing.T) {
	t.Parallel()
	for name, change := range scenes {
		r := build(t, change)
		golden := filepath.Join("testdata", name+".md")
		if *update {
			require.NoError(t, os.MkdirAll("testdata", 0o755))
			require.NoError(t, os.WriteFile(golden, []byte(r.Note), 0o600))
		}
		want, err := os.ReadFile(golden)
		require.NoError(t, err)
		require.Equal(t, string(want), r.Note, name)
		require.NoError(t, fact.Check(r.Sentences, r.Facts, r.licence), name)
		body, _, _ := strings.Cut(r.Note, "\n[^F")
		require.Less(t, len(strings.Fields(body)), 245, name)
		content, err := json.Marshal(r)
		require.NoError(t, err, name)
		require.NotContains(t, string(content), "null,\"readings\"")
		var again Review
		require.NoError(t, json.Unmarshal(content, &again))
		require.Equal(t, r, again, name)
	}
}

func TestStates(t *testing.T) {
	t.Parallel()
	cases := []struct {
		scene     string
		gate      signal.GateState
		guardrail signal.GuardrailState
		decision  Choice
	}{
		{"passed", signal.GatePassed, signal.GuardrailOK, Continue},
		{"quiet", signal.GateNotDue, signal.GuardrailOK, Continue},
		{"missed", signal.GateFailed, signal.GuardrailOK, Stop},
		{"breached", signal.GatePassed, signal.GuardrailBreached, Stop},
		{"blocked", signal.GateUnknown, signal.GuardrailOK, None},
		{"bare", signal.GateUnknown, signal.GuardrailUnknown, None},
	}
	for _, c := range cases {
		r := build(t, scenes[c.scene])
		require.Equal(t, c.gate, r.Gate.State, c.scene)
		require.Equal(t, c.guardrail, r.Guardrail.State, c.scene)
		require.Equal(t, c.decision, r.Proposal.Decision, c.scene)
	}
	_, err := Build(Input{})
	require.Equal(t, fault.Invalid, fault.KindOf(err))
}

// TestStart shows that only a start that a person noted can carry that a metric moved when the mechanism started.
func TestStart(t *testing.T) {
	t.Parallel()
	noted := build(t, func(*Input) {})
	require.Equal(t, signal.EvidenceTimed, noted.licence(baked))
	meeting := build(t, func(in *Input) { in.Events = nil })
	require.Equal(t, signal.EvidenceMoved, meeting.licence(baked))
	require.Contains(t, meeting.Note, "No start of the mechanism was noted; the meeting of 27 February 2026 stands in for it.")
	foreign := build(t, func(in *Input) { in.Events[0].Sheet = "s-other" })
	require.Equal(t, signal.EvidenceMoved, foreign.licence(baked))
	later := build(t, func(in *Input) { in.Events[0].On = "2026-04-06" })
	require.Contains(t, later.Note, "has not started yet; it starts on 6 April 2026")
}

// TestControl shows that a control is what licenses words of effect.
func TestControl(t *testing.T) {
	t.Parallel()
	control := func(of string) func(*Input) {
		return func(in *Input) {
			in.Events[0].Control, in.Events[0].Of = "bakery.other_town", of
			in.Histories["bakery.other_town"] = rate(9, 19, 400, always(31))
		}
	}
	r := build(t, control(baked))
	require.Equal(t, signal.EvidenceControlled, r.licence(baked))
	require.Contains(t, r.Note, "it moved against the control, in line with an effect of the mechanism")
	require.Regexp(t, `rose by \d+\.\d percentage points more than bakery\.other\S+town \(95% interval of the difference \d+\.\d to \d+\.\d\)`, r.Note)

	other := build(t, control("bakery.another"))
	require.Equal(t, signal.EvidenceTimed, other.licence(baked), "the control of another metric is none")
}

// TestHostileText shows that words from files and people stay words.
func TestHostileText(t *testing.T) {
	t.Parallel()
	in := input()
	in.Sheet.Title = "![x](http://x.example) <script>\n# Heading"
	defined := in.Metrics[baked]
	defined.Label = "*Orders* [a](http://x.example) <b>\u202e www.x.example"
	in.Metrics[baked] = defined
	in.Events = append(in.Events, readings.Event{Kind: readings.Deploy, On: "2026-03-10", Text: "<img src=x> [^F1]: y"})
	r, err := Build(in)
	require.NoError(t, err)
	for _, bad := range []string{"![", "](http", " <script", "<b>", "<img", "\u202e", "\n# Heading"} {
		require.NotContains(t, strings.ReplaceAll(r.Note, `\`+bad[:1], "."), bad)
	}
}

// TestWeeksThatAreMissing shows that a mean over weeks of which some are missing says so.
func TestWeeksThatAreMissing(t *testing.T) {
	t.Parallel()
	r := build(t, func(in *Input) {
		h := in.Histories[baked]
		h.Series.Points = slices.Delete(slices.Clone(h.Series.Points), 6, 9)
		in.Histories[baked] = h
	})
	texts := ""
	for _, f := range r.Facts {
		texts += f.Text + "\n"
	}
	require.Regexp(t, `Orders baked on time averaged [\d.]+% in the 13 of the 16 weeks up to the week of 23 February 2026`, texts)
}

// TestNamesThatClaim shows that a label which would claim something in a sentence is quoted there, as is what was noted.
func TestNamesThatClaim(t *testing.T) {
	t.Parallel()
	const label = "Corrected by 99% because of the list"
	r := build(t, func(in *Input) {
		m := in.Metrics[baked]
		m.Label = label
		in.Metrics[baked] = m
		in.Events[1].Text = "45% because of the list"
	})
	require.Contains(t, r.Note, "“"+label+"”")
	require.NotContains(t, strings.ReplaceAll(r.Note, "“"+label+"”", ""), label)
	require.Empty(t, violations(r))
	i := slices.IndexFunc(r.Signals, func(s Signal) bool { return s.Metric == baked })
	require.Equal(t, label, r.Signals[i].Name)
	require.Equal(t, "campaign: “45% because of the list”", r.Signals[i].Chart.Marks[1].Label)
	same, err := Edit(r, []byte(r.EditMarkdown()), ines)
	require.NoError(t, err)
	require.Equal(t, r, same)
}

func BenchmarkBuild(b *testing.B) {
	in := input()
	for i := range 8 {
		id := "bakery.extra" + string(rune('a'+i))
		m := in.Metrics[waiting]
		m.Name, m.Label = "extra"+string(rune('a'+i)), "Extra "+string(rune('A'+i))
		in.Metrics[id] = m
		in.Histories[id] = amounts(uint64(20+i), 52, 40, 3)
		in.Sheet.Fields.Signals = append(in.Sheet.Fields.Signals, agent.Signal{Field: stated("more"), Role: agent.RoleProxy, Match: linked(id)})
	}
	for b.Loop() {
		r, err := Build(in)
		if err != nil || len(r.Signals) != 12 {
			b.Fatal(err, len(r.Signals))
		}
	}
}

// A check that asks something ends with its question mark.
func TestQuestionsEndOnce(t *testing.T) {
	t.Parallel()
	for name, id := range map[string]string{"gate": baked, "guardrail": corrected, "signal": waiting} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := build(t, func(in *Input) {
				h := in.Histories[id]
				h.Series.Points = slices.Clone(h.Series.Points)
				for i := range h.Series.Points[16:] {
					p := &h.Series.Points[16+i]
					p.Value, p.HasRate = 1000*p.Value, false
				}
				h.Series = signal.NewSeries(signal.Week, h.Series.Points)
				in.Histories[id] = h
			})
			require.Contains(t, r.Note, "a change of unit?")
			require.NotContains(t, r.Note, "?.")
		})
	}
}
