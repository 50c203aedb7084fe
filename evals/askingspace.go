package evals

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/plumbline-dev/plumb/internal/fault"
)

const opAsking = "eval.asking"

// Workspace is what questions are asked about: the steps by which people make it. It is read from YAML; whoever replays it
// does every step at the time that it names.
type Workspace struct {
	Plumb   string               `yaml:"plumb"`   // "asking/1"
	Actor   string               `yaml:"actor"`   // who acts where a step does not say
	Sources map[string]yaml.Node `yaml:"sources"` // the section of plumb.yaml; paths start in Folder
	Steps   []Step               `yaml:"steps"`

	Folder string `yaml:"-"` // of the file; its paths start there
}

// Step is one thing that a person, or the engine, does. Exactly one of the pointers and lists is set.
type Step struct {
	At      time.Time     `yaml:"at"`
	Import  []string      `yaml:"import"` // definitions
	Draft   *DraftStep    `yaml:"draft"`
	Edit    *EditStep     `yaml:"edit"`
	Link    *LinkStep     `yaml:"link"`
	Approve *ApproveStep  `yaml:"approve"`
	Reject  *ApproveStep  `yaml:"reject"`
	Event   *EventStep    `yaml:"event"`
	Fetch   *FetchStep    `yaml:"fetch"`
	Review  *ReviewStep   `yaml:"review"`
	Decide  *DecisionStep `yaml:"decide"`
}

// DraftStep drafts a sheet.
type DraftStep struct {
	As      string   `yaml:"as"`
	Records []string `yaml:"records"`
	Team    string   `yaml:"team"`
}

// EditStep changes the Markdown of a sheet.
type EditStep struct {
	Sheet   string `yaml:"sheet"`
	By      string `yaml:"by"`
	Changes []Edit `yaml:"changes"`
}

// Edit puts With where Replace stands, or Insert in front of Before. What it looks for has to be there exactly once.
type Edit struct {
	Replace string `yaml:"replace"`
	With    string `yaml:"with"`
	Before  string `yaml:"before"`
	Insert  string `yaml:"insert"`
}

// LinkStep says which metric words of a sheet mean.
type LinkStep struct {
	Sheet  string   `yaml:"sheet"`
	By     string   `yaml:"by"`
	Places []string `yaml:"places"`
	Metric string   `yaml:"metric"`
}

// ApproveStep approves or rejects exactly one thing.
type ApproveStep struct {
	Sheet    string `yaml:"sheet"`
	Review   string `yaml:"review"`
	Decision string `yaml:"decision"`
	By       string `yaml:"by"`
	Reason   string `yaml:"reason"` // of a rejection
}

// EventStep notes an event.
type EventStep struct {
	Kind       string `yaml:"kind"`
	On         string `yaml:"on"`
	Until      string `yaml:"until"`
	Text       string `yaml:"text"`
	Sheet      string `yaml:"sheet"`
	Control    string `yaml:"control"`
	Randomised bool   `yaml:"randomised"`
	By         string `yaml:"by"`
}

// FetchStep fetches readings: of the named metrics, or of those of all approved sheets.
type FetchStep struct {
	AsOf    string   `yaml:"as_of"`
	Metrics []string `yaml:"metrics"`
}

// ReviewStep drafts the weekly note of a sheet.
type ReviewStep struct {
	As    string `yaml:"as"`
	Sheet string `yaml:"sheet"`
	AsOf  string `yaml:"as_of"`
}

// DecisionStep drafts a decision: from a review, from a sheet, or in the words that are given. Words beside a review or a
// sheet change what was drafted.
type DecisionStep struct {
	As         string   `yaml:"as"`
	By         string   `yaml:"by"`
	Review     string   `yaml:"review"`
	Sheet      string   `yaml:"sheet"`
	Choice     string   `yaml:"choice"`
	Title      string   `yaml:"title"`
	Text       string   `yaml:"text"`
	Rationale  string   `yaml:"rationale"`
	RuledOut   []string `yaml:"ruled_out"`
	Owner      string   `yaml:"owner"`
	RevisitBy  string   `yaml:"revisit_by"`
	Replaces   string   `yaml:"replaces"`
	Prediction string   `yaml:"prediction"`
	Confidence float64  `yaml:"confidence"`
}

// LoadWorkspace reads a workspace. Errors are of package fault and name the file.
func LoadWorkspace(path string) (Workspace, error) {
	var w Workspace
	file, err := os.Open(path)
	if err != nil {
		return w, fault.Wrap(err, fault.NotFound, opAsking, "the workspace "+path+" cannot be read", "Check the folder that is given with --cases.")
	}
	defer func() { _ = file.Close() }() // it was only read
	decoder := yaml.NewDecoder(file)
	decoder.KnownFields(true)
	if err := decoder.Decode(&w); err != nil && !errors.Is(err, io.EOF) {
		return w, fault.Wrap(err, fault.Invalid, opAsking, "the workspace "+path+" is not written as it has to be", "Mend the line that is named.")
	}
	if w.Plumb != "asking/1" || len(w.Steps) == 0 {
		return w, fault.New(fault.Invalid, opAsking, path+" is no workspace of questions", `It starts with "plumb: asking/1" and has steps.`)
	}
	if w.Folder, err = filepath.Abs(filepath.Dir(path)); err != nil {
		return w, fault.Wrap(err, fault.Invalid, opAsking, "the folder of "+path+" has no absolute path", "Name it in full.")
	}
	return w, nil
}

// Apply edits a text.
func (e Edit) Apply(text string) (string, error) {
	old, with := e.Replace, e.With
	if e.Before != "" {
		old, with = e.Before, e.Insert+e.Before
	}
	if n := strings.Count(text, old); old == "" || n != 1 {
		return text, fault.Newf(fault.Invalid, opAsking, "%q stands %d times in the sheet that is to be edited", old, n).
			Do("Name something that stands there once.")
	}
	return strings.Replace(text, old, with, 1), nil
}
