package web

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"syscall"
	"time"
)

// Guard opens connections to the addresses that a source may have. It looks at the address that a name was resolved to,
// at the moment of dialling, so a name that means something else the second time is caught.
type Guard struct {
	// Private allows this machine, private networks and, for databases, sockets of this machine. The addresses where clouds
	// hand out credentials, link-local and multicast ones stay refused.
	Private bool
}

// DialContext connects, or fails with an error that [Barred] knows.
func (g Guard) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	return dial(ctx, network, address, func(z zone) bool { return z == public || z == private && g.Private })
}

// onlyPrivate connects to private addresses alone, for what is sent in the clear.
func onlyPrivate(ctx context.Context, network, address string) (net.Conn, error) {
	return dial(ctx, network, address, func(z zone) bool { return z == private })
}

const (
	dialTime  = 10 * time.Second
	keepAlive = 30 * time.Second
)

func dial(ctx context.Context, network, address string, may func(zone) bool) (net.Conn, error) {
	d := net.Dialer{Timeout: dialTime, KeepAlive: keepAlive, Control: func(network, address string, _ syscall.RawConn) error {
		if z := zoneOf(network, address); !may(z) {
			return &barredAddressError{address, z}
		}
		return nil
	}}
	return d.DialContext(ctx, network, address)
}

// zone is where an address leads to.
type zone int

const (
	public    zone = iota
	private        // this machine, or a network that not everybody can reach
	forbidden      // where no source can be
)

type barredAddressError struct {
	address string
	zone    zone
}

func (e *barredAddressError) Error() string {
	switch e.zone {
	case private:
		return fmt.Sprintf("the address %s is on this machine or in a private network", e.address)
	case public:
		return fmt.Sprintf("the address %s is not in a private network, and http would send everything in the clear", e.address)
	}
	return fmt.Sprintf("the address %s can be no source", e.address)
}

// zoneOf places a resolved address, as given to net.Dialer.Control. What cannot be read is forbidden.
func zoneOf(network, address string) zone {
	if network == "unix" {
		return private
	}
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return forbidden
	}
	return zoneOfAddr(at.Addr().WithZone("").Unmap())
}

func zoneOfAddr(a netip.Addr) zone {
	if within(a, forbiddenNetworks) {
		return forbidden
	}
	if v4, ok := embedded(a); ok {
		if zoneOfAddr(v4) == public {
			return public
		}
		return forbidden // nobody has a reason to reach a private address in disguise
	}
	if within(a, privateNetworks) {
		return private
	}
	return public
}

func within(a netip.Addr, networks []netip.Prefix) bool {
	for _, n := range networks {
		if n.Contains(a) {
			return true
		}
	}
	return false
}

// embedded gives the IPv4 address that an IPv6 address carries: of NAT64 (RFC 6052), of 6to4 (RFC 3056), or in the
// IPv4-compatible form (RFC 4291). The mapped form is IPv4 already, see netip.Addr.Unmap.
func embedded(a netip.Addr) (netip.Addr, bool) {
	if !a.Is6() {
		return a, false
	}
	b := a.As16()
	switch {
	case nat64.Contains(a), compatible.Contains(a) && a != netip.IPv6Loopback():
		return netip.AddrFrom4([4]byte(b[12:16])), true
	case sixToFour.Contains(a):
		return netip.AddrFrom4([4]byte(b[2:6])), true
	}
	return a, false
}

var (
	nat64      = netip.MustParsePrefix("64:ff9b::/96")
	compatible = netip.MustParsePrefix("::/96")
	sixToFour  = netip.MustParsePrefix("2002::/16")
)

// The networks are those of the registries of special purposes (RFC 6890 and what followed:
// https://www.iana.org/assignments/iana-ipv4-special-registry, https://www.iana.org/assignments/iana-ipv6-special-registry).
var (
	privateNetworks = prefixes(
		"127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16",
		"100.64.0.0/10", // shared by the customers of a carrier, and by overlay networks
		"198.18.0.0/15", // benchmarks of networks
		"::1/128", "fc00::/7", "fec0::/10",
	)
	forbiddenNetworks = prefixes(
		"0.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
		"::/128", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "3fff::/20", "5f00::/16", "fe80::/10", "ff00::/8",
		// Where clouds hand out credentials outside of 169.254.0.0/16.
		"100.100.100.200/32", "168.63.129.16/32", "fd00:ec2::/32", "fd20:ce::254/128",
	)
)

func prefixes(texts ...string) []netip.Prefix {
	out := make([]netip.Prefix, len(texts))
	for i, text := range texts {
		out[i] = netip.MustParsePrefix(text)
	}
	return out
}
