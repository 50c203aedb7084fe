package review

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/signal"
	"github.com/plumbline-dev/plumb/internal/fault"
)

var ines = agent.Actor{Kind: agent.PersonActor, Name: "Ines Duarte"}

func TestEditWithoutAChange(t *testing.T) {
	t.Parallel()
	for name, change := range scenes {
		r := build(t, change)
		same, err := Edit(r, []byte(r.EditMarkdown()), ines)
		require.NoError(t, err, name)
		require.Equal(t, r, same, name)
	}
}

func TestEdit(t *testing.T) {
	t.Parallel()
	r := build(t, func(*Input) {})
	first := r.Sentences[0].Text
	text := r.EditMarkdown()
	text = strings.Replace(text, "Decision: continue", "Decision: change", 1)
	text = strings.Replace(text, "Rationale: The gate is passed and the guardrail holds.", "Rationale: The gate is passed, and we want to try the second oven first.", 1)
	text = strings.Replace(text, "- "+first+"\n", "- We are there: Orders baked on time averaged 44.4% in the 3 weeks since 2 March 2026.\n- Mei looks at the second oven.\n", 1)
	edited, err := Edit(r, []byte(text), ines)
	require.NoError(t, err)
	require.Equal(t, Change, edited.Proposal.Decision)
	require.Equal(t, "Ines Duarte", edited.Proposal.Author)
	require.Equal(t, "gate_passed", edited.Proposal.Rule, "what the rules said stays")
	require.Equal(t, "Ines Duarte", edited.Sentences[0].Author)
	require.NotEmpty(t, edited.Sentences[0].Facts)
	require.Empty(t, edited.Sentences[1].Facts)
	require.Equal(t, r.Facts, edited.Facts)
	require.Equal(t, r.Gate, edited.Gate)
	require.Contains(t, edited.Note, "**Proposed: change.** Gate passed, guardrail ok.")
	require.Contains(t, edited.Note, "Mei looks at the second oven.")

	again, err := Edit(edited, []byte(edited.EditMarkdown()), agent.Actor{Kind: agent.PersonActor, Name: "Mei Park"})
	require.NoError(t, err)
	require.Equal(t, edited, again, "who changes nothing is the author of nothing")
}

func TestEditRefuses(t *testing.T) {
	t.Parallel()
	r := build(t, func(*Input) {})
	heading := "## " + SectionMoved + "\n\n"
	line := strings.Count(strings.Split(r.EditMarkdown(), heading)[0], "\n") + 3
	cases := []struct{ text, message, next string }{
		{"Orders baked on time averaged 45.4% since 2 March 2026.", `"45.4%" is no number of the facts about Orders baked on time`, "What is known: "},
		{"The list drove Orders baked on time up.", `"drove" claims a cause`, `What may be said: "Orders baked on time moved when the mechanism started; other things may have changed then, too".`},
		{"Repeat orders rose.", "says that Repeat orders moved, and it is not known to have", "shows no change that noise would not explain"},
		{"Orders baked on time averaged 44.4% since 9 February 2026.", "", ""},
		{"Nothing\u200b to see.", "a character that cannot be seen", "Type the line again"},
		{"The gate is missed.", `"gate is missed" is a wrong fact: the gate is passed`, "Say it as it stands"},
		{"The gate is not passed.", "the gate is passed", "Say it as it stands"},
		{"We missed the gate.", "the gate is passed", "Say it as it stands"},
		{"The guardrail is breached.", "the guardrail is ok", "Say it as it stands"},
		{"The guardrail does not hold, and is broken.", "the guardrail is ok", "Say it as it stands"},
		{"Orders baked on time did not move.", "says that Orders baked on time did not move, and it did", "Say it as the fact has it"},
		{"Orders baked on time averaged 44.4% before.", "44.4%", "What is known"},
		{"See [here](http://evil.example).", "is a link or an address", "Name the page in words"},
		{"See ![x](y.png).", "is a link or an address", "Name the page in words"},
		{"See http://evil.example for more.", "is a link or an address", "Name the page in words"},
		{"See evil.example/a.", "is a link or an address", "Name the page in words"},
		{"The list is why people came back.", "claims a cause", ""},
		{"# Elsewhere", `"Elsewhere" is no section`, "The headings are"},
	}
	for _, c := range cases {
		_, err := Edit(r, []byte(strings.Replace(r.EditMarkdown(), heading, heading+c.text+"\n", 1)), ines)
		require.Equal(t, fault.Invalid, fault.KindOf(err), c.text)
		require.ErrorContains(t, err, c.message)
		require.Contains(t, fault.Next(err), c.next)
		if !strings.HasPrefix(c.text, "#") {
			require.ErrorContains(t, err, "line "+itoa(line))
		}
	}
	_, err := Edit(r, []byte(strings.Replace(r.EditMarkdown(), "Decision: continue", "Decision: celebrate", 1)), ines)
	require.ErrorContains(t, err, `"celebrate" is no decision`)
	_, err = Edit(r, []byte(strings.Replace(r.EditMarkdown(), "Rationale: The gate", "Rationale: With 99% sure, the gate", 1)), ines)
	require.ErrorContains(t, err, "99%")
	_, err = Edit(r, []byte(strings.Replace(r.EditMarkdown(), "Rationale: The gate is passed", "Rationale: The gate is missed", 1)), ines)
	require.ErrorContains(t, err, "the gate is passed")
	for _, empty := range []string{"", "## In short\n", "## Data\n\n- Owen looks.\n"} {
		_, err = Edit(r, []byte(empty), ines)
		require.Equal(t, fault.Invalid, fault.KindOf(err), empty)
	}
	_, err = Edit(r, []byte(r.EditMarkdown()), agent.EngineNamed("builtin"))
	require.Equal(t, fault.NeedsPerson, fault.KindOf(err))
	_, err = Edit(r, []byte(strings.Repeat("x", longestEdit+1)), ines)
	require.ErrorContains(t, err, "more than 65536 bytes")
}

