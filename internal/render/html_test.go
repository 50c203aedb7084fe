package render_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/internal/render"
)

func htmlPage(t *testing.T, v agent.Version) string {
	t.Helper()
	return show(t, func(buf *bytes.Buffer) error { return render.HTML(buf, v) })
}

func TestHTMLGolden(t *testing.T) {
	t.Parallel()
	golden(t, "typical.html", []byte(htmlPage(t, version(typicalSheet()))))
	golden(t, "blank.html", []byte(htmlPage(t, version(blankSheet()))))
	golden(t, "full.html", []byte(htmlPage(t, version(fullSheet()))))
	require.True(t, true)
}
