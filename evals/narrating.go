package evals

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/quantity"
	"github.com/plumbline-dev/plumb/agent/review"
	"github.com/plumbline-dev/plumb/evals/result"
)

// NarratingReport says what notes claim that they must not, on generated workspaces, and what edits get past the gates.
// The same seed gives the same report.
type NarratingReport struct {
	Notes      int       `json:"notes"`
	Built      Share     `json:"built"`             // without an error
	Whole      Share     `json:"whole"`             // from which no sentence was left out
	Resolved   Share     `json:"resolved"`          // numbers that are those of a cited fact, a name or a quotation
	Recomputed Share     `json:"recomputed"`        // means that come out the same from the readings that they name
	Causal     Share     `json:"causal"`            // notes with a word of cause outside of quotations; none has a control
	Lines      Lengths   `json:"lines"`             // of 80 columns, without footnotes
	Words      Lengths   `json:"words"`             // without footnotes
	Claims     Share     `json:"claims"`            // of cause, put into notes and refused
	HeldOut    Share     `json:"held_out"`          // the same, of claims that the gates were not written with
	Harmless   Share     `json:"harmless"`          // sentences that people add, taken
	HeldOutOK  Share     `json:"harmless_held_out"` // the same, of sentences that the gates were not written with
	Seeds      []SeedRow `json:"seeds"`
	Seeded     Share     `json:"seeded"`      // all wrong numbers, refused
	Paraphrase Share     `json:"paraphrases"` // true sentences in other words, taken
	Missed     []string  `json:"missed"`      // some of what should have been refused and was not
	Refused    []string  `json:"refused"`     // some of what should have been taken and was not

	Narrated []NarratedScore `json:"narrated"` // notes in recorded words; empty without recordings

	trials []result.Trial
}

// Lengths says how long notes are.
type Lengths struct {
	Median  int `json:"median"`
	P95     int `json:"p95"`
	Longest int `json:"longest"`
}

// SeedRow says how many wrong numbers of a kind were refused.
type SeedRow struct {
	Kind    string `json:"kind"`
	Refused Share  `json:"refused"`
}

const mostExamples = 12

// Narrating builds that many notes and measures. The error is that of the context.
func Narrating(ctx context.Context, notes int) (NarratingReport, error) {
	n := narratedNotes{r: rand.New(rand.NewPCG(7, 7)), seeded: map[string]*[2]int{}, by: agent.Actor{Kind: agent.PersonActor, Name: "Ines Duarte"}}
	for range notes {
		if ctx.Err() != nil {
			return NarratingReport{}, ctx.Err()
		}
		before, missed, refused := n.tally(), len(n.missed), len(n.refused)
		n.look(narratedWorkspace(n.r))
		n.tell(before, missed, refused)
	}
	return n.report(), nil
}

// look drafts a note, measures it and edits it.
func (n *narratedNotes) look(in review.Input) {
	n.tried++
	note, err := review.Build(in)
	if err != nil {
		n.refused = append(n.refused, err.Error())
		return
	}
	n.built++
	n.measure(in, note)
	n.attack(note)
}

// narratedNotes counts: pairs are how many held, and of how many.
type narratedNotes struct {
	r                                         *rand.Rand
	by                                        agent.Actor
	tried, built, whole, causal               int
	resolved, recomputed                      [2]int
	claims, heldOut, harmless, heldOutOK, par [2]int
	seeded                                    map[string]*[2]int
	lines, words                              []int
	missed, refused                           []string
	trials                                    []result.Trial
}

func count(pair *[2]int, held bool) {
	pair[1]++
	pair[0] += one(held)
}

// measure looks at one note as it was drafted, with means of its own.
func (n *narratedNotes) measure(in review.Input, note review.Review) {
	n.whole += one(!strings.Contains(note.Note, "left out of this note"))
	body, _, _ := strings.Cut(note.Note, "\n[^F")
	body = footnote.ReplaceAllString(body, "")
	n.lines = append(n.lines, linesOf(body))
	n.words = append(n.words, len(strings.Fields(body)))
	claimed := false
	for _, s := range append(slices.Clone(note.Sentences), fact.Sentence{Text: note.Proposal.Rationale}) {
		text := withoutNames(note, s)
		if words := causeWord.FindString(text); words != "" {
			claimed = true
			n.missed = append(n.missed, "note: "+s.Text)
		}
		for _, v := range quantity.Values(text) {
			held := carried(note, s, v)
			if !held {
				n.missed = append(n.missed, fmt.Sprintf("number %g: %s", v, s.Text))
			}
			count(&n.resolved, held)
		}
	}
	n.causal += one(claimed)
	for _, f := range note.Facts {
		if strings.HasPrefix(f.Formula, "mean of") {
			mean, ok := recompute(in, f)
			held := ok && math.Abs(mean-f.Value) <= 1e-9*math.Max(1, math.Abs(mean))
			if !held {
				n.missed = append(n.missed, fmt.Sprintf("%s is not %g", f.Text, mean))
			}
			count(&n.recomputed, held)
		}
	}
}

