package openai

import (
	"io"
	"net/http"
	"strings"
)

// canned answers every request in the same way.
type canned struct {
	status int
	body   string
}

func (c canned) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: c.status, Status: http.StatusText(c.status), Header: http.Header{}, Body: io.NopCloser(strings.NewReader(c.body)), Request: r,
	}, nil
}
