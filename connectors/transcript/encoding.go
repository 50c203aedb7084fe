package transcript

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"github.com/plumbline-dev/plumb/agent"
)

const (
	bomUTF8    = "\xef\xbb\xbf"
	bomUTF16LE = "\xff\xfe"
	bomUTF16BE = "\xfe\xff"
)

// decode fills text with the record in UTF-8, whatever encoding it came in. Containers (docx, PDF) are left alone.
// A record that is not text is refused with a hint at what it is.
func (s *source) decode() error {
	if isZip(s.raw) || isPDF(s.raw) {
		return nil
	}
	if kind, next := knownBinary(s.raw); kind != "" {
		return s.invalid("this is %s, not a transcript", kind).Do("%s", next)
	}
	var sound bool
	if s.text, sound = s.toUTF8(); !sound || looksBinary(s.text) {
		return s.invalid("this is not text, or not in an encoding that is known here").
			Do("Give the transcript as captions (.vtt, .srt), text, Markdown, JSON, .docx or PDF. If it is text, save it as UTF-8.")
	}
	if strings.TrimSpace(s.text) == "" {
		return s.invalid("there is no text in it").Do("Export the transcript again and check that the file holds text.")
	}
	s.text = unifyLineEnds(s.text)
	if strings.Count(s.text, "\n") > maxLines {
		return s.tooMany("lines")
	}
	return nil
}

// toUTF8 gives the record in UTF-8, and whether enough of it could be decoded for it to be text.
func (s *source) toUTF8() (text string, sound bool) {
	switch {
	case strings.HasPrefix(s.raw, bomUTF8):
		return s.fromUTF8(s.raw[len(bomUTF8):])
	case strings.HasPrefix(s.raw, bomUTF16LE):
		return s.fromUTF16(s.raw[2:], false), true
	case strings.HasPrefix(s.raw, bomUTF16BE):
		return s.fromUTF16(s.raw[2:], true), true
	}
	switch guessUTF16(s.raw) {
	case "le":
		return s.fromUTF16(s.raw, false), true
	case "be":
		return s.fromUTF16(s.raw, true), true
	}
	return s.fromUTF8(s.raw)
}

func (s *source) tooMany(things string) error {
	return s.invalid("there are more than %d %s in it, more than any meeting has", maxLines, things).
		Do("Check that this is a transcript, and give one meeting a file.")
}

// oddShare is how many bytes there may be to one that is not UTF-8. In the languages that Windows-1252 serves, letters
// with accents are rarer by far; what has more of them is another encoding, or no text.
const oddShare = 4

// fromUTF8 keeps what is valid and reads every other byte as Windows-1252, which is what such bytes nearly always are.
// It is not sound when there are too many of them for that.
func (s *source) fromUTF8(raw string) (text string, sound bool) {
	if utf8.ValidString(raw) {
		return raw, true
	}
	if cut := cutRune(raw); cut > 0 {
		raw = raw[:len(raw)-cut]
		s.warn(0, "The last character is incomplete: the record seems to be cut off.")
		if utf8.ValidString(raw) {
			return raw, true
		}
	}
	var b strings.Builder
	b.Grow(len(raw) + len(raw)/8)
	var odd tally
	line := 1
	for i := 0; i < len(raw); {
		r, size := utf8.DecodeRuneInString(raw[i:])
		if r == utf8.RuneError && size == 1 {
			odd.add(line)
			r = charmap.Windows1252.DecodeByte(raw[i])
		}
		if r == '\n' {
			line++
		}
		b.WriteRune(r)
		i += size
	}
	s.warn(odd.line, "%d bytes are not valid UTF-8; they were read as Windows-1252. Check accented letters and quotation marks.", odd.count)
	return b.String(), odd.count*oddShare <= len(raw)
}

// cutRune gives the length of an incomplete UTF-8 sequence at the end of raw, 0 when there is none or when raw holds no
// other sequence that would show it to be UTF-8.
func cutRune(raw string) int {
	for n := 1; n < utf8.UTFMax && n <= len(raw); n++ {
		tail := raw[len(raw)-n:]
		if !utf8.RuneStart(tail[0]) {
			continue
		}
		if tail[0] < utf8.RuneSelf || utf8.FullRuneInString(tail) || !utf8.ValidString(raw[:len(raw)-n]) {
			return 0
		}
		return n
	}
	return 0
}

