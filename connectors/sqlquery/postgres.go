package sqlquery

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/plumbline-dev/plumb/connectors/internal/web"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// postgresServer is a database on a PostgreSQL server.
type postgresServer struct {
	name   string
	config *pgx.ConnConfig
}

const connectTimeout = 10 * time.Second

// newPostgres reads the address of a server. The password is the one that is given and no other: neither the environment
// nor a file of passwords is asked, because an address may have come with somebody else's configuration.
func newPostgres(c Config, timeout time.Duration) (*postgresServer, error) {
	const op = "sqlquery.new"
	unreadable := fault.New(fault.Invalid, op, "the address of "+c.Name+" cannot be read", "Write it as postgres://USER@HOST:5432/DATABASE.")
	u, err := url.Parse(c.URL)
	if err != nil {
		return nil, unreadable
	}
	query := u.Query()
	if !c.Private {
		if err := demandEncryption(c.Name, query); err != nil {
			return nil, err
		}
	}
	u.RawQuery = query.Encode()
	config, err := pgx.ParseConfig(u.String())
	if err != nil {
		return nil, unreadable // what the driver says may repeat what is nobody's business
	}
	config.Password = c.Password
	config.ConnectTimeout = min(connectTimeout, timeout)
	config.MaxProtocolMessageBodyLen = mostBytes
	config.DefaultQueryExecMode = pgx.QueryExecModeDescribeExec // nothing is left behind on a connection that a pooler hands on
	config.DialFunc = web.Guard{Private: c.Private}.DialContext
	config.RuntimeParams["application_name"] = "plumb"
	return &postgresServer{name: c.Name, config: config}, nil
}

// demandEncryption has a server that anybody could stand in for prove who it is, and keeps it from asking for the password
// in the clear. Both can be loosened in the address, but not switched off.
func demandEncryption(name string, query url.Values) error {
	switch query.Get("sslmode") {
	case "":
		query.Set("sslmode", "verify-full")
	case "require", "verify-ca", "verify-full":
	default:
		return fault.Newf(fault.Invalid, "sqlquery.new", "the address of %s switches encryption off", name).
			Do("Remove sslmode, or set private: true where the server is in your own network.")
	}
	if query.Get("require_auth") == "" {
		query.Set("require_auth", "scram-sha-256")
	}
	return nil
}

func (*postgresServer) dialect() dialect { return postgresDialect }

func (e *postgresServer) open() (*sql.DB, error) { return stdlib.OpenDB(*e.config), nil }

func (*postgresServer) moment(t time.Time) string { return t.Format("2006-01-02 15:04:05.999999+00") }

// limit has nothing to do: the length of a message is bounded where connections are made.
func (*postgresServer) limit(*sql.Conn) error { return nil }

// prepare says in the transaction how it runs, rather than when connecting: poolers refuse settings they do not know. The
// transaction is read only from its beginning, see transaction.
func (*postgresServer) prepare(ctx context.Context, tx *sql.Tx, timeout time.Duration) error {
	limit := strconv.FormatInt(max(1, timeout.Milliseconds()), 10)
	_, err := tx.ExecContext(ctx, `SELECT set_config('statement_timeout', $1, true), set_config('lock_timeout', $1, true),
		set_config('idle_in_transaction_session_timeout', $2, true), set_config('TimeZone', 'UTC', true),
		set_config('DateStyle', 'ISO', true), set_config('standard_conforming_strings', 'on', true)`,
		limit, strconv.FormatInt((timeout+grace).Milliseconds(), 10))
	return err
}

// cautions looks at what the role may do besides reading.
func (*postgresServer) cautions(ctx context.Context, tx *sql.Tx) ([]string, error) {
	var role string
	var super, files bool
	err := tx.QueryRowContext(ctx, `SELECT current_user, rolsuper,
		pg_has_role(current_user, 'pg_read_server_files', 'MEMBER') OR pg_has_role(current_user, 'pg_write_server_files', 'MEMBER')
			OR pg_has_role(current_user, 'pg_execute_server_program', 'MEMBER')
		FROM pg_roles WHERE rolname = current_user`).Scan(&role, &super, &files)
	if err != nil {
		return nil, err
	}
	if super {
		return []string{fmt.Sprintf("the role %s is a superuser and may do everything: give plumb one that may only read", role)}, nil
	}
	var out []string
	if files {
		out = append(out, fmt.Sprintf("the role %s may read or write files of the server, or run programs on it: give plumb one that may only read tables", role))
	}
	var writable string
	err = tx.QueryRowContext(ctx, `SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE c.relkind IN ('r', 'p', 'v', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_'
		AND has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
		ORDER BY 1 LIMIT 1`).Scan(&writable)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return out, nil
	case err != nil:
		return nil, err
	}
	return append(out, fmt.Sprintf("the role %s may change the table %s: give plumb one that may only read", role, writable)), nil
}

