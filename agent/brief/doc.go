// Package brief writes one page about a sheet for an audience: an executive, a team, a newcomer, whoever talks to
// customers, or a press release with its questions. It says nothing that no person has approved.
//
// A line is made of a form, which is one of a closed list, and of what stands in it: verbatim words of the approved sheet, of
// an approved decision or of a definition, between quotation marks; days and amounts of computed facts; names of metrics; or a
// whole sentence of an approved weekly note. Every line names what it rests on, and passes the gates of package fact. A line
// that does not pass is left out. What nobody said is a blank, "[to be written: ...]", and never a guess.
//
//	b, err := brief.Build(brief.Input{Audience: brief.Exec, Sheet: approved, Note: note, Decisions: log, Metrics: defined, AsOf: now})
package brief
