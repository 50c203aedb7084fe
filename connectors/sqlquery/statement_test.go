package sqlquery

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/internal/fault"
)

func TestParse(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		dialect     dialect
		query, want string
		places      []string
	}{
		"parameters":            {postgresDialect, "SELECT a WHERE b >= :from AND c < :to AND d=:metric_id", "SELECT a WHERE b >= $1 AND c < $2 AND d=$3", []string{"from", "to", "metric_id"}},
		"one twice":             {postgresDialect, "SELECT :from, :from", "SELECT $1, $2", []string{"from", "from"}},
		"a cast":                {postgresDialect, "SELECT x::date, :from::date", "SELECT x::date, $1::date", []string{"from"}},
		"a string":              {postgresDialect, "SELECT ':from it''s :to', :to", "SELECT ':from it''s :to', $1", []string{"to"}},
		"a string with escapes": {postgresDialect, `SELECT E'\':from', :to`, `SELECT E'\':from', $1`, []string{"to"}},
		"a plain backslash":     {postgresDialect, `SELECT '\', :to, 'x'`, `SELECT '\', $1, 'x'`, []string{"to"}},
		"a name":                {postgresDialect, `SELECT "a;:from""b" FROM t`, `SELECT "a;:from""b" FROM t`, nil},
		"dollars":               {postgresDialect, "SELECT $$;:from$$, $a$ $$ :to $a$, :to", "SELECT $$;:from$$, $a$ $$ :to $a$, $1", []string{"to"}},
		"a dollar in a name":    {postgresDialect, "SELECT a$b$ FROM t WHERE x = :to", "SELECT a$b$ FROM t WHERE x = $1", []string{"to"}},
		"comments":              {postgresDialect, "SELECT 1 -- :x; '\n/* ' /* ; */ :y */, :to", "SELECT 1 -- :x; '\n/* ' /* ; */ :y */, $1", []string{"to"}},
		"a comment first":       {postgresDialect, "-- counts\nSELECT 1", "-- counts\nSELECT 1", nil},
		"a comment of SQLite":   {sqliteDialect, "SELECT /* /* */ :to", "SELECT /* /* */ ?", []string{"to"}},
		"names of SQLite":       {sqliteDialect, "SELECT [a:from], `b;` WHERE :to", "SELECT [a:from], `b;` WHERE ?", []string{"to"}},
		"a slice":               {postgresDialect, "SELECT a[1 : 2], b[:from]", "SELECT a[1 : 2], b[$1]", []string{"from"}},
		"the end":               {postgresDialect, "SELECT 1 ; -- done\n", "SELECT 1  -- done\n", nil},
		"with":                  {postgresDialect, "wItH a AS (SELECT 1) SELECT * FROM a", "wItH a AS (SELECT 1) SELECT * FROM a", nil},
		"a JSON operator":       {postgresDialect, "SELECT a @> '{}', b ? 'c'", "SELECT a @> '{}', b ? 'c'", nil},
		"letters of the world":  {postgresDialect, "SELECT größe FROM t", "SELECT größe FROM t", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := parse(c.query, c.dialect)
			require.NoError(t, err)
			require.Equal(t, c.want, got.text)
			require.Equal(t, c.places, got.places)
		})
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		dialect           dialect
		query, want, next string
	}{
		"nothing":                {postgresDialect, " -- nothing\n", "it is empty", "Write a SELECT"},
		"another statement":      {postgresDialect, "DELETE FROM t", "it begins with DELETE", "only reads"},
		"a program":              {postgresDialect, "COPY t TO PROGRAM 'x'", "it begins with COPY", "only reads"},
		"two statements":         {postgresDialect, "SELECT 1;\nDROP TABLE t", "more than one statement (line 2 of the query)", "Keep one"},
		"the end of the work":    {postgresDialect, "COMMIT; DROP TABLE t", "more than one statement", "Keep one"},
		"an end, and then some":  {postgresDialect, "SELECT 1; COMMIT", "more than one statement", "Keep one"},
		"two ends":               {postgresDialect, "SELECT 1;;", "more than one statement", "Keep one"},
		"a hidden end":           {postgresDialect, "SELECT E'\\'; '; DROP TABLE t", "more than one statement", "Keep one"},
		"a bracket":              {postgresDialect, "(SELECT 1)", "it begins with (", "Begin it"},
		"an unknown parameter":   {postgresDialect, "SELECT :form", "it asks for :form", "Did you mean :from?"},
		"another parameter":      {postgresDialect, "SELECT :customer", "it asks for :customer", "Use :from, :to, :as_of"},
		"a number for one":       {postgresDialect, "SELECT $1", "begins with $", "Use :from"},
		"one of SQLite":          {sqliteDialect, "SELECT @a", "begins with @", "Use :from"},
		"a question mark":        {sqliteDialect, "SELECT ?", "begins with ?", "Use :from"},
		"an open string":         {postgresDialect, "SELECT 'a", "a quote that is not closed", "Close it"},
		"an open dollar string":  {postgresDialect, "SELECT $a$ $b$", "a string that $a$ begins", "Close it"},
		"an open comment":        {postgresDialect, "SELECT 1 /* /* */", "a comment that is not closed", "Close it"},
		"a byte of zero":         {postgresDialect, "SELECT 1\x00", "a byte of zero", "Remove it"},
		"an attached file":       {sqliteDialect, "ATTACH 'x' AS y", "it begins with ATTACH", "only reads"},
		"an assignment of sorts": {sqliteDialect, "PRAGMA query_only = off", "it begins with PRAGMA", "only reads"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := parse(c.query, c.dialect)
			require.ErrorContains(t, err, c.want)
			require.Equal(t, fault.Invalid, fault.KindOf(err))
			require.Contains(t, fault.Next(err), c.next)
		})
	}
}

// FuzzParse holds what is given to the database against what was written: only parameters differ, and nothing follows a
// semicolon outside of quotes.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{"SELECT :from", "SELECT $$a$$;", "SELECT 'a''b' /* c */ -- d\n", "WITH a AS (SELECT E'\\'') SELECT [b], `c`", "SELECT $a", "SELECT \xff:to"} {
		f.Add(seed, true)
		f.Add(seed, false)
	}
	f.Fuzz(func(t *testing.T, query string, sqlite bool) {
		d := postgresDialect
		if sqlite {
			d = sqliteDialect
		}
		s, err := parse(query, d)
		if err != nil {
			require.Equal(t, fault.Invalid, fault.KindOf(err))
			require.NotEmpty(t, fault.Next(err))
			return
		}
		written := s.text
		for i, name := range s.places {
			mark := d.placeholder(i + 1)
			at := strings.Index(written, mark)
			require.GreaterOrEqual(t, at, 0)
			written = written[:at] + strings.Repeat(" ", len(mark)) + written[at+len(mark):]
			require.Contains(t, parameters, name)
		}
		require.LessOrEqual(t, len(s.text), len(query)+len(s.places)*8)
	})
}
