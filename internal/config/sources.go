package config

import (
	"cmp"
	"maps"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/nearest"
)

// Source is a system that holds the values of metrics.
type Source struct {
	Name        string
	Kind        Setting // one of the kinds
	Path        Setting // absolute path of a file; may hold {query}
	URL         Setting // never with a password; that of a database may hold a user
	Environment Setting // number of the environment; only of dbt
	Private     bool    // its address may be on this machine or in a private network

	Queries map[string]Setting // what is asked, by the name under which metrics refer to it
	Metrics map[string]Setting // the query, or the name in the source, of metrics by their id
	Key     Secret             // key, token or password; from the environment only

	from string // where it stands in the file
}

// The kinds of sources.
const (
	KindCSV        = "csv"
	KindPostgres   = "postgres"
	KindSQLite     = "sqlite"
	KindPrometheus = "prometheus"
	KindCube       = "cube"
	KindDBT        = "dbt"
	KindGitHub     = "github"
)

// kind says what a kind of source needs to be found, and whether its queries are written in the configuration. Those of
// the others are names in the source.
type kind struct {
	path, url   need
	queries     bool
	environment bool
	schemes     []string
	example     string // of what is missing
}

// need says whether a key has to be there.
type need int

const (
	never need = iota
	perhaps
	always
	either // this one or its neighbour
)

var web = []string{"https", "http"}

var kinds = map[string]kind{
	KindCSV:        {path: either, url: either, schemes: web, example: "path: readings.csv"},
	KindPostgres:   {url: always, queries: true, schemes: []string{"postgres", "postgresql"}, example: "url: postgres://reader@db.example/warehouse"},
	KindSQLite:     {path: always, queries: true, example: "path: readings.db"},
	KindPrometheus: {url: always, queries: true, schemes: web, example: "url: https://prometheus.example"},
	KindCube:       {url: always, queries: true, schemes: web, example: "url: https://cube.example/cubejs-api/v1"},
	KindDBT:        {url: always, environment: true, schemes: web, example: "url: https://semantic-layer.cloud.getdbt.com/api/graphql"},
	KindGitHub:     {url: perhaps, schemes: web, example: "url: https://api.github.com"},
}

func kindNames() []string { return slices.Sorted(maps.Keys(kinds)) }

// EnvSourceKey gives the name of the environment variable that holds the key of a source: PLUMB_SOURCE_WAREHOUSE_KEY for
// the source "warehouse".
func EnvSourceKey(name string) string {
	plain := func(r rune) rune {
		if r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '_'
	}
	return "PLUMB_SOURCE_" + strings.Map(plain, strings.ToUpper(name)) + "_KEY"
}

// Source gives the source of a name.
func (c Config) Source(name string) (Source, bool) {
	i, found := slices.BinarySearchFunc(c.Sources, name, func(s Source, name string) int { return cmp.Compare(s.Name, name) })
	if !found {
		return Source{}, false
	}
	return c.Sources[i], true
}

// setSource takes over one entry of the section sources. The entry that declares a source comes before its others.
func (c *Config) setSource(e entry, s Setting) error {
	if e.key == declared {
		c.Sources = append(c.Sources, Source{Name: e.source, Queries: map[string]Setting{}, Metrics: map[string]Setting{}, from: s.From})
		return nil
	}
	return c.Sources[len(c.Sources)-1].set(e, s)
}

func (source *Source) set(e entry, s Setting) error {
	switch e.key {
	case "kind":
		source.Kind = s
		return checkKind(s)
	case "path":
		if strings.HasPrefix(s.Value, "~") || strings.Contains(s.Value, "://") || strings.Contains(s.Value, "\x00") {
			return fault.New(fault.Invalid, opSources, "the path in "+s.From+" is not one of a file",
				"Write the whole path, or one that starts in the folder of plumb.yaml. An address is given with the key url.")
		}
		source.Path = Setting{absolute(s.Value, filepath.Dir(e.file)), s.From}
	case "url":
		source.URL = s
		return checkAddress(s, EnvSourceKey(source.Name))
	case "environment":
		source.Environment = s
	case "private":
		source.Private = s.Value == "true"
		return oneOf(s, "value of private", []string{"true", "false"})
	case "queries":
		source.Queries[e.item] = s
	case "metrics":
		source.Metrics[e.item] = s
	}
	return nil
}

const opSources = "config.sources"

func checkKind(s Setting) error {
	if _, known := kinds[s.Value]; known {
		return nil
	}
	err := fault.Newf(fault.Invalid, opSources, "the kind of source %q in %s is not known", s.Value, s.From)
	if near, ok := nearest.Word(s.Value, kindNames()); ok {
		return err.Do("Did you mean %s?", near)
	}
	return err.Do("Use one of %s.", strings.Join(kindNames(), ", "))
}

// secretWords are parts of the names of parameters whose values are nobody's business.
var secretWords = []string{"password", "passwd", "token", "secret", "apikey", "api_key", "api-key", "signature", "passfile"}

