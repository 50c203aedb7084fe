package fact

import (
	"testing"

	"github.com/stretchr/testify/require"
)

var claims = []string{
	"The shelf order caused the rise.",
	"The shelf order did not cause the rise.",
	"Second counts rose because of the shelf order.",
	"It rose because we put the count in shelf order.",
	"Thanks to the shelf order, more shops count twice.",
	"The rise is due to the shelf order.",
	"The shelf order led to more second counts.",
	"This leads directly to more counts.",
	"Reminder calls drove the rise.",
	"The rise was driven by the shelf order.",
	"The rise resulted from the new order.",
	"As a result, more shops counted twice.",
	"The shelf order boosted second counts.",
	"The shelf order lifted the rate by 3 points.",
	"Shelf order improved the rate by 3 points.",
	"The new order increased second counts by 3 points.",
	"The mechanism worked.",
	"The mechanism works.",
	"Is the mechanism working?",
	"It does not work.",
	"The bet paid off.",
	"The bet is paying off.",
	"This explains the rise.",
	"The shelf order helped.",
	"The order contributed to the rise.",
	"The rise can be attributed to the order.",
	"The impact of the order is clear.",
	"It had no effect.",
	"The effect of the shelf order is 3 points.",
	"The order made second counts rise.",
	"The order made a difference.",
	"It moved the needle.",
	"The order is responsible for the rise.",
	"The order brought about the change.",
	"The campaign sparked a rise.",
	"The order pushed the rate up.",
	"That is why the rate rose.",
	"The reason for the rise is the order.",
	"The rate rose, so the order is right, hence more counts.",
	"The rate rose by putting the count in shelf order.",
	"The rise owes a lot to the new order.",
	"The order bore fruit.",
	"The order was a success.",
	"The order enabled more counts.",
	"The rate was lifted by the order.",
	"More shops count as a consequence of the order.",
	"The order appears to have influenced the rate.",
	"The order affects the rate.",
	"The bug hurt the rate.",
	"The rise stems from the order.",
	"The order gave rise to more counts.",
	"The order turned things around.",
	"The rate rose in response to the order.",
	"The order generated 40 more counts.",
	"We reduced the corrections.",
	"The fall is down to the bug.",
	"The order proved right.",
	"The rate rose through the new order.",
}

var harmless = []string{
	"Second counts rose in the week of 16 March 2026.",
	"The rate moved up; why is not known.",
	"The rate moved when the mechanism started; other things may have changed then, too.",
	"The rate shows no change that noise would not explain.",
	"The threshold is reached, and by more than noise explains.",
	"Stop, because the guardrail is breached.",
	"We continue because the gate is not due.",
	"Also at that time: a campaign from 9 March 2026.",
	"The leading signal fell to 12%.",
	"Mei works on the missing week.",
	"Mei is working on the missing week.",
	"We fixed the tracking on 12 March.",
	"The decision takes effect on 1 April.",
	"The decision is effective from 1 April.",
	"The result is inconclusive.",
	"Corrections have to stay under three percent.",
	"If we don't get there then we switch it off, the alphabet comes back, and we do the units thing first.",
	"Nothing moved.",
	"Would we start this today?",
	"Let's look again next week.",
	"Change the order of the frozen items and look once more.",
	"The rate is higher than before.",
	"I don't know yet, investigating.",
	"The gate is passed and the guardrail holds.",
	"The rate improved from 38 to 41%.",
	"Tobias asks Owen to call the shops.",
}

func TestCausal(t *testing.T) {
	t.Parallel()
	for _, text := range claims {
		require.NotEmpty(t, Causal(text), text)
	}
	for _, text := range harmless {
		require.Empty(t, Causal(text), text)
	}
}
