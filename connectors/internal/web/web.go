// Package web asks the systems behind connectors over HTTP, and trusts none of them: addresses are checked on every hop
// when they are dialled, answers are bounded in size and time, credentials go to the host they were given for and to no
// other, and nothing of them shows in an error.
//
// Plain http is spoken only with private addresses of a source that may have them; everything else is https. The proxy
// of the environment is not used: it would resolve names and connect in our place, so that no address could be checked.
package web

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/pause"
)

// Config says whom to ask and how.
type Config struct {
	Source  string      // name of the source, for errors
	BaseURL string      // http or https, without user and password
	Header  http.Header // sent with every request to the host of BaseURL and to no other: credentials
	// Private says that the host of BaseURL may be on this machine or in a private network. Hosts that it redirects to may not.
	Private  bool
	Timeout  time.Duration // of a request with its redirects and retries, to the last byte; 0 means 30 seconds
	MaxBytes int64         // of an answer once it is unpacked; 0 means 16 MB
	// Pause waits before another try, until the context ends; nil waits on the clock.
	Pause func(context.Context, time.Duration) error
}

// Client asks one host. It is safe for concurrent use.
type Client struct {
	source   string
	base     *url.URL
	secrets  *strings.Replacer
	timeout  time.Duration
	maxBytes int64
	pause    func(context.Context, time.Duration) error
	http     http.Client
}

// Answer is what a server answered.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte // read to its end
}

const (
	defaultTimeout  = 30 * time.Second
	defaultMaxBytes = 16 << 20
	mostHeaderBytes = 64 << 10
	mostRedirects   = 5
	opAsk           = "web.ask"
	opNew           = "web.new"
)

// New makes a client. Errors are Invalid and about the address.
func New(c Config) (*Client, error) {
	base, err := baseOf(c)
	if err != nil {
		return nil, err
	}
	client := &Client{
		source: c.Source, base: base, secrets: secretsOf(c.Header, base),
		timeout: c.Timeout, maxBytes: c.MaxBytes, pause: c.Pause,
	}
	if client.timeout == 0 {
		client.timeout = defaultTimeout
	}
	if client.maxBytes == 0 {
		client.maxBytes = defaultMaxBytes
	}
	if client.pause == nil {
		client.pause = pause.For
	}
	client.http.Transport = newRoutes(base, c.Header.Clone(), c.Private, client.timeout)
	client.http.CheckRedirect = client.redirect
	return client, nil
}

// Get asks for what is at a path below the base address, with the values of query added to those that the base has.
// Answers of a status other than 2xx are errors of package fault, see [Refusal]. A request that failed in a way that may
// be over in a moment is sent up to two times more.
func (c *Client) Get(ctx context.Context, path string, query url.Values) (Answer, error) {
	return c.ask(ctx, http.MethodGet, c.at(path, query), "", nil)
}

// Post sends a query that may be sent again without harm: it is retried like Get.
func (c *Client) Post(ctx context.Context, path, contentType string, body []byte) (Answer, error) {
	return c.ask(ctx, http.MethodPost, c.at(path, nil), contentType, body)
}

// Follow asks for a whole address that an answer named, such as that of the next page, if it is of the host of the base.
func (c *Client) Follow(ctx context.Context, address string) (Answer, error) {
	to, err := c.base.Parse(address)
	if err != nil || !sameOrigin(to, c.base) || to.User != nil {
		return Answer{}, fault.Newf(fault.Invalid, opAsk, "%s sends on to another host than %s", c.source, c.base.Host).
			Do("Look whether the address of the source is right.")
	}
	return c.ask(ctx, http.MethodGet, to, "", nil)
}

// at gives the address of a path.
func (c *Client) at(path string, query url.Values) *url.URL {
	to := *c.base
	if path != "" {
		to = *c.base.JoinPath(path)
	}
	if len(query) > 0 {
		all := to.Query()
		for name, values := range query {
			all[name] = values
		}
		to.RawQuery = all.Encode()
	}
	return &to
}

// ask sends a request until the answer is one that sending it again would not change.
func (c *Client) ask(ctx context.Context, method string, to *url.URL, contentType string, body []byte) (Answer, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, c.timeout, errSlow)
	defer cancel()
	for try := 1; ; try++ {
		answer, err := c.once(ctx, method, to, contentType, body)
		if err == nil {
			return answer, nil
		}
		wait, again := c.again(err, try)
		if !again || ctx.Err() != nil {
			return Answer{}, c.explain(ctx, err)
		}
		if stopped := c.pause(ctx, wait); stopped != nil {
			return Answer{}, c.explain(ctx, errors.Join(stopped, err))
		}
	}
}

const (
	tries       = 3
	firstPause  = 400 * time.Millisecond
	longestWait = 5 * time.Second // that a server may ask for without a person hearing of it
)

// again says whether the next try may go better, and how long to wait before. Half of a pause is left to chance, so that
// clients that were turned away together do not come back together.
func (c *Client) again(err error, try int) (time.Duration, bool) {
	if try == tries || !passing(err) {
		return 0, false
	}
	if refused, ok := errors.AsType[*refusal](err); ok {
		if asked, ok := askedToWait(refused.answer.Header); ok {
			return asked, asked <= longestWait
		}
	}
	full := firstPause << (try - 1)
	return full/2 + rand.N(full/2), true
}
