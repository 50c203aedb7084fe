package csvfile_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/connectors"
	"github.com/plumbline-dev/plumb/connectors/csvfile"
	"github.com/plumbline-dev/plumb/connectors/sourcetest"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/semantic"
)

var orders = semantic.Metric{Namespace: "shop", Name: "orders"}

func day(month time.Month, d int) time.Time { return time.Date(2026, month, d, 0, 0, 0, 0, time.UTC) }

// march asks for the four weeks from 2 to 29 March.
func march() connectors.Request {
	return connectors.Request{Metric: orders, Period: semantic.Week, From: day(time.March, 2), To: day(time.March, 30), AsOf: day(time.March, 30)}
}

func TestTextThatChangesIsReadAnew(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	write := func(content string) {
		require.NoError(t, os.WriteFile(filepath.Join(folder, "readings.csv"), []byte(content), 0o600))
	}
	s, err := csvfile.New(csvfile.Config{Name: "books", Folder: folder, Path: "readings.csv"})
	require.NoError(t, err)
	for _, value := range []string{"5", "6", "7"} {
		write("metric,period,value\norders,2026-03-02," + value + "\nvisits,2026-03-02,9\n")
		for range 2 {
			got, err := s.Readings(t.Context(), march())
			require.NoError(t, err)
			require.Equal(t, "03-02="+value, shown(got.Readings))
		}
	}
	write("metric,period,value\n")
	_, err = s.Readings(t.Context(), march())
	require.ErrorContains(t, err, "readings.csv has no rows below its head")
}

func source(t *testing.T, content string) *csvfile.Source {
	t.Helper()
	folder := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(folder, "readings.csv"), []byte(content), 0o600))
	s, err := csvfile.New(csvfile.Config{Name: "books", Folder: folder, Path: "readings.csv"})
	require.NoError(t, err)
	return s
}

