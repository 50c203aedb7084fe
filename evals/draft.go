package evals

import (
	"context"
	"fmt"
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

// DraftCase is a meeting record that a person has labelled: which fields it states, and on which lines.
type DraftCase struct {
	Record     string                `yaml:"record"` // path below the folder of records
	SHA256     string                `yaml:"sha256"`
	Initiative string                `yaml:"initiative"` // "" when the meeting has none
	Fields     map[string]DraftLabel `yaml:"fields"`     // by path, such as "gate.condition"
}

// DraftLabel says whether a field is stated and where: any of the inclusive line ranges is acceptable evidence.
type DraftLabel struct {
	Status agent.Status `yaml:"status"`
	Where  [][2]int     `yaml:"where"`
	Note   string       `yaml:"note"`
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

// DraftReport is the outcome of [Drafts].
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

// Drafter drafts a sheet from one record.
type Drafter func(sources []*agent.Transcript) (agent.Draft, error)

// LoadDraftCases reads the labels (*.yaml) of a folder.
func LoadDraftCases(folder string) ([]DraftCase, error) {
	paths, err := filepath.Glob(filepath.Join(folder, "*.yaml"))
	if err != nil || len(paths) == 0 {
		return nil, fault.Newf(fault.NotFound, opDraft, "there are no labelled cases in %s", folder).
			Do("Name a folder with one folder of labels (*.yaml) for each set.")
	}
	slices.Sort(paths)
	cases := make([]DraftCase, 0, len(paths))
	for _, path := range paths {
		raw, err := os.ReadFile(path)
		if err != nil {
			return nil, fault.Wrap(err, fault.Unavailable, opDraft, "the labels cannot be read", "Check that you may read "+path+".")
		}
		var c DraftCase
		if err := yaml.Unmarshal(raw, &c); err != nil {
			return nil, fault.Wrap(err, fault.Invalid, opDraft, "the labels in "+path+" are not valid",
				"Correct the line that is named.")
		}
		cases = append(cases, c)
	}
	return cases, nil
}

// Drafts drafts every case from its record and scores the sheets against the labels. Gates are not optional: a draft
// that fails one is an error.
func Drafts(ctx context.Context, cases []DraftCase, records string, draft Drafter) (DraftReport, error) {
	report := DraftReport{Fields: map[string]DraftScore{}, Records: map[string]DraftScore{}}
	for _, c := range cases {
		if err := ctx.Err(); err != nil {
			return report, err
		}
		t, err := readRecord(filepath.Join(records, c.Record))
		if err != nil {
			return report, err
		}
		if c.SHA256 != "" && c.SHA256 != t.SHA256 {
			return report, fault.Newf(fault.Conflict, opDraft, "the labels of %s were made for other bytes", c.Record).
				Do("Take the record from where the labels say it comes from, or label it anew.")
		}
		d, err := draft([]*agent.Transcript{t})
		if err != nil {
			return report, fmt.Errorf("draft of %s: %w", c.Record, err)
		}
		report.score(c, t, d.Sheet())
	}
	return report, nil
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
