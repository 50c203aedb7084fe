package transcript

import (
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/require"
)

const spoken = "Zoë Åkerlund: Crème brûlée, 5 € – “fine”.\r\nAnaïs: はい。\r\nZoë Åkerlund: Done."

func utf16Bytes(text string, bigEndian bool) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(text)) {
		hi, lo := byte(u>>8), byte(u)
		if bigEndian {
			b.Write([]byte{hi, lo})
		} else {
			b.Write([]byte{lo, hi})
		}
	}
	return b.String()
}

func TestEncodings(t *testing.T) {
	t.Parallel()
	want := who(readString(t, "a.txt", spoken))
	require.Equal(t, []string{"Zoë Åkerlund: Crème brûlée, 5 € – “fine”.", "Anaïs: はい。", "Zoë Åkerlund: Done."}, want)
	lf := strings.ReplaceAll(spoken, "\r\n", "\n")
	for name, raw := range map[string]string{
		"UTF-8 with BOM":       bomUTF8 + spoken,
		"UTF-16 LE with BOM":   bomUTF16LE + utf16Bytes(spoken, false),
		"UTF-16 BE with BOM":   bomUTF16BE + utf16Bytes(spoken, true),
		"UTF-16 LE":            utf16Bytes(spoken, false),
		"UTF-16 BE":            utf16Bytes(spoken, true),
		"line feeds":           lf,
		"carriage returns":     strings.ReplaceAll(lf, "\n", "\r"),
		"mixed line ends":      strings.Replace(strings.Replace(lf, "\n", "\r", 1), "\n", "\r\n", 1),
		"decomposed name":      strings.ReplaceAll(spoken, "Zoë", "Zoe\u0308"),
		"name with zero width": strings.Replace(spoken, "Zoë Å", "Zo\u200bë\u00a0 Å", 1),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := readString(t, "a.txt", raw)
			require.Equal(t, want, who(got))
			require.Len(t, got.Speakers, 2)
		})
	}
}

func TestInvalidUTF8(t *testing.T) {
	t.Parallel()
	got := readString(t, "a.txt", "Ada: Caf\xe9 \x93fine\x94.\nBen: It costs 5 \x80.\nAda: Zo\u00eb knows.")
	require.Equal(t, []string{"Ada: Café “fine”.", "Ben: It costs 5 €.", "Ada: Zoë knows."}, who(got))
	require.True(t, warned(got, "4 bytes are not valid UTF-8"))

	cut := readString(t, "a.txt", "Ada: Zoë.\nBen: Zo\xc3")
	require.Equal(t, "Zo", cut.Utterances[1].Text)
	require.True(t, warned(cut, "cut off"))

	odd := readString(t, "a.txt", bomUTF16LE+utf16Bytes("Ada: Hello.\nBen: Hi.", false)+"\x00")
	require.Equal(t, []string{"Ada: Hello.", "Ben: Hi."}, who(odd))
	require.True(t, warned(odd, "cut off"))
}
