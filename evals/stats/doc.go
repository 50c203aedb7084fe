// Package stats says how sure the figures of an evaluation are. Cases that come from the same meeting, metric or attack are alike, and
// so count as one cluster; repeats of a case say nothing about other cases, and so count as one.
package stats
