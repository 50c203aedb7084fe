package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"github.com/plumbline-dev/plumb/internal/fault"
)

// once sends a request, follows redirects and reads the answer to its end.
func (c *Client) once(ctx context.Context, method string, to *url.URL, contentType string, body []byte) (Answer, error) {
	request, err := http.NewRequestWithContext(ctx, method, to.String(), bytes.NewReader(body))
	if err != nil {
		return Answer{}, errAddress
	}
	if contentType != "" {
		request.Header.Set("Content-Type", contentType)
	}
	response, err := c.http.Do(request)
	if err != nil {
		return Answer{}, withoutAddress(err)
	}
	defer func() { _ = response.Body.Close() }() // it was only read from
	answer := Answer{Status: response.StatusCode, Header: response.Header}
	answer.Body, err = io.ReadAll(io.LimitReader(response.Body, c.maxBytes+1))
	failed := response.StatusCode < 200 || response.StatusCode > 299
	switch {
	case failed && err == nil:
		answer.Body = answer.Body[:min(len(answer.Body), mostHeaderBytes)]
		return Answer{}, &refusal{answer}
	case failed && ctx.Err() == nil:
		return Answer{}, &refusal{Answer{Status: answer.Status, Header: answer.Header}} // the status says enough
	case err != nil:
		return Answer{}, fmt.Errorf("%w: %w", errCutOff, err)
	case int64(len(answer.Body)) > c.maxBytes:
		return Answer{}, errTooLarge
	case response.Header.Get("Content-Encoding") != "":
		return Answer{}, errPacked
	}
	return answer, nil
}

// withoutAddress takes off what http.Client puts around an error: the address, which may hold a secret.
func withoutAddress(err error) error {
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		return wrapped.Err
	}
	return err
}

// refusal is an answer of another status than 2xx.
type refusal struct{ answer Answer }

func (e *refusal) Error() string { return "status " + http.StatusText(e.answer.Status) }

// Refusal gives the answer behind an error when the server answered, and not with a status of 2xx. What its body says has
// to be shown through [Client.Quote].
func Refusal(err error) (Answer, bool) {
	refused, ok := errors.AsType[*refusal](err)
	if !ok {
		return Answer{}, false
	}
	return refused.answer, true
}

// Barred reports whether an error is about an address that a [Guard] does not connect to.
func Barred(err error) bool {
	_, ok := errors.AsType[*barredAddressError](err)
	return ok
}

// JSON reads an answer into a value. Numbers in an any are json.Number. An answer that is not JSON is Invalid.
func (c *Client) JSON(a Answer, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(a.Body))
	decoder.UseNumber()
	err := decoder.Decode(into)
	if err == nil && len(bytes.TrimSpace(a.Body[decoder.InputOffset():])) == 0 {
		return nil
	}
	if a.Page() {
		return c.PageError()
	}
	return fault.Newf(fault.Invalid, opAsk, "%s answers with something that is not the JSON that was asked for", c.source).
		Do("Look whether its address is right, and whether something stands between it and this machine.")
}

// Page reports whether an answer is a web page, as the login page of a system that wants to know who asks.
func (a Answer) Page() bool {
	kind, _, err := mime.ParseMediaType(a.Header.Get("Content-Type"))
	if err == nil && (kind == "text/html" || kind == "application/xhtml+xml") {
		return true
	}
	start := strings.ToLower(string(bytes.TrimSpace(a.Body[:min(len(a.Body), 200)])))
	return strings.HasPrefix(start, "<!doctype html") || strings.HasPrefix(start, "<html")
}

// PageError is the error for an answer that is a web page where values were asked for.
func (c *Client) PageError() error {
	return fault.Newf(fault.Invalid, opAsk, "%s answers with a web page and not with values: perhaps a page to log in", c.source).
		Do("Open its address in a browser that is not logged in: make it readable for plumb, or give the key of the source in the environment.")
}
