package model

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"

	"github.com/plumbline-dev/plumb/internal/fault"
)

// Answer is a reply that passed every check, and what it took.
type Answer struct {
	JSON     json.RawMessage
	Calls    int
	Repaired bool // the first reply could not be used
	Usage    Usage
	Model    string // as the endpoint calls it
}

// JSON asks for a reply that follows r.Schema and that check, which may be nil, accepts. A reply that does not is sent back once
// with what is wrong with it. The error that is left after that is Malformed or CutOff; others come from m as they are. The
// Answer counts the calls and tokens in any case.
//
// What check says goes to the model, so it must not hold secrets; it should name the place in the reply and what was expected.
func JSON(ctx context.Context, m Model, r Request, check func([]byte) error) (Answer, error) {
	schema, err := resolved(r.Schema)
	if err != nil {
		return Answer{}, err
	}
	var a Answer
	for {
		response, err := m.Generate(ctx, r)
		a.Calls, a.Usage, a.Model = a.Calls+1, a.Usage.Add(response.Usage), response.Model
		problem := err
		switch {
		case err == nil:
			a.JSON, problem = examine(response.Text, schema, check)
		case ClassOf(err) != CutOff:
			return a, err
		}
		if problem == nil {
			return a, nil
		}
		if r.Repair != nil {
			return a, unusable(err, problem, response.Model)
		}
		a.Repaired = true
		r.Repair = &Repair{Reply: excerpt(response.Text), Problem: excerpt(problem.Error())}
	}
}

// Decode is JSON, decoded into a T that check, which may be nil, accepts.
func Decode[T any](ctx context.Context, m Model, r Request, check func(T) error) (T, Answer, error) {
	var value T
	a, err := JSON(ctx, m, r, func(content []byte) error {
		var got T
		if err := json.Unmarshal(content, &got); err != nil {
			return err
		}
		if check != nil {
			if err := check(got); err != nil {
				return err
			}
		}
		value = got
		return nil
	})
	return value, a, err
}

const opJSON = "model.json"

func resolved(schema json.RawMessage) (*jsonschema.Resolved, error) {
	var s jsonschema.Schema
	err := json.Unmarshal(schema, &s)
	if err == nil {
		var r *jsonschema.Resolved
		if r, err = s.Resolve(nil); err == nil {
			return r, nil
		}
	}
	return nil, fault.Wrap(err, fault.Internal, opJSON, "the schema of a reply is not one", "")
}

// examine parses a reply, holds it against the schema and against check, and says what is wrong with it.
func examine(text string, schema *jsonschema.Resolved, check func([]byte) error) (json.RawMessage, error) {
	content, err := object(text)
	if err != nil {
		return nil, err
	}
	var value any
	if err := json.Unmarshal(content, &value); err != nil {
		return nil, fmt.Errorf("the reply is not JSON: %w", err)
	}
	if err := schema.Validate(value); err != nil {
		return nil, fmt.Errorf("the reply does not follow the schema: %w", err)
	}
	if check == nil {
		return content, nil
	}
	return content, check(content)
}

var errNoObject = errors.New("the reply holds no JSON object")

// object finds the one JSON object of a reply. Models without a JSON mode like to fence it or to say a word before; a second
// object, which would leave open which one is meant, is an error.
func object(text string) (json.RawMessage, error) {
	start := strings.IndexByte(text, '{')
	if start < 0 {
		return nil, errNoObject
	}
	decoder := json.NewDecoder(strings.NewReader(text[start:]))
	var content json.RawMessage
	if err := decoder.Decode(&content); err != nil {
		return nil, fmt.Errorf("the reply is not JSON: %w", err)
	}
	rest := text[start+int(decoder.InputOffset()):]
	if strings.ContainsRune(rest, '{') {
		return nil, errors.New("the reply holds more than one JSON object")
	}
	if !json.Valid(content) || !bytes.HasPrefix(content, []byte("{")) {
		return nil, errNoObject
	}
	return content, nil
}

// longestExcerpt is how much of a reply that cannot be used is sent back: enough to recognise it, and a bound for endless ones.
const longestExcerpt = 4000 // bytes

func excerpt(text string) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	if len(text) <= longestExcerpt {
		return text
	}
	return strings.ToValidUTF8(text[:longestExcerpt], "") + " [...]"
}

func unusable(err, problem error, name string) error {
	if err != nil {
		return err // it was cut off twice
	}
	return Mark(fault.Newf(fault.Invalid, opJSON, "%s was asked twice and gave nothing that can be used: %s", orUnnamed(name), oneLine(problem.Error())).
		Do("Use a model that follows a JSON schema, or leave it to the builtin engine."), Malformed)
}

func orUnnamed(name string) string {
	if name == "" {
		return "the model"
	}
	return oneLine(name)
}

const longestLine = 200 // bytes

// oneLine makes foreign text fit for an error.
func oneLine(text string) string {
	text = strings.Join(strings.Fields(strings.ToValidUTF8(text, "")), " ")
	if len(text) > longestLine {
		text = strings.ToValidUTF8(text[:longestLine], "") + "..."
	}
	return text
}
