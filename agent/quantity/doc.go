// Package quantity reads how people say numbers, limits, dates and rhythms in English: "at least, um, forty percent",
// "from 31 to 40", "by the end of week two", "every other Tuesday at nine fifteen".
//
// Every function is pure and deterministic, takes any text, runs in time linear in it and never panics. Offsets count
// bytes of the text that was given, so text[Start:End] is what was said. What is ambiguous is left out rather than
// guessed: a date that depends on something that was not said does not resolve, a limit whose direction was not said
// is no limit.
package quantity
