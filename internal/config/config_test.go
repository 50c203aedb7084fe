package config

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/internal/fault"
)

// place makes a working folder and a home, each with the given plumb.yaml if that is not empty.
func place(t *testing.T, inDir, inHome string, env map[string]string) Place {
	t.Helper()
	dir, home := t.TempDir(), t.TempDir()
	for folder, content := range map[string]string{dir: inDir, home: inHome} {
		if content != "" {
			require.NoError(t, os.WriteFile(filepath.Join(folder, FileName), []byte(content), 0o600))
		}
	}
	return Place{Dir: dir, Getenv: func(name string) string {
		if v, ok := env[name]; ok {
			return v
		}
		if name == EnvHome {
			return home
		}
		return ""
	}}
}

func TestLoadDefaults(t *testing.T) {
	t.Parallel()
	p := place(t, "", "", nil)
	c, err := Load(p)
	require.NoError(t, err)
	home := p.Getenv(EnvHome)
	require.Equal(t, Config{
		Home:      Setting{home, EnvHome},
		Database:  Setting{filepath.Join(home, "plumb.db"), Default},
		Actor:     Setting{"", Default},
		LogLevel:  Setting{"warn", Default},
		LogFormat: Setting{"text", Default},
		Embeddings: Embeddings{
			BaseURL: Setting{EmbeddingsURL, Default}, Model: Setting{"", Default}, Dimensions: Setting{"", Default},
		},
		Model: defaultModel(),
	}, c)
	entries, err := os.ReadDir(home)
	require.NoError(t, err)
	require.Empty(t, entries, "loading creates nothing")
}

func TestLoadPrecedence(t *testing.T) {
	t.Parallel()
	inDir := "# who I am\nactor: Rosa Lind\nlog:\n  level: info\n  format: json\n"
	p := place(t, inDir, "actor: Somebody Else\ndatabase: other.db\n", map[string]string{EnvActor: "Ines Brandt"})
	c, err := Load(p)
	require.NoError(t, err)
	require.Equal(t, filepath.Join(p.Dir, FileName), c.File, "the file in the working folder hides the one in the home")
	require.Equal(t, Setting{"Ines Brandt", EnvActor}, c.Actor, "the environment comes before the file")
	require.Equal(t, Setting{"info", "plumb.yaml line 4"}, c.LogLevel)
	require.Equal(t, Setting{"json", "plumb.yaml line 5"}, c.LogFormat)
	require.Equal(t, Default, c.Database.From, "a hidden file counts for nothing")
}

func TestLoadFindsTheFileInTheHome(t *testing.T) {
	t.Parallel()
	p := place(t, "", "database: kept/sheets.db\n", map[string]string{EnvLog: "debug"})
	c, err := Load(p)
	require.NoError(t, err)
	require.Equal(t, filepath.Join(p.Getenv(EnvHome), "kept", "sheets.db"), c.Database.Value, "a path in a file starts in its folder")
	require.Equal(t, Setting{"debug", EnvLog}, c.LogLevel)
}

func TestLoadNamedFile(t *testing.T) {
	t.Parallel()
	p := place(t, "actor: Nobody\n", "", map[string]string{EnvDatabase: "here.db"})
	require.NoError(t, os.WriteFile(filepath.Join(p.Dir, "own.yaml"), []byte("actor: Rosa Lind"), 0o600))
	p.File = "own.yaml"
	c, err := Load(p)
	require.NoError(t, err)
	require.Equal(t, Setting{"Rosa Lind", "own.yaml line 1"}, c.Actor)
	require.Equal(t, filepath.Join(p.Dir, "here.db"), c.Database.Value, "a path in the environment starts in the working folder")

	p.File = "gone.yaml"
	_, err = Load(p)
	require.Equal(t, fault.NotFound, fault.KindOf(err))
	require.ErrorContains(t, err, "gone.yaml")
}

