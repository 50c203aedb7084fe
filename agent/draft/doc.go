// Package draft turns meeting transcripts into an Alignment Sheet.
//
// The builtin engine is deterministic and extractive: it never paraphrases. It works in layers, each a file or two:
//
//   - speech: utterances become turns and sentences that remember the bytes they came from (speech.go, words.go);
//   - constructions: the ways in which people say an aim, a lever, a limit, a refusal, as patterns over words
//     (construction.go and the tables says_*.go);
//   - discourse: hedges, negation, questions and their answers, acceptance and refusal, what was taken back later
//     (stance.go, dialogue.go);
//   - topics: where the meeting changes its subject, and which initiative the sheet is about (topics.go);
//   - selection: the best supported span for each field, or a blank with a question (select.go, fill.go, questions.go).
//
// Nothing leaves the package but an agent.Draft, which agent/ground has checked.
package draft
