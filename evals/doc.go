// Package evals measures what plumb does on labelled records, so that a change that makes it worse shows. Its reports
// are what `plumb eval` prints.
package evals
