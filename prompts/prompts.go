// Package prompts holds what language models are asked, as files that people can read: prompts/NAME/vN/prompt.md.tmpl with a
// system and a user part, the schema of the reply, and meta.yaml with the reasons. A published version never changes: what
// was drafted with it stays explainable. A better wording is a new version.
package prompts

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"text/template"

	"github.com/plumbline-dev/plumb/internal/fault"
)

//go:embed */v*/prompt.md.tmpl */v*/schema.json */v*/meta.yaml
var files embed.FS

// Ref names a version of a prompt, and its content by a hash.
type Ref struct {
	Name    string // such as "draft-extract"
	Version string // such as "v1"
	Hash    string // "sha256:" and 64 hex digits, over the template and the schema
}

// Prompt is one version of a prompt.
type Prompt struct {
	Ref
	Schema json.RawMessage // strict JSON schema of the reply
	parts  *template.Template
}

// Text is a prompt that was filled in.
type Text struct {
	System string // what to do
	User   string // what to do it with
}

const op = "prompts.load"

// Load gives a version of a prompt.
func Load(name, version string) (Prompt, error) {
	folder := path.Join(name, version)
	body, err := files.ReadFile(path.Join(folder, "prompt.md.tmpl"))
	if err != nil {
		return Prompt{}, fault.Wrap(err, fault.NotFound, op, "there is no prompt "+folder, "Use one of: "+strings.Join(List(), ", ")+".")
	}
	schema, err := files.ReadFile(path.Join(folder, "schema.json"))
	if err != nil {
		return Prompt{}, fault.Wrap(err, fault.Internal, op, "the prompt "+folder+" has no schema", "")
	}
	parts, err := template.New(folder).Option("missingkey=error").Parse(string(body))
	if err != nil {
		return Prompt{}, fault.Wrap(err, fault.Internal, op, "the prompt "+folder+" is not a template", "")
	}
	return Prompt{Ref: Ref{Name: name, Version: version, Hash: hashOf(body, schema)}, Schema: schema, parts: parts}, nil
}

// List gives all prompts as NAME/VERSION.
func List() []string {
	paths, err := fs.Glob(files, "*/v*/prompt.md.tmpl")
	if err != nil {
		return nil // the pattern is a constant
	}
	for i, p := range paths {
		paths[i] = path.Dir(p)
	}
	slices.Sort(paths)
	return paths
}

// Render fills the prompt in. A value that the template names and v lacks is an error.
func (p Prompt) Render(v any) (Text, error) {
	system, err := p.render("system", v)
	if err != nil {
		return Text{}, err
	}
	user, err := p.render("user", v)
	return Text{System: system, User: user}, err
}

func (p Prompt) render(part string, v any) (string, error) {
	var b strings.Builder
	if err := p.parts.ExecuteTemplate(&b, part, v); err != nil {
		return "", fault.Wrap(err, fault.Internal, "prompts.render", "the prompt "+p.Name+"/"+p.Version+" cannot be filled in", "")
	}
	return b.String(), nil
}

// Fence gives a line to stand before and after what somebody else wrote, which nothing of that holds. It is worked out from what stands
// between, so that the same values give the same prompt.
func Fence(shown ...any) string {
	sum := sha256.Sum256(fmt.Append(nil, shown...)) // the keys of a map are printed in order
	return "~~~ " + hex.EncodeToString(sum[:8])
}

// hashOf hashes the files of a version, with a byte between them that neither holds.
func hashOf(body, schema []byte) string {
	h := sha256.New()
	for _, part := range [][]byte{body, {0}, schema} {
		_, _ = h.Write(part) // a hash never fails
	}
	return "sha256:" + hex.EncodeToString(h.Sum(nil))
}
