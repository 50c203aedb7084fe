package transcript

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/internal/fault"
)

// TestBadInput holds every refusal to its kind, to a message that says what is wrong, and to a next step.
func TestBadInput(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ file, raw, message string }{
		"empty":               {"a.vtt", "", "a.vtt: it is empty"},
		"white space":         {"a.txt", " \r\n\t\n", "no text in it"},
		"picture":             {"a.vtt", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "a picture (PNG)"},
		"recording":           {"a.vtt", "\x00\x00\x00\x20ftypisom\x00\x00", "video or sound recording"},
		"old word":            {"a.docx", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "old Office file"},
		"binary":              {"a.txt", strings.Repeat("\x01\x02abc\x03\x04\xff", 100), "not text"},
		"noise":               {"a.vtt", noise(3000), "not text"},
		"noise after text":    {"a.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\nAda: Hello.\n" + strings.Repeat("\nand more\n", 1000) + noise(30_000), "not text"},
		"noise as UTF-16":     {"a.vtt", bomUTF16LE + noise(3000), "not text"},
		"unknown encoding":    {"a.txt", strings.Repeat("\xcf\xf0\xe8\xe2\xe5\xf2. ", 20), "not in an encoding that is known"},
		"only a header":       {"a.vtt", "WEBVTT\n\n", "no captions"},
		"json of other shape": {"a.json", `{"rows": [1, 2]}`, "not a meeting record"},
		"json list":           {"a.json", `["a", "b"]`, "not a meeting record"},
		"json of wrong types": {"a.json", `{"meeting_transcripts": "none"}`, "not a meeting record"},
		"json null":           {"a.json", "null", "not a meeting record"},
		"json number":         {"a.txt", "1\n", "not a meeting record"},
		"json string":         {"a.json", `"x"`, "not a meeting record"},
		"json truth":          {"stdin", "true", "not a meeting record"},
		"json cut off":        {"a.json", `{"meeting_transcripts": [{"speaker": "Ada", "content": "We`, "ends too early"},
		"json damaged":        {"a.json", `{"meeting_transcripts": [}`, "cannot be read"},
		"json twice":          {"a.json", `{"meeting_transcripts": []} {"meeting_transcripts": []}`, "more than one JSON value"},
		"json too deep":       {"a.json", `{"sentences": ` + strings.Repeat("[", 100_000), "levels deep"},
		"too many lines":      {"a.txt", strings.Repeat("a\n", maxLines+1), "more than 1000000 lines"},
		"too many entries":    {"a.json", `{"meeting_transcripts": [` + strings.Repeat("{},", maxLines+1), "more than 1000000 entries"},
		"zip":                 {"a.zip", zipped(t, map[string]string{"notes.txt": "hello"}), "not a Word document"},
		"zip cut off":         {"a.docx", "PK\x03\x04 and then nothing", "archive is damaged"},
		"docx without text":   {"a.docx", docx(t, para("")), "no text in the document"},
		"docx cut off":        {"a.docx", zipped(t, map[string]string{docxBody: `<w:document xmlns:w="` + wordNamespaceA + `"><w:body><w:p>`}), "document is damaged"},
		"docx with entities": {"a.docx", zipped(t, map[string]string{docxBody: `<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>` +
			`<w:document xmlns:w="` + wordNamespaceA + `"><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:document>`}), "document is damaged"},
		"docx too deep":    {"a.docx", zipped(t, map[string]string{docxBody: strings.Repeat("<a>", 10_000)}), "document is damaged"},
		"docx bomb":        {"a.docx", docx(t, para(strings.Repeat("a", 8<<20))), "unpacks to far more"},
		"docx of blanks":   {"a.docx", docx(t, strings.Repeat("<w:p><w:r/></w:p>", 10_000), random(20_000), strings.Repeat("<w:p/>", maxParagraphs)), "unpacks to far more"},
		"docx of breaks":   {"a.docx", docx(t, "<w:p>"+strings.Repeat("<w:r><w:br/></w:r>", maxParagraphs)+"</w:p>", random(100_000)), "unpacks to far more"},
		"docx of one word": {"a.docx", docx(t, random(maxDocxText+1)), "unpacks to far more"},
		"pdf cut off":      {"a.pdf", "%PDF-1.4\n%abc", "PDF cannot be read"},
		"pdf without text": {"a.pdf", pdfFile(""), "no text in the PDF"},
		"pdf with a lock":  {"a.pdf", strings.Replace(pdfFile("Ada: Hello."), "/Root 1 0 R", "/Root 1 0 R /Encrypt 2 0 R", 1), "protected"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := Read(c.file, strings.NewReader(c.raw))
			require.Error(t, err)
			require.Nil(t, got)
			require.Equal(t, fault.Invalid, fault.KindOf(err))
			require.ErrorContains(t, err, c.message)
			require.Equal(t, 1, strings.Count(err.Error(), c.file), "the record is named, once")
			require.NotEmpty(t, fault.Next(err))
		})
	}
}

