package web

import (
	"net"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestZoneOfAddress(t *testing.T) {
	t.Parallel()
	for want, addresses := range map[zone][]string{
		public: {
			"8.8.8.8", "1.1.1.1", "172.15.255.255", "172.32.0.1", "100.63.255.255", "100.128.0.1", "192.167.255.255", "2606:4700::1111", "2a00:1450:4001::1",
			"::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1", "::8.8.8.8",
		},
		private: {
			"127.0.0.1", "127.255.255.254", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1", "100.127.255.255", "198.18.0.1",
			"::1", "fc00::1", "fd12:3456::1", "fec0::1", "::ffff:127.0.0.1", "::ffff:10.1.2.3", "::ffff:a00:1",
		},
		forbidden: {
			"0.0.0.0", "0.1.2.3", "169.254.169.254", "169.254.0.1", "192.0.0.192", "192.0.2.1", "198.51.100.1", "203.0.113.9", "224.0.0.1", "239.255.255.250",
			"240.0.0.1", "255.255.255.255", "100.100.100.200", "168.63.129.16",
			"::", "fe80::1", "fe80::1%lo", "ff02::1", "2001:db8::1", "2001::1", "100::1", "fd00:ec2::254", "fd20:ce::254", "64:ff9b:1::a00:1",
			"::ffff:169.254.169.254", "::ffff:0.0.0.0", "64:ff9b::10.0.0.1", "64:ff9b::127.0.0.1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2002:a9fe:a9fe::1", "2002:c0a8:101::1",
			"::127.0.0.1", "::10.0.0.1", "::169.254.169.254",
		},
	} {
		for _, address := range addresses {
			require.Equal(t, want, zoneOf("tcp", net.JoinHostPort(address, "443")), address)
		}
	}
	require.Equal(t, forbidden, zoneOf("tcp", "localhost:80"), "a name is not resolved here")
	require.Equal(t, private, zoneOf("unix", "/run/postgresql/.s.PGSQL.5432"))
}

func TestGuardLooksAtTheAddressThatIsDialled(t *testing.T) {
	t.Parallel()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	_, port, err := net.SplitHostPort(listener.Addr().String())
	require.NoError(t, err)

	for _, host := range []string{"127.0.0.1", "localhost", "::ffff:127.0.0.1"} {
		_, err := Guard{}.DialContext(t.Context(), "tcp", net.JoinHostPort(host, port))
		require.True(t, Barred(err), "%s: %v", host, err)
	}
	conn, err := Guard{Private: true}.DialContext(t.Context(), "tcp", net.JoinHostPort("localhost", port))
	require.NoError(t, err)
	require.NoError(t, conn.Close())
	for _, address := range []string{"169.254.169.254:80", "0.0.0.0:" + port, "[::]:" + port, "[fd00:ec2::254]:80", "[64:ff9b::7f00:1]:" + port} {
		_, err := Guard{Private: true}.DialContext(t.Context(), "tcp", address)
		require.True(t, Barred(err), "%s: %v", address, err)
	}
	_, err = onlyPrivate(t.Context(), "tcp", "8.8.8.8:80")
	require.True(t, Barred(err))
	require.ErrorContains(t, err, "in the clear")
}

func FuzzZoneOf(f *testing.F) {
	f.Add([]byte{127, 0, 0, 1})
	f.Add(netip.MustParseAddr("64:ff9b::a00:1").AsSlice())
	f.Fuzz(func(t *testing.T, bytes []byte) {
		a, ok := netip.AddrFromSlice(bytes)
		if !ok {
			return
		}
		z := zoneOf("tcp", netip.AddrPortFrom(a, 443).String())
		if a.Unmap().IsPrivate() || a.IsLoopback() || a.IsUnspecified() || a.IsMulticast() || a.IsLinkLocalUnicast() {
			require.NotEqual(t, public, z, a)
		}
	})
}
