package cli

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent/model"
)

func TestProgress(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	p := &progress{out: &out, width: 60}
	said := func(now model.Progress) string {
		out.Reset()
		p.tell(now)
		return out.String()
	}
	require.Equal(t, "\rplumb: reading part 3 of 7 ...\rplumb: reading part 3 of 7 ...", said(model.Progress{Call: 3, Step: "reading part 3 of 7"}))
	require.Empty(t, said(model.Progress{Call: 3, Step: "reading part 3 of 7", Tokens: 3, Elapsed: 100 * time.Millisecond}), "not faster than a person reads")
	require.Contains(t, said(model.Progress{Call: 3, Step: "reading part 3 of 7", Tokens: 1240, Elapsed: 12 * time.Second}), "plumb: reading part 3 of 7: 1,240 tokens, 12 s")
	require.Equal(t, "\r"+strings.Repeat(" ", 46)+"\r", said(model.Progress{Call: 3, Ended: true, Elapsed: 13 * time.Second}))
	require.Contains(t, said(model.Progress{Call: 4, Repair: true}), "plumb: asking the model, call 4, once more ...")
	long := said(model.Progress{Call: 5, Step: strings.Repeat("\x1b[31mx", 100)})
	require.NotContains(t, long, "\x1b")
	require.Len(t, []rune(long[strings.LastIndex(long, "\r")+1:]), 59)
}
