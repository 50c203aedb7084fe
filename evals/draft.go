package evals

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/connectors/transcript"
	"github.com/plumbline-dev/plumb/internal/fault"
)

const opDraft = "eval.draft"

// DraftCase is a meeting record that a person has labelled: which fields it states, and on which lines. It is a YAML file of its own,
// or a line of a file of JSON (*.jsonl) with the same keys:
//
//	{"record": "weekly.vtt", "sha256": "", "initiative": "shorter waits", "fields": {
//	  "aim": {"status": "stated", "where": [[12, 14], [80, 80]], "note": "said twice"},
//	  "gate.condition": {"status": "not_stated", "where": [], "note": ""}}}
//
// A status is stated, partly or not_stated. Lines are those of the record as it lies there, from 1. Fields that are left out are not
// measured; their paths are aim, done_when, mechanism.lever, mechanism.outcome, mechanism.because, signals, gate.condition,
// gate.learn, gate.otherwise, guardrail, owner, cadence, ruled_out, trade_offs, decision_rights, dependencies, objections and
// open_questions.
type DraftCase struct {
	Record     string                `yaml:"record" json:"record"`         // path below the folder of records
	SHA256     string                `yaml:"sha256" json:"sha256"`         // of the record; "" for any bytes
	Initiative string                `yaml:"initiative" json:"initiative"` // "" when the meeting has none
	Fields     map[string]DraftLabel `yaml:"fields" json:"fields"`         // by path, such as "gate.condition"
}

// DraftLabel says whether a field is stated and where: any of the inclusive line ranges is acceptable evidence.
type DraftLabel struct {
	Status agent.Status `yaml:"status" json:"status"`
	Where  [][2]int     `yaml:"where" json:"where"`
	Note   string       `yaml:"note" json:"note"`
}

// DraftScore counts how the drafts of some records compare with their labels, field by field.
type DraftScore struct {
	Records int `json:"records"`
	// Filled and blank fields against labels; a field labelled "partly" counts as stated.
	Stated        int `json:"stated"`         // labelled as stated
	StatedFilled  int `json:"stated_filled"`  // of these, filled
	StatedLocated int `json:"stated_located"` // of these, filled with evidence on a labelled line
	Blank         int `json:"blank"`          // labelled as not stated
	BlankLeft     int `json:"blank_left"`     // of these, left blank
}

// Precision is the share of filled fields that the record states.
func (s DraftScore) Precision() float64 {
	return share(s.StatedFilled, s.StatedFilled+s.Blank-s.BlankLeft)
}

// Recall is the share of stated fields that were filled.
func (s DraftScore) Recall() float64 { return share(s.StatedFilled, s.Stated) }

// F1 is the harmonic mean of precision and recall.
func (s DraftScore) F1() float64 {
	return share(2*s.StatedFilled, s.StatedFilled+s.Blank-s.BlankLeft+s.Stated)
}

// Located is the share of rightly filled fields whose evidence is where the label says.
func (s DraftScore) Located() float64 { return share(s.StatedLocated, s.StatedFilled) }

// Abstention is the share of fields not stated that were left blank.
func (s DraftScore) Abstention() float64 { return share(s.BlankLeft, s.Blank) }

func share(n, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(n) / float64(of)
}

func (s *DraftScore) add(o DraftScore) {
	s.Records += o.Records
	s.Stated += o.Stated
	s.StatedFilled += o.StatedFilled
	s.StatedLocated += o.StatedLocated
	s.Blank += o.Blank
	s.BlankLeft += o.BlankLeft
}

// DraftReport is the outcome of one draft, or of several.
type DraftReport struct {
	Total   DraftScore            `json:"total"`
	Fields  map[string]DraftScore `json:"fields"`
	Records map[string]DraftScore `json:"records"`
	Details []DraftDetail         `json:"details"`
}

// DraftDetail is one field of one record, for reading what went wrong.
type DraftDetail struct {
	Record  string       `json:"record"`
	Field   string       `json:"field"`
	Label   agent.Status `json:"label"`
	Where   [][2]int     `json:"where"`
	Lines   []int        `json:"lines"` // of the draft's evidence
	Text    string       `json:"text"`
	Verdict string       `json:"verdict"` // located, elsewhere, missed, invented, blank
}

// LoadDraftCases reads the labels of a folder: a case for each *.yaml, and for each line of each *.jsonl. The errors are of kind
// not_found when there are none and invalid when a label cannot be read or can be satisfied by no draft.
func LoadDraftCases(folder string) ([]DraftCase, error) {
	paths, err := labelFiles(folder)
	if err != nil {
		return nil, err
	}
	var cases []DraftCase
	for _, path := range paths {
		read, err := readCases(path)
		if err != nil {
			return nil, err
		}
		for _, c := range read {
			if err := c.check(); err != nil {
				return nil, fault.Wrap(err, fault.Invalid, opDraft, path+" is not right", "Correct the label.")
			}
		}
		cases = append(cases, read...)
	}
	return cases, nil
}

