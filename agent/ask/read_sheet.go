package ask

import (
	"slices"
	"strconv"
	"strings"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/search"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// place is the sheet that a part of a question is about.
type place struct {
	sheet   *agent.Version  // nil for none
	named   bool            // the words of the question name it
	asked   bool            // whoever asks gave it beside the question
	chosen  []agent.Summary // those that it may be, where no one is meant
	title   [2]int          // the words of the part that name it
	nothing bool            // there is no sheet at all
}

func (p place) id() string {
	if p.sheet == nil {
		return ""
	}
	return p.sheet.ID
}

// most sheets that are read whole to find out which one a question means, and most choices that a person is given.
const (
	mostRead    = 6
	mostChoices = 3
)

// sheetFor says which sheet a part is about: the one that was given, the one that its words name, the one that was talked
// about before, the only one, the only one in effect, or the only one in which its words occur.
func (r *reader) sheetFor(p part) (place, error) {
	if r.q.Sheet != "" {
		v, err := r.sheet(r.q.Sheet)
		return place{sheet: v, asked: true, title: titleIn(p.words, v.Title)}, err
	}
	live, err := r.live()
	if err != nil {
		return place{}, err
	}
	if len(live) == 0 {
		return place{nothing: true}, nil
	}
	if id, at := namedIn(p.words, live); id != "" {
		v, err := r.sheet(id)
		return place{sheet: v, named: true, title: at}, err
	}
	if id, _ := namedIn(r.tokens, live); id != "" { // in another part of the question
		v, err := r.sheet(id)
		return place{sheet: v, named: true}, err
	}
	if r.about.Sheet != "" {
		v, err := r.sheet(r.about.Sheet)
		if fault.KindOf(err) != fault.NotFound {
			return place{sheet: v}, err
		}
	}
	if len(live) == 1 {
		v, err := r.sheet(live[0].ID)
		return place{sheet: v}, err
	}
	effective, err := r.inEffect(live)
	if err != nil {
		return place{}, err
	}
	if len(effective) == 1 {
		others := slices.DeleteFunc(slices.Clone(live), func(s agent.Summary) bool { return s.ID == effective[0].ID })
		if len(others) <= mostRead {
			if id, err := r.byWords(p, live); err != nil || id != "" && id != effective[0].ID {
				v, err2 := r.sheet(cmpOr(id, effective[0].ID))
				return place{sheet: v}, firstError(err, err2)
			}
		}
		v, err := r.sheet(effective[0].ID)
		return place{sheet: v}, err
	}
	among := effective
	if len(among) == 0 {
		among = live
	}
	for _, list := range [][]agent.Summary{among, live} {
		id, err := r.byWords(p, list)
		if err != nil {
			return place{}, err
		}
		if id != "" {
			v, err := r.sheet(id)
			return place{sheet: v}, err
		}
	}
	return place{chosen: among}, nil
}

func cmpOr(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func firstError(list ...error) error {
	for _, err := range list {
		if err != nil {
			return err
		}
	}
	return nil
}

// live gives the sheets that are neither rejected nor superseded.
func (r *reader) live() ([]agent.Summary, error) {
	if r.summaries != nil {
		return r.summaries, nil
	}
	all, err := r.k.Sheets(r.ctx)
	if err != nil {
		return nil, err
	}
	r.summaries = []agent.Summary{}
	for _, s := range all {
		if s.State != agent.StateRejected && s.State != agent.StateSuperseded {
			r.summaries = append(r.summaries, s)
		}
	}
	return r.summaries, nil
}

// inEffect gives the sheets of which a version is approved. Of those that were edited since then the approved one counts.
func (r *reader) inEffect(live []agent.Summary) ([]agent.Summary, error) {
	var list []agent.Summary
	looked := 0
	for _, s := range live {
		switch {
		case s.State == agent.StateApproved:
			list = append(list, s)
		case s.Number > 1 && looked < mostRead:
			looked++
			v, err := r.sheet(s.ID)
			if err != nil {
				return nil, err
			}
			if v.State == agent.StateApproved {
				list = append(list, s)
			}
		}
	}
	return list, nil
}

func (r *reader) sheet(id string) (*agent.Version, error) {
	if v, ok := r.loaded[id]; ok {
		return &v, nil
	}
	v, err := r.k.Sheet(r.ctx, id)
	if err != nil {
		return nil, err
	}
	r.loaded[id] = v
	return &v, nil
}

// namedIn gives the sheet whose title or id stands in a row of words, the one with the longest title where several do.
func namedIn(words []token, live []agent.Summary) (id string, at [2]int) {
	best := 0
	for _, s := range live {
		for i, t := range words {
			if strings.EqualFold(t.norm, s.ID) {
				return s.ID, [2]int{i, i + 1}
			}
		}
		span := titleIn(words, s.Title)
		if n := span[1] - span[0]; n > best {
			id, at, best = s.ID, span, n
		}
	}
	return id, at
}

// titleIn finds the title of a sheet in a row of words: all of it but for articles, with typing errors, or without hyphens.
func titleIn(words []token, title string) [2]int {
	names := []string{}
	for _, t := range tokensOf(title) {
		if !articles[t.norm] {
			names = append(names, t.norm)
		}
	}
	if len(names) == 0 {
		return [2]int{}
	}
	for i := range words {
		j, n := i, 0
		for j < len(words) && n < len(names) {
			if n > 0 && articles[words[j].norm] {
				j++
				continue
			}
			if n+1 < len(names) && words[j].norm == names[n]+"-"+names[n+1] {
				j, n = j+1, n+2
				continue
			}
			if !alike(words[j].norm, names[n]) {
				break
			}
			j, n = j+1, n+1
		}
		if n == len(names) {
			return [2]int{i, j}
		}
	}
	return [2]int{}
}

var articles = wordSet(`the a an our this that my your its their`)

// byWords gives the one sheet that the words of a part are of, "" when that is none or several: by what the sheet is about, and
// else by what the whole question has in common with anything that the sheet says.
func (r *reader) byWords(p part, among []agent.Summary) (string, error) {
	if len(among) > mostRead {
		found, err := r.searched(p, among)
		if err != nil || len(found) == 0 {
			return "", err
		}
		among = found
	}
	id, err := single(among, func(id string) (int, error) { return r.shared(p, id) })
	if err != nil || id != "" {
		return id, err
	}
	return single(among, r.echoed)
}

// single gives the sheet that has more of something than every other one, "" when there is none.
func single(among []agent.Summary, count func(id string) (int, error)) (string, error) {
	best, second, id := 0, 0, ""
	for _, s := range among {
		n, err := count(s.ID)
		if err != nil {
			return "", err
		}
		switch {
		case n > best:
			best, second, id = n, best, s.ID
		case n > second:
			second = n
		}
	}
	if best > second {
		return id, nil
	}
	return "", nil
}

// searched gives the sheets that are found by the words of a part, best first.
func (r *reader) searched(p part, among []agent.Summary) ([]agent.Summary, error) {
	hits, err := r.k.Search(r.ctx, search.Query{Text: r.said(p.tokens), Kinds: []search.Kind{search.Sheet}, AsOf: r.q.AsOf, Limit: 12})
	if err != nil {
		return nil, err
	}
	var found []agent.Summary
	for _, h := range hits {
		at := slices.IndexFunc(among, func(s agent.Summary) bool { return s.ID == h.ID })
		if at >= 0 && len(found) < mostRead && !slices.ContainsFunc(found, func(s agent.Summary) bool { return s.ID == h.ID }) {
			found = append(found, among[at])
		}
	}
	return found, nil
}

// shared weighs how many words a part has in common with a sheet: those of its metrics, its title, its owner and its lever.
func (r *reader) shared(p part, id string) (int, error) {
	v, err := r.sheet(id)
	if err != nil {
		return 0, err
	}
	vocab, err := r.vocabularyOf(v)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, m := range vocab.mentions(p.words, r.q.Team) {
		n += 2 * (m.to - m.from)
		if m.partial || !vocab.owns(m.Match) {
			n--
		}
	}
	f := &v.Fields
	known := tokensOf(v.Title + " " + f.Owner.Text + " " + f.Mechanism.Lever.Text + " " + f.Aim.Text)
	for _, w := range p.words {
		if common[w.norm] || len(w.norm) < 4 {
			continue
		}
		if slices.ContainsFunc(known, func(t token) bool { return alike(w.norm, t.norm) }) {
			n += 2
		}
	}
	return n, nil
}

// echoed counts the words of the question that occur in what a sheet says, its limits and the names of who spoke.
func (r *reader) echoed(id string) (int, error) {
	v, err := r.sheet(id)
	if err != nil {
		return 0, err
	}
	said := map[string]bool{}
	add := func(text string) {
		for _, t := range tokensOf(text) {
			said[stem(t.norm)] = true
		}
	}
	for ref := range v.Fields.All() {
		add(ref.Field.Text)
	}
	for _, name := range peopleOf(v) {
		add(name)
	}
	if p := v.Fields.Gate.Condition.Predicate; p != nil {
		said[strconv.FormatFloat(p.Threshold, 'f', -1, 64)] = true
	}
	if o := v.Fields.Guardrail.Objective; o != nil {
		said[strconv.FormatFloat(o.Threshold, 'f', -1, 64)] = true
	}
	n := 0
	seen := map[string]bool{}
	for _, t := range r.tokens {
		w := stem(t.norm)
		short := len(t.norm) < 4 && strings.Trim(t.norm, "0123456789") != ""
		if !common[t.norm] && !edges[t.norm] && !short && len(t.norm) > 1 && said[w] && !seen[w] {
			seen[w] = true
			n++
		}
	}
	return n, nil
}

// common are words that tell no sheet, metric or subject from another.
var common = wordSet(`the a an our this that my your its their it we i you they us me them he she what which who whom whose when where why how is are was were be been
	being am do does did done has have had having can could would should will may might must shall of to in on at by for from with without about into onto over under
	since after before during between until than as if whether and or but not no nor so such any some all each every more most less least much many few little one ones
	there here then now still just very really only also even again up down out off get gets got go goes going gone make makes made let say said says tell told mean means
	meant know knew think thinks thought believe believed look looks looked see seen show shows people everyone everybody anyone anybody someone somebody team teams thing things
	stuff work works working worked way kind sort week weeks month months day days year years quarter last next new old good bad better worse high low higher lower rate metric
	metrics number numbers value values figure figures share percent percentage level count counts signal signals move moved moves moving change changed changes rise rose fall
	fell drop dropped increase increased decrease decreased improve improved yet ever own owns owned owner owners decide decided decision decisions gate guardrail mechanism bet sheet
	pilot experiment question questions open answer status update meeting review note want wants wanted need needs needed take takes took give gives given ask asked happen
	happened happening compare compared difference differ definition define defined reading readings data today yesterday tomorrow monday tuesday wednesday thursday friday
	shop shops user users customer customers account accounts client clients
	getting making taking sure certain likely confident doing performing looking coming trouble else
	please thanks ok fine cause caused because due reason`)
