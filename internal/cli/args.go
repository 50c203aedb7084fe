package cli

import (
	"strings"

	"github.com/spf13/cobra"
)

func jsonFlag(cmd *cobra.Command, asJSON *bool) {
	cmd.Flags().BoolVar(asJSON, "json", false, "print JSON for other programs")
}

func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return usage(cmd.CommandPath()+" takes no arguments, but was given "+strings.Join(args, " ")).
		Do("Run %s --help to see how it is called.", cmd.CommandPath())
}

// needs asks for at least one and at most most arguments, which are named as the usage line names them; most 0 is no limit.
func needs(what string, most int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) == 0:
			return usage(cmd.CommandPath()+" needs "+what).Do("For example: %s", firstExample(cmd))
		case most > 0 && len(args) > most:
			return usage(cmd.CommandPath()+" does not know what to do with "+strings.Join(args[most:], " ")).
				Do("Run %s --help to see how it is called.", cmd.CommandPath())
		}
		return nil
	}
}

func firstExample(cmd *cobra.Command) string {
	line, _, _ := strings.Cut(cmd.Example, "\n")
	return strings.TrimSpace(line)
}
