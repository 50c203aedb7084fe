package draft

import (
	"slices"
	"strings"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/quantity"
)

const (
	longestText = 32 // words of a shortened text
	gap         = " \u2026 "
	loose       = ",;:-\u2014\u2013" // marks that end no text
)

// written is what a model made of some notes: words of theirs, and where they stand.
type written struct {
	text     string
	evidence []agent.Evidence
}

// conditions are words that make what is said depend on something.
var conditions = set(`if unless until except provided assuming whether otherwise only once`)

// degrees are words that a claim says more without.
var degrees = set(`least most more less fewer could personally partly partially instead without`)

// bounds are words that change the number or the day after them.
var bounds = set(`up down under over below above than almost nearly about around roughly approximately between within by before after`)

const boundReach = 2 // words after a bound in which its number stands

// qualifies reports whether leaving out word i of a sentence changes what the sentence claims.
func (s *sentence) qualifies(i int) bool {
	w := s.words[i].norm
	if negations[w] || hedgeWords[w] || conditions[w] || degrees[w] {
		return true
	}
	if !bounds[w] {
		return false
	}
	return slices.ContainsFunc(s.words[i+1:min(len(s.words), i+1+boundReach)], func(next word) bool { return isNumberWord(next.norm) || rhythmWords[next.norm] })
}

// noteWord is a word of the notes that are shortened together.
type noteWord struct {
	norm    string
	part    int  // which part it is of
	at      int  // which word of the sentence
	follows bool // it stands right after the one before
}

// shorten keeps of the notes the words that a model chose. They have to be words of the notes in their order, and may leave
// out nothing that qualifies them; what else is left out in between shows as a gap. The text is copied from the records. It
// reports false when the model's words are something else.
func (sp *speech) shorten(text string, notes []*note) (string, bool) {
	parts := partsInOrder(notes)
	said := noteWords(parts)
	chosen := scanWords(text)
	if len(chosen) < shortNote || len(chosen) > longestText || len(said) > 4*longestNote {
		return "", false
	}
	at := align(chosen, said)
	if at == nil || losesMeaning(parts, said, at) || isScattered(said, at) {
		return "", false
	}
	short := textOf(parts, said, at)
	if !within(quantity.Values(short), quantity.Values(wholeText(parts))) {
		return "", false // a part of a number
	}
	return short, true
}

// partsInOrder gives the parts of notes in the order of the records. Two of the same sentence become one, with what stands
// between them.
func partsInOrder(notes []*note) []part {
	var parts []part
	for _, n := range notes {
		for _, p := range n.parts {
			i := slices.IndexFunc(parts, func(o part) bool { return o.s == p.s })
			if i < 0 {
				parts = append(parts, p)
				continue
			}
			parts[i].from, parts[i].to = min(parts[i].from, p.from), max(parts[i].to, p.to)
		}
	}
	slices.SortFunc(parts, func(a, b part) int { return a.s.index - b.s.index })
	return parts
}

// noteWords gives the words of parts. The first of a part follows only on the end of the sentence before it in the same turn,
// so that no text can be made of the end of one remark and the start of another without a gap that shows.
func noteWords(parts []part) []noteWord {
	var list []noteWord
	for i, p := range parts {
		for k := p.from; k < p.to; k++ {
			list = append(list, noteWord{norm: p.s.words[k].norm, part: i, at: k, follows: k > p.from || i > 0 && parts[i-1].goesOnIn(p)})
		}
	}
	return list
}

// align finds the words of the notes that the chosen words are, in order and with the fewest gaps; nil when they are not.
func align(chosen []word, said []noteWord) []int {
	const none = 1 << 20
	cost := make([][]int, len(chosen)) // fewest runs when word i is said word j
	from := make([][]int, len(chosen))
	for i := range chosen {
		cost[i], from[i] = make([]int, len(said)), make([]int, len(said))
		best, bestAt := none, -1 // of the row above, left of j
		for j := range said {
			cost[i][j] = none
			if i > 0 && j > 0 && cost[i-1][j-1] < best {
				best, bestAt = cost[i-1][j-1], j-1
			}
			if said[j].norm != chosen[i].norm {
				continue
			}
			switch {
			case i == 0:
				cost[i][j], from[i][j] = 1, -1
			case said[j].follows && j > 0 && cost[i-1][j-1] <= best:
				cost[i][j], from[i][j] = cost[i-1][j-1], j-1
			case best < none:
				cost[i][j], from[i][j] = best+1, bestAt
			}
			if i > 0 && j > 0 && said[j].follows && cost[i-1][j-1] < cost[i][j] {
				cost[i][j], from[i][j] = cost[i-1][j-1], j-1
			}
		}
	}
	last := len(chosen) - 1
	end := 0
	for j := range said {
		if cost[last][j] < cost[last][end] {
			end = j
		}
	}
	if cost[last][end] >= none {
		return nil
	}
	at := make([]int, len(chosen))
	for i := last; i >= 0; i-- {
		at[i] = end
		end = from[i][end]
	}
	return at
}

