package transcript

import (
	"strings"

	"github.com/plumbline-dev/plumb/agent"
)

// QMSum, https://github.com/Yale-LILY/QMSum: meetings with queries and the turns that answer them. The content is kept
// as it is, with its spaced punctuation and its tags such as {vocalsound}.

func sureQMSum(s *source) int {
	if strings.Contains(s.text, `"meeting_transcripts"`) && sureJSON(s) > 0 {
		return 95
	}
	return 0
}

type qmsumRecord struct {
	Transcripts []struct {
		Speaker string `json:"speaker"`
		Content string `json:"content"`
	} `json:"meeting_transcripts"`
	Topics []struct {
		Topic string `json:"topic"`
	} `json:"topic_list"`
}

func readQMSum(s *source, rec *record) error {
	rec.t.Format = agent.FormatQMSumJSON
	var q qmsumRecord
	if err := s.unmarshal(&q); err != nil {
		return err
	}
	for i, turn := range q.Transcripts {
		rec.say(i+1, turn.Speaker, turn.Content, 0, 0)
	}
	topics := make([]string, 0, len(q.Topics))
	for _, t := range q.Topics {
		topics = append(topics, t.Topic)
	}
	if len(topics) > 0 {
		rec.note(0, "Topics", strings.Join(topics, "\n"))
	}
	return nil
}