// describe makes a fault of what the server or the driver says. The classes are those of
// https://www.postgresql.org/docs/current/errcodes-appendix.html.
func (e *postgresServer) describe(err error) *fault.Error {
	const op = "sqlquery.ask"
	if web.Barred(err) {
		return fault.New(fault.Invalid, op, e.name+" was not asked: its address is in a private network, or is none",
			"Set private: true for the source if the server is on this machine or in your own network.")
	}
	if said, ok := errors.AsType[*pgconn.PgError](err); ok {
		return e.describeCode(said)
	}
	if refused, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return e.describeConnecting(refused)
	}
	if timeout, ok := errors.AsType[net.Error](err); ok && timeout.Timeout() {
		return fault.New(fault.Unavailable, op, e.name+" did not answer in time", "Try again later.")
	}
	if isNetwork(err) {
		return fault.New(fault.Unavailable, op, "the connection to "+e.name+" broke", "Try again later.")
	}
	return nil
}

func (e *postgresServer) describeCode(said *pgconn.PgError) *fault.Error {
	const op = "sqlquery.ask"
	text := fmt.Sprintf("%s says: %s (%s)", e.name, said.Message, said.Code)
	switch {
	case strings.HasPrefix(said.Code, "28"):
		return fault.Newf(fault.Unauthorised, op, "%s does not let %s in (%s)", e.name, e.config.User, said.Code).
			Do("Look at the user in its address, and give the password in the environment, as the key of the source.")
	case said.Code == "42501":
		return fault.New(fault.Unauthorised, op, text, "Let the role read what the query reads.")
	case said.Code == "57014":
		return fault.New(fault.Unavailable, op, "the query took too long and "+e.name+" ended it", "Make the query faster, or ask it for less.")
	case said.Code == "25006":
		return fault.New(fault.Invalid, op, text, "Have the query only read: nothing may be changed through plumb.")
	case said.Code == "3D000":
		return fault.New(fault.NotFound, op, text, "Look at the name of the database in the address of the source.")
	case strings.HasPrefix(said.Code, "08"), strings.HasPrefix(said.Code, "40"), strings.HasPrefix(said.Code, "53"),
		strings.HasPrefix(said.Code, "57"), strings.HasPrefix(said.Code, "58"), said.Code == "55P03":
		return fault.New(fault.Unavailable, op, text, "Try again later.")
	}
	return fault.New(fault.Invalid, op, text, "Correct the query in the configuration.")
}

// describeConnecting leaves out what the driver says: it repeats the address.
func (e *postgresServer) describeConnecting(err error) *fault.Error {
	const op = "sqlquery.connect"
	if dns, ok := errors.AsType[*net.DNSError](err); ok && dns.IsNotFound {
		return fault.New(fault.Unavailable, op, e.name+" cannot be found: no such host", "Look whether its address is right, and whether this machine is on the network.")
	}
	if strings.Contains(err.Error(), "require_auth") || strings.Contains(err.Error(), "authentication method") {
		return fault.New(fault.Unauthorised, op, e.name+" asks for the password in a way that could give it away",
			"Have the server use scram-sha-256, or allow what it uses with require_auth=md5 in its address.")
	}
	if strings.Contains(err.Error(), "refused TLS") {
		return fault.New(fault.Invalid, op, e.name+" does not speak TLS", "Switch it on in the server, or set private: true where the server is in your own network.")
	}
	if strings.Contains(err.Error(), "tls") || strings.Contains(err.Error(), "x509") || strings.Contains(err.Error(), "TLS") {
		return fault.New(fault.Invalid, op, e.name+" could not show by a certificate that it is the server that is meant",
			"Name its authority in the address, with sslrootcert=FILE, or go without the proof, with sslmode=require.")
	}
	return fault.New(fault.Unavailable, op, e.name+" does not take connections", "Look whether it runs and whether its address and port are right.")
}

func isNetwork(err error) bool {
	if pgconn.SafeToRetry(err) {
		return true
	}
	_, isOp := errors.AsType[*net.OpError](err)
	text := err.Error()
	return isOp || strings.Contains(text, "EOF") || strings.Contains(text, "conn closed") || strings.Contains(text, "bad connection")
}
