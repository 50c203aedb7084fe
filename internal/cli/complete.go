package cli

import (
	"context"

	"github.com/spf13/cobra"
)

// offers finds what a shell can offer where something is to be named, with a word on each.
type offers func(ctx context.Context) ([]cobra.Completion, error)

// now gives what there is, and never a file. Completion never fails: it offers nothing.
func (find offers) now(ctx context.Context) ([]cobra.Completion, cobra.ShellCompDirective) {
	found, err := find(ctx)
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return found, cobra.ShellCompDirectiveNoFileComp
}

// argument completes the argument at a place, counted from 0.
func (find offers) argument(place int) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
		if len(args) != place {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return find.now(cmd.Context())
	}
}

// every completes every argument.
func (find offers) every() cobra.CompletionFunc {
	return func(cmd *cobra.Command, _ []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return find.now(cmd.Context())
	}
}

// flag completes the value of a flag.
func (find offers) flag(cmd *cobra.Command, name string) {
	// It fails only for a flag that does not exist or was completed twice, which the first test run would show.
	_ = cmd.RegisterFlagCompletionFunc(name, func(cmd *cobra.Command, _ []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return find.now(cmd.Context())
	})
}

// completeFlag completes the value of a flag that takes one of a few words.
func completeFlag(cmd *cobra.Command, name string, values ...string) {
	offers(func(context.Context) ([]cobra.Completion, error) { return values, nil }).flag(cmd, name)
}
