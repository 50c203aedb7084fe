package transcript

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
)

// zipped makes an archive of the given entries.
func zipped(t testing.TB, entries map[string]string) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, text := range entries {
		f, err := w.Create(name)
		require.NoError(t, err)
		_, err = f.Write([]byte(text))
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return b.String()
}

// docx makes a Word document of paragraphs, and of a file whose name would climb out of a folder.
func docx(t testing.TB, body ...string) string {
	t.Helper()
	return zipped(t, map[string]string{
		"../../../escape.txt": "nothing is extracted",
		docxBody: `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="` + wordNamespaceA + `"` +
			` xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:body>` + strings.Join(body, "") + `</w:body></w:document>`,
	})
}

// para makes a paragraph; a line break in the text becomes one in the paragraph.
func para(text string) string {
	var b strings.Builder
	b.WriteString("<w:p>")
	for i, line := range strings.Split(text, "\n") {
		b.WriteString("<w:r>")
		if i > 0 {
			b.WriteString("<w:br/>")
		}
		b.WriteString(`<w:t xml:space="preserve">` + line + "</w:t></w:r>")
	}
	return b.String() + "</w:p>"
}

func styled(style, text string) string {
	return strings.Replace(para(text), "<w:p>", `<w:p><w:pPr><w:pStyle w:val="`+style+`"/></w:pPr>`, 1)
}

func TestDocxTeamsNew(t *testing.T) {
	t.Parallel()
	got := readString(t, "weekly.docx", docx(t,
		para("Harbour weekly"), para("March 12, 2025, 3:04PM"), para("27m 42s"), para(""),
		para("Ada Lindqvist started transcription"), para(""),
		para("Ben Solheim   0:03\nShall we start?"), para("Ada Lindqvist   0:05\nYes.\nThe question is: when?"),
		para("Ben Solheim   1:00:07"), para("Now &amp; here."), para("Ada Lindqvist stopped transcription")))
	require.Equal(t, agent.FormatTeamsDocx, got.Format)
	require.Equal(t, "Harbour weekly", got.Title)
	require.Equal(t, "2025-03-12", got.Date)
	require.Nil(t, got.StartedAt, "a time without a zone is not certain")
	require.Equal(t, []string{"Ben Solheim: Shall we start?", "Ada Lindqvist: Yes.", "Ada Lindqvist: The question is: when?", "Ben Solheim: Now & here."}, who(got))
	require.Equal(t, int64(3000), got.Utterances[0].StartMS)
	require.Equal(t, int64(5000), got.Utterances[0].EndMS)
	require.Equal(t, int64(3_607_000), got.Utterances[3].StartMS)
	require.Equal(t, []int{7, 8, 8, 10}, []int{got.Utterances[0].Line, got.Utterances[1].Line, got.Utterances[2].Line, got.Utterances[3].Line})
}

func TestDocxTeamsOld(t *testing.T) {
	t.Parallel()
	got := readString(t, "old.docx", docx(t,
		para("0:0:0.0 --&gt; 0:0:1.510\nAda Lindqvist\nShall we start?"),
		para("0:0:1.510 --&gt; 0:0:3.0"), para("Ben Solheim"), para("Yes."),
		para("0:0:3.0 --&gt; 0:0:4.0\nSomebody coughs"),
		para("0:0:4.0 --&gt; 0:0:5.0\nBen Solheim")))
	require.Equal(t, agent.FormatTeamsDocx, got.Format)
	require.Equal(t, []string{"Ada Lindqvist: Shall we start?", "Ben Solheim: Yes.", ": Somebody coughs"}, who(got))
	require.Equal(t, int64(1510), got.Utterances[0].EndMS)
	require.True(t, warned(got, "no words"))
}

func TestDocxGoogleMeet(t *testing.T) {
	t.Parallel()
	got := readString(t, "meet.docx", docx(t,
		styled("Title", "Harbour weekly (2025-03-12 10:00 CET) - Transcript"),
		styled("Heading1", "Attendees"), para("Ada Lindqvist, Ben Solheim"),
		styled("Heading1", "Transcript"), para("Ada Lindqvist: Hello."), styled("Heading3", "00:05:00"),
		para("Ben Solheim: So: we go."), para("And on."), para("Meeting ended after 00:07:49 👋")))
	require.Equal(t, agent.FormatGoogleMeet, got.Format)
	require.Equal(t, "Harbour weekly (2025-03-12 10:00 CET)", got.Title)
	require.Equal(t, "2025-03-12T10:00:00+01:00", got.StartedAt.Format("2006-01-02T15:04:05-07:00"))
	require.Equal(t, []string{"Ada Lindqvist: Hello.", "Ben Solheim: So: we go.", "Ben Solheim: And on."}, who(got))
	require.Equal(t, int64(300_000), got.Utterances[1].StartMS)
	require.Equal(t, int64(469_000), got.Utterances[1].EndMS)
	require.Equal(t, agent.TimingCoarse, got.Timing)
}

// TestDocxText reads what is seen: moved and deleted text and the second copy of a text box are left out.
func TestDocxText(t *testing.T) {
	t.Parallel()
	got := readString(t, "text.docx", docx(t,
		para("Ada Lindqvist: First."),
		`<w:p><w:del><w:r><w:delText>Ben: gone</w:delText></w:r></w:del><w:r><w:t>Ben Solheim:</w:t></w:r><w:r><w:tab/><w:t>Second</w:t></w:r>`+
			`<w:ins><w:r><w:t> and inserted</w:t></w:r></w:ins><w:moveFrom><w:r><w:t> moved</w:t></w:r></w:moveFrom><w:r><w:noBreakHyphen/></w:r></w:p>`,
		`<w:p><mc:AlternateContent><mc:Choice><w:r><w:t>Ada Lindqvist: Box.</w:t></w:r></mc:Choice><mc:Fallback><w:r><w:t>Box.</w:t></w:r></mc:Fallback></mc:AlternateContent></w:p>`))
	require.Equal(t, agent.FormatDocx, got.Format)
	require.Equal(t, []string{"Ada Lindqvist: First.", "Ben Solheim: Second and inserted-", "Ada Lindqvist: Box."}, who(got))
}

func TestDocxTable(t *testing.T) {
	t.Parallel()
	row := func(cells ...string) string {
		var b strings.Builder
		b.WriteString("<w:tr>")
		for _, c := range cells {
			b.WriteString("<w:tc>" + para(c) + "</w:tc>")
		}
		return b.String() + "</w:tr>"
	}
	got := readString(t, "table.docx", docx(t, para("Minutes"),
		"<w:tbl>"+row("Time", "Speaker", "Text")+row("00:01", "Ada", "We | start.")+row("00:03", "Ben", "Yes.")+"</w:tbl>"))
	require.Equal(t, []string{"Ada: We | start.", "Ben: Yes."}, who(got))
	require.Equal(t, 5, got.Utterances[0].Line)
}
