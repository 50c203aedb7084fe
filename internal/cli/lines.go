package cli

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/plumbline-dev/plumb/internal/fault"
)

// lineOf says what the lines of standard input are.
type lineOf struct {
	op        string
	one, many string // such as "claim", "claims"
	keys      string // a line as JSON, as an example
}

// readObject reads a line that is a JSON object of texts.
func readObject(line []byte, object any) error {
	err := json.Unmarshal(line, object)
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return errors.New(`"` + wrong.Field + `" is not text`)
	}
	if err != nil {
		return errors.New("it is not JSON")
	}
	return nil
}

// maxLine is the length of the longest line that is read.
const maxLine = 1 << 20

// readAhead is how much is read at once where it is there.
const readAhead = 64 << 10

// eachLine reads lines that hold something, and does what each asks for before the next one is read. Read gives what
// to do, or why the line cannot be read; a line without white space at its ends is never empty.
func eachLine(in io.Reader, what lineOf, read func(line []byte) (func() error, error)) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(make([]byte, 0, readAhead), maxLine)
	number := 0
	for lines.Scan() {
		number++
		line := bytes.TrimSpace(bytes.TrimPrefix(lines.Bytes(), []byte("\ufeff")))
		if len(line) == 0 {
			continue
		}
		do, err := read(line)
		if err != nil {
			return fault.Wrap(err, fault.Invalid, what.op, fmt.Sprintf("line %d of the %s cannot be read", number, what.many),
				fmt.Sprintf("Give one %s a line: plain words, or JSON such as %s.", what.one, what.keys))
		}
		if err := do(); err != nil {
			return err
		}
	}
	if errors.Is(lines.Err(), bufio.ErrTooLong) {
		return fault.Newf(fault.Invalid, what.op, "line %d of the %s is longer than a million characters", number+1, what.many).
			Do("Give one %s a line.", what.one)
	}
	return fault.Wrap(lines.Err(), fault.Unavailable, what.op, "the "+what.many+" cannot be read", "Run the command again.")
}
