//go:build unix

package pgtest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
)

const (
	account = "postgres" // the account of the operating system that runs the server for root, as Debian makes it
)

// A script ends what it started when its standard input ends, and that ends with the process of the tests. So nothing is
// left behind by a test that is killed.
const (
	clusterScript = `
set -e
trap 'rm -rf "$FOLDER"' EXIT
"$BIN/initdb" --pgdata="$FOLDER/data" --username="$SUPERUSER" --pwfile="$FOLDER/password" --auth=scram-sha-256 \
	--encoding=UTF8 --locale=C --locale-provider=icu --icu-locale=en-US --no-sync 2>&1
"$BIN/pg_ctl" --pgdata="$FOLDER/data" --log="$FOLDER/log" --wait --silent start --options="-c listen_addresses= \
	-c unix_socket_directories=$FOLDER -c fsync=off -c full_page_writes=off -c max_connections=200" 2>&1 || { cat "$FOLDER/log"; exit 1; }
echo ready
cat >/dev/null
"$BIN/pg_ctl" --pgdata="$FOLDER/data" --silent --mode=immediate stop >/dev/null 2>&1
`
	vectorScript = `
set -e
trap 'rm -rf "$FOLDER"' EXIT
node "$MODULES/.bin/pglite-server" --db=memory:// --path="$FOLDER/.s.PGSQL.5432" \
	--extensions=@electric-sql/pglite-pgvector:vector --max-connections=8 2>&1 </dev/null &
server=$!
cat >/dev/null
kill -9 $server
`
)

// startCluster makes and starts a PostgreSQL and gives the folder of its socket. Text is sorted as people sort it, like on
// most servers and unlike in SQLite.
func startCluster() (string, error) {
	bin, err := programs()
	if err != nil {
		return "", err
	}
	owner, err := runner()
	if err != nil {
		return "", err
	}
	folder, err := ownFolder(owner)
	if err != nil {
		return "", err
	}
	password := filepath.Join(folder, "password")
	if err := os.WriteFile(password, []byte(Password), 0o600); err != nil {
		return "", err
	}
	if err := hand(password, owner); err != nil {
		return "", err
	}
	return folder, launch(clusterScript, "ready", owner, "FOLDER="+folder, "BIN="+bin, "SUPERUSER="+superuser)
}

// startVector starts a PGlite and gives the folder of its socket.
func startVector() (string, error) {
	modules := filepath.Join(sourceFolder(), "pglite", "node_modules")
	if _, err := os.Stat(filepath.Join(modules, ".bin", "pglite-server")); err != nil {
		return "", errors.New("PGlite is needed to test with the vector extension: install Node.js and npm, then run make engines")
	}
	if _, err := exec.LookPath("node"); err != nil {
		return "", errors.New("node is needed to test with the vector extension: install Node.js (apt-get install nodejs npm), then run make engines")
	}
	folder, err := ownFolder(nil)
	if err != nil {
		return "", err
	}
	return folder, launch(vectorScript, "PGLiteSocketServer listening", nil, "FOLDER="+folder, "MODULES="+modules)
}

// launch runs a script in the background until the process ends, and waits for the line that says that all is ready.
func launch(script, ready string, owner *syscall.Credential, env ...string) error {
	cmd := exec.CommandContext(context.Background(), "sh", "-c", script)
	cmd.Env = append(os.Environ(), env...)
	cmd.Dir = os.TempDir()
	// A group of its own, so that an interrupt from the keyboard does not end it before its work is done.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Credential: owner}
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	lifelines.keep(stdin)
	var said strings.Builder
	lines := bufio.NewScanner(stdout)
	for lines.Scan() {
		if strings.HasPrefix(lines.Text(), ready) {
			go func() { _, _ = io.Copy(io.Discard, stdout) }() // whoever goes on talking is not to be blocked
			return nil
		}
		said.WriteString(lines.Text() + "\n")
	}
	return fmt.Errorf("the server did not start: %w\n%s", cmd.Wait(), &said)
}

// lifelines holds the standard inputs of the scripts: one that nobody holds would be closed by the garbage collector.
var lifelines pipes

type pipes struct {
	mu  sync.Mutex
	all []io.Closer
}

func (p *pipes) keep(c io.Closer) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.all = append(p.all, c)
}

// programs gives the folder of initdb and pg_ctl.
func programs() (string, error) {
	if path, err := exec.LookPath("initdb"); err == nil {
		if path, err = filepath.EvalSymlinks(path); err == nil {
			return filepath.Dir(path), nil
		}
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil || len(found) == 0 {
		return "", errors.New("PostgreSQL is needed to test the store on it: install it (apt-get install postgresql), or put its initdb and pg_ctl on the PATH")
	}
	slices.SortFunc(found, func(a, b string) int { return release(a) - release(b) })
	return filepath.Dir(found[len(found)-1]), nil
}

// release gives the release of a PostgreSQL in a path of Debian.
func release(path string) int {
	n, err := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path))))
	if err != nil {
		return 0
	}
	return n
}

// runner gives who is to run the server, nil for oneself: it refuses to run for root.
func runner() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	u, err := user.Lookup(account)
	if err != nil {
		return nil, fmt.Errorf("PostgreSQL does not run for root: make an account %s, or run the tests as another user: %w", account, err)
	}
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	if err != nil {
		return nil, err
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
}

// ownFolder makes a folder for a server. It lies in /tmp, because the path of a socket has room for about 100 bytes.
func ownFolder(owner *syscall.Credential) (string, error) {
	folder, err := os.MkdirTemp("/tmp", "plumb-pgtest-")
	if err != nil {
		return "", err
	}
	return folder, hand(folder, owner)
}

// hand gives a file to the account that runs the server.
func hand(path string, owner *syscall.Credential) error {
	if owner == nil {
		return nil
	}
	return os.Chown(path, int(owner.Uid), int(owner.Gid))
}

// sourceFolder gives the folder of this file.
func sourceFolder() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Dir(file)
}
