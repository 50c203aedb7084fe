package decision

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

func past(id string, d Decision) Entry {
	return Entry{ID: id, State: "approved", Decision: d.settled()}
}

func TestSimilar(t *testing.T) {
	t.Parallel()
	mails := Decision{Title: "Reminder mails", Text: "Send a reminder mail on day three", Mechanism: "reminders bring back who forgot the setup", RuledOut: []string{"A phone call to every new shop"}}
	shelf := Decision{Title: "Shelf order", Text: "Sort the count by shelf", Mechanism: "walking stops people", RuledOut: []string{"Barcode scanner"}}
	price := Decision{Title: "Yearly price", Text: "Offer a discount for paying yearly", Mechanism: "cash up front"}
	log := []Entry{past("d-mails", mails), past("d-shelf", shelf), past("d-price", price)}
	for name, test := range map[string]struct {
		d    Decision
		want []string
		why  string
	}{
		"the same again": {
			Decision{Title: "Second reminder", Text: "Send a second reminder by mail", Mechanism: "people forget the setup"}, []string{"d-mails"}, "both speak of ",
		},
		"what was ruled out": {
			Decision{Title: "Calls", Text: "Make a phone call to every new shop"}, []string{"d-mails"}, `it ruled out: "A phone call to every new shop"`,
		},
		"something else": {Decision{Title: "Hiring", Text: "Look for a data analyst", Mechanism: "questions wait for weeks"}, nil, ""},
		"nothing said":   {Decision{}, nil, ""},
		"still ruled out": {
			Decision{Title: "Hiring", Text: "Look for an analyst", RuledOut: []string{"A phone call to every new shop"}}, []string{"d-mails"}, "both speak of ",
		},
		"stopping what was ruled out": {Decision{Choice: Stop, Title: "Scanner", Text: "Stop the barcode scanner"}, []string{"d-shelf"}, "both speak of "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var ids []string
			found := similar(test.d.settled(), log)
			for _, l := range found {
				ids = append(ids, l.ID)
				require.Contains(t, l.Why, test.why)
				require.LessOrEqual(t, l.Score, 1.0)
			}
			require.Equal(t, test.want, ids)
		})
	}
}

func TestSimilarGivesThreeAtMost(t *testing.T) {
	t.Parallel()
	var log []Entry
	for i := range 6 {
		log = append(log, past(fmt.Sprint("d-", i), Decision{Title: "Shelf order", Text: "Sort the count by shelf", Sheet: "s-1"}))
	}
	found := similar(Decision{Title: "Shelf order", Text: "Sort the count by shelf", Sheet: "s-1"}, log)
	require.Len(t, found, 3)
	require.Contains(t, found[0].Why, "about the same sheet; both speak of ")
	require.NotNil(t, similar(Decision{}, nil))
}

func BenchmarkSimilar(b *testing.B) {
	var log []Entry
	for i := range 1000 {
		log = append(log, past(fmt.Sprint("d-", i), Decision{Title: fmt.Sprint("Bet ", i%37), Text: "Send a reminder mail on day three", Mechanism: "reminders bring back who forgot the setup"}))
	}
	d := Decision{Title: "Calls", Text: "Make a phone call to every new shop"}
	for b.Loop() {
		similar(d, log)
	}
}
