package config

import (
	"encoding/json"
	"net/url"
	"regexp"
	"strings"

	"github.com/plumbline-dev/plumb/internal/fault"
)

// OnServer reports whether the database is on a PostgreSQL server: the value of Database is a URL then.
func (c Config) OnServer() bool { return isServer(c.Database.Value) }

func isServer(value string) bool {
	return strings.HasPrefix(value, "postgres://") || strings.HasPrefix(value, "postgresql://")
}

// keyValue matches how libpq writes a connection when it is no URL: https://www.postgresql.org/docs/current/libpq-connect.html.
var keyValue = regexp.MustCompile(`(?i)(?:^|[\s;])(?:host|hostaddr|port|dbname|database|user|password|passfile|service|sslmode|server|uid|pwd|connect_timeout|application_name|options)\s*=`)

// databasePlace gives the value of a setting of the database: a URL as it is, a path from the folder that it is meant from.
func databasePlace(s Setting, dir string) (string, error) {
	const op = "config.database"
	scheme, _, isURL := strings.Cut(s.Value, "://")
	switch {
	case isServer(s.Value):
		return s.Value, checkServer(s)
	case keyValue.MatchString(s.Value): // what it holds is left out: it may be a password
		return "", fault.New(fault.Invalid, op, "the database in "+s.From+" is written as key=value pairs, which plumb does not read",
			"Write it as a URL: postgres://USER:PASSWORD@HOST:5432/DATABASE")
	case isURL && strings.HasPrefix(strings.ToLower(scheme), "postgres"):
		return "", fault.New(fault.Invalid, op, "the database in "+s.From+" is a URL with another beginning than postgres://",
			"Write it as postgres://USER:PASSWORD@HOST:5432/DATABASE")
	case isURL, strings.HasPrefix(s.Value, "file:"), strings.ContainsAny(s.Value, "?\x00"):
		return "", fault.New(fault.Invalid, op, "the database in "+s.From+" is neither a file path nor a Postgres server",
			"Use a plain file path, such as database: plumb.db, or a URL, such as database: postgres://localhost/plumb")
	case strings.HasPrefix(s.Value, "~"):
		return "", fault.New(fault.Invalid, op, "the database in "+s.From+" starts with ~, which only a shell understands",
			"Write the whole path, or one that starts in the folder of plumb.yaml.")
	}
	return absolute(s.Value, dir), nil
}

// checkServer refuses a URL that names no database. What is wrong with one that cannot be read is left out: it may be the password.
func checkServer(s Setting) error {
	const op = "config.database"
	u, err := url.Parse(s.Value)
	if err != nil {
		return fault.New(fault.Invalid, op, "the URL of the database in "+s.From+" cannot be read",
			"Write it as postgres://USER:PASSWORD@HOST:5432/DATABASE, with % and two hex digits for special characters in the password.")
	}
	if strings.Trim(u.Path, "/") == "" {
		return fault.New(fault.Invalid, op, "the URL of the database in "+s.From+" names no database",
			"Write its name at the end: postgres://HOST/plumb")
	}
	return nil
}

// hidden stands for a password.
const hidden = "xxxxx"

// String gives the value for people to see: without the password, if it is a URL that has one.
func (s Setting) String() string {
	if !isServer(s.Value) {
		return s.Value
	}
	u, err := url.Parse(s.Value)
	if err != nil {
		return "postgres://" + hidden
	}
	query := u.Query()
	for name := range query {
		if strings.Contains(strings.ToLower(name), "password") {
			query.Set(name, hidden)
			u.RawQuery = query.Encode()
		}
	}
	return u.Redacted()
}

// GoString is String.
func (s Setting) GoString() string { return s.String() }

// MarshalJSON writes the value as [Setting.String] gives it.
func (s Setting) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Value string `json:"value"`
		From  string `json:"from"`
	}{s.String(), s.From})
}
