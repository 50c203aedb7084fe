// Package transcript reads records of meetings: captions, exports of meeting tools, minutes, documents and plain text.
//
// The kind of a record is detected from its content; a name only breaks ties. Every spoken word is kept, notes that
// stand around the speech are kept apart, and whatever was lost or guessed becomes a warning with its line. The text of
// an utterance never holds a line break, a control character or an invisible direction or joining character.
package transcript

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// MaxBytes is the size of the largest record that is read, 64 MiB. A meeting of a whole day stays below 3 MiB as text.
const MaxBytes = 64 << 20

// maxLines bounds the lines, paragraphs or entries of one record. A meeting of a whole day stays below 100,000.
const maxLines = 1_000_000

const opRead = "transcript.read"

// Read reads one meeting record. The name is shown in errors, kept (without its folder) in the result, looked at when
// the content leaves the kind of record open, and searched for a date when the record gives none. At most MaxBytes+1
// bytes are read from r. Every error is a *fault.Error: Invalid for a record that cannot be used, Unavailable when r fails.
func Read(name string, r io.Reader) (*agent.Transcript, error) {
	name = baseName(name)
	t, err := read(name, r)
	if err != nil {
		return nil, fault.Wrap(err, fault.KindOf(err), opRead, name, "")
	}
	return t, nil
}

// read is Read with errors that do not say which record they are about.
func read(name string, r io.Reader) (*agent.Transcript, error) {
	src, err := load(name, r)
	if err != nil {
		return nil, err
	}
	if err := src.decode(); err != nil {
		return nil, err
	}
	rec := newRecord(src)
	if err := detect(src).read(src, rec); err != nil {
		return nil, err
	}
	return rec.finish(), nil
}

// source is one record before it is understood.
type source struct {
	name     string          // without its folder
	raw      string          // the bytes as they were read
	sum      string          // SHA-256 of raw, in hex
	text     string          // raw in UTF-8; lines end in LF or CRLF; empty for a container such as docx or PDF
	warnings []agent.Warning // what decoding lost or guessed
	lines    []proseLine     // the lines of text, once somebody has asked for them
}

func load(name string, r io.Reader) (*source, error) {
	src := &source{name: name}
	var b strings.Builder
	b.Grow(sizeHint(r))
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(&b, sum), io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, opRead, "it could not be read",
			"Check that the file is there and may be read, then try again.")
	}
	if n > MaxBytes {
		return nil, src.invalid("it is larger than %d MiB, the largest record that is read", MaxBytes>>20).
			Do("Split the record, or export only the transcript as text or captions.")
	}
	if n == 0 {
		return nil, src.invalid("it is empty").
			Do("Export the transcript again and check that the file holds text.")
	}
	src.raw = b.String()
	src.sum = hex.EncodeToString(sum.Sum(nil))
	return src, nil
}

func baseName(name string) string {
	if name == "" || name == "-" {
		return "stdin"
	}
	base, _ := cleanName(filepath.Base(name))
	return base
}

// sizeHint gives the number of bytes to expect, so that one allocation is enough for files and buffers.
func sizeHint(r io.Reader) int {
	const small = 64 << 10
	switch v := r.(type) {
	case interface{ Len() int }:
		return min(v.Len(), MaxBytes+1)
	case interface{ Stat() (fs.FileInfo, error) }:
		if info, err := v.Stat(); err == nil && info.Mode().IsRegular() {
			return int(min(info.Size(), MaxBytes+1))
		}
	}
	return small
}

// format is one kind of record: how sure its detector is, and how it is read.
type format struct {
	kind agent.Format
	// sure gives 0 when the source is not of this kind, and up to 100 when it certainly is.
	sure func(*source) int
	read func(*source, *record) error
}

// formats lists every kind of record. On a tie the earlier one is taken. Plain text takes whatever is left.
func formats() []format {
	return []format{
		{agent.FormatDocx, sureDocx, readDocx},
		{agent.FormatPDF, surePDF, readPDF},
		{agent.FormatWebVTT, sureWebVTT, readWebVTT},
		{agent.FormatSRT, sureSRT, readSRT},
		{agent.FormatFirefliesJSON, sureFireflies, readFireflies},
		{agent.FormatQMSumJSON, sureQMSum, readQMSum},
		{"", sureJSON, refuseJSON},
		{agent.FormatZoomChat, sureZoomChat, readZoomChat},
		{agent.FormatOtter, sureOtter, readOtter},
		{agent.FormatGoogleMeet, sureMeet, readMeet},
		{agent.FormatMarkdown, sureMarkdown, readMarkdown},
		{agent.FormatText, sureText, readText},
	}
}

// certain is the confidence at which no other detector is asked.
const certain = 80

func detect(src *source) format {
	var best format
	top := 0
	for _, f := range formats() {
		if s := f.sure(src); s > top {
			best, top = f, s
		}
		if top >= certain {
			break
		}
	}
	return best
}

// head is as much of the text as detectors look at.
func (s *source) head() string {
	const enough = 64 << 10
	if len(s.text) <= enough {
		return s.text
	}
	return s.text[:enough]
}

// named reports whether the name of the record ends in one of the extensions.
func (s *source) named(extensions ...string) bool {
	return slices.Contains(extensions, strings.ToLower(filepath.Ext(s.name)))
}

// invalid is the error of a record that cannot be used as it is.
func (s *source) invalid(format string, args ...any) *fault.Error {
	return fault.Newf(fault.Invalid, opRead, format, args...)
}

// damaged is the error of a record that cannot be read because of err.
func (s *source) damaged(err error, what string) *fault.Error {
	return &fault.Error{Kind: fault.Invalid, Op: opRead, Message: what, Err: err}
}
