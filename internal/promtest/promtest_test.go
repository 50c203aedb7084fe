package promtest_test

import (
	"io"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/internal/promtest"
)

func ask(t *testing.T, address string) (string, error) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	require.NoError(t, err)
	request.Close = true
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", err
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	return string(body), err
}

func TestServerHoldsItsSamples(t *testing.T) {
	t.Parallel()
	s := promtest.Start(t, "# TYPE users gauge\nusers 42 1772438400\n")
	question := s.URL + "/api/v1/query?query=users&time=1772438400"
	got, err := ask(t, question)
	require.NoError(t, err)
	require.Contains(t, got, `"42"`)
	s.Stop(t)
	_, err = ask(t, question)
	require.Error(t, err)
	s.Restart(t)
	got, err = ask(t, question)
	require.NoError(t, err)
	require.Contains(t, got, `"42"`)
}
