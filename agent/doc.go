// Package agent holds the nouns of plumb (transcripts, evidence, the Alignment Sheet and its versions, approvals, the
// audit log), the rules they obey, and the ports that the use-cases need. It performs no input or output.
//
// The order of trust is: a [Transcript] is read by connectors/transcript; agent/draft proposes a [Sheet]; agent/ground
// checks every word and number of it against the transcripts and only then seals it into a [Draft]; agent/register
// keeps versions of it, and a person approves one, bound to its content hash.
package agent
