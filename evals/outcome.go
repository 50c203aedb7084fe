package evals

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/plumbline-dev/plumb/agent/model"
	"github.com/plumbline-dev/plumb/evals/result"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// Outcome is what came of a suite: its own report, which prints the tables that people look at, and the trials that all suites have
// in common.
type Outcome struct {
	Report      fmt.Stringer
	Engine      string // that is measured; others of the trials are what it is held against
	Trials      []result.Trial
	Generations []result.Generation
	Data        []result.Datum
	Prompts     []result.Prompt
	Notes       []string
	Curve       *result.Curve // nil where there is none
}

// BuiltinEngine is what the engine is called that needs no model.
const BuiltinEngine = "builtin"

// Files hashes files and folders, with all that is in them, by their paths below root.
func Files(root string, paths ...string) ([]result.Datum, error) {
	var out []result.Datum
	for _, path := range paths {
		err := filepath.WalkDir(path, func(file string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			d, err := hashed(root, file)
			out = append(out, d)
			return err
		})
		if err != nil {
			return nil, fault.Wrap(err, fault.NotFound, "eval.data", path+" cannot be read", "Check the path.")
		}
	}
	return out, nil
}

func hashed(root, file string) (result.Datum, error) {
	f, err := os.Open(file) // #nosec G304 -- a file that a person named
	if err != nil {
		return result.Datum{}, err
	}
	defer func() { _ = f.Close() }() // it was only read
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return result.Datum{}, err
	}
	name, err := filepath.Rel(root, file)
	if err != nil || strings.HasPrefix(name, "..") {
		name = filepath.Base(file)
	}
	return result.Datum{Name: filepath.ToSlash(name), SHA256: hex.EncodeToString(h.Sum(nil))}, nil
}

// Simulated stands for data that is drawn from a seed: who measures more or fewer cases measures on other data.
func Simulated(what string, n int) result.Datum {
	text := fmt.Sprintf("%s: %d", what, n)
	sum := sha256.Sum256([]byte(text))
	return result.Datum{Name: text, SHA256: hex.EncodeToString(sum[:])}
}

// prompted is a model that remembers which prompts it was asked with.
type prompted struct {
	model.Model
	mu      sync.Mutex
	prompts []result.Prompt
}

// Generate asks.
func (p *prompted) Generate(ctx context.Context, r model.Request) (model.Response, error) {
	ref := result.Prompt{Name: r.Prompt.String(), Hash: r.Prompt.Hash}
	p.mu.Lock()
	if ref.Name != "" && !slices.Contains(p.prompts, ref) {
		p.prompts = append(p.prompts, ref)
	}
	p.mu.Unlock()
	return p.Model.Generate(ctx, r)
}

// told makes what is told of a case readable at a glance.
func told(text string) string {
	const most = 300
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + " …"
	}
	return text
}
