package draft

import (
	"regexp/syntax"
	"strings"
)

const mostTexts = 400 // texts of a part of a pattern that are worth listing

// commonWords stand in so many sentences that they make poor triggers.
var commonWords = set(`a an the to of in on at by for from with and or but so if is are was be being been it it's this that that's they them there
we we'll we're we've i i'd i'm i'll i've you your my our us me do don't not no can can't will would should could have has had get go going just then
what when how who more out up down off as than like need want know think really one all about say says`)

const commonCost = 12 // how many rare triggers a common one is worth

// triggersOf gives words of which every text that fits the pattern holds at least one. They are read off the part of
// the pattern that makes for the fewest and rarest words. It gives nil when no part will do.
func triggersOf(pattern string) ([]string, error) {
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return nil, err
	}
	parts := re.Sub
	if re.Op != syntax.OpConcat {
		parts = []*syntax.Regexp{re}
	}
	texts := make([][]string, len(parts))
	for i, p := range parts {
		texts[i] = listTexts(p)
	}
	var best []string
	bestCost := 0
	for i := range texts {
		joined := texts[i]
		for j := i; joined != nil; j++ {
			if words := wordOfEach(joined, openLeft(parts, i)); words != nil {
				if cost := costOf(words); best == nil || cost < bestCost {
					best, bestCost = words, cost
				}
			}
			if j+1 == len(texts) || j-i == 2 {
				break
			}
			joined = crossJoin(joined, texts[j+1])
		}
	}
	return best, nil
}

// listTexts gives every text that fits a part of a pattern, or nil when there are too many to list.
func listTexts(re *syntax.Regexp) []string {
	switch re.Op {
	case syntax.OpLiteral:
		return []string{string(re.Rune)}
	case syntax.OpEmptyMatch, syntax.OpEndText, syntax.OpBeginText:
		return []string{""}
	case syntax.OpCharClass:
		var list []string
		for i := 0; i+1 < len(re.Rune); i += 2 {
			for r := re.Rune[i]; r <= re.Rune[i+1]; r++ {
				if list = append(list, string(r)); len(list) > 12 {
					return nil
				}
			}
		}
		return list
	case syntax.OpCapture:
		return listTexts(re.Sub[0])
	case syntax.OpQuest:
		inner := listTexts(re.Sub[0])
		if inner == nil {
			return nil
		}
		return append([]string{""}, inner...)
	case syntax.OpConcat:
		list := []string{""}
		for _, sub := range re.Sub {
			list = crossJoin(list, listTexts(sub))
		}
		return list
	case syntax.OpAlternate:
		var list []string
		for _, sub := range re.Sub {
			inner := listTexts(sub)
			if inner == nil || len(list)+len(inner) > mostTexts {
				return nil
			}
			list = append(list, inner...)
		}
		return list
	}
	return nil
}

func crossJoin(left, right []string) []string {
	if left == nil || right == nil || len(left)*len(right) > mostTexts {
		return nil
	}
	list := make([]string, 0, len(left)*len(right))
	for _, l := range left {
		for _, r := range right {
			list = append(list, l+r)
		}
	}
	return list
}

// openLeft reports whether a word at the start of part i may go on to its left. A pattern begins at the start of a
// word.
func openLeft(parts []*syntax.Regexp, i int) bool {
	for i--; i >= 0; i-- {
		ends, mayBeEmpty := endsInSpace(parts[i])
		if !ends || !mayBeEmpty {
			return !ends
		}
	}
	return false
}

// endsInSpace reports whether every text of a part that is not empty ends in a space, and whether it may be empty.
func endsInSpace(re *syntax.Regexp) (ends, mayBeEmpty bool) {
	switch re.Op {
	case syntax.OpLiteral:
		return re.Rune[len(re.Rune)-1] == ' ', false
	case syntax.OpEmptyMatch, syntax.OpBeginText:
		return true, true
	case syntax.OpConcat:
		for i := len(re.Sub) - 1; i >= 0; i-- {
			ends, mayBeEmpty := endsInSpace(re.Sub[i])
			if !ends || !mayBeEmpty {
				return ends, false
			}
		}
		return true, true
	case syntax.OpAlternate:
		ends = true
		for _, sub := range re.Sub {
			e, empty := endsInSpace(sub)
			ends, mayBeEmpty = ends && e, mayBeEmpty || empty
		}
		return ends, mayBeEmpty
	case syntax.OpQuest, syntax.OpStar:
		ends, _ = endsInSpace(re.Sub[0])
		return ends, true
	case syntax.OpPlus, syntax.OpCapture:
		return endsInSpace(re.Sub[0])
	case syntax.OpRepeat:
		ends, mayBeEmpty = endsInSpace(re.Sub[0])
		return ends, mayBeEmpty || re.Min == 0
	}
	return false, false
}

// wordOfEach picks the rarest whole word of each text, or gives nil when a text has none. A word at the end of a text
// that no space follows may go on in the next part.
func wordOfEach(texts []string, openLeft bool) []string {
	picked := map[string]bool{}
	var words []string
	for _, t := range texts {
		word := ""
		fields := strings.Fields(t)
		for k, w := range fields {
			if k == 0 && openLeft && !strings.HasPrefix(t, " ") || k == len(fields)-1 && !strings.HasSuffix(t, " ") {
				continue
			}
			if word == "" || commonWords[word] && !commonWords[w] || commonWords[word] == commonWords[w] && len(w) > len(word) {
				word = w
			}
		}
		if word == "" {
			return nil
		}
		if !picked[word] {
			picked[word] = true
			words = append(words, word)
		}
	}
	return words
}

func costOf(words []string) int {
	cost := 0
	for _, w := range words {
		cost++
		if commonWords[w] {
			cost += commonCost
		}
	}
	return cost
}
