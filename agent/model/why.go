package model

import (
	"strings"

	"github.com/plumbline-dev/plumb/internal/fault"
)

// Why says in a line why a model gave nothing to use, and what a person can do about it: the message of the error, and its next
// step. It is what stands beside a builtin result that took the place of a model's.
func Why(err error) string {
	if err == nil {
		return ""
	}
	why, next := oneLine(err.Error()), oneLine(fault.Next(err))
	if next == "" {
		return why
	}
	return strings.TrimRight(why, ".") + ". " + next
}
