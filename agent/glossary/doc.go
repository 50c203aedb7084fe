// Package glossary is what people may do with the definitions of their organisation: keep what their files define, look
// it up and see how it changed, propose what a term means, and approve such a proposal.
package glossary