func TestLoadTakesAnEmptyFile(t *testing.T) {
	t.Parallel()
	for _, content := range []string{"\n", "# nothing yet\n", "---\n", "actor:\nlog:\n", "actor: \"  \"\n", "log: {}\n", "null\n"} {
		c, err := Load(place(t, content, "", nil))
		require.NoError(t, err, content)
		require.Equal(t, Setting{"", Default}, c.Actor, content)
	}
}

func TestLoadRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		file, want, next string
	}{
		"an unknown key":              {"actor: A\nactro: B\n", "plumb.yaml line 2: the key actro is not known", "Did you mean actor?"},
		"a key far from all":          {"colour: blue\n", "line 1: the key colour is not known", "The keys are actor, database, log.level, log.format, embeddings."},
		"an unknown key in a section": {"log:\n  levl: info\n", "line 2: the key log.levl is not known", "Did you mean log.level?"},
		"a repeated key":              {"actor: A\nactor: B\n", "line 2: the key actor stands there twice, first on line 1", "Keep one of the two lines."},
		"a list for a value":          {"actor: [A, B]\n", "line 1: the key actor takes one value", "Write actor: VALUE on one line."},
		"a value for a section":       {"log: debug\n", "line 1: lines of the form key: value are expected here", "The keys are"},
		"a file that is no mapping":   {"- actor\n", "line 1: lines of the form key: value", "The keys are"},
		"what is not YAML":            {"actor: \"A\n", "plumb.yaml is not YAML", "Correct the line"},
		"two documents":               {"actor: A\n---\nactor: B\n", "more than one document", "Remove everything"},
		"an unknown level":            {"log: {level: loud}\n", `the log level "loud" in plumb.yaml line 1 is not known`, "Use one of debug, info, warn, error."},
		"an unknown format":           {"log: {format: xml}\n", `the log format "xml"`, "Use one of text, json."},
		"a server without a database": {"database: postgres://db\n", "plumb.yaml line 1 names no database", "postgres://HOST/plumb"},
		"a server with a bad URL":     {"database: postgres://rosa:pass%word@db/plumb\n", "the URL of the database in plumb.yaml line 1 cannot be read", "two hex digits"},
		"a server in capitals":        {"database: Postgres://db/plumb\n", "another beginning than postgres://", "postgres://USER"},
		"another URL":                 {"database: file:plumb.db\n", "is neither a file path nor", "Use a plain file path"},
		"another server":              {"database: mysql://db/plumb\n", "is neither a file path nor", "postgres://localhost/plumb"},
		"pairs for a server":          {"database: host=127.0.0.1 password=SECRET\n", "plumb.yaml line 1 is written as key=value pairs", "postgres://USER"},
		"one pair for a server":       {"database: Password = 'SE CRET'\n", "key=value pairs", "Write it as a URL"},
		"a home that a shell knows":   {"database: ~/plumb.db\n", "only a shell understands", "Write the whole path"},
		"an alias":                    {"actor: &a A\ndatabase: *a\n", "line 2: the key database takes one value", "Write database: VALUE"},
		"a huge file":                 {"#" + strings.Repeat("x", maxFileBytes), "larger than", "--config FILE"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Load(place(t, c.file, "", nil))
			require.ErrorContains(t, err, c.want)
			require.NotContains(t, err.Error()+fault.Next(err), "CRET")
			require.Equal(t, fault.Invalid, fault.KindOf(err))
			require.Contains(t, fault.Next(err), c.next)
		})
	}
}

func TestLoadRefusesTheEnvironment(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		EnvLog:      `the log level "bad" in PLUMB_LOG is not known`,
		EnvDatabase: "the URL of the database in PLUMB_DATABASE names no database",
	} {
		value := "bad"
		if name == EnvDatabase {
			value = "postgresql://db"
		}
		_, err := Load(place(t, "", "", map[string]string{name: value}))
		require.ErrorContains(t, err, want)
	}
}

