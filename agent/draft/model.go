package draft

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/model"
	"github.com/plumbline-dev/plumb/prompts"
)

// Spent is what a draft took of a model.
type Spent struct {
	Windows  int         // parts that the records were read in
	Calls    int         // at most two a window, two to compose and two to verify
	Repairs  int         // of these, replies that were asked for again
	Usage    model.Usage // as the endpoint counts
	Asked    int         // tokens of the prompts without repairs, as estimated here
	Speech   int         // tokens of what was spoken, estimated in the same way
	Notes    int         // places that the model named
	Verified int         // of these, that hold against the records
	Blanked  int         // fields and items that the second reading took away
}

// PerToken gives how many prompt tokens were spent for each token of speech, both as estimated here.
func (s Spent) PerToken() float64 {
	if s.Speech == 0 {
		return 0
	}
	return float64(s.Asked) / float64(s.Speech)
}

// Model drafts a sheet from meeting records with a model, in three steps. It reads the records in windows and names places by
// line and quote; what is no quote, or does not say what it is named for, is dropped. Then it chooses among the places that
// are left, and those that Builtin has for fields of which it named none, and shortens them; it may leave words out, and the
// text is copied from the records all the same. At last it reads strictly what came of that, and can only take away. Numbers, dates,
// owners, maturities and everything around the fields come from the code that [Builtin] uses.
//
// The same records, options and replies give the same bytes. A field for which the model names only places that do not hold
// is filled as Builtin fills it. Where the model fails, the draft is that of Builtin and says so; it is an error only when
// Builtin fails, or when the context ends.
func Model(ctx context.Context, sources []*agent.Transcript, o Options, m model.Model) (agent.Draft, Spent, error) {
	h, err := hear(sources, o)
	if err != nil {
		return agent.Draft{}, Spent{}, err
	}
	r := &modelRun{hearing: h, model: m, failed: map[kind]string{}}
	reason, err := r.read(ctx)
	unread := ""
	if err == nil && reason == "" {
		reason, err = r.compose(ctx)
	}
	if err == nil && reason == "" {
		unread, err = r.verify(ctx)
	}
	if err != nil {
		return agent.Draft{}, r.spent, err
	}
	if reason != "" {
		d, err := h.write(ctx, agent.Engine{Name: agent.BuiltinEngine, FallbackReason: reason})
		return d, r.spent, err
	}
	used := extractPrompt + " " + composePrompt
	if r.verified {
		used += " " + verifyPrompt
	}
	d, err := r.composed.write(ctx, agent.Engine{
		Name: agent.ModelEngine, Model: clip(plain(r.name), longestName), Prompt: used, FallbackReason: joined(r.stoodIn(), unread),
	})
	if err != nil { // a gate that no single place can be blamed for
		d, err = h.write(ctx, agent.Engine{Name: agent.BuiltinEngine, FallbackReason: "what the model composed does not pass the gates"})
	}
	return d, r.spent, err
}

// otherModel is what to do about a model that cannot do what it is asked for.
const otherModel = "Use a model that follows a JSON schema, or leave it to --engine builtin."

// The prompts and their versions.
const (
	extractPrompt = "draft-extract/v2"
	composePrompt = "draft-compose/v2"
	verifyPrompt  = "draft-verify/v1"
)

const (
	longestName   = 100  // bytes of a model's name
	longestReason = 300  // bytes of what an error says on a sheet
	longestReply  = 8000 // tokens
)

// modelRun is one draft by a model.
type modelRun struct {
	*hearing
	model    model.Model
	name     string  // of the model, as the endpoint calls it
	notes    []*note // verified, in the order of the records
	failed   map[kind]string
	composed *hearing // with the model's choice in place of the builtin one
	verified bool     // it was read a second time
	spent    Spent
}

// inquire puts one prompt to the model; step is what a person who waits is told. The reason is why the model gave nothing to use; the error is not nil only when the
// whole draft is to stop.
func inquire[T any](ctx context.Context, r *modelRun, prompt, step string, values any, check func(T) error) (reply T, reason string, err error) {
	name, version, _ := strings.Cut(prompt, "/")
	p, err := prompts.Load(name, version)
	if err != nil {
		return reply, "", err
	}
	text, err := p.Render(values)
	if err != nil {
		return reply, "", err
	}
	r.spent.Asked += tokens(text.System) + tokens(text.User)
	wrong := "its reply is not what was asked for"
	reply, answer, err := model.Decode(ctx, r.model, model.Request{
		Role: roleOf(prompt), System: text.System, Input: text.User, Schema: p.Schema, SchemaName: strings.ReplaceAll(name, "-", "_"),
		MaxTokens: longestReply, Step: step, Prompt: model.PromptRef{Name: p.Name, Version: p.Version, Hash: p.Hash},
	}, func(reply T) error {
		err := check(reply)
		if err != nil {
			wrong = err.Error()
		}
		return err
	})
	r.spent.Calls += answer.Calls
	r.spent.Usage = r.spent.Usage.Add(answer.Usage)
	if answer.Repaired {
		r.spent.Repairs++
	}
	if answer.Model != "" && prompt != verifyPrompt {
		r.name = answer.Model
	}
	if ctx.Err() != nil {
		return reply, "", ctx.Err()
	}
	switch {
	case err == nil:
		return reply, "", nil
	case model.ClassOf(err) == model.Malformed: // what a schema finds wrong first is not always the same
		return reply, strings.TrimSuffix(clip(plain(wrong), longestReason), ".") + ". " + otherModel, nil
	}
	return reply, clip(plain(model.Why(err)), longestReason), nil
}

// roleOf gives whose model is asked: the second reading may be another model's.
func roleOf(prompt string) model.Role {
	if prompt == verifyPrompt {
		return model.Verify
	}
	return model.Draft
}

// joined puts two reasons side by side; either may be "".
func joined(one, other string) string {
	if one == "" || other == "" {
		return one + other
	}
	return one + "; " + other
}

// stoodIn says for which fields the builtin engine stands in, and why; "" for none.
func (r *modelRun) stoodIn() string {
	var parts []string
	for k := range kinds {
		if why := r.failed[k]; why != "" {
			parts = append(parts, fmt.Sprintf("%s (%s)", wordOf(k), why))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return "the model's words do not hold for: " + strings.Join(parts, ", ")
}

// fieldWords are the fields as the prompts name them.
var fieldWords = map[string]kind{
	"aim": kindAim, "done_when": kindDone, "lever": kindLever, "outcome": kindOutcome, "because": kindBecause, "signal": kindSignal,
	"gate": kindGate, "learn": kindLearn, "otherwise": kindOtherwise, "guardrail": kindGuardrail, "owner": kindOwner,
	"cadence": kindCadence, "ruled_out": kindRuledOut, "trade_off": kindTradeOff, "decision_right": kindRights,
	"dependency": kindDependency, "objection": kindObjection, "open_question": kindOpen,
}

// wordOf gives the name of a field in the prompts.
func wordOf(k kind) string {
	for word, of := range fieldWords {
		if of == k {
			return word
		}
	}
	return ""
}

// spoken gives the sources of speech: chat is not shown to the model, it fills nothing.
func (r *modelRun) spoken() []int {
	var list []int
	for i, t := range r.sources {
		if t.IsSpeech() {
			list = append(list, i)
		}
	}
	return slices.Clip(list)
}
