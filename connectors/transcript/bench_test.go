package transcript

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// longWebVTT writes a record of n cues such as Zoom gives.
func longWebVTT(n int) string {
	var b strings.Builder
	b.WriteString("WEBVTT\r\n\r\n")
	names := []string{"Ada Lindqvist", "Ben Solheim | Harbour", "jxs", "Uma Abara (Product)"}
	for i := range n {
		at := int64(i) * 2500
		fmt.Fprintf(&b, "%d\r\n%s --> %s\r\n%s: So what we found in the second region is that refunds went down by %d percent, didn't they?\r\n\r\n",
			i+1, stamp(at), stamp(at+2400), names[i%len(names)], i%100)
	}
	return b.String()
}

func stamp(ms int64) string {
	return fmt.Sprintf("%02d:%02d:%02d.%03d", ms/hour, ms/minute%60, ms/second%60, ms%1000)
}

func BenchmarkWebVTT(b *testing.B) {
	raw := longWebVTT(20_000)
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		got, err := Read("long.vtt", strings.NewReader(raw))
		require.NoError(b, err)
		require.Len(b, got.Utterances, 20_000)
	}
}

func BenchmarkGoogleMeet(b *testing.B) {
	var text strings.Builder
	text.WriteString("# Weekly\n\n## Transcript\n\n")
	for i := range 10_000 {
		fmt.Fprintf(&text, "Ada Lindqvist: What we found in the second region is that refunds went down by %d percent.\n\n", i%100)
	}
	raw := text.String()
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		_, err := Read("long.md", strings.NewReader(raw))
		require.NoError(b, err)
	}
}