func TestDatabaseOnAServer(t *testing.T) {
	t.Parallel()
	const address = "postgres://rosa:tell-nobody@db.example:6432/plumb?password=tell-nobody&sslmode=require"
	c, err := Load(place(t, "database: "+address+"\n", "", nil))
	require.NoError(t, err)
	require.True(t, c.OnServer())
	require.Equal(t, address, c.Database.Value)
	require.Equal(t, "postgres://rosa:xxxxx@db.example:6432/plumb?password=xxxxx&sslmode=require", c.Database.String())
	encoded, err := json.Marshal(c)
	require.NoError(t, err)
	for _, shown := range []string{string(encoded), fmt.Sprint(c), fmt.Sprintf("%v %+v %#v %s", c, c, c, c.Database)} {
		require.NotContains(t, shown, "tell-nobody")
		require.Contains(t, shown, "xxxxx")
	}

	c, err = Load(place(t, "database: plumb.db\n", "", map[string]string{EnvDatabase: "postgresql:///plumb?host=/run/postgresql"}))
	require.NoError(t, err)
	require.True(t, c.OnServer())
	require.Equal(t, "postgresql:///plumb?host=/run/postgresql", c.Database.String())
	require.NotContains(t, Setting{Value: "postgres://rosa:tell-nobody@db:bad port/plumb"}.String(), "tell-nobody")

	c, err = Load(place(t, "", "", nil))
	require.NoError(t, err)
	require.False(t, c.OnServer())
	require.Equal(t, c.Database.Value, c.Database.String())
}

func TestDatabaseInAFileWithAnEqualsSign(t *testing.T) {
	t.Parallel()
	p := place(t, "", "", map[string]string{EnvDatabase: "data/team=growth.db"})
	c, err := Load(p)
	require.NoError(t, err)
	require.Equal(t, filepath.Join(p.Dir, "data", "team=growth.db"), c.Database.Value)
}

func TestUserDataDir(t *testing.T) {
	t.Parallel()
	env := func(pairs ...string) func(string) string {
		return func(name string) string {
			for i := 0; i < len(pairs); i += 2 {
				if pairs[i] == name {
					return pairs[i+1]
				}
			}
			return ""
		}
	}
	for _, c := range []struct {
		goos string
		env  func(string) string
		want string
	}{
		{"linux", env("HOME", "/home/rosa"), filepath.Join("/home/rosa", ".local", "share")},
		{"linux", env("HOME", "/home/rosa", "XDG_DATA_HOME", "/data"), "/data"},
		{"linux", env("HOME", "/home/rosa", "XDG_DATA_HOME", "data"), filepath.Join("/home/rosa", ".local", "share")},
		{"linux", env(), ""},
		{"darwin", env("HOME", "/Users/rosa"), filepath.Join("/Users/rosa", "Library", "Application Support")},
		{"darwin", env(), ""},
		{"windows", env("LocalAppData", `C:\Data`), `C:\Data`},
	} {
		require.Equal(t, c.want, userDataDir(c.goos, c.env), c.goos)
	}
	_, err := Load(Place{Dir: t.TempDir(), Getenv: env()})
	require.ErrorContains(t, err, "neither PLUMB_HOME nor HOME is set")
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"", "actor: Rosa Lind\n", "log: {level: info}\n", "a: &a [*a]\n", "? x\n: y\n", "\xff", "actor: !!binary aGk=\n", "<<: {actor: A}\n", "sources: {a: {kind: csv, path: a.csv, metrics: {m.n: q}}, b: }\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		entries, err := parse("plumb.yaml", content)
		if err != nil {
			require.Equal(t, fault.Invalid, fault.KindOf(err))
			require.NotEmpty(t, fault.Next(err))
			return
		}
		for _, e := range entries {
			if e.source == "" {
				require.Contains(t, keys, e.key)
			} else {
				require.Contains(t, append(slices.Clone(sourceKeys), declared), e.key)
			}
			require.NotEmpty(t, e.value)
			require.Positive(t, e.line)
		}
	})
}
