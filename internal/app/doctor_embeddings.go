package app

import (
	"context"

	"github.com/plumbline-dev/plumb/internal/fault"
)

// checkEmbeddings asks the configured model of embeddings for one vector.
func (a *App) checkEmbeddings(ctx context.Context) Check {
	e := a.Settings.Embeddings
	if !e.Configured() {
		return Check{Name: "embeddings", State: CheckOK, Detail: "not configured; the builtin index is used"}
	}
	c := Check{Name: "embeddings", State: CheckOK, From: e.Model.From, Detail: e.Model.Value + " at " + e.BaseURL.Value + ", key " + e.Key.String()}
	limited, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	embedder, err := a.embedder(limited)
	if err == nil {
		_, err = embedder.Embed(limited, []string{"weekly active users"})
	}
	if err != nil {
		c.State, c.Detail = CheckWarn, c.Detail+": "+err.Error()+"; terms are looked up with the builtin index meanwhile"
		c.Next = fault.Next(err)
	}
	return c
}
