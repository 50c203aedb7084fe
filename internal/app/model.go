package app

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/model"
	"github.com/plumbline-dev/plumb/internal/config"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/llm/langchain"
	"github.com/plumbline-dev/plumb/internal/llm/openai"
	"github.com/plumbline-dev/plumb/internal/store"
)

// When an endpoint counts as broken, and for how long it is left alone then.
const (
	modelFailures = 3
	modelPause    = 30 * time.Second
)

// modelRun is the configured model within one piece of work: it keeps within the budget, sends no secrets, and keeps every call.
type modelRun struct {
	model.Model
	id    string
	names func(model.Role) string
	store *store.Store
	now   func() time.Time
}

// modelRun begins a piece of work with the configured model. It is Unavailable when none is configured. Nothing but, at times, the list of models is asked
// for before the first request.
func (a *App) modelRun(ctx context.Context) (*modelRun, error) {
	return a.modelRunWith(ctx, func(l model.Ledger) model.Ledger { return l })
}

// modelRunWith begins a piece of work with a ledger that is made of the one that is kept.
func (a *App) modelRunWith(ctx context.Context, ledger func(model.Ledger) model.Ledger) (*modelRun, error) {
	m := a.Settings.Model
	if !m.Configured() {
		return nil, fault.New(fault.Unavailable, "app.model", noModel, nameModel)
	}
	opened, err := a.openStore(ctx)
	if err != nil {
		return nil, err
	}
	e, err := a.endpoint(ctx)
	if err != nil {
		return nil, err
	}
	id := model.RunIDs(a.Now)()
	limits := model.Limits{Calls: m.Calls, Tokens: m.Tokens, Cost: model.CostOf(m.Cost), Time: m.Time}
	price := model.Price{Prompt: model.CostOf(m.PromptPrice), Completion: model.CostOf(m.CompletionPrice)}
	budget := model.NewBudget(e.model, limits, price, a.Now)
	run := &modelRun{id: id, names: e.names, store: opened, now: a.Now}
	run.Model = model.NewRecorder(model.NewRedactor(budget, m.HidesContacts()), model.RecorderConfig{
		Ledger: ledger(opened), Run: id, Host: e.host, ModelOf: e.names, Price: price, Now: a.Now,
	})
	if a.Watch != nil {
		run.Model = model.NewWatcher(run.Model, a.Watch, a.Now)
	}
	return run, nil
}

// end takes the run up in the audit log, with what came of it. A run that asked nobody leaves no trace.
func (r *modelRun) end(ctx context.Context, detail string) error {
	return r.store.EndRun(ctx, model.Ending{Run: r.id, Detail: detail, By: agent.EngineNamed(agent.ModelEngine), At: r.now()})
}

// endpoint is a service of models, with what is known of it: that it fails, or how it wants to be asked.
type endpoint struct {
	model model.Model
	host  string
	names func(model.Role) string
	list  func(context.Context) ([]string, error) // nil where a service lists no models
}

// endpoint gives the configured service. It is the same for all the work of an App, so that what is learnt of it is known.
func (a *App) endpoint(ctx context.Context) (*endpoint, error) {
	if a.models != nil {
		return a.models, nil
	}
	e, err := a.openEndpoint(ctx)
	if err != nil {
		return nil, err
	}
	e.model = model.NewBreaker(e.model, modelFailures, modelPause, a.Now)
	a.models = e
	return e, nil
}

func (a *App) openEndpoint(ctx context.Context) (*endpoint, error) {
	m := a.Settings.Model
	roles := map[model.Role]string{}
	for role, s := range m.Roles {
		roles[model.Role(role)] = s.Value
	}
	if roles[model.Verify] == "" {
		roles[model.Verify] = roles[model.Draft]
	}
	if m.Provider.Value == config.ProviderAnthropic {
		c := langchain.Config{BaseURL: m.BaseURL.Value, APIKey: m.Key.Reveal(), Name: m.Name.Value, Roles: roles}
		chat, err := langchain.New(c)
		if err != nil {
			return nil, err
		}
		return &endpoint{model: chat, host: chat.Host(), names: c.NameOf}, nil
	}
	c := openai.ChatConfig{BaseURL: m.BaseURL.Value, APIKey: m.Key.Reveal(), Name: m.Name.Value, Roles: roles, ReplyTime: m.ReplyTime}
	if m.Provider.Value == config.ProviderAzure {
		c.AzureVersion = m.Version.Value
	}
	chat, err := openai.NewChat(c)
	if err != nil {
		return nil, err
	}
	if c.Name == "" {
		if c.Name, err = onlyModel(ctx, chat); err != nil {
			return nil, err
		}
		if chat, err = openai.NewChat(c); err != nil {
			return nil, err
		}
	}
	e := &endpoint{model: chat, host: chat.Host(), names: c.NameOf}
	if c.AzureVersion == "" {
		e.list = chat.Names
	}
	return e, nil
}

// onlyModel gives the name of the only model that a service has.
func onlyModel(ctx context.Context, chat *openai.Chat) (string, error) {
	names, err := chat.Names(ctx)
	if err != nil {
		return "", err
	}
	switch len(names) {
	case 1:
		return names[0], nil
	case 0:
		return "", model.Mark(fault.Newf(fault.NotFound, "app.model", "%s has no model", chat.Host()).Do("Load one there, or set OPENAI_BASE_URL to another service."), model.Setup)
	}
	return "", model.Mark(fault.Newf(fault.NeedsPerson, "app.model", "%s has %d models, and none is chosen", chat.Host(), len(names)).
		Do("Name one in PLUMB_MODEL: %s.", some(names)), model.Setup)
}

// some gives the first names of a list that may be long.
func some(names []string) string {
	const shown = 8
	if len(names) > shown {
		return strings.Join(names[:shown], ", ") + fmt.Sprintf(" and %d more", len(names)-shown)
	}
	return strings.Join(names, ", ")
}
