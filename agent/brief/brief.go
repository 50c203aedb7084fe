package brief

import (
	"cmp"
	"slices"

	"github.com/plumbline-dev/plumb/agent"
)

// Audience is whom a brief is for.
type Audience string

// The audiences.
const (
	Exec     Audience = "exec"            // decides, and has two minutes
	Team     Audience = "team"            // does it
	Newcomer Audience = "newcomer"        // knows nothing of it, nor the words
	Customer Audience = "customer-facing" // talks to those whom it is for
	PRFAQ    Audience = "pr-faq"          // writes the press release, and has to answer for it
)

// Audiences lists the audiences.
func Audiences() []Audience { return []Audience{Exec, Team, Newcomer, Customer, PRFAQ} }

// Brief is a page. Its JSON is what `plumb brief --json` prints.
type Brief struct {
	Audience     Audience     `json:"audience"`
	Sheet        string       `json:"sheet"`
	SheetVersion int          `json:"sheet_version"`
	ContentHash  string       `json:"content_hash"` // of the sheet
	Title        string       `json:"title"`
	Team         string       `json:"team"`  // that the page is for; "" for none
	AsOf         string       `json:"as_of"` // ISO date
	Note         *NoteRef     `json:"note"`  // nil when none was approved by that day
	Engine       agent.Engine `json:"engine"`

	Standings []Standing `json:"standings"`
	Sections  []Section  `json:"sections"`
	Sources   []Source   `json:"sources"`  // in the order in which the lines cite them, numbered from 1
	More      int        `json:"more"`     // lines that there is no room for
	LeftOut   int        `json:"left_out"` // lines that hold what is not for this audience

	origins map[string]Source // of every fact, by its id
	refused []string          // lines that did not pass the gates: there should be none
}

// NoteRef is the approved weekly note that a page rests on.
type NoteRef struct {
	ID      string `json:"id"`
	Version int    `json:"version"`
	AsOf    string `json:"as_of"` // ISO date
}

// Standing is how something stands, in a word.
type Standing struct {
	Label   string `json:"label"`
	Word    string `json:"word"`
	Tone    Tone   `json:"tone"`
	Sources []int  `json:"sources"`

	cites []string
}

// Tone says whether a word is good news.
type Tone string

// The tones.
const (
	Good    Tone = "good"
	Bad     Tone = "bad"
	Waiting Tone = "open" // it is not known yet
	Neutral Tone = ""
)

// Section is a heading with its lines.
type Section struct {
	Title string `json:"title"`
	Lines []Line `json:"lines"`
	More  int    `json:"more"` // lines that there is no room for
}

// Line is a sentence.
type Line struct {
	Text    string `json:"text"`
	Mark    string `json:"mark"`    // how settled the words are that it quotes, such as "tentative"; "" for agreed ones
	Blank   bool   `json:"blank"`   // it is to be written by a person
	Joined  bool   `json:"joined"`  // it goes on with what the line before it is about
	Author  string `json:"author"`  // the person who wrote the words by hand; "" for a meeting or an engine
	Sources []int  `json:"sources"` // numbers of Brief.Sources

	cites []string // ids of facts
	rank  int      // how little is lost without it
	form  form
	slots []slot
	plain bool // an engine computed its words, and so a model may say them anew
}

// Source is what a line rests on.
type Source struct {
	Number  int        `json:"number"`
	Kind    SourceKind `json:"kind"`
	ID      string     `json:"id"`      // of the sheet, note, decision or metric
	Version int        `json:"version"` // 0 where there is none
	Path    string     `json:"path"`    // the field, or the id of the fact; "" for all of it
	Text    string     `json:"text"`    // what stands there, under its original name; "" where that is not for this audience
	Where   string     `json:"where"`   // speaker and time, for words of a meeting; "" for others
	Formula string     `json:"formula"` // how a fact was computed
	Name    string     `json:"name"`    // of the metric, where the page calls it something else; "" elsewhere

	whole string // of a definition: what it is of, as one source stands for all of its parts
}

// SourceKind says what a source is.
type SourceKind string

// The kinds of sources.
const (
	FromSheet      SourceKind = "sheet"
	FromNote       SourceKind = "note"
	FromDecision   SourceKind = "decision"
	FromDefinition SourceKind = "definition"
	FromRecords    SourceKind = "records" // looked up in all that is kept
)

// Refused gives the lines that did not pass the gates, and so do not stand on the page.
func (b *Brief) Refused() []string { return b.refused }

// Droppable reports whether [Brief.Shorten] has something left to leave out.
func (b *Brief) Droppable() bool { return b.last() != (place{-1, -1}) }

// place is where a line stands.
type place struct{ section, line int }

// last gives the line that is least missed: of those with the highest rank the last one, and in the end the last of all but one.
func (b *Brief) last() place {
	found, rank, lines := place{-1, -1}, must, 0
	for i, s := range b.Sections {
		for j, l := range s.Lines {
			lines++
			if l.rank >= rank {
				found, rank = place{i, j}, l.rank
			}
		}
	}
	if lines < 2 {
		return place{-1, -1}
	}
	return found
}

// Shorten gives the page without the line that is least missed, and counts it. Lines that go on with it go with it, and a
// section without lines goes as well.
func (b *Brief) Shorten() Brief {
	out := *b
	at := b.last()
	if at.section < 0 {
		return out
	}
	out.Sections = slices.Clone(b.Sections)
	s := &out.Sections[at.section]
	end := at.line + 1
	for !s.Lines[at.line].Joined && end < len(s.Lines) && s.Lines[end].Joined {
		end++
	}
	s.Lines = slices.Delete(slices.Clone(s.Lines), at.line, end)
	s.More++
	if len(s.Lines) == 0 {
		out.More += s.More
		out.Sections = slices.Delete(out.Sections, at.section, at.section+1)
	}
	out.number()
	return out
}

// Missing counts what there was no room for.
func (b *Brief) Missing() int {
	n := b.More
	for _, s := range b.Sections {
		n += s.More
	}
	return n
}

// number numbers what the lines rest on, in the order in which they cite it.
func (b *Brief) number() {
	b.Sources = []Source{}
	numbers := map[string]int{}
	of := func(cites []string) []int {
		out := []int{}
		for _, id := range cites {
			s := b.origins[id]
			if s.Kind == FromDefinition {
				id = "definition " + s.ID
				s.Path, s.Text, s.Formula = "", s.whole, ""
			}
			if _, known := numbers[id]; !known {
				s.Number = len(b.Sources) + 1
				numbers[id] = s.Number
				b.Sources = append(b.Sources, s)
			}
			out = append(out, numbers[id])
		}
		slices.Sort(out)
		return slices.Compact(out)
	}
	b.Standings = slices.Clone(b.Standings)
	for i := range b.Standings {
		b.Standings[i].Sources = of(b.Standings[i].cites)
	}
	for i := range b.Sections {
		b.Sections[i].Lines = slices.Clone(b.Sections[i].Lines)
		for j := range b.Sections[i].Lines {
			l := &b.Sections[i].Lines[j]
			l.Sources = of(l.cites)
		}
	}
	slices.SortFunc(b.Sources, func(x, y Source) int { return cmp.Compare(x.Number, y.Number) })
}
