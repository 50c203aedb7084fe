// Package link maps what people say onto what their organisation has defined, and says plainly when it cannot.
//
// A term goes through five steps. It is normalised and taken apart into words and slots (window, aggregation, version).
// A name that people approved for the team decides at once. Otherwise candidates come from separate lists (words,
// initials, and the neighbours that an index of vectors gives), and each is compared with the term word by word, both ways: what
// the term says and the metric does not, and what the metric says and the term does not. What is close in both ways and
// agrees in every slot fits. One fit is a link, several are ambiguous or in conflict, none is unknown.
//
// A link is a claim that the term means this metric and no other, so silence about a slot that the metric's name carries
// (the window of "weekly active users" when somebody says "active users") is never taken for consent.
package link