var (
	footnote = regexp.MustCompile(`\[\^F\d+\]`)
	// causeWord is a plain list, on purpose not that of package fact.
	causeWord = regexp.MustCompile(`(?i)\b(?:caus\w+|because|due to|thanks to|owing to|drove|drive[sn]?|driven|led to|leads? to|result(?:ed|s)? (?:in|from|of)|as a result|impact\w*|effects?|effective|affect\w*|influenc\w+|boost\w*|lift\w*|rais\w+|improved|increased|` +
		`help\w*|hurt\w*|contribut\w+|attribut\w+|responsible|work(?:s|ed|ing)?|paid off|pays off|explain(?:s|ed)? (?:it|the|why|this)|trigger\w*|spark\w*|made|enabl\w+|reason|success\w*|therefore|hence|thus|so that|prov(?:es|ed|en))\b`)
)

func withoutNames(note review.Review, s fact.Sentence) string {
	text := s.Text
	for _, g := range note.Signals {
		text = strings.ReplaceAll(text, g.Name, "it")
		text = strings.ReplaceAll(text, strings.ToUpper(g.Name[:1])+g.Name[1:], "it")
	}
	for _, e := range s.Evidence {
		text = strings.ReplaceAll(text, "“"+e.Quote+"”", "")
	}
	return text
}

// carried reports whether a value stands in a fact that a sentence cites.
func carried(note review.Review, s fact.Sentence, v float64) bool {
	for _, f := range note.Facts {
		if !slices.Contains(s.Facts, f.ID) {
			continue
		}
		for _, other := range quantity.Values(f.Text) {
			if quantity.Same(v, other) {
				return true
			}
		}
		text := fact.Format(f.Value, "")
		if one := quantity.Values(text); len(one) > 0 && quantity.Same(one[0], v) {
			return true
		}
		if decimals := len(strings.TrimLeft(fmt.Sprint(v), "-0123456789")); decimals > 0 && math.Abs(v-f.Value) <= 0.5*math.Pow10(1-decimals) {
			return true
		}
	}
	return false
}

// recompute gives the mean of the readings that a fact names.
func recompute(in review.Input, f fact.Fact) (float64, bool) {
	h := in.Histories[f.Metric]
	sum, n := 0.0, 0
	for _, p := range h.Series.Points {
		if slices.Contains(f.Readings, h.Readings[p.Label()]) {
			sum += p.Value
			n++
		}
	}
	return sum / float64(n), n > 0 && n == len(f.Readings)
}

// linesOf counts the lines of a text on a screen of 80 columns.
func linesOf(body string) int {
	lines := 0
	for line := range strings.SplitSeq(strings.TrimSpace(body), "\n") {
		width := 0
		lines++
		for word := range strings.FieldsSeq(line) {
			size := len([]rune(word))
			if width > 0 && width+1+size > 80 {
				lines++
				width = 0
			}
			width += 1 + size
		}
	}
	return lines
}

// attack edits a note in many ways, each for itself.
func (n *narratedNotes) attack(note review.Review) {
	named := note.Signals[n.r.IntN(len(note.Signals))].Name
	fill := func(text string) string {
		return strings.NewReplacer("NAME", named, "BET", []string{"the list by oven", "The new list", "our mechanism"}[n.r.IntN(3)]).Replace(text)
	}
	for range 6 {
		text := fill(causalClaims[n.r.IntN(len(causalClaims))])
		n.refuses(&n.claims, note, text, "claim")
		text = fill(heldOutClaims[n.r.IntN(len(heldOutClaims))])
		n.refuses(&n.heldOut, note, text, "held out")
	}
	n.takes(&n.harmless, note, fill(harmlessSentences[n.r.IntN(len(harmlessSentences))]))
	n.takes(&n.heldOutOK, note, fill(heldOutHarmless[n.r.IntN(len(heldOutHarmless))]))
	for _, text := range paraphrases(note) {
		n.takes(&n.par, note, text)
	}
	for i := range note.Sentences {
		for _, s := range seeds {
			text, ok := s.sow(n.r, note, note.Sentences[i])
			if !ok || text == note.Sentences[i].Text {
				continue
			}
			pair := n.seeded[s.name]
			if pair == nil {
				pair = new([2]int)
				n.seeded[s.name] = pair
			}
			changed := strings.Replace(note.EditMarkdown(), "- "+note.Sentences[i].Text+"\n", "- "+text+"\n", 1)
			_, err := review.Edit(note, []byte(changed), n.by)
			count(pair, err != nil)
			if err == nil {
				n.missed = append(n.missed, s.name+": "+text+" | was: "+note.Sentences[i].Text)
			}
		}
	}
}