// TestEditTakesWhatIsSo shows that gate and guardrail may be spoken of as they stand, and of what may come.
func TestEditTakesWhatIsSo(t *testing.T) {
	t.Parallel()
	r := build(t, func(*Input) {})
	heading := "## " + SectionData + "\n\n"
	for _, text := range []string{
		"The gate is passed.", "We passed the gate.", "The gate was not missed.", "The guardrail is not breached.", "If the gate is missed next time, we stop.", "We wait until the guardrail is breached.",
		"The guardrail holds, and nobody missed a thing.", "Keep an eye on the guardrail.", "Owen looks at the data (see the chart).", "The gate may be missed another time.",
	} {
		_, err := Edit(r, []byte(strings.Replace(r.EditMarkdown(), heading, heading+text+"\n", 1)), ines)
		require.NoError(t, err, text)
	}
}

func itoa(n int) string { b, _ := json.Marshal(n); return string(b) }

// TestEditedMarkupIsLiteral shows that what a person types is never an image, a link or a tag of the note.
func TestEditedMarkupIsLiteral(t *testing.T) {
	t.Parallel()
	r := build(t, func(*Input) {})
	heading := "## " + SectionData + "\n\n"
	edited, err := Edit(r, []byte(strings.Replace(r.EditMarkdown(), heading, heading+"See *this* <b>and</b> `that` [y].\n", 1)), ines)
	require.NoError(t, err)
	require.Contains(t, edited.Note, "See \\*this\\* \\<b\\>and\\</b\\> \\`that\\` \\[y\\].")
}

func FuzzEdit(f *testing.F) {
	r, err := Build(input())
	require.NoError(f, err)
	f.Add(r.EditMarkdown())
	f.Add("## In short\n- x 3\n## Proposal\nDecision: stop\nRationale: \n<!--")
	f.Fuzz(func(t *testing.T, text string) {
		edited, err := Edit(r, []byte(text), ines)
		if err != nil {
			return
		}
		require.Equal(t, r.Facts, edited.Facts)
		again, err := Edit(edited, []byte(edited.EditMarkdown()), ines)
		require.NoError(t, err)
		require.Equal(t, edited, again)
	})
}

// FuzzBuild builds notes of readings and texts of any kind: no panic, no number that does not resolve, JSON that can be
// written.
func FuzzBuild(f *testing.F) {
	f.Add("Wait (p95)", "Spring bread 20%", "%", 41.5, 40.0, uint8(19), "2026-03-20")
	f.Add("3 things because of it", "it worked", "{user}", -1e29, 0.0, uint8(3), "")
	f.Fuzz(func(t *testing.T, name, words, unit string, value, threshold float64, weeks uint8, by string) {
		in := input()
		in.AsOf = monday(int(weeks) % 60).Add(time.Hour)
		m := in.Metrics[baked]
		m.Label, m.Unit = name, unit
		in.Metrics[baked] = m
		h := in.Histories[baked]
		for i := range h.Series.Points {
			h.Series.Points[i].Value = value * float64(1+i%3)
		}
		h.Series.Rate = false
		in.Histories[baked] = h
		in.Sheet.Title, in.Sheet.Fields.Gate.Otherwise = words, stated(words)
		in.Sheet.Fields.Gate.Condition.Predicate = &agent.Predicate{Op: agent.AtLeast, Threshold: threshold, Unit: unit, By: by}
		in.Events[1].Text = words
		in.Past.Text, in.Past.Prediction = words, name
		r, err := Build(in)
		require.NoError(t, err)
		require.Empty(t, violations(r))
		if _, err := json.Marshal(r); err != nil && r.Gate.Result != nil && r.Gate.Result.State != signal.GateUnknown {
			t.Fatal(err)
		}
	})
}
