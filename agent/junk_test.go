package agent_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
)

// withSignal is a sound sheet whose first signal says the given words.
func withSignal(text string) agent.Sheet {
	s := sound()
	s.Fields.Signals[0].Field = said("u0006", text)
	return s
}

func TestJunkSignals(t *testing.T) {
	t.Parallel()
	for text, isJunk := range map[string]bool{
		"ticket count a week":                     true,
		"Ticket counts per team":                  true,
		"the number of tickets each week":         true,
		"tickets closed per week":                 true,
		"issues closed a day":                     true,
		"velocity per sprint":                     true,
		"Story points a week":                     true,
		"lines of code per day":                   true,
		"pull requests merged a week":             true,
		"page views per day":                      true,
		"pageviews, daily":                        true,
		"impressions a week":                      true,
		"followers on the channel, weekly":        true,
		"weekly likes":                            true,
		"cumulative orders, weekly":               true,
		"total sign-ups, weekly":                  true,
		"share of tickets tagged as billing":      true,
		"hours logged per week":                   true,
		"share of parcels with a label":           false,
		"tickets answered within an hour":         false,
		"the rate at which buyers write likewise": false, // not "likes"
		"percentages of returns":                  false, // not "tags"
		"advantages per week":                     false, // not "tags"
		"the velocityx rate":                      false, // a longer word
		"":                                        false,
	} {
		found := codes(agent.Rules(withSignal(text)))
		if isJunk {
			require.Equal(t, []agent.Code{agent.CodeJunkSignal}, found, text)
		} else {
			require.NotContains(t, found, agent.CodeJunkSignal, text)
		}
	}
}

func TestJunkSaysWhy(t *testing.T) {
	t.Parallel()
	found := agent.Rules(withSignal("story points a week"))
	require.Equal(t, "Junk signal: story points measure estimates.", found[0].Message)
}

func TestSnapshots(t *testing.T) {
	t.Parallel()
	for text, snapshot := range map[string]bool{
		"number of labels":                  true,
		"the count of open returns":         true,
		"total refunds":                     true,
		"how many parcels we have":          true,
		"amount of stock":                   true,
		"number of labels per week":         false,
		"number of labels, weekly":          false,
		"how many buyers come back in time": true,
		"total refunds as a share":          false,
		"count of new returns":              false,
		"how many of the buyers came back":  false,
		"number of refunds within a day":    false,
		"40% of the total":                  false,
		"refund time":                       false, // no total at all
		"the county of origin":              false, // not "count"
	} {
		s := withSignal(text)
		s.Fields.Signals[1].Field = s.Fields.Signals[0].Field
		found := codes(agent.Rules(s))
		if snapshot {
			require.Equal(t, []agent.Code{agent.CodeSnapshotOnly}, found, text)
		} else {
			require.NotContains(t, found, agent.CodeSnapshotOnly, text)
		}
	}
}

func TestOneSnapshotBesideAFlowIsFine(t *testing.T) {
	t.Parallel()
	require.Empty(t, agent.Rules(withSignal("number of labels")))
}

func TestMoreAndFaster(t *testing.T) {
	t.Parallel()
	for aim, empty := range map[string]bool{
		"we want to ship faster":                             true,
		"Deliver more, faster.":                              true,
		"more throughput for the team":                       true,
		"increase velocity":                                  true,
		"our goal is to be more efficient":                   true,
		"we just want to get more features out quickly":      true,
		"refunds arrive faster for buyers who return shoes":  false,
		"fewer parcels get lost":                             false,
		"buyers get their refund within three days":          false,
		"ship labels so that buyers stop calling us":         false,
		"more buyers finish checkout on their first attempt": false,
	} {
		s := sound()
		s.Fields.Aim = said("u0001", aim)
		found := codes(agent.Rules(s))
		if empty {
			require.Equal(t, []agent.Code{agent.CodeMoreFaster}, found, aim)
		} else {
			require.Empty(t, found, aim)
		}
	}
}
