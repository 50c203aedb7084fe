package draft

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestShortLeavesNoRoomBeforeTheEllipsis(t *testing.T) {
	t.Parallel()
	require.Equal(t, "“We carry on if it reaches , um …”", short("We carry on if it reaches , um , twenty five percent by Friday"))
}
