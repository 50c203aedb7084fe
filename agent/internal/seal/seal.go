// Package seal holds the pass that is needed to make an agent.Draft. Go's rule for internal packages keeps it out of
// reach of everything outside agent/, and the import test keeps it to package ground: so a draft that did not pass
// the gates cannot be constructed.
package seal

// Pass is proof that the caller may seal a draft.
type Pass struct{}
