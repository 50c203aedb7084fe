package evals

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/ground"
	"github.com/plumbline-dev/plumb/connectors/transcript"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// CiteReport says how well claims are traced to the turns that they come from. A claim is one sentence of the answer to
// a query of QMSum (Zhong et al., 2021, https://arxiv.org/abs/2104.05938); the turns that belong to the query are right.
// Shares are between 0 and 1.
type CiteReport struct {
	Files         int       `json:"files"`
	LeftOut       []string  `json:"left_out"` // files whose queries do not fit their turns
	Claims        int       `json:"claims"`
	BM25          HitRates  `json:"bm25"` // plain BM25 over turns, the baseline
	Plumb         HitRates  `json:"plumb"`
	SupportRecall float64   `json:"support_recall"` // own claims that are called supported
	Foreign       FalseRate `json:"foreign"`        // claims of meetings about something else
	SameScenario  FalseRate `json:"same_scenario"`  // claims of meetings that act out the same brief; many are true here too

	looked []lookedUp
}

// HitRates are the shares of claims for which the first hit, or one of the first three, is a right turn.
type HitRates struct {
	At1 float64 `json:"hit_at_1"`
	At3 float64 `json:"hit_at_3"`
}

// FalseRate is the share of claims of other meetings that are called supported.
type FalseRate struct {
	Claims    int     `json:"claims"`
	Supported float64 `json:"supported"`
}

// misfits are the files whose queries are about another meeting than their turns. None of the people, places and
// events that the queries of covid_1 name (Placentia, Feltham, Paramedic Services Week) occurs in its turns. The turns
// still serve as a meeting that other claims are foreign to.
var misfits = []string{"covid_1.json"}

// Cite measures citing on a folder of QMSum meetings in their original JSON. The errors are of kind not_found when
// there is no meeting in it and invalid when one cannot be read.
func Cite(qmsumDir string) (CiteReport, error) {
	meetings, err := readQMSum(qmsumDir)
	if err != nil {
		return CiteReport{}, err
	}
	r := CiteReport{Files: len(meetings), LeftOut: []string{}}
	var base, ours rates
	own, foreign, same := 0, 0, 0
	for _, m := range meetings {
		plain := newBM25(m.texts())
		index := ground.NewIndex([]*agent.Transcript{m.record})
		for _, other := range meetings {
			for _, c := range other.claims {
				cited := index.Cite(c.text)
				looked := lookedUp{in: m, of: other, claim: c, supported: cited.Supported}
				switch {
				case m.misfit && other.name == m.name:
				case other.name == m.name:
					r.Claims++
					looked.bm25, looked.ours = m.entries(plain.rank(c.text)), m.turns(cited.Hits)
					base.count(looked.bm25, c)
					ours.count(looked.ours, c)
					own += one(cited.Supported)
					r.looked = append(r.looked, looked)
				case scenario(m.name) == scenario(other.name):
					r.SameScenario.Claims++
					same += one(cited.Supported)
					r.looked = append(r.looked, looked)
				default:
					r.Foreign.Claims++
					foreign += one(cited.Supported)
					r.looked = append(r.looked, looked)
				}
			}
		}
		if m.misfit {
			r.LeftOut = append(r.LeftOut, m.name)
		}
	}
	r.BM25, r.Plumb = base.of(r.Claims), ours.of(r.Claims)
	r.SupportRecall = share(own, r.Claims)
	r.Foreign.Supported = share(foreign, r.Foreign.Claims)
	r.SameScenario.Supported = share(same, r.SameScenario.Claims)
	return r, nil
}

// meeting is a QMSum meeting with the claims that its answers make.
type meeting struct {
	name   string
	record *agent.Transcript
	claims []claim
	misfit bool
}

// claim is a sentence of an answer, with the turns (counted from 0) that belong to its query.
type claim struct {
	text string
	gold []span
}

// span is a range of turns, both ends included.
type span struct{ first, last int }

func (c claim) isGold(turn int) bool {
	return slices.ContainsFunc(c.gold, func(s span) bool { return s.first <= turn && turn <= s.last })
}

// turns gives the turns of hits: an utterance's line is the number of its entry, from 1.
func (m meeting) turns(hits []ground.Hit) []int {
	var out []int
	for _, h := range hits {
		if u, ok := m.record.Find(h.Utterance); ok {
			out = append(out, u.Line-1)
		}
	}
	return out
}

