package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/plumbline-dev/plumb/internal/fault"
)

// routes sends each request the way that its address allows. It adds the credentials itself, because http.Client would
// copy headers to subdomains of a host that redirects there.
type routes struct {
	base        *url.URL
	credentials http.Header
	inClear     http.RoundTripper // http to the base host in a private network; nil when it may have no private address
	home        http.RoundTripper // https to the base host
	elsewhere   http.RoundTripper // https to where it redirects
}

func newRoutes(base *url.URL, credentials http.Header, mayBePrivate bool, timeout time.Duration) *routes {
	r := &routes{base: base, credentials: credentials, elsewhere: transport(Guard{}.DialContext, timeout)}
	r.home = r.elsewhere
	if mayBePrivate {
		r.home = transport(Guard{Private: true}.DialContext, timeout)
		r.inClear = transport(onlyPrivate, timeout)
	}
	return r
}

// transport gives an http.Transport without a proxy. A server has half of the time to begin its answer.
func transport(dial dialer, timeout time.Duration) *http.Transport {
	return &http.Transport{
		DialContext:            dial,
		ForceAttemptHTTP2:      true,
		TLSHandshakeTimeout:    dialTime,
		ResponseHeaderTimeout:  timeout / 2,
		MaxResponseHeaderBytes: mostHeaderBytes,
		MaxIdleConnsPerHost:    2,
		IdleConnTimeout:        keepAlive,
	}
}

// RoundTrip sends one request and follows nothing.
func (r *routes) RoundTrip(request *http.Request) (*http.Response, error) {
	atHome := sameOrigin(request.URL, r.base) || upgraded(r.base, request.URL)
	request = request.Clone(request.Context())
	request.Header.Set("User-Agent", "plumb")
	if atHome {
		for name, values := range r.credentials {
			request.Header[http.CanonicalHeaderKey(name)] = values
		}
	}
	switch {
	case request.URL.Scheme == "http" && atHome && r.inClear != nil:
		return r.inClear.RoundTrip(request)
	case request.URL.Scheme == "https" && atHome:
		return r.home.RoundTrip(request)
	case request.URL.Scheme == "https":
		return r.elsewhere.RoundTrip(request)
	}
	return nil, errInClear
}

var errInClear = errors.New("http would send everything in the clear")

// redirectError is a redirect that is not followed.
type redirectError struct{ why string }

func (e *redirectError) Error() string { return e.why }

// redirect decides whether a redirect is followed. Where to it may connect is decided when it dials.
func (c *Client) redirect(to *http.Request, via []*http.Request) error {
	to.Header.Del("Referer") // it would tell the query of the address to another host
	switch {
	case len(via) > mostRedirects:
		return &redirectError{fmt.Sprintf("redirects more than %d times", mostRedirects)}
	case to.URL.Scheme != "https" && (to.URL.Scheme != "http" || !sameOrigin(to.URL, c.base)):
		return &redirectError{"redirects to an address that is not https"}
	case via[0].Method == http.MethodPost && (to.Method != http.MethodPost || !sameOrigin(to.URL, c.base) && !upgraded(c.base, to.URL)):
		return &redirectError{"redirects a query to another address"}
	}
	return nil
}

// sameOrigin reports whether two addresses have the same scheme, host and port.
func sameOrigin(a, b *url.URL) bool {
	return a.Scheme == b.Scheme && strings.EqualFold(a.Hostname(), b.Hostname()) && port(a) == port(b)
}

// upgraded reports whether an address is the usual https of one with the usual http.
func upgraded(from, to *url.URL) bool {
	return from.Scheme == "http" && to.Scheme == "https" && strings.EqualFold(from.Hostname(), to.Hostname()) && port(from) == "80" && port(to) == "443"
}

func port(u *url.URL) string {
	switch {
	case u.Port() != "":
		return u.Port()
	case u.Scheme == "http":
		return "80"
	}
	return "443"
}

// baseOf reads the base address. An error does not repeat it: it may hold a secret.
func baseOf(c Config) (*url.URL, error) {
	base, err := url.Parse(strings.TrimSpace(c.BaseURL))
	wrong := func(what, next string) error {
		return fault.Newf(fault.Invalid, opNew, "the address of %s %s", c.Source, what).Do("%s", next)
	}
	switch {
	case err != nil:
		return nil, wrong("cannot be read", "Write it like https://example.com/path.")
	case base.Scheme != "http" && base.Scheme != "https" || base.Hostname() == "":
		return nil, wrong("is neither http nor https", "Write it like https://example.com/path.")
	case base.User != nil:
		return nil, wrong("holds a name or a password", "Take it out of the address and give it as the key of the source in the environment.")
	case base.Scheme == "http" && !c.Private:
		return nil, wrong("is http, which sends everything in the clear", "Use https, or set private: true where it is in your own network.")
	}
	base.Fragment = ""
	return base, nil
}
