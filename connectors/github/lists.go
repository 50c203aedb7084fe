package github

import (
	"context"
	"fmt"
	"math"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/plumbline-dev/plumb/connectors"
	"github.com/plumbline-dev/plumb/connectors/internal/web"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// Limits of one reading: five thousand entries of a list, and the reviews of five hundred pull requests.
const (
	mostPages   = 50
	mostReviews = 500
	pageSize    = "100"
)

// The parts of the answers that are read: https://docs.github.com/en/rest/pulls/pulls, /pulls/reviews,
// /deployments/deployments and /releases/releases.
type pull struct {
	Number  int    `json:"number"`
	Draft   bool   `json:"draft"`
	Created string `json:"created_at"`
	Updated string `json:"updated_at"`
	Closed  string `json:"closed_at"`
	Merged  string `json:"merged_at"`
	User    user   `json:"user"`
}

type review struct {
	User      user   `json:"user"`
	State     string `json:"state"`
	Submitted string `json:"submitted_at"`
}

type deployment struct {
	ID      int64  `json:"id"`
	Created string `json:"created_at"`
}

type release struct {
	ID         int64  `json:"id"`
	Draft      bool   `json:"draft"`
	Prerelease bool   `json:"prerelease"`
	Created    string `json:"created_at"`
	Published  string `json:"published_at"`
}

type user struct {
	Login string `json:"login"`
	Type  string `json:"type"`
}

// leadTime reads closed pull requests from the one that changed last: none is merged after it last changed.
func (s *Source) leadTime(ctx context.Context, repository string, r connectors.Request) (tally, error) {
	t := tally{hours: map[time.Time][]float64{}}
	numbers := map[int]bool{}
	seen, err := walk(ctx, s, "repos/"+repository+"/pulls", url.Values{"state": {"closed"}, "sort": {"updated"}, "direction": {"desc"}}, r.From, func(p pull) (time.Time, error) {
		updated, err := moment(p.Updated)
		if err != nil || p.Merged == "" || numbers[p.Number] {
			return updated, err // a list that changes while it is read may give an entry twice
		}
		numbers[p.Number] = true
		opened, err := moment(p.Created)
		if err != nil {
			return updated, err
		}
		merged, err := moment(p.Merged)
		if err == nil && within(merged, r) {
			start := r.Period.Start(merged)
			t.hours[start] = append(t.hours[start], max(0, merged.Sub(opened).Hours()))
		}
		return updated, err
	})
	t.seen = seen
	return t, err
}

// reviewLatency reads the pull requests that were opened in the window, and the reviews of each.
func (s *Source) reviewLatency(ctx context.Context, repository string, r connectors.Request) (tally, error) {
	var opened []pull
	seen, err := walk(ctx, s, "repos/"+repository+"/pulls", url.Values{"state": {"all"}, "sort": {"created"}, "direction": {"desc"}}, r.From, func(p pull) (time.Time, error) {
		created, err := moment(p.Created)
		again := slices.ContainsFunc(opened, func(o pull) bool { return o.Number == p.Number })
		if err == nil && !p.Draft && !again && within(created, r) {
			opened = append(opened, p)
		}
		return created, err
	})
	if err != nil {
		return tally{}, err
	}
	t := tally{hours: map[time.Time][]float64{}, seen: seen}
	for i, p := range opened {
		created, err := moment(p.Created)
		if err != nil {
			return tally{}, err
		}
		if i == mostReviews {
			t.seen = created.Add(time.Nanosecond) // this one is not looked at any more
			break
		}
		hours, counts, err := s.firstReview(ctx, repository, p, r.AsOf)
		if err != nil {
			return tally{}, err
		}
		if start := r.Period.Start(created); counts {
			t.hours[start] = append(t.hours[start], hours)
		}
	}
	return t, nil
}

// firstReview gives the hours to the first review by another person; infinite while one is waited for.
func (s *Source) firstReview(ctx context.Context, repository string, p pull, asOf time.Time) (hours float64, counts bool, err error) {
	var reviews []review
	_, err = walk(ctx, s, fmt.Sprintf("repos/%s/pulls/%d/reviews", repository, p.Number), url.Values{}, time.Time{}, func(given review) (time.Time, error) {
		reviews = append(reviews, given)
		return time.Time{}, nil
	})
	if err != nil {
		return 0, false, err
	}
	created, err := moment(p.Created)
	if err != nil {
		return 0, false, err
	}
	for _, given := range reviews {
		if given.State == "PENDING" || given.User.Type == "Bot" || given.User.Login == p.User.Login {
			continue
		}
		at, err := moment(given.Submitted)
		if err != nil {
			return 0, false, err
		}
		if !at.After(asOf) { // reviews come in the order in which they were given
			return max(0, at.Sub(created).Hours()), true, nil
		}
	}
	if p.Closed != "" {
		closed, err := moment(p.Closed)
		if err != nil || !closed.After(asOf) {
			return 0, false, err
		}
	}
	return math.Inf(1), true, nil
}

func (s *Source) deployments(ctx context.Context, repository string, r connectors.Request) (tally, error) {
	t := tally{counts: map[time.Time]int{}}
	ids := map[int64]bool{}
	seen, err := walk(ctx, s, "repos/"+repository+"/deployments", url.Values{"environment": {"production"}}, r.From, func(d deployment) (time.Time, error) {
		created, err := moment(d.Created)
		if err == nil && within(created, r) && !ids[d.ID] {
			ids[d.ID] = true
			t.counts[r.Period.Start(created)]++
		}
		return created, err
	})
	t.seen = seen
	return t, err
}

// releases reads the whole list, as far as the limit allows: it is sorted by the commit of a release, which may be much older.
func (s *Source) releases(ctx context.Context, repository string, r connectors.Request) (tally, error) {
	t := tally{counts: map[time.Time]int{}}
	ids := map[int64]bool{}
	seen, err := walk(ctx, s, "repos/"+repository+"/releases", url.Values{}, time.Time{}, func(p release) (time.Time, error) {
		created, err := moment(p.Created)
		if err != nil || p.Draft || p.Prerelease || ids[p.ID] {
			return created, err
		}
		ids[p.ID] = true
		published, err := moment(p.Published)
		if err == nil && within(published, r) {
			t.counts[r.Period.Start(published)]++
		}
		return created, err
	})
	t.seen = seen
	return t, err
}

// within reports whether something happened in the window, and was known at the moment that the answer is about.
func within(at time.Time, r connectors.Request) bool {
	return !at.Before(r.From) && at.Before(r.To) && !at.After(r.AsOf)
}

// moment reads a time of GitHub.
func moment(text string) (time.Time, error) {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}, fault.New(fault.Invalid, "github.read", "an entry has no time that can be read", "Look whether the url of the source is that of the API of GitHub.")
	}
	return at.UTC(), nil
}

