package transcript

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestDamagedCues holds readers of captions to this: a timing line that cannot be read, and the number above it, are
// nobody's words, and what stands below it is not said by the voice of the cue above.
func TestDamagedCues(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		cues string
		want []string
		line int // of the first timing line that cannot be read
	}{
		"a start that is no time": {
			"1\n00:00:01.000 --> 00:00:02.000\nAnn: long\n\n2\nbroken --> 00:00:04.000\nBob: hello\n",
			[]string{"1000 2000 Ann: long", "2000 2000 Bob: hello"}, 6,
		},
		"an end that is no time": {
			"1\n00:00:01.000 --> 00:00:02.000\nAnn: long\n\n2\n00:00:03.000 --> soon\nBob: hello\n",
			[]string{"1000 2000 Ann: long", "2000 2000 Bob: hello"}, 6,
		},
		"no blank lines": {
			"1\n00:00:01.000 --> 00:00:02.000\nAnn: long\n2\nbroken --> 00:00:04.000\nBob: hello\n3\n00:00:05.000 --> 00:00:06.000\nAnn: yes\n",
			[]string{"1000 2000 Ann: long", "2000 2000 Bob: hello", "5000 6000 Ann: yes"}, 5,
		},
		"times that overflow, are negative, or past the hour": {
			"1\n00:00:01.000 --> 00:00:02.000\nAnn: one\n\n2\n999999999999999999:00:00.000 --> 00:00:00.001\nBob: two\n\n" +
				"3\n-1:00:00.000 --> 00:00:00.001\nAnn: three\n\n4\n00:61:99.999 --> 00:62:00.000\nBob: four\n\n5\n00:00:10.000 --> 00:00:11.000\nAnn: five\n",
			[]string{"1000 2000 Ann: one", "2000 2000 Bob: two", "2000 2000 Ann: three", "2000 2000 Bob: four", "10000 11000 Ann: five"}, 6,
		},
		"an arrow only": {
			"1\n00:00:01.000 --> 00:00:02.000\nAnn: one\n\n2\n-->\nBob: two\n",
			[]string{"1000 2000 Ann: one", "2000 2000 Bob: two"}, 6,
		},
		"the first cue": {
			"1\nbroken --> 00:00:02.000\nAnn: one\n\n2\n00:00:03.000 --> 00:00:04.000\nBob: two\n",
			[]string{"0 0 Ann: one", "3000 4000 Bob: two"}, 2,
		},
		"a blank line below the times": {
			"1\n00:00:01.000 --> 00:00:02.000\nAnn: one\n\n2\nbroken --> 00:00:04.000\n\nBob: two\n\n3\n00:00:05.000 --> 00:00:06.000\nAnn: three\n",
			[]string{"1000 2000 Ann: one", "2000 2000 Bob: two", "5000 6000 Ann: three"}, 6,
		},
		"a cue without words": {
			"1\n00:00:01.000 --> 00:00:02.000\n\n2\nbroken --> 00:00:04.000\nBob: two\n\n3\n00:00:05.000 --> 00:00:06.000\nAnn: three\n",
			[]string{"2000 2000 Bob: two", "5000 6000 Ann: three"}, 5,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for file, text := range map[string]string{
				"a.vtt": "WEBVTT\n\n" + c.cues,
				"a.srt": strings.ReplaceAll(c.cues, ".000 -->", ",000 -->"),
			} {
				got := readString(t, file, text)
				require.Equal(t, c.want, timed(got), file)
				require.True(t, warned(got, "cannot be read"), file)
				line := c.line
				if file == "a.vtt" {
					line += 2
				}
				require.Contains(t, linesWarned(got), line, file)
				require.Empty(t, got.Notes, file)
			}
		})
	}
}

// TestArrowBetweenWords keeps what people type into captions, though no arrow may stand there: behind a name it was said,
// else it is kept as a note.
func TestArrowBetweenWords(t *testing.T) {
	t.Parallel()
	got := readString(t, "a.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\nAnn: from setup --> trial\nthe way is setup --> trial\nBob: two --> three\n\n"+
		"00:03.000 --> 00:04.000\n<v Ann>one --> two</v>\n")
	require.Equal(t, []string{"1000 2000 Ann: from setup --> trial", "2000 2000 Bob: two --> three", "3000 4000 Ann: one --> two"}, timed(got))
	require.Equal(t, "the way is setup --> trial", got.Notes[0].Text)
	require.True(t, warned(got, "One timing line cannot be read"))
}