func shown(readings []connectors.Reading) string {
	parts := make([]string, 0, len(readings))
	for _, r := range readings {
		part := fmt.Sprintf("%s=%v", r.Start.Format("01-02"), r.Value)
		if r.Parts != nil {
			part += fmt.Sprintf("(%v/%v)", r.Parts.Numerator, r.Parts.Denominator)
		}
		if !r.Complete {
			part += "?"
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, " ")
}

func TestReadings(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		in       string
		change   func(*connectors.Request)
		want     string
		warnings []string
	}{
		"weeks of the window": {
			in:   "period,value\n2026-03-23,4\n2026-03-02,1\n2026-02-23,9\n2026-03-09,2\n2026-03-16,3\n2026-03-30,9\n",
			want: "03-02=1 03-09=2 03-16=3 03-23=4",
		},
		"tabs, decimal commas, blank cells": {
			in:   "period\tvalue\tnote\n2026-W10\t1.234,5\tx\n2026-W11\t\t\n2026-W12\t2,25\t\n",
			want: "03-02=1234.5 03-16=2.25",
		},
		"a rate": {
			in:   "period,numerator,denominator,complete\n2026-03-02,3,100,true\n2026-03-09,4,200,no\n2026-03-16,0,0,\n",
			want: "03-02=0.03(3/100) 03-09=0.02(4/200)?",
		},
		"a partial newest period": {
			in:     "period,value\n2026-03-02,1\n2026-03-09,2\n2026-03-16,3\n",
			change: func(r *connectors.Request) { r.AsOf = day(time.March, 20) },
			want:   "03-02=1 03-09=2 03-16=3?",
		},
		"rows of the query": {
			in:     "metric,period,value\norders,2026-03-02,1\nshop.orders,2026-03-02,2\nnet,2026-03-02,3\n",
			change: func(r *connectors.Request) { r.Query = "net" },
			want:   "03-02=3",
		},
		"rows of the id": {
			in:   "metric,period,value\norders,2026-03-02,1\nshop.orders,2026-03-02,2\nnet,2026-03-02,3\n",
			want: "03-02=2",
		},
		"rows of the name, beside a metric written in another way": {
			in:   "metric,period,value\norders,2026-03-02,1\nshare,2026-03,3%\nshare,2026-04,twelve\n",
			want: "03-02=1",
		},
		"what was reported later was not known": {
			in:     "period,value,reported\n2026-03-02,10,2026-03-09\n2026-03-09,20,2026-03-16\n2026-03-02,11,2026-03-18T07:00:00Z\n2026-03-16,30,2026-03-23\n",
			change: func(r *connectors.Request) { r.AsOf = day(time.March, 16) },
			want:   "03-02=10 03-09=20",
		},
		"what was reported last counts, in whichever line": {
			in:   "period,value,reported\n2026-03-02,11,2026-03-18T09:00:00+02:00\n2026-03-02,10,2026-03-09\n2026-03-09,20,2026-03-16 08:00\n2026-03-02,9,\n",
			want: "03-02=11 03-09=20",
		},
		"a value that is taken back": {
			in:   "period,value,reported\n2026-03-02,10,2026-03-09\n2026-03-02,,2026-03-12\n2026-03-09,20,\n",
			want: "03-09=20",
		},
		"the same twice": {
			in:       "period,value\n2026-03-02,1\n2026-03-09,2\n2026-03-02,1.0\n",
			want:     "03-02=1 03-09=2",
			warnings: []string{"2026-03-02: lines 2 and 4 say the same"},
		},
		"a blank beside a value": {
			in:   "period,value\n2026-03-02,\n2026-03-02,1\n",
			want: "03-02=1",
		},
		"weeks from Sunday": {
			in:       "period,value\n2026-03-01,1\n2026-03-08,2\n2026-03-15,3\n",
			want:     "03-02=1 03-09=2 03-16=3",
			warnings: []string{"its weeks are dated on a Sunday: each was taken for the week from Monday that it shares most days with"},
		},
		"weeks from Wednesday": {
			in:       "period,value\n2026-03-04,1\n2026-03-11,2\n2026-03-18,3\n",
			want:     "03-02=1 03-09=2 03-16=3",
			warnings: []string{"its weeks are dated on a Wednesday: each was taken for the week from Monday that it shares most days with"},
		},
		"months": {
			in: "month,value\n2026-01,1\n2026-02,2\n2026-03,3\n",
			change: func(r *connectors.Request) {
				r.Period, r.From, r.To = semantic.Month, day(time.January, 1), day(time.April, 1)
			},
			want: "01-01=1 02-01=2 03-01=3?",
		},
		"days over a change of the clock": {
			in: "period,value\n2026-03-28T00:00:00+01:00,1\n2026-03-29T00:00:00+01:00,2\n2026-03-30T00:00:00+02:00,3\n",
			change: func(r *connectors.Request) {
				r.Period, r.From, r.To, r.AsOf = semantic.Day, day(time.March, 28), day(time.March, 31), day(time.March, 31)
			},
			want: "03-28=1 03-29=2 03-30=3",
		},
		"nothing in the window": {in: "period,value\n2024-03-04,1\n", want: ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := march()
			if c.change != nil {
				c.change(&r)
			}
			s := source(t, c.in)
			require.NoError(t, s.Check(t.Context()))
			got, err := s.Readings(t.Context(), r)
			require.NoError(t, err)
			require.Equal(t, c.want, shown(got.Readings))
			require.Equal(t, c.warnings, got.Warnings)
			require.Contains(t, got.Statement, "readings.csv")
		})
	}
}

func TestReadingsRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		in     string
		says   string
		kind   fault.Kind
		change func(*connectors.Request)
	}{
		"two values": {"period,value\n2026-03-02,1\n2026-03-09,2\n2026-03-02,3\n", "has two values for 2026-03-02, in lines 2 and 4", fault.Invalid, nil},
		"two values reported at once": {
			"period,value,reported\n2026-03-02,1,2026-03-09\n2026-03-02,3,2026-03-09T00:00:00Z\n", "in lines 2 and 3", fault.Invalid, nil,
		},
		"a value and a vanished rate": {"period,value,numerator,denominator\n2026-03-02,1,1,1\n2026-03-02,1,,\n", "two values", fault.Invalid, nil},
		"a column that vanished":      {"period,amount\n2026-03-02,1\n", `names no column value; its columns are "period", "amount"`, fault.Invalid, nil},
		"a metric that is not there":  {"metric,period,value\nnet,2026-03-02,1\ngross,2026-03-02,1\n", `no rows of the metric "shop.orders"; it has "net", "gross"`, fault.NotFound, nil},
		"a text":                      {"period,value\n2026-03-02,about 12\n", `line 2: the value "about 12" is not a number`, fault.Invalid, nil},
		"a reported that is no time":  {"period,value,reported\n2026-03-02,1,soon\n", `line 2: the reported "soon" is no date and no time`, fault.Invalid, nil},
		"days for weeks":              {"period,value\n2026-03-02,1\n2026-03-03,2\n2026-03-04,1\n2026-03-11,1\n2026-03-12,1\n2026-03-19,3\n", "a value a day, and one a week is asked for", fault.Invalid, nil},
		"months for weeks":            {"period,value\n2026-03,1\n", "a value a month, and one a week is asked for", fault.Invalid, nil},
		"dates of months for weeks":   {"period,value\n2026-01-01,1\n2026-02-01,1\n2026-03-01,1\n", "a value a month", fault.Invalid, nil},
		"weeks for days": {
			"period,value\n2026-03-02,1\n2026-03-09,1\n2026-03-16,1\n", "a value a week, and one a day is asked for", fault.Invalid,
			func(r *connectors.Request) { r.Period = semantic.Day },
		},
		"nothing": {"", "is empty", fault.Invalid, nil},
		"a page":  {"<!DOCTYPE html><html></html>", "names no column period", fault.Invalid, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := march()
			if c.change != nil {
				c.change(&r)
			}
			_, err := source(t, c.in).Readings(t.Context(), r)
			require.ErrorContains(t, err, c.says)
			require.Equal(t, c.kind, fault.KindOf(err))
			require.NotEmpty(t, fault.Next(err))
		})
	}
}

// A correction that became known on the 18th is there from then on, and not before.
func TestRestatementsCanBeReplayed(t *testing.T) {
	t.Parallel()
	s := source(t, "period,value,reported\n2026-03-02,10,2026-03-09\n2026-03-02,12,2026-03-18\n")
	r := march()
	for asOf, want := range map[int]string{8: "", 9: "03-02=10", 17: "03-02=10", 18: "03-02=12", 30: "03-02=12"} {
		r.AsOf = day(time.March, asOf)
		got, err := s.Readings(t.Context(), r)
		require.NoError(t, err)
		require.Equal(t, want, shown(got.Readings), asOf)
	}
}

func TestAFileForEachMetric(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for name, value := range map[string]string{"orders": "1", "net": "2"} {
		require.NoError(t, os.WriteFile(filepath.Join(folder, name+".csv"), []byte("period,value\n2026-03-02,"+value+"\n"), 0o600))
	}
	require.NoError(t, os.Mkdir(filepath.Join(folder, "inner"), 0o700))
	s, err := csvfile.New(csvfile.Config{Name: "books", Folder: filepath.Join(folder, "inner"), Path: "../{query}.csv"})
	require.NoError(t, err)
	require.NoError(t, s.Check(t.Context()))
	r := march()
	hashes := map[string]bool{}
	for query, want := range map[string]string{"": "03-02=1", "net": "03-02=2"} {
		r.Query = query
		got, err := s.Readings(t.Context(), r)
		require.NoError(t, err)
		require.Equal(t, want, shown(got.Readings))
		hashes[got.QueryHash] = true
	}
	require.Len(t, hashes, 2)
	r.Query = "gross"
	_, err = s.Readings(t.Context(), r)
	require.Equal(t, fault.NotFound, fault.KindOf(err))
	for _, query := range []string{"../secret", "a/b", `a\b`, "..", ".hidden", "%2e%2e", "a\x00b", strings.Repeat("a", 200), "{query}", "a?b", "a#b"} {
		r.Query = query
		_, err = s.Readings(t.Context(), r)
		require.ErrorContains(t, err, "cannot be a part of a file name", query)
		require.Equal(t, fault.Invalid, fault.KindOf(err))
	}
	gone, err := csvfile.New(csvfile.Config{Name: "books", Folder: folder, Path: "gone/{query}.csv"})
	require.NoError(t, err)
	require.Equal(t, fault.NotFound, fault.KindOf(gone.Check(t.Context())))
}

