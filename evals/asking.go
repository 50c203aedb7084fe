package evals

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/plumbline-dev/plumb/agent/ask"
	"github.com/plumbline-dev/plumb/agent/review"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// AskingCase is a question about the workspace of the suite, with what a right answer holds. evals/cases/asking/README.md
// tells what each key means.
type AskingCase struct {
	ID       string       `json:"id"`
	Class    string       `json:"class"`
	Question string       `json:"question"`
	Times    int          `json:"times"`
	Sheet    string       `json:"sheet"` // such as "@shelf"
	Team     string       `json:"team"`
	AsOf     string       `json:"as_of"` // ISO date
	Before   string       `json:"before"`
	Home     string       `json:"home"` // "empty", or "" for the workspace
	Expect   AskingExpect `json:"expect"`
	Note     string       `json:"note"`
}

// AskingExpect is what a right answer holds.
type AskingExpect struct {
	Outcome  []string        `json:"outcome"`
	Reasons  []ask.Reason    `json:"reasons"`
	Kinds    [][]ask.Kind    `json:"kinds"`
	MustSay  [][]string      `json:"must_say"`
	MustCite []string        `json:"must_cite"`
	Numbers  []AskingNumber  `json:"numbers"`
	MustNot  []AskingPattern `json:"must_not"`
	Choices  []string        `json:"choices"`
}

// AskingNumber is a number that an answer has to give, as it was computed from the readings.
type AskingNumber struct {
	Value float64 `json:"value"`
	Unit  string  `json:"unit"` // "%", "h", "shop" ...
}

// AskingPattern is what an answer must not hold.
type AskingPattern struct{ *regexp.Regexp }

// UnmarshalText reads a regular expression, for which capitals are like small letters.
func (p *AskingPattern) UnmarshalText(text []byte) (err error) {
	p.Regexp, err = regexp.Compile("(?im)" + string(text))
	return err
}

// EmptyHome is the home of a case about a place where nothing is kept.
const EmptyHome = "empty"

// Words gives what is asked.
func (c AskingCase) Words() string { return strings.Repeat(c.Question, max(1, c.Times)) }

// Asked is what came of a question.
type Asked struct {
	Answer ask.Answer
	Notes  []review.Review // the weekly notes, as of the same moment, of the sheets that the answer is or may be about
	// Invented are quotes that stand in no record, word by word, and Changed reports whether asking has left a trace in what is kept.
	Invented []string
	Changed  bool
	Failure  string // the error that asking ended with; "" for none
}

// LoadAskingCases reads cases, one a line. Errors are of package fault and name the line.
func LoadAskingCases(path string) ([]AskingCase, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, fault.Wrap(err, fault.NotFound, opAsking, "the questions in "+path+" cannot be read", "Check the folder that is given with --cases.")
	}
	var cases []AskingCase
	known := map[string]bool{}
	lines := bufio.NewScanner(bytes.NewReader(content))
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		var c AskingCase
		decoder := json.NewDecoder(bytes.NewReader(lines.Bytes()))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&c); err != nil {
			return nil, fault.Wrap(err, fault.Invalid, opAsking, fmt.Sprintf("line %d of %s is no question", n, path), "Write it as the README beside it says.")
		}
		if c.ID == "" || c.Class == "" || c.AsOf == "" || len(c.Expect.Outcome) == 0 || known[c.ID] {
			return nil, fault.Newf(fault.Invalid, opAsking, "line %d of %s has no id of its own, no class, no as_of or no outcome", n, path).
				Do("Write it as the README beside it says.")
		}
		known[c.ID] = true
		cases = append(cases, c)
	}
	if err := lines.Err(); err != nil {
		return nil, fault.Wrap(err, fault.Invalid, opAsking, path+" has a line that is too long", "Keep every question to a line.")
	}
	return cases, nil
}

// Named puts ids in the place of the names that things have in the workspace.
func (c AskingCase) Named(ids map[string]string) (AskingCase, error) {
	var missing string
	id := func(name string) string {
		bare, isName := strings.CutPrefix(name, "@")
		if isName && ids[bare] == "" {
			missing = name
		}
		if !isName {
			return name
		}
		return ids[bare]
	}
	c.Sheet = id(c.Sheet)
	c.Expect.MustCite, c.Expect.Choices = mapped(c.Expect.MustCite, id), mapped(c.Expect.Choices, id)
	if missing != "" {
		return c, fault.Newf(fault.Invalid, opAsking, "case %s names %s, which no step of the workspace makes", c.ID, missing).Do("Names are given with the key as.")
	}
	return c, nil
}

