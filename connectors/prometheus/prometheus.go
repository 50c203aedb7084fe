// Package prometheus reads the values of metrics from a Prometheus, or from another system that speaks its HTTP API
// (https://prometheus.io/docs/prometheus/latest/querying/api/).
//
// A query is PromQL, or the name of one in the configuration. It is evaluated once a period, a millisecond before the
// period ends in UTC, so that a range of the length of the period covers its samples and no others; $period stands for
// that length: increase(orders_total[$period]). It has to give one series. A period that is not over is not asked for: a
// query such as last_over_time(m[7d]) would answer with what it found last.
package prometheus

import (
	"cmp"
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/plumbline-dev/plumb/connectors"
	"github.com/plumbline-dev/plumb/connectors/internal/web"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/semantic"
)

// Config says whom to ask.
type Config struct {
	Name    string            // of the source, for errors
	URL     string            // without /api/v1
	Key     string            // sent as a bearer token; "" for none
	Private bool              // the host of URL may be in a private network
	Queries map[string]string // PromQL by name
	// Pause waits before the server is asked once more; nil waits on the clock.
	Pause func(context.Context, time.Duration) error
}

// Source asks one server.
type Source struct {
	name    string
	queries map[string]string
	web     *web.Client
}

const (
	opNew  = "prometheus.new"
	opRead = "prometheus.read"
)

// New makes a source. Errors are Invalid; whether the server is there shows when it is asked.
func New(c Config) (*Source, error) {
	if c.URL == "" {
		return nil, fault.Newf(fault.Invalid, opNew, "%s needs the url of a Prometheus", c.Name).Do("Write it like https://prometheus.example.com, without /api/v1.")
	}
	header := http.Header{}
	if c.Key != "" {
		header.Set("Authorization", "Bearer "+c.Key)
	}
	client, err := web.New(web.Config{Source: c.Name, BaseURL: c.URL, Header: header, Private: c.Private, Pause: c.Pause})
	if err != nil {
		return nil, err
	}
	return &Source{name: c.Name, queries: c.Queries, web: client}, nil
}

// Readings gives the values of a metric.
func (s *Source) Readings(ctx context.Context, r connectors.Request) (connectors.Result, error) {
	if err := r.Check(); err != nil {
		return connectors.Result{}, err
	}
	q, err := s.query(r)
	if err != nil {
		return connectors.Result{}, err
	}
	result := connectors.Result{
		Statement: s.web.Hide(q.text) + "\n# at the end of each " + string(r.Period) + " in UTC",
		QueryHash: connectors.Hash("prometheus", q.text, string(r.Period)),
	}
	starts := over(r, q.repeats > 0)
	if len(starts) == 0 {
		return result, nil
	}
	found, err := s.ask(ctx, q, starts)
	if err != nil {
		return connectors.Result{}, err
	}
	readings := found.readings()
	if q.repeats > 0 {
		found.warn("the query looks back further than a " + string(r.Period) + ": neighbouring values share samples, and one that ended is repeated")
		found.doubt(readings)
	}
	var more []string
	result.Readings, more, err = r.Arrange(readings)
	result.Warnings = append(found.warnings, more...)
	return result, err
}

// Check asks for a number, which shows that the server is there, lets us in and evaluates queries.
func (s *Source) Check(ctx context.Context) error {
	_, err := s.evaluate(ctx, "query", form{"query": "vector(1)"})
	return err
}

// query is a PromQL for one length of periods.
type query struct {
	text    string // with $period
	period  semantic.Period
	repeats int // how many periods after the last sample it still gives a value; 0 when it looks back no further than a period
}

// query finds the PromQL of a request.
func (s *Source) query(r connectors.Request) (query, error) {
	text := r.Query
	for _, name := range []string{r.Query, r.Metric.ID(), r.Metric.Name} {
		if named, ok := s.queries[name]; ok && (name == r.Query || r.Query == "") {
			text = named
			break
		}
	}
	if text = strings.TrimSpace(text); text == "" {
		return query{}, fault.Newf(fault.Invalid, opRead, "nothing says what to ask %s for %s", s.name, r.Metric.ID()).
			Do("Give the metric a query in PromQL, or name one under the queries of %s: sum(increase(orders_total[$period]))", cmp.Or(s.name, "the source"))
	}
	return query{text: text, period: r.Period, repeats: int(max(0, longest(text)-1) / length(r.Period))}, nil
}

const periodMark = "$period"

// at gives the PromQL for the period that starts on a day.
func (q query) at(start time.Time) string {
	days := int(q.period.End(start).Sub(start) / (24 * time.Hour))
	return strings.ReplaceAll(q.text, periodMark, strconv.Itoa(days)+"d")
}

// fixed reports whether all periods are equally long.
func (q query) fixed() bool { return q.period == semantic.Day || q.period == semantic.Week }

// over gives the starts of the periods of the window that are over at AsOf. With one more it begins a period earlier, to
// see what came before the first.
func over(r connectors.Request, oneMore bool) []time.Time {
	if oneMore {
		r.From = r.Period.Add(r.From, -1)
	}
	var out []time.Time
	for _, start := range r.Starts() {
		if !r.Period.End(start).After(r.AsOf) {
			out = append(out, start)
		}
	}
	return out
}
