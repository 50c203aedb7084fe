package transcript

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestScrub(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		in, want string
		removed  int
	}{
		"plain":                   {"We ship 5 € – now…", "We ship 5 € – now…", 0},
		"zero width":              {"se\u200bcret\ufeff", "secret", 2},
		"bidi":                    {"\u202eevil\u202c \u2066x\u2069", "evil x", 4},
		"tags":                    {"ok\U000e0069\U000e0067\U000e006e", "ok", 3},
		"soft hyphen":             {"co\u00adop", "coop", 1},
		"controls":                {"a\x00b\x07c\u0080d", "abcd", 3},
		"colours":                 {"\x1b[31mred\x1b[0m", "red", 2},
		"window title":            {"\x1b]0;pwned\x07text", "text", 1},
		"breaks become spaces":    {"a\tb\u2028c\nd", "a b c d", 0},
		"family emoji":            {"👩\u200d👧 hi", "👩\u200d👧 hi", 0},
		"emoji with selector":     {"❤\ufe0f\u200d🔥", "❤\ufe0f\u200d🔥", 0},
		"joiner between letters":  {"a\u200db", "ab", 1},
		"Persian non-joiner":      {"می\u200cخواهم", "می\u200cخواهم", 0},
		"Devanagari joiner":       {"क्\u200dष", "क्\u200dष", 0},
		"ideograph variant":       {"葛\U000e0100城", "葛\U000e0100城", 0},
		"variant used to smuggle": {"a\U000e0101\U000e0102", "a", 2},
		"Hangul filler":           {"\u3164\u3164", "", 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, removed := scrub(c.in)
			require.Equal(t, c.want, got)
			require.Equal(t, c.removed, removed)
		})
	}
}

func TestHiddenCharactersAreReportedOnce(t *testing.T) {
	t.Parallel()
	got := readString(t, "a.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\n<v A\u200bda>Hello.\n\n00:02.000 --> 00:03.000\n<v Ada>Wo\u200brld\u202e.\n\n"+
		"00:03.000 --> 00:04.000\n<v \x1b[2J"+strings.Repeat("x", 10_000)+">Hi.\n\n00:04.000 --> 00:05.000\n<v \u200b>Nobody.\n")
	require.Equal(t, []string{"Ada: Hello.", "Ada: World.", strings.Repeat("x", maxNameRunes-1) + "…: Hi.", ": Nobody."}, who(got))
	require.True(t, warned(got, "2 invisible or control characters"))
	require.True(t, warned(got, "3 names held hidden characters"))
	for _, w := range got.Warnings {
		if strings.Contains(w.Message, "invisible") {
			require.Equal(t, 7, w.Line)
		}
	}
}

func TestAlike(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ a, b, why string }{
		{"Ada", "ada", "only capitals differ"},
		{"Sam", "Samuel B", "one looks like a short form"},
		{"Julian", "Julian Ma", "one looks like a short form"},
		{"Ty Wright", "Tyler Wright", "one looks like a short form"},
		{"Felix (Geth)", "Felix (EEST)", "only punctuation or what stands in brackets differs"},
		{"Jon Solheim", "Jon Solheym", "one letter differs"},
		{"Speaker 1", "Speaker 2", ""},
		{"Guest A", "Guest B", ""},
		{"Ada Lindqvist", "Ben Solheim", ""},
		{"Al", "Alma", ""},
		{"山田", "山本", ""},
	} {
		require.Equal(t, c.why, alike(c.a, c.b), "%s, %s", c.a, c.b)
		require.Equal(t, c.why, alike(c.b, c.a), "%s, %s", c.b, c.a)
	}
}