// losesMeaning reports whether a sentence of which words were kept lost one that qualifies it.
func losesMeaning(parts []part, said []noteWord, at []int) bool {
	kept := map[int]bool{}
	used := map[int]bool{}
	for _, j := range at {
		kept[j] = true
		used[said[j].part] = true
	}
	for j, w := range said {
		if used[w.part] && !kept[j] && parts[w.part].s.qualifies(w.at) {
			return true
		}
	}
	return false
}

// isScattered reports whether a word was picked out of a sentence between two gaps: such words can be made to say anything.
func isScattered(said []noteWord, at []int) bool {
	for i, j := range at {
		apart := func(k int) bool { return k < 0 || k >= len(at) || !next(said, at[min(i, k)], at[max(i, k)]) }
		inside := func(k int) bool { return k >= 0 && k < len(at) && said[at[k]].part == said[j].part }
		if apart(i-1) && apart(i+1) && (inside(i-1) || inside(i+1)) {
			return true
		}
	}
	return false
}

// next reports whether word k stands right after word j.
func next(said []noteWord, j, k int) bool { return k == j+1 && said[k].follows }

// textOf copies the chosen words from the records, with a gap where words are left out.
func textOf(parts []part, said []noteWord, at []int) string {
	var b strings.Builder
	for i, j := range at {
		p := parts[said[j].part]
		w := p.s.words[said[j].at]
		tokens := strings.Fields(p.s.text[w.start:w.end])
		if i > 0 {
			if next(said, at[i-1], j) {
				b.WriteString(parts[said[j-1].part].marksAfter(said[j-1].at) + " ")
			} else {
				trimmed := strings.TrimRight(b.String(), loose)
				b.Reset()
				b.WriteString(trimmed + gap)
			}
		}
		b.WriteString(tokens[len(tokens)-1])
	}
	return strings.TrimRight(b.String(), loose)
}

// marksAfter gives the marks that stand alone after a word of the sentence, as records with spaced marks have them.
func (p part) marksAfter(i int) string {
	end := len(p.s.text)
	if i+1 < len(p.s.words) {
		end = p.s.words[i+1].start
	}
	marks := strings.TrimSpace(p.s.text[p.s.words[i].end:end])
	if marks == "" || strings.Trim(marks, ".,;:?!") != "" {
		return ""
	}
	return marks
}

// withoutFillers gives what the parts say without fillers and words said twice.
func withoutFillers(parts []part) string {
	said := noteWords(parts)
	at := make([]int, len(said))
	for i := range at {
		at[i] = i
	}
	whole := wholeText(parts)
	if text := textOf(parts, said, at); within(quantity.Values(text), quantity.Values(whole)) {
		return text
	}
	return whole
}

// wholeText gives everything that the parts say.
func wholeText(parts []part) string {
	texts := make([]string, len(parts))
	for i, p := range parts {
		from, to := p.bytes()
		texts[i] = strings.Join(strings.Fields(p.s.text[from:to]), " ")
		if i == len(parts)-1 || !p.goesOnIn(parts[i+1]) {
			texts[i] = strings.TrimRight(texts[i], loose)
		}
	}
	var b strings.Builder
	for i, t := range texts {
		switch {
		case i == 0:
		case parts[i-1].goesOnIn(parts[i]):
			b.WriteByte(' ')
		default:
			b.WriteString(gap)
		}
		b.WriteString(t)
	}
	return b.String()
}

// goesOnIn reports whether another part follows right after this one, in the same turn.
func (p part) goesOnIn(next part) bool {
	return p.s.turn == next.s.turn && next.s.index == p.s.index+1 && p.to == len(p.s.words) && next.from == 0
}
