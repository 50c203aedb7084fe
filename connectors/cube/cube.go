// Package cube reads metrics from Cube by its REST API: https://cube.dev/docs/product/apis-integrations/rest-api/reference.
//
// A query is written in the configuration as a query of Cube in JSON, without its window:
//
//	{"measures": ["orders.refund_rate", "orders.refunds", "orders.count"],
//	 "timeDimensions": [{"dimension": "orders.created_at"}],
//	 "filters": [{"member": "orders.status", "operator": "equals", "values": ["paid"]}]}
//
// The first measure is the value; with three, the second and third are the numerator and denominator that it was computed
// from. plumb fills in granularity and dateRange of the one time dimension, and the time zone, UTC, unless the query has
// one. Weeks of Cube start on a Monday.
package cube

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/plumbline-dev/plumb/connectors"
	"github.com/plumbline-dev/plumb/connectors/internal/cell"
	"github.com/plumbline-dev/plumb/connectors/internal/web"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/nearest"
	"github.com/plumbline-dev/plumb/internal/pause"
)

// Config says where Cube is and what can be asked of it.
type Config struct {
	Name    string            // of the source, for errors
	URL     string            // base path of the API with its version, such as https://cube.example/cubejs-api/v1
	Token   string            // JSON web token that the API asks for
	Private bool              // it may be on this machine or in a private network
	Queries map[string]string // in JSON, by their names
	// Pause waits between tries, until the context ends; nil waits on the clock.
	Pause func(context.Context, time.Duration) error
}

// Source is one Cube.
type Source struct {
	name    string
	client  *web.Client
	queries map[string]query
	pause   func(context.Context, time.Duration) error
}

// New makes a source and asks nothing yet. Errors are Invalid, for an address or a query that cannot be used.
func New(c Config) (*Source, error) {
	header := http.Header{}
	if c.Token != "" {
		header.Set("Authorization", c.Token)
	}
	client, err := web.New(web.Config{Source: c.Name, BaseURL: c.URL, Header: header, Private: c.Private, Pause: c.Pause})
	if err != nil {
		return nil, err
	}
	s := &Source{name: c.Name, client: client, queries: map[string]query{}, pause: c.Pause}
	if s.pause == nil {
		s.pause = pause.For
	}
	for name, written := range c.Queries {
		if s.queries[name], err = parse(written); err != nil {
			return nil, fault.Wrap(err, fault.Invalid, "cube.new", fmt.Sprintf("the query %s of %s cannot be used", name, c.Name), "")
		}
	}
	return s, nil
}

// Check implements connectors.Source: it asks what is defined.
func (s *Source) Check(ctx context.Context) error {
	answer, err := s.client.Get(ctx, "meta", nil)
	if err != nil {
		return err
	}
	return s.client.JSON(answer, new(map[string]any))
}

// Readings implements connectors.Source. Query of the request is the name of one of the queries.
func (s *Source) Readings(ctx context.Context, r connectors.Request) (connectors.Result, error) {
	if err := r.Check(); err != nil {
		return connectors.Result{}, err
	}
	asked, ok := s.queries[r.Query]
	if !ok {
		return connectors.Result{}, s.noQuery(r.Query)
	}
	question, err := asked.within(r)
	if err != nil {
		return connectors.Result{}, err
	}
	rows, err := s.load(ctx, question)
	if err != nil {
		return connectors.Result{}, err
	}
	readings, err := asked.read(rows, r)
	if err != nil {
		return connectors.Result{}, fault.Wrap(err, fault.Invalid, "cube.read", "what "+s.name+" answers cannot be used", "")
	}
	readings, warnings, err := r.Arrange(readings)
	if err != nil {
		return connectors.Result{}, err
	}
	return connectors.Result{
		Readings: readings, Warnings: warnings,
		Statement: string(question), QueryHash: connectors.Hash("cube", asked.canonical, string(r.Period)),
	}, nil
}

