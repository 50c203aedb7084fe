package wire

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/plumbline-dev/plumb/agent/model"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// Explainer turns what servers and the network say into errors that say what to do. What was said is shown shortened and without
// the key, and it is not wrapped, so that nothing can bring the key to light later.
type Explainer struct {
	Op   string // the operation
	Host string // of the server
	Key  string // never shown
}

const (
	later       = "Run it again later: replies that came are kept."
	checkServer = "Check that the base URL is right (it usually ends in /v1) and that the server is running."
	checkName   = "Name a model that the server has, in PLUMB_MODEL or as name in the section model of plumb.yaml."
)

// Failed explains an error of the network or of a reply that makes no sense.
func (e Explainer) Failed(err error) error {
	failed := func(kind fault.Kind, class model.Class, do string) error {
		return model.Mark(fault.Newf(kind, e.Op, "asking %s: %s", e.Host, e.Clean(err.Error())).Do("%s", do), class)
	}
	switch {
	case errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded):
		return model.Mark(fault.Wrap(ended(err), fault.Unavailable, e.Op, "asking "+e.Host, "Run it again: replies that came are kept."), model.Other)
	case errors.Is(err, ErrRedirect):
		return failed(fault.Invalid, model.Setup, "Give as base URL the address that the server really has.")
	case errors.Is(err, ErrTooLarge):
		return failed(fault.Invalid, model.CutOff, "Use another model: this one does not come to an end.")
	case Passing(err):
		return failed(fault.Unavailable, model.Down, "Check the network and the server, then run it again: replies that came are kept.")
	case IsDecoding(err):
		return model.Mark(fault.Newf(fault.Unavailable, e.Op, "the reply of %s is not the JSON that was expected", e.Host).Do("%s", checkServer), model.Setup)
	}
	return failed(fault.Unavailable, model.Down, checkServer)
}

// ended gives the end of a context without what an adapter wrote around it.
func ended(err error) error {
	if errors.Is(err, context.Canceled) {
		return context.Canceled
	}
	return context.DeadlineExceeded
}

// Refused explains a reply that is a refusal.
func (e Explainer) Refused(status int, said, name string) error {
	failed := func(kind fault.Kind, class model.Class, what, do string) error {
		if shown := e.Clean(said); shown != "" && !looksLikePage(said) {
			what += ": " + shown
		}
		return model.Mark(fault.New(kind, e.Op, e.Host+" "+what, do), class)
	}
	switch {
	case status == http.StatusUnauthorized && e.Key == "":
		return failed(fault.Unauthorised, model.Credentials, "wants an API key", "Give it in the environment: OPENAI_API_KEY with OPENAI_BASE_URL, or PLUMB_MODEL_KEY.")
	case status == http.StatusUnauthorized:
		return failed(fault.Unauthorised, model.Credentials, "does not accept the API key", "Check the key, and that it belongs to this server.")
	case IsFiltered(said):
		return failed(fault.Invalid, model.WouldNot, "filtered the request out", "Leave it to the builtin engine, or ask who runs the server to relax its filter.")
	case status == http.StatusRequestEntityTooLarge || status < http.StatusInternalServerError && IsTooLong(said):
		return failed(fault.Invalid, model.TooLong, "cannot read so long a request with "+name, "Use a model that reads more, or draft from less.")
	case status == http.StatusForbidden:
		return failed(fault.Unauthorised, model.Credentials, "does not let this key use "+orModels(name), "Ask who gave you the key to allow the model, or use another one.")
	case status == http.StatusPaymentRequired:
		return failed(fault.Unavailable, model.Throttled, "says that the account has no credit left", "Add credit, or use the builtin engine. Replies that came are kept.")
	case looksLikePage(said):
		return failed(fault.Invalid, model.Setup, fmt.Sprintf("answers with a web page (status %d)", status), checkServer)
	case name != "" && (status == http.StatusNotFound || isUnknownModel(said)):
		return failed(fault.NotFound, model.Setup, "knows no model "+name, checkName+" The base URL usually ends in /v1.")
	case status == http.StatusNotFound, status == http.StatusMethodNotAllowed:
		return failed(fault.NotFound, model.Setup, "does not list its models", "Name the model in PLUMB_MODEL. The base URL usually ends in /v1.")
	case status == http.StatusTooManyRequests:
		return failed(fault.Unavailable, model.Throttled, "is asked too much", later)
	case status >= http.StatusInternalServerError:
		return failed(fault.Unavailable, model.Down, fmt.Sprintf("is out of order (status %d)", status), later)
	case status < http.StatusBadRequest:
		return failed(fault.Invalid, model.Setup, fmt.Sprintf("does not answer as a model does (status %d)", status), checkServer)
	}
	return failed(fault.Invalid, model.Setup, fmt.Sprintf("refuses the request (status %d)", status), "Check that "+orModels(name)+" is a chat model and that the base URL is right.")
}

func orModels(name string) string {
	if name == "" {
		return "its models"
	}
	return name
}

// IsTooLong reports whether a server says that a request was longer than its model reads.
func IsTooLong(said string) bool {
	return Mentions(said, "context length", "context_length", "context size", "context window", "context_window", "prompt is too long", "too many tokens", "maximum number of tokens", "input is too long", "reduce the length")
}

// IsFiltered reports whether a server says that a filter stopped a request.
func IsFiltered(said string) bool {
	return Mentions(said, "content_filter", "content filter", "content management policy", "responsibleaipolicyviolation", "content_policy", "safety system")
}

func isUnknownModel(said string) bool {
	said = strings.ToLower(said)
	return strings.Contains(said, "model") && Mentions(said, "not found", "not_found", "does not exist", "not exist", "unknown model", "invalid model", "no such", "not loaded", "deploymentnotfound")
}

// looksLikePage reports whether a reply is meant for a browser.
func looksLikePage(said string) bool {
	said = strings.ToLower(strings.TrimSpace(said))
	return strings.HasPrefix(said, "<!doctype") || strings.HasPrefix(said, "<html")
}

const longestQuote = 300 // bytes of a reply that are shown

// Clean makes foreign text fit to be shown: on one line, short, and without the key.
func (e Explainer) Clean(said string) string {
	if e.Key != "" {
		said = strings.ReplaceAll(said, e.Key, "[key]")
	}
	said = strings.Join(strings.Fields(strings.ToValidUTF8(said, "")), " ")
	if len(said) > longestQuote {
		said = strings.ToValidUTF8(said[:longestQuote], "") + "..."
	}
	return said
}

// IsDecoding reports whether an error is about the JSON of a reply.
func IsDecoding(err error) bool {
	if _, ok := errors.AsType[*json.SyntaxError](err); ok {
		return true
	}
	_, ok := errors.AsType[*json.UnmarshalTypeError](err)
	return ok
}

// Mentions reports whether one of the words stands in what was said, in capitals or not.
func Mentions(said string, words ...string) bool {
	said = strings.ToLower(said)
	for _, w := range words {
		if strings.Contains(said, w) {
			return true
		}
	}
	return false
}