func TestFilesThatCannotBeRead(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	large := filepath.Join(folder, "large.csv")
	require.NoError(t, os.WriteFile(large, nil, 0o600))
	require.NoError(t, os.Truncate(large, 17<<20))
	for path, kind := range map[string]fault.Kind{"none.csv": fault.NotFound, ".": fault.Invalid, "large.csv": fault.Invalid, "/dev/zero": fault.Invalid} {
		s, err := csvfile.New(csvfile.Config{Name: "books", Folder: folder, Path: path})
		require.NoError(t, err)
		_, err = s.Readings(t.Context(), march())
		require.Equal(t, kind, fault.KindOf(err), "%v", err)
		require.NotEmpty(t, fault.Next(err))
		require.Equal(t, connectors.Permanent, connectors.ClassOf(s.Check(t.Context())))
	}
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	for says, c := range map[string]csvfile.Config{
		"needs a path or a url":               {},
		"path or a url, and not both":         {Path: "a.csv", URL: "https://example.com"},
		"in its host":                         {URL: "https://{query}.example.com/a.csv"},
		"neither http nor https":              {URL: "ftp://example.com/a.csv"},
		"which sends everything in the clear": {URL: "http://example.com/a.csv"},
		"holds a name or a password":          {URL: "https://me:secret@example.com/a.csv"},
	} {
		c.Name = "books"
		_, err := csvfile.New(c)
		require.ErrorContains(t, err, says)
		require.Equal(t, fault.Invalid, fault.KindOf(err))
		require.NotContains(t, err.Error(), "secret")
	}
}

const weeks = "period,numerator,denominator\n2026-02-23,9,90\n2026-03-02,1,100\n2026-03-09,2,100\n2026-03-16,3,100\n2026-03-23,4,100\n2026-03-30,5,100\n"

func TestContract(t *testing.T) {
	t.Parallel()
	text := func(body string) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/csv")
			_, _ = w.Write([]byte(body))
		})
	}
	var want []connectors.Reading
	for i, start := range march().Starts() {
		n := float64(i + 1)
		want = append(want, connectors.Reading{Start: start, Value: n / 100, Parts: &connectors.Parts{Numerator: n, Denominator: 100}, Complete: true})
	}
	sourcetest.Run(t, sourcetest.Contract{
		Open: func(t *testing.T, s sourcetest.Server) connectors.Source {
			t.Helper()
			source, err := csvfile.New(csvfile.Config{Name: "books", URL: s.URL + "/pub?output=csv&sig=0123456789abcdef", Key: s.Key, Private: true, Pause: s.Pause})
			require.NoError(t, err)
			return source
		},
		Request: march(),
		Want:    want,
		Good:    func() http.Handler { return text(weeks) },
		Odd: func(value string) http.Handler {
			body := strings.Replace(weeks, "2026-03-02,1,", "2026-03-02,"+value+",", 1)
			if value == "" {
				body = strings.Replace(weeks, "2026-03-02,1,100", "2026-03-02,,", 1)
			}
			return text(body)
		},
		Cut: true,
	})
}

func TestAddresses(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.RequestURI() {
		case "/d/net/pub?output=csv&gid=0": // as a spreadsheet does it that is published
			http.Redirect(w, r, "/d/net/moved?sig=x", http.StatusTemporaryRedirect)
		case "/d/net/moved?sig=x":
			w.Header().Set("Content-Type", "text/csv")
			_, _ = w.Write([]byte("\ufeffperiod,value\r\n2026-03-02,7"))
		case "/d/echo/pub?output=csv&gid=0":
			_, _ = w.Write([]byte(r.Header.Get("Authorization") + ",value\n1,2\n"))
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(server.Close)
	s, err := csvfile.New(csvfile.Config{Name: "books", URL: server.URL + "/d/{query}/pub?output=csv&gid=0", Key: "k-0123456789", Private: true})
	require.NoError(t, err)
	require.NoError(t, s.Check(t.Context()))
	r := march()
	r.Query = "net"
	got, err := s.Readings(t.Context(), r)
	require.NoError(t, err)
	require.Equal(t, "03-02=7", shown(got.Readings))
	require.Equal(t, server.URL+"/d/net/pub?output=csv&gid=0", got.Statement)
	r.Query = "gross"
	_, err = s.Readings(t.Context(), r)
	require.Equal(t, fault.NotFound, fault.KindOf(err))
	r.Query = "echo"
	_, err = s.Readings(t.Context(), r)
	require.ErrorContains(t, err, "names no column period")
	require.NotContains(t, err.Error(), "k-0123456789")
}
