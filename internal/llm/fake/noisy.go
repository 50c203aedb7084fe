package fake

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/plumbline-dev/plumb/agent/model"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// Noise is one way in which a noisy model goes wrong.
type Noise string

// The ways.
const (
	BadJSON  Noise = "bad JSON"    // brackets that do not close, commas too many
	Prose    Noise = "prose"       // friendly words instead of JSON
	TwoJSON  Noise = "two objects" // which one is meant?
	WrongIDs Noise = "wrong ids"   // follows the schema, with ids and words at random
	Endless  Noise = "endless"     // a reply without end
	CutOff   Noise = "cut off"     // a reply that the endpoint cut
	Drip     Noise = "slow drip"   // a reply that comes so slowly that it never comes
	Empty    Noise = "empty"       // nothing
	Refusal  Noise = "refusal"     // it would rather not
)

// Noises lists the ways.
func Noises() []Noise {
	return []Noise{BadJSON, Prose, TwoJSON, WrongIDs, Endless, CutOff, Drip, Empty, Refusal}
}

// Noisy goes wrong in one way after the other, or always in the way Only.
type Noisy struct {
	Seed uint64
	Only Noise // "" for all of them, by chance
}

// endlessBytes is how much of an endless reply an adapter would read before it gives up.
const endlessBytes = 1 << 20

// Generate goes wrong.
func (n Noisy) Generate(ctx context.Context, r model.Request) (model.Response, error) {
	w := newWriter(n.Seed, r)
	w.words = []string{"revenue 12,5 %", "about 9000 by Friday", "nobody ever said this", "u0002", strings.Repeat("very ", 50) + "long", "ѕіmіlаr lеttеrѕ", "a\u202eb\u200bc"}
	noise := n.Only
	if noise == "" {
		noise = Noises()[w.random.IntN(len(Noises()))]
	}
	value, err := json.Marshal(w.value(w.schema, 0))
	if err != nil { // it is made of strings, numbers, lists and maps
		value = []byte("{}")
	}
	text := string(value)
	switch noise {
	case BadJSON:
		return whole(r, strings.Replace(text, ":", ",:", 1)+"}]"), nil
	case Prose:
		return whole(r, "Sure! Here is what I found in the meeting: everybody agreed."), nil
	case TwoJSON:
		return whole(r, text+"\n"+text), nil
	case Endless:
		return ended(r, strings.Repeat(text, endlessBytes/max(1, len(text))), model.Length, model.CutOff)
	case CutOff:
		return ended(r, text[:len(text)/2], model.Length, model.CutOff)
	case Refusal:
		return ended(r, "", model.Refused, model.WouldNot)
	case Empty:
		return whole(r, ""), nil
	case Drip:
		some := text[:len(text)*2/3]
		stream(r, some)
		if err := ctx.Err(); err != nil {
			return model.Response{Model: Name}, fault.Wrap(err, fault.Unavailable, opFake, "the reply takes too long", "Run it again later.")
		}
		return model.Response{Text: some, Model: Name}, model.Mark(fault.New(fault.Unavailable, opFake, "the reply takes too long", "Run it again later."), model.Down)
	}
	return whole(r, text), nil
}

// ended is a reply that did not come to its end, with the error that goes with it.
func ended(r model.Request, text string, finish model.Finish, class model.Class) (model.Response, error) {
	response := whole(r, text)
	response.Finish = finish
	return response, model.Mark(fault.Newf(fault.Invalid, opFake, "the reply ended with %s", finish).Do("Draft from less."), class)
}
