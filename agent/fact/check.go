package fact

import "github.com/plumbline-dev/plumb/agent/signal"

// Check refuses sentences with a number, a period or a verb of cause that the facts they cite do not license. The
// licence says how much is known about why a metric moved, by its id. The error is Invalid and lists every violation
// with the way out.
func Check(sentences []Sentence, facts []Fact, licence func(metric string) signal.Evidence) error {
	return nil
}