// labelFiles gives the files of labels in a folder.
func labelFiles(folder string) ([]string, error) {
	var paths []string
	for _, pattern := range []string{"*.yaml", "*.jsonl"} {
		found, err := filepath.Glob(filepath.Join(folder, pattern))
		if err != nil {
			return nil, fault.Wrap(err, fault.Invalid, opDraft, "the folder of labels cannot be searched", "Check its name.")
		}
		paths = append(paths, found...)
	}
	if len(paths) == 0 {
		return nil, fault.Newf(fault.NotFound, opDraft, "there are no labelled cases in %s", folder).
			Do("Name a folder with labels (*.yaml, or *.jsonl with a case on each line), or with one folder of them for each set.")
	}
	slices.Sort(paths)
	return paths, nil
}

func readCases(path string) ([]DraftCase, error) {
	if filepath.Ext(path) == ".jsonl" {
		return readLines[DraftCase](path)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, opDraft, "the labels cannot be read", "Check that you may read "+path+".")
	}
	var c DraftCase
	if err := yaml.Unmarshal(raw, &c); err != nil {
		return nil, fault.Wrap(err, fault.Invalid, opDraft, "the labels in "+path+" are not valid",
			"Correct the line that is named.")
	}
	return []DraftCase{c}, nil
}

// check refuses a case that says nothing, or a label that no draft can satisfy.
func (c DraftCase) check() error {
	if c.Record == "" || len(c.Fields) == 0 {
		return fault.Newf(fault.Invalid, opDraft, "the case of %q names no record, or labels no field", c.Record)
	}
	known := labelledPaths()
	for _, path := range slices.Sorted(maps.Keys(c.Fields)) {
		l := c.Fields[path]
		if !slices.Contains([]agent.Status{agent.Stated, agent.Partly, agent.NotStated}, l.Status) {
			return fault.Newf(fault.Invalid, opDraft, "the field %s of %s has the status %q, and not stated, partly or not_stated", path, c.Record, l.Status)
		}
		if !slices.Contains(known, path) {
			return fault.Newf(fault.Invalid, opDraft, "%s labels a field %s, which no sheet has", c.Record, path)
		}
	}
	return nil
}

// labelledPaths gives the paths of all fields that can be labelled.
func labelledPaths() []string {
	var f agent.Fields
	paths := []string{"signals"}
	for _, ref := range f.Single() {
		paths = append(paths, ref.Path)
	}
	for _, list := range f.Lists() {
		paths = append(paths, list.Path)
	}
	return paths
}

func readRecord(path string) (*agent.Transcript, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fault.Wrap(err, fault.NotFound, opDraft, "the record is not there", "Say where the records are with --data.")
	}
	defer func() { _ = f.Close() }()
	return transcript.Read(filepath.Base(path), f)
}

func (r *DraftReport) score(c DraftCase, t *agent.Transcript, sheet agent.Sheet) {
	lines := map[string]int{}
	for _, u := range t.Utterances {
		lines[u.ID] = u.Line
	}
	record := DraftScore{Records: 1}
	for _, path := range slices.Sorted(maps.Keys(c.Fields)) {
		label := c.Fields[path]
		d := DraftDetail{Record: c.Record, Field: path, Label: label.Status, Where: label.Where}
		for _, f := range fieldsAt(&sheet.Fields, path) {
			d.Text = strings.TrimPrefix(d.Text+" | "+f.Text, " | ")
			for _, e := range f.Evidence {
				d.Lines = append(d.Lines, lines[e.Utterance])
			}
		}
		score := d.judge()
		field := r.Fields[path]
		field.add(score)
		r.Fields[path] = field
		record.add(score)
		r.Details = append(r.Details, d)
	}
	r.Records[c.Record] = record
	r.Total.add(record)
}

// judge compares one field with its label.
func (d *DraftDetail) judge() DraftScore {
	filled := d.Text != ""
	if d.Label == agent.NotStated {
		d.Verdict = "blank"
		if filled {
			d.Verdict = "invented"
			return DraftScore{Blank: 1}
		}
		return DraftScore{Blank: 1, BlankLeft: 1}
	}
	if !filled {
		d.Verdict = "missed"
		return DraftScore{Stated: 1}
	}
	for _, w := range d.Where {
		for _, line := range d.Lines {
			if w[0] <= line && line <= w[1] {
				d.Verdict = "located"
				return DraftScore{Stated: 1, StatedFilled: 1, StatedLocated: 1}
			}
		}
	}
	d.Verdict = "elsewhere"
	return DraftScore{Stated: 1, StatedFilled: 1}
}

// fieldsAt gives the filled fields at a path; a list gives its items.
func fieldsAt(f *agent.Fields, path string) []agent.Field {
	var list []agent.Field
	for ref := range f.All() {
		name, _, _ := strings.Cut(ref.Path, "[")
		if name == path && ref.Field.Filled() {
			list = append(list, *ref.Field)
		}
	}
	return list
}