func (s *Source) noQuery(name string) error {
	known := slices.Sorted(maps.Keys(s.queries))
	err := fault.Newf(fault.Invalid, "cube.read", "%s has no query %q", s.name, name)
	if near, ok := nearest.Word(name, known); ok {
		return err.Do("Did you mean %s?", near)
	}
	return err.Do("Write it under queries of the source; there are: %s.", strings.Join(known, ", "))
}

// While Cube computes, it answers that it wants to be asked again, after holding the question for some seconds.
const (
	continueWait = "Continue wait"
	mostRounds   = 30
	betweenAsks  = 500 * time.Millisecond
)

// load asks until the answer is there.
func (s *Source) load(ctx context.Context, question []byte) ([]map[string]any, error) {
	body := slices.Concat([]byte(`{"query":`), question, []byte("}"))
	for range mostRounds {
		answer, err := s.client.Post(ctx, "load", "application/json", body)
		if err != nil {
			return nil, s.explain(err)
		}
		var loaded struct {
			Data  []map[string]any `json:"data"`
			Error string           `json:"error"`
		}
		if err := s.client.JSON(answer, &loaded); err != nil {
			return nil, err
		}
		switch {
		case loaded.Error == continueWait:
		case loaded.Error != "":
			return nil, s.said(loaded.Error)
		case loaded.Data == nil:
			return nil, fault.New(fault.Invalid, "cube.load", s.name+" answers without data", "Look whether its url is the base path of the API with its version, such as https://cube.example/cubejs-api/v1.")
		default:
			return loaded.Data, nil
		}
		if err := s.pause(ctx, betweenAsks); err != nil {
			return nil, fault.Wrap(err, fault.Unavailable, "cube.load", s.name+" was not waited for", "Try again.")
		}
	}
	return nil, fault.New(fault.Unavailable, "cube.load", s.name+" has not computed the answer yet", "Try again in a few minutes, or define a pre-aggregation for the query.")
}

// explain adds what Cube says about a query that it refuses.
func (s *Source) explain(err error) error {
	refused, ok := web.Refusal(err)
	if !ok || refused.Status != http.StatusBadRequest {
		return err
	}
	var said struct {
		Error string `json:"error"`
	}
	if s.client.JSON(refused, &said) != nil || said.Error == "" {
		return err
	}
	return s.said(said.Error)
}

func (s *Source) said(text string) error {
	return fault.Newf(fault.Invalid, "cube.load", "%s says: %s", s.name, s.client.Quote(text)).Do("Correct the query in the configuration.")
}

// query is one of the configuration. It has one time dimension, and one measure or three.
type query struct {
	fields    map[string]json.RawMessage
	canonical string
	measures  []string
	dimension string
	zone      *time.Location
}

const opQuery = "cube.query"

