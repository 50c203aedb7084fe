//go:build !linux

package main

import "errors"

func terminal() int {
	return complain(errors.New("there are pseudo-terminals for tests on Linux only"))
}
