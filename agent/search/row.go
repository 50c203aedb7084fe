package search

import (
	"encoding/json"
	"time"

	"github.com/plumbline-dev/plumb/agent"
)

// spoken is a piece of evidence as it is kept beside its passage. The utterances of a stretch follow each other in its text,
// so only their lengths are kept.
type spoken struct {
	Source    int    `json:"f,omitempty"`
	Utterance string `json:"u"`
	Speaker   string `json:"s,omitempty"`
	StartMS   int64  `json:"m,omitempty"`
	Line      int    `json:"l,omitempty"`
	Bytes     int    `json:"n,omitempty"`
	Quote     string `json:"q,omitempty"`
}

// rowOf gives a passage as it is kept.
func rowOf(number int64, document string, p Passage, words int64) Row {
	said := make([]spoken, len(p.Evidence))
	for i, e := range p.Evidence {
		said[i] = spoken{Source: e.Source, Utterance: e.Utterance, Speaker: e.Speaker, StartMS: e.StartMS, Quote: e.Quote}
		if i < len(p.Lines) {
			said[i].Quote, said[i].Bytes, said[i].Line = "", len(e.Quote), p.Lines[i]
		}
	}
	r := Row{Number: number, Document: document, Passage: p, Words: words}
	if len(said) > 0 {
		kept, _ := json.Marshal(said) // numbers and texts: it cannot fail
		r.Said = string(kept)
	}
	r.Evidence, r.Lines = nil, nil
	r.At = r.At.UTC().Truncate(time.Microsecond)
	return r
}

// Open gives the passage of a row with its evidence.
func (r *Row) Open() Passage {
	p := r.Passage
	var said []spoken
	if json.Unmarshal([]byte(r.Said), &said) != nil {
		return p // the empty text of a passage without evidence, or damage that the next reindexing repairs
	}
	at := 0
	for _, s := range said {
		e := agent.Evidence{Source: s.Source, Utterance: s.Utterance, Speaker: s.Speaker, StartMS: s.StartMS, Quote: s.Quote}
		if s.Bytes > 0 {
			if at+s.Bytes > len(p.Text) {
				return p
			}
			e.Quote = p.Text[at : at+s.Bytes]
			at += s.Bytes + len("\n")
			p.Lines = append(p.Lines, s.Line)
		}
		p.Evidence = append(p.Evidence, e)
	}
	return p
}
