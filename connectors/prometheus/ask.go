package prometheus

import (
	"context"
	"encoding/json"
	"net/url"
	"strconv"
	"time"

	"github.com/plumbline-dev/plumb/connectors/internal/web"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// mostPoints is how many points of a series are asked for at once: a server refuses more than 11,000.
const mostPoints = 10_000

type form map[string]string

// envelope is what stands around every answer.
type envelope struct {
	Status    string   `json:"status"`
	Data      *data    `json:"data"`
	ErrorType string   `json:"errorType"`
	Error     string   `json:"error"`
	Warnings  []string `json:"warnings"`
	Infos     []string `json:"infos"`
}

type data struct {
	Type   string          `json:"resultType"`
	Result json.RawMessage `json:"result"`
}

// series is one series of a vector, which has one value, or of a matrix.
type series struct {
	Labels     map[string]string `json:"metric"`
	Value      *sample           `json:"value"`
	Values     []sample          `json:"values"`
	Histogram  json.RawMessage   `json:"histogram"`
	Histograms json.RawMessage   `json:"histograms"`
}

// sample is a time in seconds, and a number in a string.
type sample struct {
	at    time.Time
	value string
}

// UnmarshalJSON reads the pair.
func (s *sample) UnmarshalJSON(content []byte) error {
	var seconds json.Number
	pair := []any{&seconds, &s.value}
	if err := json.Unmarshal(content, &pair); err != nil {
		return err
	}
	v, err := seconds.Float64()
	if err != nil || len(pair) != 2 || v < 0 || v > 1e11 {
		return errSample
	}
	s.at = time.UnixMilli(int64(v*1000 + 0.5)).UTC()
	return nil
}

var errSample = fault.New(fault.Invalid, opRead, "a sample is no pair of a time and a value", "Look whether its address is that of a Prometheus.")

// ask evaluates the query for each of the periods: at once where they are equally long, and one by one where not.
func (s *Source) ask(ctx context.Context, q query, starts []time.Time) (*found, error) {
	f := &found{source: s, query: q, values: map[time.Time]string{}, labels: map[string]bool{}}
	if !q.fixed() {
		for _, start := range starts {
			answer, err := s.evaluate(ctx, "query", form{"query": q.at(start), "time": seconds(moment(q, start))})
			if err == nil {
				err = f.add(answer, []time.Time{start})
			}
			if err != nil {
				return nil, err
			}
		}
		return f, nil
	}
	for len(starts) > 0 {
		part := starts[:min(len(starts), mostPoints)]
		starts = starts[len(part):]
		first, last := part[0], part[len(part)-1]
		answer, err := s.evaluate(ctx, "query_range", form{
			"query": q.at(first), "start": seconds(moment(q, first)), "end": seconds(moment(q, last)), "step": strconv.Itoa(int(length(q.period).Seconds())),
		})
		if err == nil {
			err = f.add(answer, part)
		}
		if err != nil {
			return nil, err
		}
	}
	return f, nil
}

// moment is when a period is evaluated: its last millisecond.
func moment(q query, start time.Time) time.Time { return q.period.End(start).Add(-time.Millisecond) }

func seconds(at time.Time) string {
	return strconv.FormatFloat(float64(at.UnixMilli())/1000, 'f', 3, 64)
}

// evaluate sends a query. It goes in the body, because a long one has no room in an address.
func (s *Source) evaluate(ctx context.Context, what string, fields form) (envelope, error) {
	values := url.Values{}
	for name, value := range fields {
		values.Set(name, value)
	}
	answer, err := s.web.Post(ctx, "api/v1/"+what, "application/x-www-form-urlencoded", []byte(values.Encode()))
	if err != nil {
		return envelope{}, s.explain(err)
	}
	var e envelope
	if err := s.web.JSON(answer, &e); err != nil {
		return envelope{}, err
	}
	switch {
	case e.Status == "error":
		return envelope{}, s.refused(e, fault.Invalid, nil)
	case e.Status != "success" || e.Data == nil:
		return envelope{}, fault.Newf(fault.Invalid, opRead, "%s does not answer as a Prometheus does", s.name).Do("Give the address of a Prometheus, without /api/v1.")
	}
	return e, nil
}

// explain adds what the server said about a query that it refused.
func (s *Source) explain(err error) error {
	answer, ok := web.Refusal(err)
	if !ok {
		return err
	}
	var e envelope
	if json.Unmarshal(answer.Body, &e) != nil || e.Status != "error" || e.Error == "" {
		return err
	}
	return s.refused(e, fault.KindOf(err), err)
}

func (s *Source) refused(e envelope, kind fault.Kind, cause error) error {
	next := "Correct the query: try it on the page of the Prometheus."
	switch {
	case kind == fault.Unauthorised:
		next = fault.Next(cause)
	case e.ErrorType == "timeout" || e.ErrorType == "canceled":
		next = "Ask for less at once, or record the query as a rule of the Prometheus and ask for that."
	case kind == fault.Unavailable:
		next = "Try again later."
	}
	message := s.name + " does not evaluate the query: " + s.web.Quote(e.ErrorType+": "+e.Error)
	if cause == nil {
		return fault.New(kind, opRead, message, next)
	}
	return &fault.Error{Kind: kind, Op: opRead, Message: message, Next: next, Err: cause}
}
