package draft

import (
	"errors"
	"slices"
	"strings"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/ground"
)

// seal runs the gates. What fails one is withheld: the place becomes a blank that asks, with a finding that says so,
// and the rest of the draft stands. A failure that belongs to no single place is an error.
func seal(sheet agent.Sheet, sources []*agent.Transcript) (agent.Draft, error) {
	d, err := ground.New(sheet, sources)
	violations, ok := errors.AsType[*ground.Violations](err)
	if !ok {
		return d, err
	}
	done := map[string]bool{}
	for _, v := range slices.Backward(violations.List) { // from the back, so that removing an item moves no other
		item, _, _ := strings.Cut(v.Path, "]")
		if done[item] {
			continue
		}
		done[item] = true
		if !withhold(&sheet, v.Path) {
			return agent.Draft{}, err
		}
	}
	ask(&sheet)
	sheet.Findings = append(sheet.Findings, agent.Finding{
		Code: agent.CodeWithheld, Severity: agent.Warn,
		Message: "Something was left out of this draft, because its words could not be shown to be exact.",
	})
	sheet.Findings = agent.Rules(sheet)
	return ground.New(sheet, sources)
}

// withhold blanks the place that a violation points at. It reports false when there is none.
func withhold(s *agent.Sheet, path string) bool {
	f := &s.Fields
	switch {
	case path == "title":
		s.Title = ""
		return true
	case strings.HasPrefix(path, "topics"):
		s.Topics = nil
		return true
	case strings.HasPrefix(path, "metric_tree"):
		f.MetricTree = agent.MetricTree{}
		return true
	case strings.HasPrefix(path, "findings"):
		s.Findings = nil
		return true
	}
	f.MetricTree = agent.MetricTree{} // its nodes repeat the words of fields
	for _, ref := range f.Single() {
		if path == ref.Path || strings.HasPrefix(path, ref.Path+".") || strings.HasPrefix(path, ref.Path+"[") {
			*ref.Field = agent.Blank("")
			dropLimit(f, ref.Path)
			return true
		}
	}
	if i, ok := itemAt(path, "signals"); ok {
		f.Signals = without(f.Signals, i)
		return true
	}
	for _, list := range f.Lists() {
		if i, ok := itemAt(path, list.Path); ok {
			*list.Items = without(*list.Items, i)
			return true
		}
	}
	return false
}

// dropLimit takes away what is computed from a field that was blanked.
func dropLimit(f *agent.Fields, path string) {
	switch path {
	case "gate.condition":
		f.Gate.Condition.Predicate = nil
	case "guardrail":
		f.Guardrail.Objective = nil
	}
}

// itemAt reads the index of a list's item off a path such as "ruled_out[2].evidence[0]".
func itemAt(path, list string) (int, bool) {
	rest, ok := strings.CutPrefix(path, list+"[")
	if !ok {
		return 0, false
	}
	digits, _, _ := strings.Cut(rest, "]")
	i := 0
	for _, r := range digits {
		i = 10*i + int(r-'0')
	}
	return i, true
}

// without gives the list without item i. An item that is gone already is no matter.
func without[T any](list []T, i int) []T {
	if i < 0 || i >= len(list) {
		return list
	}
	return slices.Delete(slices.Clone(list), i, i+1)
}
