package exact_test

import (
	"testing"

	"github.com/plumbline-dev/plumb/semantic"
	"github.com/plumbline-dev/plumb/semantic/exact"
	"github.com/plumbline-dev/plumb/semantic/indextest"
)

func TestIndex(t *testing.T) {
	t.Parallel()
	indextest.Index(t, func(*testing.T) semantic.Index { return exact.New() })
}