// walk reads a list page by page until take gives a time before from, which the times of a list from the newest entry on
// do in the end. It gives the time since
// which everything was seen: the zero time, unless the limit of pages came first.
func walk[T any](ctx context.Context, s *Source, path string, query url.Values, from time.Time, take func(T) (time.Time, error)) (time.Time, error) {
	query.Set("per_page", pageSize)
	answer, err := s.client.Get(ctx, path, query)
	for page := 1; err == nil; page++ {
		var list []T
		if list, err = entries[T](s, answer); err != nil {
			return time.Time{}, err
		}
		var last time.Time
		for _, entry := range list {
			if last, err = take(entry); err != nil {
				return time.Time{}, err
			}
		}
		next := nextPage(answer)
		switch {
		case next == "" || len(list) == 0 || last.Before(from):
			return time.Time{}, nil
		case page == mostPages:
			return last.Add(time.Nanosecond), nil // more may have happened at that very moment
		}
		answer, err = s.client.Follow(ctx, next)
	}
	return time.Time{}, err
}

func entries[T any](s *Source, a web.Answer) ([]T, error) {
	var list []T
	if err := s.client.JSON(a, &list); err != nil {
		return nil, err
	}
	if list == nil {
		return nil, fault.New(fault.Invalid, "github.read", s.name+" answers without a list", "Look whether the url of the source is that of the API of GitHub.")
	}
	return list, nil
}

// link matches one link of a header: https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api.
var link = regexp.MustCompile(`<([^<>]*)>\s*;\s*rel="?next"?`)

// nextPage gives the address of the next page, "" for the last one.
func nextPage(a web.Answer) string {
	if m := link.FindStringSubmatch(strings.Join(a.Header.Values("Link"), ",")); m != nil {
		return m[1]
	}
	return ""
}
