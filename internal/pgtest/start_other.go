//go:build !unix

package pgtest

import "errors"

var errNoServer = errors.New("the servers for tests are started on Unix only")

func startCluster() (string, error) { return "", errNoServer }

func startVector() (string, error) { return "", errNoServer }