// texts gives what was said in each utterance.
func (m meeting) texts() []string {
	var out []string
	for _, u := range m.record.Utterances {
		out = append(out, u.Text)
	}
	return out
}

// entries gives the turns of utterances, which are counted from 0.
func (m meeting) entries(utterances []int) []int {
	out := make([]int, len(utterances))
	for i, at := range utterances {
		out[i] = m.record.Utterances[at].Line - 1
	}
	return out
}

// scenario tells meetings apart whose claims are foreign to each other. In the meetings of AMI (ES, IS, TS and a
// number) four people always design the same remote control, from the same brief.
func scenario(name string) string {
	for _, site := range []string{"ES", "IS", "TS"} {
		if rest, ok := strings.CutPrefix(name, site); ok && rest != "" && unicode.IsDigit(rune(rest[0])) {
			return "remote control"
		}
	}
	return name
}

// rates counts hits.
type rates struct{ at1, at3 int }

func (r *rates) count(turns []int, c claim) {
	r.at1 += one(slices.ContainsFunc(turns[:min(1, len(turns))], c.isGold))
	r.at3 += one(slices.ContainsFunc(turns[:min(3, len(turns))], c.isGold))
}

func (r *rates) of(n int) HitRates { return HitRates{At1: share(r.at1, n), At3: share(r.at3, n)} }

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

const opCite = "eval.cite"

func readQMSum(dir string) ([]meeting, error) {
	paths, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil || len(paths) == 0 {
		return nil, fault.Newf(fault.NotFound, opCite, "there are no QMSum meetings in %s", dir).
			Do("Name a folder that holds files such as ES2002a.json of https://github.com/Yale-LILY/QMSum.")
	}
	var out []meeting
	for _, path := range paths {
		m, err := readMeeting(path)
		if err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	return out, nil
}

func readMeeting(path string) (meeting, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return meeting{}, fault.Wrap(err, fault.NotFound, opCite, "the meeting cannot be read", "Check the folder.")
	}
	record, err := transcript.Read(path, bytes.NewReader(raw))
	if err != nil {
		return meeting{}, err
	}
	var labels struct {
		Queries []struct {
			Answer string      `json:"answer"`
			Spans  [][2]string `json:"relevant_text_span"`
		} `json:"specific_query_list"`
	}
	if err := json.Unmarshal(raw, &labels); err != nil {
		return meeting{}, fault.Wrap(err, fault.Invalid, opCite, path+" is not a QMSum meeting", "Leave it out of the folder.")
	}
	m := meeting{name: filepath.Base(path), record: record}
	m.misfit = slices.Contains(misfits, m.name)
	for _, q := range labels.Queries {
		gold, err := spans(q.Spans)
		if err != nil {
			return meeting{}, fault.Wrap(err, fault.Invalid, opCite, path+" has a span that is no pair of numbers", "Leave it out of the folder.")
		}
		for _, s := range answerSentences(q.Answer) {
			m.claims = append(m.claims, claim{text: s, gold: gold})
		}
	}
	return m, nil
}

func spans(list [][2]string) ([]span, error) {
	var out []span
	for _, s := range list {
		first, err := strconv.Atoi(s[0])
		if err != nil {
			return nil, err
		}
		last, err := strconv.Atoi(s[1])
		if err != nil {
			return nil, err
		}
		out = append(out, span{first, last})
	}
	return out, nil
}

// answerSentences splits an answer where a sentence ends and the next begins with a capital.
func answerSentences(answer string) []string {
	var out []string
	words := strings.Fields(answer)
	start := 0
	for i, w := range words {
		last := i == len(words)-1
		if last || endsAnswer(w) && startsAnswer(words[i+1]) {
			out = append(out, strings.Join(words[start:i+1], " "))
			start = i + 1
		}
	}
	return out
}

func endsAnswer(word string) bool {
	if !strings.ContainsAny(word[len(word)-1:], ".!?") {
		return false
	}
	return !slices.Contains([]string{"Mr.", "Mrs.", "Ms.", "Dr.", "Hon.", "St."}, word)
}

func startsAnswer(word string) bool {
	return word[0] == '"' || word[0] >= 'A' && word[0] <= 'Z'
}