func parse(written string) (query, error) {
	q := query{zone: time.UTC}
	decoder := json.NewDecoder(strings.NewReader(written))
	if err := decoder.Decode(&q.fields); err != nil || q.fields == nil || strings.TrimSpace(written[decoder.InputOffset():]) != "" {
		return query{}, fault.New(fault.Invalid, opQuery, "it is not an object of JSON", `Write it in quotes, such as '{"measures": ["orders.count"], "timeDimensions": [{"dimension": "orders.created_at"}]}'`)
	}
	var known struct {
		Measures   []string         `json:"measures"`
		Dimensions []string         `json:"dimensions"`
		Time       []map[string]any `json:"timeDimensions"`
		Zone       string           `json:"timezone"`
	}
	if err := json.Unmarshal([]byte(written), &known); err != nil {
		return query{}, fault.New(fault.Invalid, opQuery, "measures, dimensions, timeDimensions or timezone are of another form than Cube's", "See https://cube.dev/docs/product/apis-integrations/rest-api/query-format")
	}
	switch {
	case len(known.Measures) != 1 && len(known.Measures) != 3:
		return query{}, fault.Newf(fault.Invalid, opQuery, "it has %d measures", len(known.Measures)).Do("Name one, or three: the value, its numerator and its denominator.")
	case len(known.Dimensions) > 0:
		return query{}, fault.New(fault.Invalid, opQuery, "it has dimensions, which give more than one value a period", "Remove dimensions, and choose with filters.")
	case len(known.Time) != 1:
		return query{}, fault.New(fault.Invalid, opQuery, "it needs one time dimension", `Add "timeDimensions": [{"dimension": "orders.created_at"}].`)
	}
	dimension, ok := known.Time[0]["dimension"].(string)
	if !ok || len(known.Time[0]) != 1 {
		return query{}, fault.New(fault.Invalid, opQuery, "its time dimension holds more than its name", "Leave granularity and dateRange out: plumb fills them in.")
	}
	if known.Zone != "" {
		zone, err := time.LoadLocation(known.Zone)
		if err != nil {
			return query{}, fault.New(fault.Invalid, opQuery, "its time zone is not known", "Name one such as Europe/Berlin, or leave timezone out for UTC.")
		}
		q.zone = zone
	}
	canonical, err := json.Marshal(q.fields)
	if err != nil {
		return query{}, fault.Wrap(err, fault.Invalid, opQuery, "it cannot be written again", "")
	}
	q.canonical, q.measures, q.dimension = string(canonical), known.Measures, dimension
	return q, nil
}

// within gives the query for a window. The last day of a range belongs to it.
func (q query) within(r connectors.Request) ([]byte, error) {
	asked := maps.Clone(q.fields)
	for name, value := range map[string]any{
		"timeDimensions": []any{map[string]any{
			"dimension": q.dimension, "granularity": r.Period, "dateRange": []string{r.From.Format(time.DateOnly), r.To.AddDate(0, 0, -1).Format(time.DateOnly)},
		}},
		"timezone": q.zone.String(),
	} {
		written, err := json.Marshal(value)
		if err != nil {
			return nil, fault.Wrap(err, fault.Internal, opQuery, "the window cannot be written", "")
		}
		asked[name] = written
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(asked); err != nil {
		return nil, fault.Wrap(err, fault.Internal, opQuery, "the query cannot be written", "")
	}
	return bytes.TrimSpace(out.Bytes()), nil
}

// read reads the rows. Times have no zone in them: they are those of the query's. A row without a value is none.
func (q query) read(rows []map[string]any, r connectors.Request) ([]connectors.Reading, error) {
	column := q.dimension + "." + string(r.Period)
	var out []connectors.Reading
	for i, row := range rows {
		reading := connectors.Reading{Complete: true}
		value, known, err := q.number(row, 0)
		if err == nil && known {
			reading.Value = value
			reading.Start, err = cell.Day(row[column])
		}
		if err == nil && known && len(q.measures) == 3 {
			reading.Parts, err = q.parts(row)
		}
		if err != nil {
			return nil, fault.Wrap(err, fault.Invalid, "cube.read", fmt.Sprintf("row %d", i+1), "")
		}
		if known {
			out = append(out, reading)
		}
	}
	return out, nil
}

func (q query) number(row map[string]any, measure int) (float64, bool, error) {
	value, there := row[q.measures[measure]]
	if !there {
		return 0, false, fault.Newf(fault.Invalid, "cube.read", "there is no %s in the answer", q.measures[measure]).Do("Look whether the measure is still defined.")
	}
	return cell.Number(q.measures[measure], value)
}

func (q query) parts(row map[string]any) (*connectors.Parts, error) {
	numerator, hasN, err := q.number(row, 1)
	if err != nil {
		return nil, err
	}
	denominator, hasD, err := q.number(row, 2)
	if err != nil || !hasN || !hasD {
		return nil, err
	}
	return &connectors.Parts{Numerator: numerator, Denominator: denominator}, nil
}