func (s *source) fromUTF16(raw string, bigEndian bool) string {
	if len(raw)%2 == 1 {
		raw = raw[:len(raw)-1]
		s.warn(0, "The last character is incomplete: the record seems to be cut off.")
	}
	units := make([]uint16, len(raw)/2)
	for i := range units {
		a, b := uint16(raw[2*i]), uint16(raw[2*i+1])
		if bigEndian {
			units[i] = a<<8 | b
		} else {
			units[i] = b<<8 | a
		}
	}
	return string(utf16.Decode(units))
}

// guessUTF16 recognises UTF-16 without a byte order mark by its zero bytes, which all stand on one side: every line end,
// digit and Latin letter has one. It gives "le", "be" or "".
func guessUTF16(raw string) string {
	sample := raw[:min(len(raw), 8<<10)&^1]
	var even, odd int
	for i := 0; i < len(sample); i += 2 {
		if sample[i] == 0 {
			even++
		}
		if sample[i+1] == 0 {
			odd++
		}
	}
	enough := max(1, len(sample)/20)
	switch {
	case odd >= enough && even*10 <= odd:
		return "le"
	case even >= enough && odd*10 <= even:
		return "be"
	}
	return ""
}

// looksBinary reports whether the start of a text is full of characters that nobody writes: controls, what could not be
// decoded, and characters without a meaning. One in twenty is enough; text has none, but for what a damage left.
func looksBinary(text string) bool {
	noise, total := 0, 0
	for _, r := range text[:min(len(text), 8<<10)] {
		total++
		switch {
		case r == '\t', r == '\n', r == '\r', r == '\f', r == 0x1b:
		case unicode.IsControl(r), r == utf8.RuneError, unicode.Is(unicode.Co, r):
			noise++
		}
	}
	return noise*20 > total
}

// knownBinary names files that people take for transcripts by mistake, and says what to do about each.
func knownBinary(raw string) (kind, next string) {
	const listen = "Give the transcript, not the recording: export captions or text from the meeting tool."
	const image = "Give the transcript as text, not as a picture."
	for _, m := range []struct{ magic, kind, next string }{
		{"\x89PNG", "a picture (PNG)", image},
		{"\xff\xd8\xff", "a picture (JPEG)", image},
		{"GIF8", "a picture (GIF)", image},
		{"ID3", "a sound recording (MP3)", listen},
		{"OggS", "a sound recording (Ogg)", listen},
		{"\x1a\x45\xdf\xa3", "a video recording (WebM)", listen},
		{"\xd0\xcf\x11\xe0", "an old Office file (.doc)", "Open it in a word processor and save it as .docx or text."},
		{"{\\rtf", "a rich text file (RTF)", "Open it in a word processor and save it as .docx or text."},
		{"\x1f\x8b", "a compressed file (gzip)", "Unpack it first."},
		{"\x7fELF", "a program", "Give the transcript as captions, text, Markdown, JSON, .docx or PDF."},
		{"SQLite format 3", "a database", "Give the transcript as captions, text, Markdown, JSON, .docx or PDF."},
	} {
		if strings.HasPrefix(raw, m.magic) {
			return m.kind, m.next
		}
	}
	if len(raw) > 12 && raw[4:8] == "ftyp" {
		return "a video or sound recording (MP4)", listen
	}
	return "", ""
}

// unifyLineEnds turns lone carriage returns into line feeds. CRLF stays: readers drop the CR as they go.
func unifyLineEnds(text string) string {
	lone := false
	for i := 0; ; i++ {
		j := strings.IndexByte(text[i:], '\r')
		if j < 0 {
			break
		}
		i += j
		if i+1 >= len(text) || text[i+1] != '\n' {
			lone = true
			break
		}
	}
	if !lone {
		return text
	}
	return strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
}

func (s *source) warn(line int, format string, args ...any) {
	s.warnings = append(s.warnings, agent.Warning{Line: line, Message: fmt.Sprintf(format, args...)})
}
