// Package config knows what a person has set: one YAML file, plumb.yaml, and a few environment variables. A value is
// taken from the environment, else from the file, else from the default; flags, which come before all of them, belong to
// the command line. Loading reads at most one file and creates nothing.
package config

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/plumbline-dev/plumb/agent/brief/vocabulary"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// The environment variables that plumb reads. EnvHome moves the data folder; the others come before the file.
const (
	EnvHome     = "PLUMB_HOME"
	EnvActor    = "PLUMB_ACTOR"
	EnvDatabase = "PLUMB_DATABASE"
	EnvLog      = "PLUMB_LOG"

	EnvEmbeddingsKey = "PLUMB_EMBEDDINGS_KEY" // for the service of embeddings
	EnvModelKey      = "PLUMB_MODEL_KEY"      // for the service of the model
	EnvOpenAIKey     = "OPENAI_API_KEY"       // for the service of OpenAI or OPENAI_BASE_URL, unless the other one is set
	EnvAnthropicKey  = "ANTHROPIC_API_KEY"    // for the service of Anthropic, unless the other one is set
	EnvModel         = "PLUMB_MODEL"          // the name of the model
	EnvOpenAIURL     = "OPENAI_BASE_URL"      // where a service with the protocol of OpenAI is
)

// FileName is the name under which the configuration is looked for, first in the working folder, then in the home.
const FileName = "plumb.yaml"

const databaseName = "plumb.db"

// Config is everything that a person can set, with where each value comes from.
type Config struct {
	File      string  // the file that was read; "" when there is none
	Home      Setting // absolute path of the folder that holds the database unless Database says otherwise
	Database  Setting // absolute path of the SQLite file, or the URL of a PostgreSQL database: see OnServer
	Actor     Setting // who acts, unless a command says so; "" when nobody is named
	LogLevel  Setting // debug, info, warn or error
	LogFormat Setting // text or json

	Embeddings Embeddings
	Model      Model
	Sources    []Source // where the values of metrics are; sorted by name
	// Briefs are the words of the audiences of briefs, by audience.
	Briefs map[string]vocabulary.Vocabulary
}

// Setting is a value and where it comes from, such as "PLUMB_ACTOR", "plumb.yaml line 3" or "default". Value may be a URL with
// a password: what is shown is [Setting.String].
type Setting struct {
	Value string `json:"value"`
	From  string `json:"from"`
}

// Default is the From of a value that nobody set.
const Default = "default"

// Place is where a command runs: what decides which file is read and what the environment says.
type Place struct {
	File   string              // --config; "" to look for one
	Dir    string              // working folder
	Getenv func(string) string // the environment
}

// The values that the log keys may have.
var (
	levels  = []string{"debug", "info", "warn", "error"}
	formats = []string{"text", "json"}
)

// Load finds and reads the configuration. Errors are of package fault: Invalid, with the line, for a file or a variable
// that cannot be used; NotFound for a file that was named and is not there.
func Load(p Place) (Config, error) {
	home, err := p.home()
	if err != nil {
		return Config{}, err
	}
	c := Config{
		Home:      home,
		Database:  Setting{filepath.Join(home.Value, databaseName), Default},
		LogLevel:  Setting{"warn", Default},
		LogFormat: Setting{"text", Default},
		Actor:     Setting{"", Default},
		Embeddings: Embeddings{
			BaseURL: Setting{EmbeddingsURL, Default}, Model: Setting{"", Default}, Dimensions: Setting{"", Default},
		},
		Model: defaultModel(),
	}
	if err := c.readFile(p); err != nil {
		return Config{}, err
	}
	if err := c.readEnvironment(p); err != nil {
		return Config{}, err
	}
	if err := c.finishEmbeddings(p.Getenv); err != nil {
		return Config{}, err
	}
	if err := c.finishModel(p.Getenv); err != nil {
		return Config{}, err
	}
	if err := c.finishSources(p.Getenv); err != nil {
		return Config{}, err
	}
	return c, nil
}

func (c *Config) readFile(p Place) error {
	const op = "config.read"
	path, err := p.find(c.Home.Value)
	if err != nil || path == "" {
		return err
	}
	content, err := readAll(path)
	if err != nil {
		return fault.Wrap(err, fault.Invalid, op, "the configuration cannot be read",
			"Make the file readable, or name another one with --config FILE.")
	}
	entries, err := parse(path, content)
	if err != nil {
		return err
	}
	c.File = path
	for _, e := range entries {
		if err := c.set(e); err != nil {
			return err
		}
	}
	return nil
}

// set takes over one entry of the file. Paths in a file are meant from the folder in which the file lies, so that the
// same file means the same database wherever a command runs.
func (c *Config) set(e entry) error {
	s := Setting{e.value, e.place()}
	switch {
	case e.source != "":
		return c.setSource(e, s)
	case e.audience != "":
		return c.setBrief(e)
	}
	switch e.key {
	case "actor":
		c.Actor = s
	case "database":
		path, err := databasePlace(s, filepath.Dir(e.file))
		if err != nil {
			return err
		}
		c.Database = Setting{path, s.From}
	case "log.level":
		c.LogLevel = s
		return oneOf(s, "log level", levels)
	case "log.format":
		c.LogFormat = s
		return oneOf(s, "log format", formats)
	default:
		if isModelKey(e.key) {
			return c.setModel(e.key, s)
		}
		return c.setEmbeddings(e.key, s)
	}
	return nil
}

func (c *Config) readEnvironment(p Place) error {
	if v := p.Getenv(EnvActor); v != "" {
		c.Actor = Setting{v, EnvActor}
	}
	if v := p.Getenv(EnvDatabase); v != "" {
		path, err := databasePlace(Setting{v, EnvDatabase}, p.Dir)
		if err != nil {
			return err
		}
		c.Database = Setting{path, EnvDatabase}
	}
	if v := p.Getenv(EnvLog); v != "" {
		c.LogLevel = Setting{v, EnvLog}
		if err := oneOf(c.LogLevel, "log level", levels); err != nil {
			return err
		}
	}
	return c.readModelEnvironment(p.Getenv)
}

// find gives the path of the file to read, or "" when there is none.
func (p Place) find(home string) (string, error) {
	if p.File != "" {
		path := absolute(p.File, p.Dir)
		if _, err := os.Stat(path); err != nil {
			return "", fault.Wrap(err, fault.NotFound, "config.find", "the configuration "+p.File+" is not there",
				"Check the path after --config, or leave the flag out to use the defaults.")
		}
		return path, nil
	}
	for _, dir := range []string{p.Dir, home} {
		path := filepath.Join(dir, FileName)
		if info, err := os.Stat(path); err == nil && !info.IsDir() {
			return path, nil
		}
	}
	return "", nil
}

func oneOf(s Setting, what string, allowed []string) error {
	if slices.Contains(allowed, s.Value) {
		return nil
	}
	return fault.Newf(fault.Invalid, "config.check", "the %s %q in %s is not known", what, s.Value, s.From).
		Do("Use one of %s.", strings.Join(allowed, ", "))
}

func absolute(path, dir string) string {
	if filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	return filepath.Join(dir, path)
}
