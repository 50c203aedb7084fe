package transcript

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/internal/fault"
)

// fuzzRead checks that anything is either read soundly and the same way twice, or refused with a next step.
func fuzzRead(f *testing.F, extension string, seeds ...string) {
	f.Helper()
	paths, err := filepath.Glob(filepath.Join("testdata", "*"+extension))
	require.NoError(f, err)
	for _, p := range paths {
		raw, err := os.ReadFile(p)
		require.NoError(f, err)
		f.Add(string(raw))
	}
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		got, err := Read("fuzz"+extension, strings.NewReader(raw))
		if err != nil {
			require.Nil(t, got)
			require.Equal(t, fault.Invalid, fault.KindOf(err))
			require.NotEmpty(t, fault.Next(err))
			return
		}
		requireSound(t, got)
		again, err := Read("fuzz"+extension, strings.NewReader(raw))
		require.NoError(t, err)
		require.Equal(t, got, again)
	})
}

func FuzzWebVTT(f *testing.F)   { fuzzRead(f, ".vtt") }
func FuzzSRT(f *testing.F)      { fuzzRead(f, ".srt") }
func FuzzText(f *testing.F)     { fuzzRead(f, ".txt") } // Zoom chat, Otter, Google Meet and plain text
func FuzzMarkdown(f *testing.F) { fuzzRead(f, ".md") }
func FuzzJSON(f *testing.F)     { fuzzRead(f, ".json") }
func FuzzPDF(f *testing.F)      { fuzzRead(f, ".pdf", pdfFile("Ada: Hello.", "Ben: Hi.")) }

func FuzzDocx(f *testing.F) {
	f.Add(para("Ada: Hello.") + para("Ben   0:03"))
	f.Add(para("0:0:0.0 --&gt; 0:0:1.510\nAda\nHello."))
	f.Add("<w:tbl><w:tr><w:tc>" + para("00:01") + "</w:tc><w:tc>" + para("Ada") + "</w:tc></w:tr></w:tbl>")
	f.Fuzz(func(t *testing.T, body string) {
		got, err := Read("fuzz.docx", strings.NewReader(docx(t, body)))
		if err != nil {
			require.Equal(t, fault.Invalid, fault.KindOf(err))
			require.NotEmpty(t, fault.Next(err))
			return
		}
		requireSound(t, got)
	})
}