// checkAddress refuses an address that cannot be read or that holds a secret. What is wrong is said without showing it.
func checkAddress(s Setting, variable string) error {
	u, err := url.Parse(s.Value)
	if err != nil || u.Scheme == "" || u.Opaque != "" || u.Fragment != "" {
		return fault.New(fault.Invalid, opSources, "the address in "+s.From+" cannot be read", "Write it whole, such as url: https://prometheus.example")
	}
	_, password := u.User.Password()
	password = password || u.User != nil && slices.Contains(web, u.Scheme)
	for name := range u.Query() {
		password = password || slices.ContainsFunc(secretWords, func(word string) bool { return strings.Contains(strings.ToLower(name), word) })
	}
	if password {
		return fault.New(fault.Invalid, opSources, "the address in "+s.From+" holds a password, a key or a name to log in with",
			"Take it out, and give a password or key in the environment, as "+variable+".")
	}
	return nil
}

// finishSources checks each source as a whole, and all of them together, and takes their keys from the environment.
func (c *Config) finishSources(getenv func(string) string) error {
	slices.SortFunc(c.Sources, func(a, b Source) int { return cmp.Compare(a.Name, b.Name) })
	for i := range c.Sources {
		s := &c.Sources[i]
		if err := s.check(); err != nil {
			return err
		}
		s.Key = Secret{getenv(EnvSourceKey(s.Name))}
	}
	return checkTogether(c.Sources)
}

func (source Source) check() error {
	if source.Kind.Value == "" {
		return fault.Newf(fault.Invalid, opSources, "the source %s in %s has no kind", source.Name, source.from).
			Do("Add the key kind with one of %s.", strings.Join(kindNames(), ", "))
	}
	if err := source.checkPlace(); err != nil {
		return err
	}
	return source.checkQueries()
}

// checkPlace holds the keys that say where the source is against its kind.
func (source Source) checkPlace() error {
	k := kinds[source.Kind.Value]
	switch {
	case source.Path.Value != "" && k.path == never:
		return source.superfluous("path", source.Path)
	case source.URL.Value != "" && k.url == never:
		return source.superfluous("url", source.URL)
	case source.Environment.Value != "" && !k.environment:
		return source.superfluous("environment", source.Environment)
	case k.path == either && source.Path.Value != "" && source.URL.Value != "":
		return fault.Newf(fault.Invalid, opSources, "the source %s in %s has a path and a url", source.Name, source.from).Do("Keep one of the two.")
	case k.path == either && source.Path.Value == "" && source.URL.Value == "",
		k.path == always && source.Path.Value == "", k.url == always && source.URL.Value == "":
		return fault.Newf(fault.Invalid, opSources, "the source %s in %s does not say where it is", source.Name, source.from).Do("Add a line such as %s", k.example)
	case k.environment && !digits(source.Environment.Value):
		return fault.Newf(fault.Invalid, opSources, "the source %s in %s needs the number of its environment", source.Name, source.from).
			Do("Add the key environment: dbt shows the number in the address of the environment's page.")
	}
	if source.URL.Value == "" {
		return nil
	}
	u, err := url.Parse(source.URL.Value)
	if err != nil || !slices.Contains(k.schemes, u.Scheme) || u.Scheme != "postgres" && u.Scheme != "postgresql" && u.Host == "" {
		return fault.Newf(fault.Invalid, opSources, "the address in %s is not one of a source of kind %s", source.URL.From, source.Kind.Value).Do("Write it like %s", k.example)
	}
	return nil
}

func (source Source) superfluous(key string, s Setting) error {
	return fault.Newf(fault.Invalid, opSources, "a source of kind %s has no %s, in %s", source.Kind.Value, key, s.From).Do("Remove the line.")
}

// checkQueries finds queries that are nowhere written, and those that nothing would ask.
func (source Source) checkQueries() error {
	named := kinds[source.Kind.Value].queries
	if !named {
		for _, name := range slices.Sorted(maps.Keys(source.Queries)) {
			return source.superfluous("queries", source.Queries[name])
		}
		return nil
	}
	names := slices.Sorted(maps.Keys(source.Queries))
	for _, id := range slices.Sorted(maps.Keys(source.Metrics)) {
		bound := source.Metrics[id]
		if _, ok := source.Queries[bound.Value]; ok {
			continue
		}
		err := fault.Newf(fault.Invalid, opSources, "%s has no query %q, in %s", source.Name, bound.Value, bound.From)
		if near, ok := nearest.Word(bound.Value, names); ok {
			return err.Do("Did you mean %s?", near)
		}
		return err.Do("Write the query under queries of the source, and its name here.")
	}
	return nil
}

// checkTogether finds metrics that two sources claim, and sources that share the variable of their keys.
func checkTogether(sources []Source) error {
	claimed, variables := map[string]Setting{}, map[string]string{}
	for _, s := range sources {
		variable := EnvSourceKey(s.Name)
		if other, taken := variables[variable]; taken {
			return fault.Newf(fault.Invalid, opSources, "the sources %s and %s would share the key in %s, in %s", other, s.Name, variable, s.from).
				Do("Give one of them another name.")
		}
		variables[variable] = s.Name
		for _, id := range slices.Sorted(maps.Keys(s.Metrics)) {
			if other, taken := claimed[id]; taken {
				return fault.Newf(fault.Invalid, opSources, "the metric %s has two sources, in %s and %s", id, other.From, s.Metrics[id].From).Do("Keep one of the two lines.")
			}
			claimed[id] = s.Metrics[id]
		}
	}
	return nil
}

func digits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}