// noise gives bytes without any order, always the same ones.
func noise(n int) string {
	random := rand.NewChaCha8([32]byte{})
	raw := make([]byte, n)
	_, _ = random.Read(raw) // it never fails
	return string(raw)
}

// random makes a paragraph of n letters that hardly shrink, always the same ones.
func random(n int) string {
	letters := []byte(noise(n))
	for i, c := range letters {
		letters[i] = 'a' + c%26
	}
	return para(string(letters))
}

// endless gives the same byte for ever and counts how many were taken.
type endless struct{ taken int64 }

func (e *endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'a'
	}
	e.taken += int64(len(p))
	return len(p), nil
}

func TestTooLarge(t *testing.T) {
	t.Parallel()
	var r endless
	_, err := Read("huge.txt", &r)
	require.ErrorContains(t, err, "larger than 64 MiB")
	require.NotEmpty(t, fault.Next(err))
	require.LessOrEqual(t, r.taken, int64(MaxBytes+1))
}

func TestReaderFails(t *testing.T) {
	t.Parallel()
	_, err := Read("a.vtt", io.MultiReader(strings.NewReader("WEBVTT"), failing{}))
	require.True(t, fault.Is(err, fault.Unavailable))
	require.ErrorIs(t, err, errDisk)
}

var errDisk = errors.New("disk gone")

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errDisk }

// TestHostileSizes feeds shapes that would take very long if any reader went over its input again for each line.
func TestHostileSizes(t *testing.T) {
	t.Parallel()
	const n = 100_000
	vtt := "WEBVTT\n\n00:01.000 --> 00:02.000\n"
	for name, raw := range map[string]string{
		"gap in a cue":     vtt + strings.Repeat("\n", n) + "Ada: Hello.",
		"strays":           vtt + "Ada: Hello.\n\n" + strings.Repeat("word\n\n", n),
		"open tags":        vtt + strings.Repeat("<v ", n) + ">",
		"open braces":      vtt + strings.Repeat(`{\`, n),
		"colons":           vtt + strings.Repeat("a:", n),
		"one turn":         "Ada: Hello.\nBen: No.\nAda: Yes.\n" + strings.Repeat("word\n", 10) + strings.Repeat("Ada: and\nmore\nwords\n", n/10),
		"no names":         "# Transcript\n\n" + strings.Repeat("word\n", n),
		"headings":         strings.Repeat("## Topic\n", n),
		"long title":       "# " + strings.Repeat("2024-0", n),
		"table":            strings.Repeat("| 00:01 | Ada | Hello |\n", n),
		"blank table":      strings.Repeat("|\n\n", n),
		"lone times":       strings.Repeat("00:01\n", n),
		"many speakers":    manySpeakers(20_000),
		"escapes":          strings.Repeat("\x1b]", 1000) + strings.Repeat("Ada: Hello \x1b[31m there.\n", n/10),
		"front matter":     "---\n" + strings.Repeat("title: x\n", n),
		"chat":             "00:00:01\tAda:\thi\n" + strings.Repeat("more\n", n),
		"names with times": strings.Repeat("Ada  0:01\n", n),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := Read("hostile", strings.NewReader(raw))
			require.NoError(t, err)
			require.NotNil(t, got)
		})
	}
}

func manySpeakers(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "Speaker%d: Hello there.\n\n", i)
	}
	return b.String()
}
