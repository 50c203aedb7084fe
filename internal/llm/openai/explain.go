package openai

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	sdk "github.com/sashabaranov/go-openai"

	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/llm/internal/wire"
)

// explain turns an error of the SDK into one that says what to do. What the server or the network said is shown shortened and without the
// key, and it is not wrapped, so that nothing can bring the key to light later.
func (e *Embedder) explain(err error, texts []string) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return fault.Wrap(err, fault.Unavailable, opEmbed, "asking "+e.host, "Run it again: what was done is kept.")
	}
	if status, said, ok := refusal(err); ok {
		return e.refused(status, e.clean(said), texts)
	}
	switch {
	case errors.Is(err, wire.ErrRedirect):
		return e.failed(fault.Invalid, err).Do("Give as base URL the address that the server really has.")
	case wire.Passing(err):
		return e.failed(fault.Unavailable, err).Do("Check the network and the server, then run it again: what was done is kept.")
	case wire.IsDecoding(err):
		return e.garbled("its reply is not the JSON that was expected")
	}
	return e.failed(fault.Unavailable, err).Do("Check that the base URL is right and that the server is running.")
}

// refusal gives the status of a reply and what it said.
func refusal(err error) (status int, said string, ok bool) {
	if api, ok := errors.AsType[*sdk.APIError](err); ok && api.HTTPStatusCode > 0 {
		return api.HTTPStatusCode, strings.TrimSpace(fmt.Sprint(api.Message, " ", codeOf(api))), true
	}
	if request, ok := errors.AsType[*sdk.RequestError](err); ok {
		return request.HTTPStatusCode, string(request.Body), true
	}
	return 0, "", false
}

func codeOf(e *sdk.APIError) string {
	if code, ok := e.Code.(string); ok && code != "" {
		return "(" + code + ")"
	}
	return ""
}

// refused explains a reply that is a refusal.
func (e *Embedder) refused(status int, said string, texts []string) error {
	failed := func(kind fault.Kind, what string) *fault.Error {
		if said != "" {
			what += ": " + said
		}
		return fault.New(kind, opEmbed, fmt.Sprintf("%s %s", e.host, what), "")
	}
	switch {
	case status == http.StatusUnauthorized && e.config.APIKey == "":
		return failed(fault.Unauthorised, "wants an API key").Do("Give the key of the embedding model.")
	case status == http.StatusUnauthorized:
		return failed(fault.Unauthorised, "does not accept the API key").Do("Check the key, and that it belongs to this server.")
	case status == http.StatusForbidden:
		return failed(fault.Unauthorised, "does not let this key use "+e.config.Model).Do("Ask who gave you the key to allow the model, or use another one.")
	case status == http.StatusPaymentRequired:
		return failed(fault.Unavailable, "says that the account has no credit left").Do("Add credit, or use the builtin embedder. What was done is kept.")
	case status == http.StatusNotFound:
		return failed(fault.NotFound, "knows no embedding model "+e.config.Model).
			Do("Check the name of the model, and that the base URL is right: it usually ends in /v1.")
	case status == http.StatusTooManyRequests:
		return failed(fault.Unavailable, "is asked too much").Do("Wait a while or allow fewer requests per minute, then run it again: what was done is kept.")
	case status >= http.StatusInternalServerError:
		return failed(fault.Unavailable, fmt.Sprintf("is out of order (status %d)", status)).Do("Run it again later: what was done is kept.")
	case status == http.StatusRequestEntityTooLarge || wire.Mentions(said, "context length", "context_length", "context size", "too long", "too large", "max_tokens", "maximum number of tokens"):
		return failed(fault.Invalid, "cannot read so long a text").Do("Shorten the definition that begins with %q, or use a model that reads more.", beginning(longest(texts)))
	case e.config.Dimensions > 0 && wire.Mentions(said, "dimension", "matryoshka"):
		return failed(fault.Invalid, fmt.Sprintf("cannot give %d dimensions", e.config.Dimensions)).Do("Leave the dimensions out, or use a model that can be shortened.")
	}
	return failed(fault.Invalid, fmt.Sprintf("refuses the request (status %d)", status)).Do("Check that %s is an embedding model and that the base URL is right.", e.config.Model)
}

// failed explains an error of the network.
func (e *Embedder) failed(kind fault.Kind, err error) *fault.Error {
	return fault.Newf(kind, opEmbed, "asking %s for vectors of %s: %s", e.host, e.config.Model, e.clean(err.Error()))
}

// garbled explains a reply that makes no sense.
func (e *Embedder) garbled(format string, args ...any) error {
	return fault.Newf(fault.Unavailable, opEmbed, "the reply of %s cannot be used: %s", e.host, e.clean(fmt.Sprintf(format, args...))).
		Do("Check that %s is an embedding model and that the base URL is right, then run it again: what was done is kept.", e.config.Model)
}

// clean makes foreign text fit to be shown.
func (e *Embedder) clean(said string) string { return wire.Explainer{Key: e.config.APIKey}.Clean(said) }

func longest(texts []string) string {
	var out string
	for _, t := range texts {
		if len(t) > len(out) {
			out = t
		}
	}
	return out
}

// beginning gives as much of a text as it takes to recognise it.
func beginning(text string) string {
	runes := []rune(text)
	return string(runes[:min(40, len(runes))])
}
