package config

import (
	"os"
	"path/filepath"
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
		"a Postgres server":           {"database: postgres://db/plumb\n", "not supported yet", "Use a file path"},
		"another URL":                 {"database: file:plumb.db\n", "is not a file path", "Use a plain file path"},
		"a home that a shell knows":   {"database: ~/plumb.db\n", "only a shell understands", "Write the whole path"},
		"an alias":                    {"actor: &a A\ndatabase: *a\n", "line 2: the key database takes one value", "Write database: VALUE"},
		"a huge file":                 {"#" + strings.Repeat("x", maxFileBytes), "larger than", "--config FILE"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Load(place(t, c.file, "", nil))
			require.ErrorContains(t, err, c.want)
			require.Equal(t, fault.Invalid, fault.KindOf(err))
			require.Contains(t, fault.Next(err), c.next)
		})
	}
}

func TestLoadRefusesTheEnvironment(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		EnvLog:      `the log level "bad" in PLUMB_LOG is not known`,
		EnvDatabase: "the database in PLUMB_DATABASE is a Postgres server",
	} {
		value := "bad"
		if name == EnvDatabase {
			value = "postgresql://db/plumb"
		}
		_, err := Load(place(t, "", "", map[string]string{name: value}))
		require.ErrorContains(t, err, want)
	}
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
	for _, seed := range []string{"", "actor: Rosa Lind\n", "log: {level: info}\n", "a: &a [*a]\n", "? x\n: y\n", "\xff", "actor: !!binary aGk=\n", "<<: {actor: A}\n"} {
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
			require.Contains(t, keys, e.key)
			require.NotEmpty(t, e.value)
			require.Positive(t, e.line)
		}
	})
}