func mapped(in []string, to func(string) string) []string {
	out := make([]string, len(in))
	for i, s := range in {
		out[i] = to(s)
	}
	return out
}

// Asking asks every question of a set, and scores what comes. Ids are those that the workspace has for its names.
func Asking(ctx context.Context, set string, cases []AskingCase, ids map[string]string, answer func(context.Context, AskingCase) (Asked, error)) (AskingReport, error) {
	r := AskingReport{Set: set, Classes: []AskingClass{}, Promises: map[string]AskingPromise{}, Scored: make([]AskingScore, 0, len(cases))}
	classes := map[string]*AskingClass{}
	for _, c := range cases {
		named, err := c.Named(ids)
		if err != nil {
			return r, err
		}
		got, err := answer(ctx, named)
		if err != nil {
			return r, fault.Wrap(err, fault.KindOf(err), opAsking, "question "+c.ID+" could not be asked", fault.Next(err))
		}
		s := ScoreAsked(named, got)
		r.Scored = append(r.Scored, s)
		if classes[c.Class] == nil {
			classes[c.Class] = &AskingClass{Class: c.Class}
		}
		classes[c.Class].add(s)
		r.Total.add(s)
		for name, broken := range s.Promises {
			p := r.Promises[name]
			p.Kept += share01(len(broken) == 0)
			p.Cases++
			r.Promises[name] = p
		}
	}
	for _, name := range slices.Sorted(maps.Keys(classes)) {
		r.Classes = append(r.Classes, *classes[name])
	}
	return r, nil
}

func share01(holds bool) int {
	if holds {
		return 1
	}
	return 0
}

// AskingReport is the outcome of [Asking].
type AskingReport struct {
	Set      string                   `json:"set"`
	Total    AskingClass              `json:"total"`
	Classes  []AskingClass            `json:"classes"`  // by name
	Promises map[string]AskingPromise `json:"promises"` // that have to be kept in every case, by name
	Scored   []AskingScore            `json:"-"`        // in the order of the cases
}

// AskingClass counts the verdicts on some cases.
type AskingClass struct {
	Class            string `json:"class"` // "" for all
	Cases            int    `json:"cases"`
	Correct          int    `json:"correct"`
	RightlyAbstained int    `json:"rightly_abstained"`
	WronglyAbstained int    `json:"wrongly_abstained"`
	Wrong            int    `json:"wrong"`
	Answerable       int    `json:"answerable"`  // cases for which an abstention is wrong
	FalseFacts       int    `json:"false_facts"` // cases with a number that is wrong or is not the one that was asked for, or that contradict a note
}

func (a *AskingClass) add(s AskingScore) {
	a.Cases++
	a.Answerable += share01(s.answerable)
	a.FalseFacts += share01(s.False())
	switch s.Verdict {
	case Correct:
		a.Correct++
	case RightlyAbstained:
		a.RightlyAbstained++
	case WronglyAbstained:
		a.WronglyAbstained++
	default:
		a.Wrong++
	}
}

// Right is the share of cases that are answered correctly or rightly not answered.
func (a AskingClass) Right() float64 { return share(a.Correct+a.RightlyAbstained, a.Cases) }

// FalseAbstention is the share of the answerable cases that are not answered.
func (a AskingClass) FalseAbstention() float64 { return share(a.WronglyAbstained, a.Answerable) }

// The bars of the suite: at least so many cases right, at most so many of the answerable ones not answered, and nothing false.
const (
	AskingRight           = 0.9
	AskingFalseAbstention = 0.1
)

// Passes reports whether the bars are reached.
func (r AskingReport) Passes() bool {
	for _, p := range r.Promises {
		if p.Kept != p.Cases {
			return false
		}
	}
	return r.Total.Right() >= AskingRight && r.Total.FalseAbstention() <= AskingFalseAbstention && r.Total.FalseFacts == 0
}

// AskingPromise counts in how many cases a promise was kept.
type AskingPromise struct {
	Kept  int `json:"kept"`
	Cases int `json:"cases"`
}
