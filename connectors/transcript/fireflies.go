package transcript

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"

	"github.com/plumbline-dev/plumb/agent"
)

// Fireflies, https://docs.fireflies.ai/schema/transcript: an object with "sentences", perhaps inside {"data":
// {"transcript": ...}}. Times are seconds, as numbers or as strings.

func sureFireflies(s *source) int {
	if strings.Contains(s.text, `"sentences"`) && sureJSON(s) > 0 {
		return 90
	}
	return 0
}

type firefliesRecord struct {
	Title      string              `json:"title"`
	DateString string              `json:"dateString"`
	Sentences  []firefliesSentence `json:"sentences"`
	Data       struct {
		Transcript *firefliesRecord `json:"transcript"`
	} `json:"data"`
}

type firefliesSentence struct {
	Text        string  `json:"text"`
	RawText     string  `json:"raw_text"`
	StartTime   seconds `json:"start_time"`
	EndTime     seconds `json:"end_time"`
	SpeakerName string  `json:"speaker_name"`
}

func readFireflies(s *source, rec *record) error {
	rec.t.Format = agent.FormatFirefliesJSON
	var f firefliesRecord
	if err := s.unmarshal(&f); err != nil {
		return err
	}
	if f.Data.Transcript != nil {
		f = *f.Data.Transcript
	}
	rec.t.Title = f.Title
	rec.dateFromTimestamp(f.DateString)
	for i, sentence := range f.Sentences {
		rec.say(i+1, sentence.SpeakerName, sentence.words(), int64(sentence.StartTime), int64(sentence.EndTime))
	}
	if len(f.Sentences) > 0 {
		rec.t.Timing = agent.TimingCue
	}
	return nil
}

// words prefers the raw text when the polished one has lost some of it.
func (s firefliesSentence) words() string {
	if len(strings.Fields(s.RawText)) > len(strings.Fields(s.Text)) {
		return s.RawText
	}
	return s.Text
}

// seconds is a time given in seconds as a number, a string or null; it is kept in milliseconds. What cannot be read is 0.
type seconds int64

// UnmarshalJSON implements json.Unmarshaler.
func (s *seconds) UnmarshalJSON(raw []byte) error {
	text := string(raw)
	if unquoted := ""; json.Unmarshal(raw, &unquoted) == nil {
		text = strings.TrimSpace(unquoted)
	}
	*s = 0
	if ms, n := parseClock(text); n > 0 && n == len(text) {
		*s = seconds(ms)
		return nil
	}
	v, err := strconv.ParseFloat(text, 64)
	if err == nil && v >= 0 && v < maxHours*3600 {
		*s = seconds(math.Round(v * 1000))
	}
	return nil
}
