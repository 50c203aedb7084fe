package sqlquery_test

import (
	"bytes"
	"crypto/tls"
	"encoding/binary"
	"io"
	"net"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/connectors"
	"github.com/plumbline-dev/plumb/connectors/sqlquery"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// impostor listens in place of a server: it answers the wish for TLS, asks for the password in the clear, and keeps all
// that it is told (https://www.postgresql.org/docs/current/protocol-message-formats.html).
type impostor struct {
	address string
	tls     *tls.Config // nil when it speaks none

	mu   sync.Mutex
	told bytes.Buffer
}

func newImpostor(t *testing.T, secured *tls.Config) *impostor {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	i := &impostor{address: listener.Addr().String(), tls: secured}
	t.Cleanup(func() { require.NoError(t, listener.Close()) })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go i.serve(conn)
		}
	}()
	return i
}

func (i *impostor) serve(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	const wishForTLS = 80877103
	first := i.message(conn, 0)
	if len(first) >= 4 && binary.BigEndian.Uint32(first) == wishForTLS {
		if i.tls == nil {
			_, _ = conn.Write([]byte("N"))
		} else {
			_, _ = conn.Write([]byte("S"))
			conn = tls.Server(conn, i.tls)
		}
		i.message(conn, 0)
	}
	_, _ = conn.Write([]byte{'R', 0, 0, 0, 8, 0, 0, 0, 3}) // AuthenticationCleartextPassword
	i.message(conn, 1)
}

// message keeps a message and gives its body, which comes after its kind, if it has one, and its length.
func (i *impostor) message(conn net.Conn, kind int) []byte {
	head := make([]byte, kind+4)
	if _, err := io.ReadFull(conn, head); err != nil {
		return nil
	}
	body := make([]byte, min(1<<16, max(0, int(binary.BigEndian.Uint32(head[kind:]))-4)))
	_, _ = io.ReadFull(conn, body)
	i.mu.Lock()
	defer i.mu.Unlock()
	i.told.Write(body)
	return body
}

func (i *impostor) heard() string {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.told.String()
}

func ask(t *testing.T, i *impostor, parameters, password string) error {
	t.Helper()
	s, err := sqlquery.New(sqlquery.Config{
		Name: "w", URL: "postgres://me@" + i.address + "/w" + parameters, Password: password, Private: true, Timeout: 5 * time.Second,
	})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	err = s.Check(t.Context())
	require.Error(t, err)
	require.NotEmpty(t, fault.Next(err))
	require.NotContains(t, err.Error()+fault.Next(err), "tell-nobody")
	return err
}

func TestImpostors(t *testing.T) {
	t.Parallel()
	web := httptest.NewTLSServer(nil) // for its certificate, which nobody trusts
	t.Cleanup(web.Close)
	secured := &tls.Config{Certificates: web.TLS.Certificates, MinVersion: tls.VersionTLS12}

	i := newImpostor(t, secured)
	err := ask(t, i, "?sslmode=verify-full", "tell-nobody")
	require.ErrorContains(t, err, "could not show by a certificate")
	require.Equal(t, fault.Invalid, fault.KindOf(err))
	require.NotContains(t, i.heard(), "tell-nobody")

	err = ask(t, newImpostor(t, nil), "?sslmode=require", "tell-nobody")
	require.ErrorContains(t, err, "does not speak TLS")

	i = newImpostor(t, secured)
	err = ask(t, i, "?sslmode=require&require_auth=scram-sha-256", "tell-nobody")
	require.ErrorContains(t, err, "in a way that could give it away")
	require.Equal(t, connectors.Credentials, connectors.ClassOf(err))
	require.NotContains(t, i.heard(), "tell-nobody")

	i = newImpostor(t, nil)
	require.Error(t, ask(t, i, "?sslmode=disable", "tell-nobody"))
	require.Contains(t, i.heard(), "tell-nobody", "the impostor hears a password where it is sent in the clear")
}

// TestNoPasswordOfOthers shows that a password which was meant for another server is not given away.
func TestNoPasswordOfOthers(t *testing.T) {
	i := newImpostor(t, nil)
	file := filepath.Join(t.TempDir(), "passwords")
	require.NoError(t, os.WriteFile(file, []byte("*:*:*:*:tell-nobody-file\n"), 0o600))
	t.Setenv("PGPASSFILE", file)
	require.Error(t, ask(t, i, "?sslmode=disable", ""))
	t.Setenv("PGPASSWORD", "tell-nobody-environment")
	require.Error(t, ask(t, i, "?sslmode=disable", ""))
	require.Contains(t, i.heard(), "me")
	require.NotContains(t, i.heard(), "tell-nobody")
}
