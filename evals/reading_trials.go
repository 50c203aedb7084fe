package evals

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/plumbline-dev/plumb/evals/result"
)

const suiteParsing = "parsing"

// ParsingMeasures are what trials of reading tell: a trial for each record, which weighs as much as it has words or cues.
func ParsingMeasures() []result.Measure {
	return []result.Measure{
		{Name: "words_kept", Kind: result.Quality, Title: "spoken words are read, in order"},
		{Name: "only_speech", Kind: result.Quality, Title: "words that are read were spoken"},
		{Name: "speaker", Kind: result.Quality, Title: "cues have the right speaker, text and line"},
	}
}

// RecordWords counts the spoken words of one record.
type RecordWords struct {
	Corpus string
	File   string
	Spoken int
	Kept   int
	Read   int
	Cues   int
	Right  int

	lost  []string         // some words that were not found
	place []result.Excerpt // where the first of them stands
}

// Trials gives a trial for each record and measure.
func (r ReadingReport) Trials() []result.Trial {
	var out []result.Trial
	for _, w := range r.records {
		t := result.Trial{Suite: suiteParsing, Engine: BuiltinEngine, Set: w.Corpus, Case: w.File, Cluster: w.File}
		tell := func(measure string, n, of int, expected, got string) {
			t := t
			t.Measure, t.Value, t.Weight = measure, share(n, of), float64(of)
			if n < of {
				t.Expected, t.Got, t.Source = expected, got, w.place
			}
			out = append(out, t)
		}
		tell("words_kept", w.Kept, w.Spoken, "in order: "+strings.Join(w.lost, " "), fmt.Sprintf("%d of %d words", w.Kept, w.Spoken))
		tell("only_speech", min(w.Kept, w.Read), w.Read, fmt.Sprintf("%d words of speech", w.Spoken), fmt.Sprintf("%d words", w.Read))
		tell("speaker", w.Right, w.Cues, fmt.Sprintf("%d cues", w.Cues), fmt.Sprintf("%d right", w.Right))
	}
	return out
}

// String shows the report to a person.
func (r ReadingReport) String() string {
	rows := [][]string{{"CORPUS", "FILES", "SPOKEN", "KEPT", "SHARE"}}
	for _, c := range r.Corpora {
		rows = append(rows, []string{c.Corpus, fmt.Sprint(c.Files), fmt.Sprint(c.Spoken), fmt.Sprint(c.Kept), fmt.Sprintf("%.3f%%", 100*c.Share)})
	}
	return columns(rows) + fmt.Sprintf("\nThe speaker is right on %d of %d Zoom cues (%.3f%%).\n", r.Speakers.Right, r.Speakers.Cues, 100*r.Speakers.Share)
}

// lose notes some of the words that were not found, and where the first of them stands.
func (w *RecordWords) lose(words []string, raw string) {
	const most = 8
	w.lost = words[:min(most, len(words))]
	if len(w.lost) == 0 {
		return
	}
	for i, line := range strings.Split(raw, "\n") {
		if slices.Contains(strings.Fields(line), w.lost[0]) {
			w.place = []result.Excerpt{{Record: w.File, Line: i + 1, Text: told(strings.TrimSpace(line))}}
			return
		}
	}
}

// columns sets a table in columns, all but the last padded to the widest of their cells.
func columns(rows [][]string) string {
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, text := range row {
			widths[i] = max(widths[i], len([]rune(text)))
		}
	}
	var b bytes.Buffer
	for _, row := range rows {
		var line strings.Builder
		for i, text := range row {
			line.WriteString(text)
			line.WriteString(strings.Repeat(" ", widths[i]-len([]rune(text))+2))
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	return b.String()
}
