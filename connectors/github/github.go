// Package github reads how work flows from GitHub by its REST API: https://docs.github.com/en/rest.
//
// A query names a repository and one of these metrics, as owner/repository:lead_time.
//
//	lead_time            median hours from the opening of a pull request to its merge, by the day of the merge
//	review_latency       median hours from the opening of a pull request to the first review by another person, by the day
//	                     of the opening; drafts, and what was closed without a review, are left out; what still waits counts
//	                     as longer than everything else
//	deployment_frequency deployments to the environment production that were created
//	release_frequency    releases that were published, drafts and pre-releases left out
//
// Days are those of UTC. A period without a pull request has no median; one without a deployment has a frequency of zero. The
// lists are read from the newest entry on, up to a limit of pages; periods beyond it are left out, with a warning.
package github

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/plumbline-dev/plumb/connectors"
	"github.com/plumbline-dev/plumb/connectors/internal/web"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/nearest"
)

// Config says which GitHub to ask.
type Config struct {
	Name    string // of the source, for errors
	URL     string // of the API; "" for https://api.github.com
	Token   string // that may read pull requests and deployments; "" for public repositories
	Private bool   // it may be on this machine or in a private network
	// Pause waits between tries, until the context ends; nil waits on the clock.
	Pause func(context.Context, time.Duration) error
}

// Source is one GitHub.
type Source struct {
	name   string
	client *web.Client
}

const publicAPI = "https://api.github.com"

// New makes a source and asks nothing yet. Errors are Invalid, for an address that cannot be used.
func New(c Config) (*Source, error) {
	header := http.Header{}
	header.Set("Accept", "application/vnd.github+json")
	header.Set("X-GitHub-Api-Version", "2022-11-28")
	if c.Token != "" {
		header.Set("Authorization", "Bearer "+c.Token)
	}
	if c.URL == "" {
		c.URL = publicAPI
	}
	client, err := web.New(web.Config{Source: c.Name, BaseURL: c.URL, Header: header, Private: c.Private, Pause: c.Pause})
	if err != nil {
		return nil, err
	}
	return &Source{name: c.Name, client: client}, nil
}

// Check implements connectors.Source: it asks how many questions are left, which costs none.
func (s *Source) Check(ctx context.Context) error {
	answer, err := s.client.Get(ctx, "rate_limit", nil)
	if err != nil {
		return limited(err)
	}
	return s.client.JSON(answer, new(map[string]any))
}

// query is what is asked about a repository.
type query struct {
	repository string // owner/name
	metric     string
}

// The metrics.
const (
	deploymentFrequency = "deployment_frequency"
	leadTime            = "lead_time"
	releaseFrequency    = "release_frequency"
	reviewLatency       = "review_latency"
)

var known = []string{deploymentFrequency, leadTime, releaseFrequency, reviewLatency}

// written matches a query. Names of GitHub hold nothing that leads elsewhere in a path.
var written = regexp.MustCompile(`^([A-Za-z0-9][A-Za-z0-9-]{0,38}/[A-Za-z0-9_.-]{1,100}):([a-z_]+)$`)

func parse(text string) (query, error) {
	m := written.FindStringSubmatch(text)
	if m == nil || strings.HasSuffix(m[1], "/.") || strings.HasSuffix(m[1], "/..") {
		return query{}, fault.Newf(fault.Invalid, "github.query", "%q does not name a repository and a metric", text).
			Do("Write it as owner/repository:METRIC, with one of %s.", strings.Join(known, ", "))
	}
	if !slices.Contains(known, m[2]) {
		err := fault.Newf(fault.Invalid, "github.query", "%s is not a metric of a repository", m[2])
		if near, ok := nearest.Word(m[2], known); ok {
			return query{}, err.Do("Did you mean %s?", near)
		}
		return query{}, err.Do("Use one of %s.", strings.Join(known, ", "))
	}
	return query{m[1], m[2]}, nil
}

// Readings implements connectors.Source. Query of the request is as the package says.
func (s *Source) Readings(ctx context.Context, r connectors.Request) (connectors.Result, error) {
	if err := r.Check(); err != nil {
		return connectors.Result{}, err
	}
	q, err := parse(r.Query)
	if err != nil {
		return connectors.Result{}, err
	}
	counted, err := s.count(ctx, q, r)
	if err != nil {
		return connectors.Result{}, limited(err)
	}
	readings, warnings := counted.readings(r)
	arranged, more, err := r.Arrange(readings)
	if err != nil {
		return connectors.Result{}, err
	}
	return connectors.Result{
		Readings: arranged, Warnings: slices.Concat(warnings, more),
		Statement: fmt.Sprintf("%s of %s from %s to %s", q.metric, q.repository, r.From.Format(time.DateOnly), r.To.Format(time.DateOnly)),
		QueryHash: connectors.Hash("github", q.repository, q.metric, string(r.Period)),
	}, nil
}

func (s *Source) count(ctx context.Context, q query, r connectors.Request) (tally, error) {
	switch q.metric {
	case leadTime:
		return s.leadTime(ctx, q.repository, r)
	case reviewLatency:
		return s.reviewLatency(ctx, q.repository, r)
	case releaseFrequency:
		return s.releases(ctx, q.repository, r)
	}
	return s.deployments(ctx, q.repository, r)
}

// limited marks a refusal that is about how much was asked, see
// https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api. It comes with status 403 or 429.
func limited(err error) error {
	refused, ok := web.Refusal(err)
	if !ok || refused.Status != http.StatusForbidden && refused.Status != http.StatusTooManyRequests {
		return err
	}
	wait, asked := time.Duration(0), false
	if seconds, err := strconv.Atoi(refused.Header.Get("Retry-After")); err == nil && seconds >= 0 {
		wait, asked = time.Duration(seconds)*time.Second, true
	} else if refused.Header.Get("X-RateLimit-Remaining") == "0" {
		wait, asked = untilReset(refused.Header), true
	}
	if !asked {
		return err
	}
	wait = min(wait, mostWait)
	return connectors.Wait(fault.Newf(fault.Unavailable, "github.ask", "GitHub was asked as often as it allows").
		Do("Try again in %s; with a token more is allowed, as the key of the source in the environment.", wait.Round(time.Second)), wait)
}

const mostWait = 2 * time.Hour // limits are by the hour

// untilReset reads the second at which the limit ends, by the clock of GitHub.
func untilReset(header http.Header) time.Duration {
	reset, err := strconv.ParseInt(header.Get("X-RateLimit-Reset"), 10, 64)
	now, noDate := http.ParseTime(header.Get("Date"))
	if err != nil || noDate != nil {
		return time.Hour
	}
	return max(0, time.Unix(reset, 0).Sub(now))
}
