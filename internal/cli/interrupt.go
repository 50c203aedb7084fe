package cli

import (
	"context"
	"io"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
)

// interrupts ends a run at the first SIGINT or SIGTERM; a second one ends the process at once. While they are held, as
// during the time that the terminal belongs to an editor, a SIGINT is meant for somebody else and ignored.
type interrupts struct {
	held   atomic.Bool
	cancel context.CancelFunc
	caught chan os.Signal
}

func watchInterrupts(parent context.Context) (context.Context, *interrupts) {
	ctx, cancel := context.WithCancel(parent)
	i := &interrupts{cancel: cancel, caught: make(chan os.Signal, 1)}
	signal.Notify(i.caught, os.Interrupt, syscall.SIGTERM)
	go i.watch(ctx)
	return ctx, i
}

func (i *interrupts) watch(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case sig := <-i.caught:
			if i.meantForUs(sig) {
				i.stop()
				return
			}
		}
	}
}

func (i *interrupts) meantForUs(sig os.Signal) bool { return sig != os.Interrupt || !i.held.Load() }

func (i *interrupts) stop() {
	signal.Stop(i.caught)
	i.cancel()
}

// hold has SIGINT ignored until release is called. It works on nil, when no signals are watched.
func (i *interrupts) hold() (release func()) {
	if i == nil {
		return func() {}
	}
	i.held.Store(true)
	return func() { i.held.Store(false) }
}

// interruptibleReader gives up waiting for input when the context ends. The read that is under way is left behind;
// the process ends soon after.
type interruptibleReader struct {
	ended <-chan struct{}
	cause func() error
	in    io.Reader
}

func interruptible(ctx context.Context, in io.Reader) io.Reader {
	return &interruptibleReader{ended: ctx.Done(), cause: ctx.Err, in: in}
}

// Read implements io.Reader.
func (r *interruptibleReader) Read(p []byte) (int, error) {
	type result struct {
		n   int
		err error
	}
	buf := make([]byte, len(p)) // p may not be touched once Read has returned
	done := make(chan result, 1)
	go func() {
		n, err := r.in.Read(buf)
		done <- result{n, err}
	}()
	select {
	case <-r.ended:
		return 0, r.cause()
	case got := <-done:
		return copy(p, buf[:got.n]), got.err
	}
}
