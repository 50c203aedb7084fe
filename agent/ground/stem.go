package ground

import "strings"

// stem takes inflection and the commonest derivational endings off an English word, so that "modifying" meets
// "modified" and "feasibility" meets "feasible". It follows the order of Porter's algorithm (Program 14, 1980) with
// fewer rules: it only has to make a claim's words and a speaker's words alike, not to give dictionary forms.
func stem(word string) string {
	if len(word) <= 3 {
		return word
	}
	word = unplural(longForms(word))
	word = unconjugate(word)
	word = withoutEnding(word)
	if len(word) > 4 {
		word = strings.TrimSuffix(word, "e")
	}
	if base, ok := strings.CutSuffix(word, "y"); ok && len(word) > 3 {
		word = base + "i"
	}
	return word
}

func longForms(word string) string {
	for _, rule := range [][2]string{
		{"ational", "ate"}, {"ization", "ize"}, {"isation", "ize"}, {"fulness", "ful"}, {"iveness", "ive"},
		{"ibility", "ible"}, {"ability", "able"}, {"yse", "yze"},
	} {
		if base, ok := strings.CutSuffix(word, rule[0]); ok {
			return base + rule[1]
		}
	}
	return word
}

func unplural(word string) string {
	n := len(word)
	switch {
	case strings.HasSuffix(word, "sses"):
		return word[:n-2]
	case strings.HasSuffix(word, "ies"), strings.HasSuffix(word, "ied"):
		return word[:n-3] + "y"
	case strings.HasSuffix(word, "es") && strings.IndexByte("sxzh", word[n-3]) >= 0:
		return word[:n-2]
	case strings.HasSuffix(word, "ss"), strings.HasSuffix(word, "us"), strings.HasSuffix(word, "is"):
		return word
	}
	return strings.TrimSuffix(word, "s")
}

func unconjugate(word string) string {
	for _, ending := range []string{"ing", "ed"} {
		base, ok := strings.CutSuffix(word, ending)
		if !ok || len(base) < 3 || !strings.ContainsAny(base, "aeiouy") {
			continue
		}
		n := len(base)
		if base[n-1] == base[n-2] && strings.IndexByte("lsz", base[n-1]) < 0 {
			base = base[:n-1]
		}
		return base
	}
	return word
}

// endings are in the order in which they are tried: the longest first.
var endings = []string{
	"ation", "ition", "ally", "tion", "sion", "ment", "ness", "ance", "ence", "able", "ible", "ity", "ive", "ful", "ous",
	"ly", "al", "er", "or", "ic",
}

func withoutEnding(word string) string {
	for _, ending := range endings {
		if base, ok := strings.CutSuffix(word, ending); ok && len(base) >= 4 {
			return base
		}
	}
	return word
}
