// Package dbt reads metrics from the Semantic Layer of dbt by its GraphQL API: https://docs.getdbt.com/docs/dbt-apis/sl-graphql.
//
// A metric is asked for by its name in dbt, grouped by metric_time in the period of the request. The Semantic Layer
// computes a query in the background: it is created, and then asked for until it has ended. Weeks start on a Monday,
// unless the warehouse is set up in another way.
package dbt

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/plumbline-dev/plumb/connectors"
	"github.com/plumbline-dev/plumb/connectors/internal/cell"
	"github.com/plumbline-dev/plumb/connectors/internal/web"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/pause"
)

// Config says where the Semantic Layer is.
type Config struct {
	Name        string // of the source, for errors
	URL         string // such as https://semantic-layer.cloud.getdbt.com/api/graphql
	Environment string // number of the environment
	Token       string // of a service account that may use the Semantic Layer
	Private     bool   // it may be on this machine or in a private network
	// Pause waits between tries, until the context ends; nil waits on the clock.
	Pause func(context.Context, time.Duration) error
}

// Source is the Semantic Layer of one environment.
type Source struct {
	name        string
	environment string
	client      *web.Client
	pause       func(context.Context, time.Duration) error
}

// New makes a source and asks nothing yet. Errors are Invalid, for an address that cannot be used.
func New(c Config) (*Source, error) {
	header := http.Header{}
	if c.Token != "" {
		header.Set("Authorization", "Bearer "+c.Token)
	}
	client, err := web.New(web.Config{Source: c.Name, BaseURL: c.URL, Header: header, Private: c.Private, Pause: c.Pause})
	if err != nil {
		return nil, err
	}
	s := &Source{name: c.Name, environment: c.Environment, client: client, pause: c.Pause}
	if s.pause == nil {
		s.pause = pause.For
	}
	return s, nil
}

// The questions. What they are about is given in variables and never becomes a part of them.
const (
	askDialect = `query ($environment: BigInt!) { environmentInfo(environmentId: $environment) { dialect } }`

	askCreate = `mutation ($environment: BigInt!, $metrics: [MetricInput!]!, $by: [GroupByInput!], $where: [WhereInput!]) {
  createQuery(environmentId: $environment, metrics: $metrics, groupBy: $by, where: $where) { queryId } }`

	askResult = `query ($environment: BigInt!, $id: String!, $page: Int!) {
  query(environmentId: $environment, queryId: $id, pageNum: $page) { status error totalPages jsonResult(orient: TABLE, encoded: true) } }`
)

// Check implements connectors.Source: it asks which warehouse is behind the environment.
func (s *Source) Check(ctx context.Context) error {
	var info struct {
		Environment *struct{ Dialect string } `json:"environmentInfo"`
	}
	if err := s.ask(ctx, askDialect, nil, &info); err != nil {
		return err
	}
	if info.Environment == nil {
		return s.odd()
	}
	return nil
}

