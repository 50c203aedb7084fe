// Package csvfile reads the values of metrics from comma, semicolon or tab separated text: a file, or what an address
// answers, such as a Google Sheet that is published to the web as CSV
// (https://support.google.com/docs/answer/183965).
//
// The columns are period and value, or numerator and denominator, and if they are there
//
//   - complete: false for a period that was not over,
//   - metric: for text that holds several metrics; the rows of the request's query are taken, or else those of the
//     metric's id or name,
//   - reported: the date or time from which on the value was known. Rows that were reported after the request's AsOf are
//     passed over, and of those that are left the one that was reported last counts for its period, so that what was known
//     on a day can be said later.
//
// Periods are written as dates of their first day, or as 2026-W10, 2026-03, 2026-Q1 or 2026. Weeks that are dated on
// another weekday than Monday are taken for the weeks from Monday that they share most days with.
package csvfile

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/plumbline-dev/plumb/agent/signal"
	"github.com/plumbline-dev/plumb/connectors"
	"github.com/plumbline-dev/plumb/connectors/internal/web"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// Config says where the text is. Path or URL may contain {query}, which stands for the query of the request, or if that
// is empty for the name of the metric: a file a metric.
type Config struct {
	Name    string // of the source, for errors
	Folder  string // that Path starts from
	Path    string // of a file; "" when there is a URL
	URL     string
	Key     string // sent to the host of URL as a bearer token; "" for none
	Private bool   // the host of URL may be in a private network
	// Pause waits before the host is asked once more; nil waits on the clock.
	Pause func(context.Context, time.Duration) error
}

// Source reads one file, or one address.
type Source struct {
	name   string
	folder string
	path   string
	url    string
	web    *web.Client // nil for files

	reading sync.Mutex // held while text is read into a table
	last    parsed
}

// parsed is text that was read into a table.
type parsed struct {
	at      string
	content []byte
	table   signal.Table
}

const (
	opNew  = "csvfile.new"
	opRead = "csvfile.read"

	queryMark = "{query}"
	maxBytes  = 16 << 20
)

// New makes a source. Errors are Invalid; whether the text is there shows when it is read.
func New(c Config) (*Source, error) {
	s := &Source{name: c.Name, folder: c.Folder, path: c.Path, url: c.URL}
	switch {
	case (c.Path == "") == (c.URL == ""):
		return nil, fault.Newf(fault.Invalid, opNew, "%s needs a path or a url, and not both", c.Name).Do("Say where its CSV is: path: readings.csv")
	case c.Path != "":
		return s, nil
	}
	start, _, _ := strings.Cut(c.URL, queryMark)
	if u, err := url.Parse(start); err == nil && u.Path == "" && u.RawQuery == "" && start != c.URL {
		return nil, fault.Newf(fault.Invalid, opNew, "the address of %s has %s in its host", c.Name, queryMark).Do("Put it into the path: https://example.com/%s.csv", queryMark)
	}
	header := http.Header{}
	if c.Key != "" {
		header.Set("Authorization", "Bearer "+c.Key)
	}
	var err error
	s.web, err = web.New(web.Config{
		Source: c.Name, BaseURL: strings.ReplaceAll(c.URL, queryMark, "query"), Header: header, Private: c.Private, MaxBytes: maxBytes, Pause: c.Pause,
	})
	return s, err
}

// Readings gives the values of a metric.
func (s *Source) Readings(ctx context.Context, r connectors.Request) (connectors.Result, error) {
	if err := r.Check(); err != nil {
		return connectors.Result{}, err
	}
	at, err := s.place(r)
	if err != nil {
		return connectors.Result{}, err
	}
	table, err := s.table(ctx, at)
	if err != nil {
		return connectors.Result{}, err
	}
	rows, of, err := s.rowsOf(table, r)
	if err != nil {
		return connectors.Result{}, err
	}
	result, err := s.collect(rows, r)
	if err != nil {
		return connectors.Result{}, s.hide(err)
	}
	result.Statement = s.hideText(at) + of
	result.QueryHash = connectors.Hash("csv", result.Statement)
	return result, nil
}

// Check reads the text. Where there is one for each metric, it looks whether the folder or the host is there.
func (s *Source) Check(ctx context.Context) error {
	switch {
	case !strings.Contains(s.path+s.url, queryMark):
		_, err := s.table(ctx, s.path+s.url)
		return err
	case s.web != nil:
		_, err := s.web.Follow(ctx, "/")
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		return err
	}
	return s.checkFolder()
}

// simple is a query that may become a part of a path or an address: it leads nowhere else.
var simple = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$`)

// place gives the path or the address that the request is about.
func (s *Source) place(r connectors.Request) (string, error) {
	at := s.path + s.url
	if !strings.Contains(at, queryMark) {
		return at, nil
	}
	query := r.Query
	if query == "" {
		query = r.Metric.Name
	}
	if !simple.MatchString(query) {
		return "", fault.Newf(fault.Invalid, opRead, "the query %q of %s cannot be a part of a file name", shown(query), r.Metric.ID()).
			Do("Use letters, digits, dots, dashes and underscores.")
	}
	return strings.ReplaceAll(at, queryMark, query), nil
}

// table reads the text and finds its columns.
func (s *Source) table(ctx context.Context, at string) (signal.Table, error) {
	if s.web == nil {
		content, err := s.readFile(at)
		if err != nil {
			return signal.Table{}, err
		}
		return s.parse(at, filepath.ToSlash(at), content)
	}
	answer, err := s.web.Follow(ctx, at)
	switch {
	case err != nil:
		return signal.Table{}, err
	case answer.Page():
		return signal.Table{}, s.web.PageError()
	}
	table, err := s.parse(at, s.name, answer.Body)
	return table, s.hide(err)
}

// parse reads text into a table. Text that is what it was the last time, as when many metrics are in one file, is read once.
func (s *Source) parse(at, name string, content []byte) (signal.Table, error) {
	s.reading.Lock()
	defer s.reading.Unlock()
	if s.last.content != nil && s.last.at == at && bytes.Equal(s.last.content, content) {
		return s.last.table, nil
	}
	table, err := signal.ReadTable(name, content)
	if err == nil {
		s.last = parsed{at, content, table}
	}
	return table, err
}

// hide keeps what a host answered from repeating in an error what was sent to it.
func (s *Source) hide(err error) error {
	if err == nil || s.web == nil {
		return err
	}
	return fault.New(fault.KindOf(err), opRead, s.web.Quote(err.Error()), s.web.Quote(fault.Next(err)))
}

func (s *Source) hideText(text string) string {
	if s.web == nil {
		return text
	}
	return s.web.Hide(text)
}
