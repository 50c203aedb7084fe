package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// terminal runs a program as a person at a terminal does: "terminal TYPED PROGRAM [ARG...]". The file TYPED holds what is
// typed, then comes Ctrl-D. What appears on the screen goes to the file screen; standard output and standard error stay
// what they are. Unlike the ttyin of testscript it waits for the last word on the screen.
func terminal() int {
	if len(os.Args) < 3 {
		return complain(errors.New("usage: terminal TYPED PROGRAM [ARG...]"))
	}
	typed, err := os.ReadFile(os.Args[1])
	if err != nil {
		return complain(err)
	}
	control, tty, err := openTerminal()
	if err != nil {
		return complain(err)
	}
	cmd := exec.Command(os.Args[2], os.Args[3:]...) //nolint:noctx // This process has nothing else to do.
	cmd.Stdin, cmd.Stdout, cmd.Stderr = tty, os.Stdout, os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := cmd.Start(); err != nil {
		return complain(err)
	}
	if err := tty.Close(); err != nil {
		return complain(err)
	}
	const ctrlD = "\x04"
	if _, err := control.WriteString(string(typed) + ctrlD); err != nil {
		return complain(err)
	}
	var screen strings.Builder
	// The end of everything that was shown is told by an error, once no program has the terminal any more.
	if _, err := io.Copy(&screen, control); !errors.Is(err, syscall.EIO) {
		return complain(err)
	}
	if err := os.WriteFile("screen", []byte(screen.String()), 0o600); err != nil {
		return complain(err)
	}
	err = cmd.Wait()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return exit.ExitCode()
	}
	if err != nil {
		return complain(err)
	}
	return 0
}

// openTerminal makes a pseudo-terminal, see pty(7).
func openTerminal() (control, tty *os.File, err error) {
	control, err = os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		return nil, nil, err
	}
	fd := int(control.Fd())
	if err := unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err != nil {
		return nil, nil, err
	}
	number, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err != nil {
		return nil, nil, err
	}
	tty, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|syscall.O_NOCTTY, 0)
	return control, tty, err
}
