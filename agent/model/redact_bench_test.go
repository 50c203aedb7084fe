package model_test

import (
	"strings"
	"testing"

	"github.com/plumbline-dev/plumb/agent/model"
)

// BenchmarkRedacted takes secrets out of about as much as is said in an hour.
func BenchmarkRedacted(b *testing.B) {
	const plain = "u0042 Ann: So we said that we thought the reminder is the right thing to try by March, and that 12 percent would be fine.\n"
	const rare = "u0043 Bob: The token service takes the basic plan, my key is in the vault, write to ann@example.org.\n"
	hour := strings.Repeat(strings.Repeat(plain, 19)+rare, 25)
	b.SetBytes(int64(len(hour)))
	for b.Loop() {
		model.Redacted(hour, true)
	}
}