// metricName matches what a metric of dbt may be called.
var metricName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]*$`)

// Readings implements connectors.Source. Query of the request is the name of the metric in dbt; "" for the one it has here.
func (s *Source) Readings(ctx context.Context, r connectors.Request) (connectors.Result, error) {
	if err := r.Check(); err != nil {
		return connectors.Result{}, err
	}
	metric := r.Query
	if metric == "" {
		metric = r.Metric.Name
	}
	if !metricName.MatchString(metric) {
		return connectors.Result{}, fault.Newf(fault.Invalid, "dbt.read", "%q is not the name of a metric in dbt", metric).
			Do("Bind the metric to its name in dbt, under metrics of the source.")
	}
	where := window(r)
	id, err := s.create(ctx, metric, r, where)
	if err != nil {
		return connectors.Result{}, err
	}
	rows, err := s.result(ctx, id)
	if err != nil {
		return connectors.Result{}, err
	}
	readings, err := read(rows, metric, r)
	if err != nil {
		return connectors.Result{}, fault.Wrap(err, fault.Invalid, "dbt.read", "what "+s.name+" answers cannot be used", "")
	}
	readings, warnings, err := r.Arrange(readings)
	if err != nil {
		return connectors.Result{}, err
	}
	return connectors.Result{
		Readings: readings, Warnings: warnings,
		Statement: fmt.Sprintf("metric %s of environment %s by metric_time (%s) where %s", metric, s.environment, r.Period, strings.Join(where, " and ")),
		QueryHash: connectors.Hash("dbt", s.environment, metric, string(r.Period)),
	}, nil
}

// window gives the conditions for the window, as templates of dbt. A day of a period is its first one there too.
func window(r connectors.Request) []string {
	at := fmt.Sprintf("{{ TimeDimension('metric_time', '%s') }}", strings.ToUpper(string(r.Period)))
	return []string{
		fmt.Sprintf("%s >= '%s'", at, r.From.Format(time.DateOnly)),
		fmt.Sprintf("%s < '%s'", at, r.To.Format(time.DateOnly)),
	}
}

func (s *Source) create(ctx context.Context, metric string, r connectors.Request, where []string) (string, error) {
	conditions := make([]map[string]string, len(where))
	for i, sql := range where {
		conditions[i] = map[string]string{"sql": sql}
	}
	var created struct {
		Query struct {
			ID string `json:"queryId"`
		} `json:"createQuery"`
	}
	err := s.ask(ctx, askCreate, map[string]any{
		"metrics": []map[string]string{{"name": metric}},
		"by":      []map[string]string{{"name": "metric_time", "grain": strings.ToUpper(string(r.Period))}},
		"where":   conditions,
	}, &created)
	if err == nil && created.Query.ID == "" {
		err = s.odd()
	}
	return created.Query.ID, err
}

// page is one page of a result, or how far the query is.
type page struct {
	Status string `json:"status"`
	Error  string `json:"error"`
	Pages  int    `json:"totalPages"`
	Result string `json:"jsonResult"`
}

const (
	mostPages   = 20 // of 1024 rows
	mostRounds  = 120
	betweenAsks = time.Second
)

// result waits for the query to end and gives the rows of all its pages.
func (s *Source) result(ctx context.Context, id string) ([]map[string]any, error) {
	first, err := s.wait(ctx, id)
	if err != nil {
		return nil, err
	}
	if first.Pages > mostPages {
		return nil, fault.Newf(fault.Invalid, "dbt.result", "%s answers with %d pages", s.name, first.Pages).Do("Ask for a shorter time.")
	}
	rows, err := s.rows(first)
	for n := 2; err == nil && n <= first.Pages; n++ {
		var next page
		var more []map[string]any
		if next, err = s.page(ctx, id, n); err != nil {
			return nil, err
		}
		more, err = s.rows(next)
		rows = append(rows, more...)
	}
	return rows, err
}

// wait asks for the first page until it is there.
func (s *Source) wait(ctx context.Context, id string) (page, error) {
	for range mostRounds {
		got, err := s.page(ctx, id, 1)
		if err != nil {
			return page{}, err
		}
		switch strings.ToUpper(got.Status) {
		case "SUCCESSFUL":
			return got, nil
		case "FAILED":
			return page{}, s.said(got.Error)
		case "":
			return page{}, s.odd()
		}
		if err := s.pause(ctx, betweenAsks); err != nil {
			return page{}, fault.Wrap(err, fault.Unavailable, "dbt.result", s.name+" was not waited for", "Try again.")
		}
	}
	return page{}, fault.New(fault.Unavailable, "dbt.result", s.name+" has not computed the answer yet", "Try again in a few minutes.")
}

func (s *Source) page(ctx context.Context, id string, number int) (page, error) {
	var got struct {
		Query page `json:"query"`
	}
	err := s.ask(ctx, askResult, map[string]any{"id": id, "page": number}, &got)
	return got.Query, err
}

// rows unpacks the rows of a page: a table of pandas in JSON, in base64.
func (s *Source) rows(p page) ([]map[string]any, error) {
	unpacked, err := base64.StdEncoding.DecodeString(p.Result)
	if err != nil {
		return nil, s.odd()
	}
	var table struct {
		Data []map[string]any `json:"data"`
	}
	if err := s.client.JSON(web.Answer{Body: unpacked}, &table); err != nil || table.Data == nil {
		return nil, s.odd()
	}
	return table.Data, nil
}

// ask sends a question of GraphQL. The Semantic Layer says with status 200 also that something is wrong.
func (s *Source) ask(ctx context.Context, question string, about map[string]any, into any) error {
	variables := map[string]any{"environment": s.environment}
	for name, value := range about {
		variables[name] = value
	}
	body, err := json.Marshal(map[string]any{"query": question, "variables": variables})
	if err != nil {
		return fault.Wrap(err, fault.Internal, "dbt.ask", "the question cannot be written", "")
	}
	answer, err := s.client.Post(ctx, "", "application/json", body)
	if err != nil {
		return err
	}
	var said struct {
		Data   json.RawMessage            `json:"data"`
		Errors []struct{ Message string } `json:"errors"`
	}
	if err := s.client.JSON(answer, &said); err != nil {
		return err
	}
	if len(said.Errors) > 0 {
		return s.said(said.Errors[0].Message)
	}
	if len(said.Data) == 0 || string(said.Data) == "null" {
		return s.odd()
	}
	return s.client.JSON(web.Answer{Body: said.Data}, into)
}

// aboutCredentials finds errors of GraphQL that are about who asks.
var aboutCredentials = regexp.MustCompile(`(?i)unauthenticated|unauthori[sz]ed|not authori[sz]ed|authentication|permission|service token|invalid token`)

func (s *Source) said(text string) error {
	if aboutCredentials.MatchString(text) {
		return fault.Newf(fault.Unauthorised, "dbt.ask", "%s does not let us in: %s", s.name, s.client.Quote(text)).
			Do("Give a service token with the permission Semantic Layer Only, as the key of the source in the environment; it may have expired.")
	}
	return fault.Newf(fault.Invalid, "dbt.ask", "%s says: %s", s.name, s.client.Quote(text)).Do("Look whether the metric has this name in dbt, and can be grouped by the period.")
}

func (s *Source) odd() error {
	return fault.New(fault.Invalid, "dbt.ask", s.name+" answers in a way that is not that of the Semantic Layer", "Look whether its url ends with /api/graphql.")
}

// read reads the rows. Some warehouses give names of columns in capitals. A row without a value is none.
func read(rows []map[string]any, metric string, r connectors.Request) ([]connectors.Reading, error) {
	day := "metric_time__" + string(r.Period)
	var out []connectors.Reading
	for i, row := range rows {
		lower := make(map[string]any, len(row))
		for name, value := range row {
			lower[strings.ToLower(name)] = value
		}
		value, there := lower[strings.ToLower(metric)]
		if !there {
			return nil, fault.Newf(fault.Invalid, "dbt.read", "there is no column %s", metric).Do("Look whether the metric still has this name in dbt.")
		}
		number, known, err := cell.Number(metric, value)
		if err == nil && known {
			var start time.Time
			start, err = cell.Day(lower[day])
			out = append(out, connectors.Reading{Start: start, Value: number, Complete: true})
		}
		if err != nil {
			return nil, fault.Wrap(err, fault.Invalid, "dbt.read", fmt.Sprintf("row %d", i+1), "")
		}
	}
	return out, nil
}
