package wire

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
)

// isStream reports whether a reply comes piece by piece.
func isStream(response *http.Response) bool {
	return response.StatusCode == http.StatusOK && strings.HasPrefix(response.Header.Get("Content-Type"), "text/event-stream")
}

// stream is a reply that comes piece by piece. Its time is that of an attempt, which ends when it is closed.
type stream struct {
	io.Reader
	body   io.Closer
	ctx    context.Context //nolint:containedctx // of the attempt that the stream is the rest of
	cancel context.CancelFunc
}

// Read reads on, and says so when the time of the attempt is over.
func (s *stream) Read(p []byte) (int, error) {
	n, err := s.Reader.Read(p)
	if err != nil && !errors.Is(err, io.EOF) && errors.Is(context.Cause(s.ctx), ErrSlow) {
		err = ErrSlow
	}
	return n, err
}

// Close ends the attempt.
func (s *stream) Close() error {
	s.cancel()
	return s.body.Close()
}
