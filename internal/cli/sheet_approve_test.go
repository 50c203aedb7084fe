package cli

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/render"
)

func TestMatchHash(t *testing.T) {
	t.Parallel()
	digits := strings.Repeat("0123456789abcdef", 4)
	v := agent.Version{ID: "s-1e7k3m9", Number: 2, ContentHash: "sha256:" + digits}
	for _, hash := range []string{v.ContentHash, digits, strings.ToUpper(digits), digits[:13], render.ShortHash(v.ContentHash)} {
		require.NoError(t, shownSheet(v).match(hash), hash)
	}
	for _, hash := range []string{"", "sha256:", digits[:9], "sha256:" + digits[:9], "not-a-hash-at-all"} {
		err := shownSheet(v).match(hash)
		require.Equal(t, fault.Usage, fault.KindOf(err), hash)
		require.NotContains(t, err.Error()+fault.Next(err), digits[:9])
	}
	for _, hash := range []string{strings.Repeat("0", 64), digits[:11] + "0", digits + "0"} {
		err := shownSheet(v).match(hash)
		require.Equal(t, fault.Conflict, fault.KindOf(err), hash)
		require.NotContains(t, err.Error()+fault.Next(err), digits[:9], "whoever approves has to look at the sheet")
		require.Contains(t, fault.Next(err), "plumb sheet show s-1e7k3m9")
	}
}
