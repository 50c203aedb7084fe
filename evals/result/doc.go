// Package result holds what came of an evaluation in one shape, whatever was measured: trials, what was generated apart from how it
// was scored, a folder that keeps both, the comparison of two such folders, and a page that shows one.
package result
