package ask

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/plumbline-dev/plumb/agent/review"
)

// size is how far a question says that a metric moved.
type size struct {
	ratio  float64 // of what it is to what it was; 0 when an amount is named
	amount float64 // percent of what it was, or the difference itself
}

var sizeForm = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)\b(doubled?|tripled?|quadrupled?|halved?|by half)\b|\bby (?:about |around |nearly |almost |over |more than )?(\d+(?:\.\d+)?) ?(?:%|percent|points|percentage|pp\b)`)
})

// saySize contradicts a size of a move that a question names and that readings do not bear out.
func (p *piece) saySize(b *bet, s review.Signal) {
	known := b.review.FactsOf(s.Metric)
	level, base := b.review.FactOf(known.Level), b.review.FactOf(known.Baseline)
	said := sizeSaid(p.desk.q.Text)
	if said == nil || level.ID == "" || base.ID == "" || base.Value == 0 {
		return
	}
	if !said.holds(base.Value, level.Value) {
		p.say(SectionAnswer, "No: the size that the question names is not what was read of "+s.NameIn()+".", p.desk.cite(b, known.Change, known.Level, known.Baseline)...)
	}
}

// sizeSaid reads the size of a move in a question; nil for none.
func sizeSaid(text string) *size {
	m := sizeForm().FindStringSubmatch(text)
	if m == nil {
		return nil
	}
	if amount, err := strconv.ParseFloat(m[2], 64); err == nil {
		return &size{amount: amount}
	}
	switch word := strings.ToLower(m[1]); word[0] {
	case 'd':
		return &size{ratio: 2}
	case 't':
		return &size{ratio: 3}
	case 'q':
		return &size{ratio: 4}
	}
	return &size{ratio: 0.5}
}

// holds reports whether a move is of about that size, in either sense of a percentage.
func (s size) holds(was, is float64) bool {
	near := func(x, want float64) bool { return math.Abs(x-want) <= 0.1*want }
	if s.ratio > 0 {
		return near(is/was, s.ratio)
	}
	difference := math.Abs(is - was)
	return near(difference, s.amount) || near(100*difference/math.Abs(was), s.amount)
}
