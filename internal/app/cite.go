package app

import (
	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/ground"
)

// Citation says where a claim was said.
type Citation struct {
	Claim     string `json:"claim"`
	Supported bool   `json:"supported"`
	Hits      []Hit  `json:"hits"` // best first; when nothing supports the claim, what comes closest
}

// Hit is an utterance that a claim may rest on.
type Hit struct {
	Utterance string  `json:"utterance"`
	Score     float64 `json:"score"` // 0 to 1
	Quote     string  `json:"quote"` // byte-exact substring of the utterance
	Speaker   string  `json:"speaker"`
	StartMS   int64   `json:"start_ms"`
	Source    int     `json:"source"` // counted from 0 in the order of the files
	File      string  `json:"file"`
}

// Citer finds where claims were said in some records.
type Citer struct {
	records []*agent.Transcript
	index   *ground.Index
}

// NewCiter makes records ready to be searched.
func NewCiter(records []*agent.Transcript) *Citer {
	return &Citer{records: records, index: ground.NewIndex(records)}
}

// Cite finds the utterances that support a claim.
func (c *Citer) Cite(claim string) Citation {
	found := c.index.Cite(claim)
	out := Citation{Claim: claim, Supported: found.Supported, Hits: make([]Hit, 0, len(found.Hits))}
	for _, h := range found.Hits {
		t := c.records[h.Source]
		hit := Hit{Utterance: h.Utterance, Score: h.Score, Quote: h.Quote, Source: h.Source, File: t.File}
		if u, ok := t.Find(h.Utterance); ok {
			hit.Speaker, hit.StartMS = u.Speaker, u.StartMS
		}
		out.Hits = append(out.Hits, hit)
	}
	return out
}
