// Package ask answers questions about bets: is the mechanism working, what moved, what was decided and why. A question becomes
// a plan of typed queries; the queries become facts that are computed from what is kept; and the facts become a few sentences
// that cite them. What cannot be told is said to be so, with the reason and what would settle it.
//
// The facts of an answer are those of the weekly note as of the same moment, because both come from review.Build: an
// answer cannot contradict a note.
package ask
