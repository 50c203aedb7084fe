package ask

import (
	"time"
)

// Question is what somebody asks.
type Question struct {
	Text  string
	Sheet string    // id of the sheet that it is about; "" when the words have to say
	Team  string    // of whoever asks, whose words for metrics come first; may be empty
	AsOf  time.Time // the moment that it is asked about; what was not known then is not used
	About Topic     // what was talked about before, for a follow-up; the zero Topic for none
}

// Topic is what a conversation is about: what a follow-up leaves out is taken from it.
type Topic struct {
	Sheet  string `json:"sheet"`  // id
	Metric string `json:"metric"` // id
	Kind   Kind   `json:"kind"`   // of the last query
}
