package transcript

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// pdfFile makes a PDF of one page with the given lines, without compression.
func pdfFile(lines ...string) string {
	var content strings.Builder
	content.WriteString("BT /F1 12 Tf 14 TL 72 720 Td\n")
	for _, l := range lines {
		fmt.Fprintf(&content, "(%s) Tj T*\n", strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`).Replace(l))
	}
	content.WriteString("ET")
	return pdfOf(
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", content.Len(), content.String()),
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
	)
}

// pdfOf numbers the objects and writes their table.
func pdfOf(objects ...string) string {
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	offsets := make([]int, len(objects))
	for i, o := range objects {
		offsets[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	table := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, o := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, table)
	return b.String()
}

func TestPDF(t *testing.T) {
	t.Parallel()
	got := readString(t, "minutes-2025-03-12.pdf", pdfFile("Ada Lindqvist: We start with the", "ferry timetable.", "Ben Solheim: The question is: when?", "Ada Lindqvist: Now."))
	require.Equal(t, agent.FormatPDF, got.Format)
	require.Equal(t, []string{"Ada Lindqvist: We start with the ferry timetable.", "Ben Solheim: The question is: when?", "Ada Lindqvist: Now."}, who(got))
	require.Equal(t, 3, got.Utterances[1].Line)
	require.Equal(t, "2025-03-12", got.Date)
	require.Equal(t, dateFromFileName, got.DateFrom)
}

// TestPDFBomb has a page that unpacks to a thousand times its size.
func TestPDFBomb(t *testing.T) {
	t.Parallel()
	var packed bytes.Buffer
	w := zlib.NewWriter(&packed)
	_, err := w.Write([]byte("BT /F1 12 Tf (" + strings.Repeat("a", 8<<20) + ") Tj ET"))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	_, err = Read("a.pdf", strings.NewReader(pdfOf("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>",
		fmt.Sprintf("<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream", packed.Len(), packed.String()))))
	require.ErrorContains(t, err, "PDF cannot be read")
}

// TestPDFInCircles feeds page trees without an end.
func TestPDFInCircles(t *testing.T) {
	t.Parallel()
	page := "<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>"
	stream := "<< /Length 2 >>\nstream\nBT\nendstream"
	for name, raw := range map[string]string{
		"pages among their kids": pdfOf("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 9 >>", page, stream),
		"parents in a circle":    pdfOf("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Parent 2 0 R >>", page, stream),
		"length is the stream":   pdfOf("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] >>", page, "<< /Length 4 0 R >>\nstream\nBT\nendstream"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Read("a.pdf", strings.NewReader(raw))
			require.Error(t, err)
			require.Equal(t, fault.Invalid, fault.KindOf(err))
		})
	}
}
