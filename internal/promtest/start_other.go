//go:build !unix

package promtest

import "errors"

func launch(...string) (func() error, error) {
	return nil, errors.New("the servers for tests are started on Unix only")
}
