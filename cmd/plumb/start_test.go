package main

import (
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// BenchmarkStart measures how long the program takes from its start to its end when there is nothing to do.
func BenchmarkStart(b *testing.B) {
	program := filepath.Join(b.TempDir(), "plumb")
	built, err := exec.CommandContext(b.Context(), "go", "build", "-o", program, ".").CombinedOutput()
	require.NoError(b, err, string(built))
	for b.Loop() {
		require.NoError(b, exec.CommandContext(b.Context(), program, "version").Run())
	}
}
