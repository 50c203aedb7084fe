//go:build unix

package promtest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
)

// The script ends what it started when its standard input ends, and that ends with the process of the tests. So nothing
// is left behind by a test that is killed. Its output is the server's alone, and ends with it.
const script = `
prometheus --config.file="$FOLDER/prometheus.yml" --storage.tsdb.path="$FOLDER/data" --storage.tsdb.retention.time=100y \
	--web.listen-address="$ADDRESS" 2>&1 </dev/null &
server=$!
exec >/dev/null
cat
kill $server
wait $server
`

const ready = "Server is ready to receive web requests"

// launch starts a server, waits until it says that it is ready, and gives what ends it.
func launch(env ...string) (stop func() error, err error) {
	cmd := exec.CommandContext(context.Background(), "sh", "-c", script)
	cmd.Env = append(os.Environ(), env...)
	// A group of its own, so that an interrupt from the keyboard does not end it before its work is done.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	var said strings.Builder
	lines := bufio.NewScanner(stdout)
	for lines.Scan() {
		if !strings.Contains(lines.Text(), ready) {
			said.WriteString(lines.Text() + "\n")
			continue
		}
		drained := make(chan struct{})
		go func() { // whoever goes on talking is not to be blocked
			defer close(drained)
			_, _ = io.Copy(io.Discard, stdout)
		}()
		return func() error {
			err := stdin.Close()
			<-drained
			return errors.Join(err, cmd.Wait())
		}, nil
	}
	return nil, fmt.Errorf("prometheus did not start: %w\n%s", errors.Join(stdin.Close(), cmd.Wait()), &said)
}
