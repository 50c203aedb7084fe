package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/nearest"
)

const (
	groupSheet   = "sheet"
	groupWords   = "words"
	groupNumbers = "numbers"
	groupCheck   = "check"
)

// root builds the tree of commands.
func (s *session) root() *cobra.Command {
	cmd := group(&cobra.Command{
		Use:   "plumb",
		Short: "Draft a one-page Alignment Sheet from what a meeting said",
		Long: `plumb reads the record of a meeting and drafts a one-page Alignment Sheet: the aim, the mechanism that is
believed to reach it, the signals, the stage gate, the guardrail, the owner and what was ruled out.

Every filled field shows the exact words it rests on. What nobody said stays blank, with a question to ask.
plumb drafts; people decide. Everything happens on this machine, without an account or a model, unless you set one up.`,
		Example: `  plumb draft meeting.vtt
  plumb sheet list
  plumb sheet show s-1e7k3m9`,
	})
	cmd.SetIn(s.in)
	cmd.SetOut(s.out)
	cmd.SetErr(s.env.Stderr)
	cmd.SetArgs(s.env.Args)
	cmd.SilenceErrors = true
	cmd.SilenceUsage = true
	cmd.SetFlagErrorFunc(flagError)
	cmd.PersistentPreRun = func(*cobra.Command, []string) { s.begun = true }
	cmd.PersistentFlags().StringVar(&s.file, "config", "", "read this `FILE` instead of looking for plumb.yaml")
	cmd.PersistentFlags().BoolVar(&s.noInput, "no-input", false, "never ask; fail with exit code 4 where a person is needed")
	cmd.AddGroup(&cobra.Group{ID: groupSheet, Title: "From a meeting to a sheet:"}, &cobra.Group{ID: groupWords, Title: "What words mean:"}, &cobra.Group{ID: groupNumbers, Title: "What the numbers say:"},
		&cobra.Group{ID: groupCheck, Title: "Trust and care:"})
	cmd.SetHelpCommand(helpCommand())
	cmd.SetHelpCommandGroupID(groupCheck)
	cmd.AddCommand(s.draftCommand(), s.transcriptCommand(), s.sheetCommand(), s.briefCommand(), s.citeCommand(), s.searchCommand(), s.metricsCommand(), s.signalCommand(), s.signalsCommand(), s.reviewCommand(),
		s.askCommand(), s.decisionsCommand(), s.auditCommand(), s.runsCommand(), s.evalCommand(), s.doctorCommand(), s.versionCommand())
	addCompletion(cmd)
	return cmd
}

// addCompletion adds the completion command of cobra now rather than on execution, so that it refuses unknown shells as
// other groups refuse unknown commands.
func addCompletion(root *cobra.Command) {
	root.SetCompletionCommandGroupID(groupCheck)
	root.InitDefaultCompletionCmd()
	for _, c := range root.Commands() {
		if c.Name() != "completion" {
			continue
		}
		group(c)
		c.Short = "Set up completion of commands, flags and sheet ids in a shell"
		c.Example = `  plumb completion bash > ~/.local/share/bash-completion/completions/plumb
  plumb completion zsh > "${fpath[1]}/_plumb"
  plumb completion fish > ~/.config/fish/completions/plumb.fish`
	}
}

// group makes a command that only holds others: alone it shows its help, with an unknown name it fails and suggests.
func group(cmd *cobra.Command, children ...*cobra.Command) *cobra.Command {
	cmd.Args = cobra.ArbitraryArgs
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if len(args) > 0 {
			return unknownCommand(cmd, args[0])
		}
		return cmd.Help()
	}
	cmd.AddCommand(children...)
	return cmd
}

// isGroup reports whether a command only holds others: one that does something itself names its arguments.
func isGroup(cmd *cobra.Command) bool {
	return cmd.HasSubCommands() && !strings.Contains(cmd.Use, " ")
}

func helpCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND]",
		Short: "Show how a command is used",
		Long:  "Shows what a command does, its flags and some examples; the same as --help after the command.",
		Example: `  plumb help draft
  plumb help sheet approve`,
		RunE: func(cmd *cobra.Command, args []string) error {
			found, rest, err := cmd.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return unknownCommand(found, rest[0])
			}
			return found.Help()
		},
	}
}

func usage(message string) *fault.Error { return fault.New(fault.Usage, "cli.usage", message, "") }

func unknownCommand(parent *cobra.Command, name string) error {
	err := usage(`"` + name + `" is not a command of ` + parent.CommandPath())
	var names []string
	for _, c := range parent.Commands() {
		if c.IsAvailableCommand() {
			names = append(names, c.Name())
		}
	}
	if near, ok := nearest.Word(name, names); ok {
		return err.Do("Did you mean %s %s?", parent.CommandPath(), near)
	}
	return err.Do("Run %s --help to see what there is.", parent.CommandPath())
}

// flagError explains a flag that cannot be read. A flag after an unknown command is not the point: the command is.
func flagError(cmd *cobra.Command, err error) error {
	if given := cmd.Flags().Args(); isGroup(cmd) && len(given) > 0 {
		return unknownCommand(cmd, given[0])
	}
	refused := usage(err.Error()).Do("Run %s --help to see its flags.", cmd.CommandPath())
	if wrong, ok := errors.AsType[*pflag.InvalidValueError](err); ok && wrong.GetFlag().Value.Type() == "bool" {
		return usage(fmt.Sprintf("--%s takes no value such as %q", wrong.GetFlag().Name, wrong.GetValue())).
			Do("Write --%s alone, or leave it out.", wrong.GetFlag().Name)
	}
	unknown, ok := errors.AsType[*pflag.NotExistError](err)
	if !ok {
		return refused
	}
	name := unknown.GetSpecifiedName()
	refused = usage(cmd.CommandPath()+" has no flag "+flagSpelling(unknown)).Do("Run %s --help to see its flags.", cmd.CommandPath())
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	if near, ok := nearest.Word(name, names); ok {
		return refused.Do("Did you mean --%s?", near)
	}
	return refused
}

func flagSpelling(e *pflag.NotExistError) string {
	if e.GetSpecifiedShortnames() != "" {
		return "-" + strings.TrimLeft(e.GetSpecifiedName(), "-")
	}
	return "--" + e.GetSpecifiedName()
}
