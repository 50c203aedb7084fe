package app

import (
	"context"
	"slices"

	"github.com/plumbline-dev/plumb/internal/config"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/llm/openai"
)

// checkModel looks whether the service of the configured model answers and has it. It asks for no reply, which would cost money.
func (a *App) checkModel(ctx context.Context) Check {
	m := a.Settings.Model
	if !m.Configured() {
		return Check{Name: "model", State: CheckOK, Detail: "not configured; plumb works without"}
	}
	from, name := m.Name.From, m.Name.Value
	if name == "" {
		from, name = m.BaseURL.From, "the only model"
	}
	c := Check{Name: "model", State: CheckOK, From: from, Detail: name + " at " + modelPlace(m) + ", key " + m.Key.String()}
	limited, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	e, err := a.endpoint(limited)
	if err == nil {
		err = e.has(limited, m)
	}
	if err != nil {
		c.State, c.Detail = CheckWarn, c.Detail+": "+err.Error()+"; the builtin engine drafts meanwhile"
		c.Next = fault.Next(err)
	}
	return c
}

func modelPlace(m config.Model) string {
	switch {
	case m.BaseURL.Value != "":
		return m.BaseURL.Value
	case m.Provider.Value == config.ProviderAnthropic:
		return "Anthropic"
	}
	return openai.DefaultBaseURL
}

// has makes sure that a service has the models that are configured, where it lists what it has.
func (e *endpoint) has(ctx context.Context, m config.Model) error {
	if e.list == nil {
		return nil
	}
	names, err := e.list(ctx)
	if fault.Is(err, fault.NotFound) {
		return nil // many have no list
	}
	if err != nil {
		return err
	}
	wanted := []config.Setting{m.Name}
	for _, s := range m.Roles {
		wanted = append(wanted, s)
	}
	for _, s := range wanted {
		if s.Value != "" && !slices.Contains(names, s.Value) && !slices.Contains(names, s.Value+":latest") {
			return fault.Newf(fault.NotFound, "app.model", "it lists no model %s", s.Value).Do("Correct the name in %s: %s.", s.From, some(names))
		}
	}
	return nil
}