func (n *narratedNotes) edit(note review.Review, text string) error {
	heading := "## " + review.SectionMoved + "\n\n"
	_, err := review.Edit(note, []byte(strings.Replace(note.EditMarkdown(), heading, heading+"- "+text+"\n", 1)), n.by)
	return err
}

func (n *narratedNotes) refuses(pair *[2]int, note review.Review, text, what string) {
	// A claim counts as refused only when it is refused as one, not for a move that is not known.
	err := n.edit(note, text)
	held := err != nil && (strings.Contains(err.Error(), "claims a cause") || strings.Contains(err.Error(), "hints at a cause"))
	count(pair, held)
	if !held {
		n.missed = append(n.missed, what+": "+text)
	}
}

func (n *narratedNotes) takes(pair *[2]int, note review.Review, text string) {
	err := n.edit(note, text)
	count(pair, err == nil)
	if err != nil {
		n.refused = append(n.refused, err.Error())
	}
}

func (n *narratedNotes) report() NarratingReport {
	share := func(pair [2]int) Share { return shareOf(pair[0], pair[1]) }
	r := NarratingReport{
		Notes: n.tried, Built: shareOf(n.built, n.tried), Whole: shareOf(n.whole, n.built), Resolved: share(n.resolved), Recomputed: share(n.recomputed), Causal: shareOf(n.causal, n.built),
		Lines: lengthsOf(n.lines), Words: lengthsOf(n.words), Claims: share(n.claims), HeldOut: share(n.heldOut), Harmless: share(n.harmless), HeldOutOK: share(n.heldOutOK), Paraphrase: share(n.par), Seeds: []SeedRow{},
		Missed: some(n.missed), Refused: some(n.refused), trials: n.trials,
	}
	all := [2]int{}
	for _, s := range seeds {
		if pair := n.seeded[s.name]; pair != nil {
			r.Seeds = append(r.Seeds, SeedRow{s.name, share(*pair)})
			all[0] += pair[0]
			all[1] += pair[1]
		}
	}
	r.Seeded = share(all)
	return r
}

// some gives a few different examples.
func some(all []string) []string {
	out := []string{}
	for _, text := range all {
		if len(out) < mostExamples && !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	return out
}

func lengthsOf(all []int) Lengths {
	if len(all) == 0 {
		return Lengths{}
	}
	sorted := slices.Sorted(slices.Values(all))
	n := len(sorted)
	return Lengths{sorted[n/2], sorted[n*95/100], sorted[n-1]}
}

// String gives the report as a table.
func (r NarratingReport) String() string {
	var b bytes.Buffer
	row := func(what string, s Share) {
		fmt.Fprintf(&b, "%-52s %6.2f%%  (%d of %d)\n", what, 100*s.Value, s.Count, s.Of)
	}
	row("notes drafted without an error", r.Built)
	row("notes with every sentence that was meant", r.Whole)
	row("numbers in notes that resolve", r.Resolved)
	row("means that come out the same from their readings", r.Recomputed)
	row("notes with a word of cause", r.Causal)
	fmt.Fprintf(&b, "lines of 80 columns: median %d, 95%% at most %d, longest %d; words: median %d, 95%% at most %d, longest %d\n",
		r.Lines.Median, r.Lines.P95, r.Lines.Longest, r.Words.Median, r.Words.P95, r.Words.Longest)
	row("claims of cause refused", r.Claims)
	row("claims of cause refused, held out", r.HeldOut)
	for _, s := range r.Seeds {
		row("wrong numbers refused: "+s.Kind, s.Refused)
	}
	row("wrong numbers refused, all", r.Seeded)
	row("true paraphrases taken", r.Paraphrase)
	row("harmless sentences taken", r.Harmless)
	row("harmless sentences taken, held out", r.HeldOutOK)
	if len(r.Narrated) > 0 {
		fmt.Fprintln(&b, "\nnotes in recorded words:")
	}
	for _, s := range r.Narrated {
		fmt.Fprintln(&b, s.String())
	}
	return b.String()
}
