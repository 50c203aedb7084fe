// Package record keeps replies of a model in a file and gives them back: an evaluation that was run once can be run again by anyone,
// without a model. What is given back is what somebody or something replied once; it says nothing about a model of today.
package record

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"

	"github.com/plumbline-dev/plumb/agent/model"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// Recording is a line of a file: a reply, under the hash of the request.
type Recording struct {
	Request string       `json:"request"` // model.Request.Hash
	Prompt  string       `json:"prompt"`  // such as "draft-extract/v1", for people
	Note    string       `json:"note"`    // what it is of, for people
	Reply   string       `json:"reply"`
	Model   string       `json:"model"` // who replied
	Finish  model.Finish `json:"finish"`
	Usage   model.Usage  `json:"usage"`
}

const opRecord = "record.read"

// Player gives back recorded replies, and fails when a request was not recorded.
type Player struct{ recordings map[string]Recording }

// Open reads files of recordings, a JSON object a line. The same request may be recorded twice only with the same reply.
func Open(files ...string) (*Player, error) {
	p := &Player{recordings: map[string]Recording{}}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			return nil, fault.Wrap(err, fault.NotFound, opRecord, "the recordings cannot be read", "Check the path.")
		}
		if err := p.add(content); err != nil {
			return nil, fault.Wrap(err, fault.Invalid, opRecord, "the recordings in "+filepath.Base(file)+" cannot be used", "Correct the line that is named.")
		}
	}
	return p, nil
}

// Read takes recordings from what a file holds.
func Read(content []byte) (*Player, error) {
	p := &Player{recordings: map[string]Recording{}}
	if err := p.add(content); err != nil {
		return nil, fault.Wrap(err, fault.Invalid, opRecord, "the recordings cannot be used", "Correct the line that is named.")
	}
	return p, nil
}

func (p *Player) add(content []byte) error {
	lines := bufio.NewReader(bytes.NewReader(content))
	for number := 1; ; number++ {
		line, err := lines.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) > 0 {
			var r Recording
			if err := json.Unmarshal(line, &r); err != nil {
				return fmt.Errorf("line %d: %w", number, err)
			}
			if known, twice := p.recordings[r.Request]; r.Request == "" || twice && known.Reply != r.Reply {
				return fmt.Errorf("line %d: it names no request, or one that has another reply already", number)
			}
			p.recordings[r.Request] = r
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
	}
}

// Len gives the number of recordings.
func (p *Player) Len() int { return len(p.recordings) }

// Generate gives the recorded reply to a request.
func (p *Player) Generate(_ context.Context, r model.Request) (model.Response, error) {
	kept, ok := p.recordings[r.Hash()]
	if !ok {
		return model.Response{}, model.Mark(fault.Newf(fault.NotFound, "record.replay", "no reply is recorded for this request (%s, %s)", r.Prompt, r.Hash()).
			Do("Record one against an endpoint, or change the prompt or the record back."), model.Setup)
	}
	response := model.Response{Text: kept.Reply, Model: kept.Model, Usage: kept.Usage, Finish: kept.Finish}
	switch kept.Finish {
	case model.Length:
		return response, unfinished(kept, model.CutOff)
	case model.Refused, model.Filtered:
		return response, unfinished(kept, model.WouldNot)
	}
	if r.Stream != nil {
		r.Stream(kept.Reply)
	}
	return response, nil
}

func unfinished(r Recording, class model.Class) error {
	return model.Mark(fault.Newf(fault.Invalid, "record.replay", "the recorded reply ended with %s", r.Finish).Do("Draft from less."), class)
}

// Recorder asks a model and writes its replies down.
type Recorder struct {
	next model.Model
	note string

	mu   sync.Mutex
	out  io.Writer
	seen map[string]bool
}

// NewRecorder writes what next replies to out, a line a request. Failures are not written: they may be others the next time.
func NewRecorder(next model.Model, out io.Writer, note string) *Recorder {
	return &Recorder{next: next, out: out, note: note, seen: map[string]bool{}}
}

// Generate asks the model.
func (c *Recorder) Generate(ctx context.Context, r model.Request) (model.Response, error) {
	response, err := c.next.Generate(ctx, r)
	if err != nil && response.Finish == "" {
		return response, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.seen[r.Hash()] {
		return response, err
	}
	c.seen[r.Hash()] = true
	line, encoding := json.Marshal(Recording{
		Request: r.Hash(), Prompt: r.Prompt.String(), Note: c.note, Reply: response.Text, Model: response.Model, Finish: response.Finish, Usage: response.Usage,
	})
	if encoding == nil {
		_, encoding = c.out.Write(append(line, '\n'))
	}
	if encoding != nil {
		return response, fault.Wrap(encoding, fault.Unavailable, "record.write", "the recording could not be written", "Make room, or name another file.")
	}
	return response, err
}
