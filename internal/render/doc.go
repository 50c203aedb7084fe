// Package render shows sheets and transcripts to people: in a terminal, as Markdown that can be edited and read back,
// as the difference of two versions, as a print page that fits one sheet of paper, and as a calendar entry.
//
// Everything in a sheet or a transcript was written by somebody else. Text meant for reading passes through [Clean],
// so that no escape sequence, control, bidirectional or zero-width character reaches a screen or a page. The Markdown
// form shows such characters as \u{...} instead, because it has to give every byte back.
package render
