package cli

import (
	"context"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/register"
	"github.com/plumbline-dev/plumb/internal/fault"
)

func (s *session) sheetCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "sheet",
		Short:   "Look at, correct, approve and export sheets",
		GroupID: groupSheet,
		Long: `Works with the sheets that were drafted. A sheet goes from draft to approved, or is rejected; every edit makes a new
version. An ID may be shortened as long as one sheet is meant.`,
		Example: `  plumb sheet show s-1e7k3m9
  plumb sheet edit s-1e7k3m9
  plumb sheet link s-1e7k3m9
  plumb sheet approve s-1e7k3m9`,
	}
	return group(cmd, s.listCommand(), s.showCommand(), s.editCommand(), s.sheetLinkCommand(), s.diffCommand(), s.submitCommand(), s.approveCommand(),
		s.rejectCommand(), s.exportCommand())
}

// sheetRef is a sheet, and maybe a version, as a person names it: "s-1e7k3m9" or "s-1e7k3m9@2".
type sheetRef struct {
	id     string
	number int // 0 is the newest version
}

func parseSheetRef(arg string) (sheetRef, error) {
	id, number, versioned := strings.Cut(arg, "@")
	ref := sheetRef{id: id}
	if id == "" {
		return ref, usage("the id of a sheet is missing").Do("Run plumb sheet list to see the ids.")
	}
	if !versioned {
		return ref, nil
	}
	n, err := parseVersion(number)
	ref.number = n
	return ref, err
}

func parseVersion(text string) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		return 0, usage(strconv.Quote(text) + " is not the number of a version").Do("Versions are counted from 1, as in s-1e7k3m9@2.")
	}
	return n, nil
}

// kept gives the sheets that are kept, and the version that a person named.
func (s *session) kept(ctx context.Context, arg string) (*register.Register, agent.Version, error) {
	ref, err := parseSheetRef(arg)
	if err != nil {
		return nil, agent.Version{}, err
	}
	sheets, err := s.sheets(ctx)
	if err != nil {
		return nil, agent.Version{}, err
	}
	v, err := sheets.Show(ctx, ref.id, ref.number)
	return sheets, v, err
}

// keptNewest is kept for acts that only the newest version allows.
func (s *session) keptNewest(ctx context.Context, arg string) (*register.Register, agent.Version, error) {
	sheets, v, err := s.kept(ctx, arg)
	if err != nil || !strings.Contains(arg, "@") {
		return sheets, v, err
	}
	_, newest, err := s.kept(ctx, v.ID)
	if err != nil {
		return nil, agent.Version{}, err
	}
	if newest.Number != v.Number {
		return nil, agent.Version{}, fault.Newf(fault.Conflict, "cli.version", "version %d of %s is not the newest; version %d is", v.Number, v.ID, newest.Number).
			Do("Look at it with plumb sheet show %s, then repeat this for version %d.", v.ID, newest.Number)
	}
	return sheets, v, nil
}

// sheetIDs offers the ids of the sheets that are kept, with their titles.
func (s *session) sheetIDs(ctx context.Context) ([]cobra.Completion, error) {
	sheets, err := s.sheets(ctx)
	if err != nil {
		return nil, err
	}
	list, err := sheets.List(ctx)
	if err != nil {
		return nil, err
	}
	var found []cobra.Completion
	for _, sheet := range list {
		found = append(found, cobra.CompletionWithDesc(sheet.ID, printable(sheet.State.Words()+": "+titleOf(sheet.Title))))
	}
	return found, nil
}

func titleOf(title string) string {
	if title == "" {
		return "(no initiative was heard)"
	}
	return title
}

// actorFlag adds --as to an act of a person.
func (s *session) actorFlag(cmd *cobra.Command, as *string) {
	cmd.Flags().StringVar(as, "as", "", "act as this person, a `NAME` (default: PLUMB_ACTOR, or actor in plumb.yaml)")
}

// person gives who acts: the flag, else the configuration.
func (s *session) person(as string) (agent.Actor, error) {
	if as != "" {
		return agent.Person(as)
	}
	settings, err := s.settings()
	if err != nil {
		return agent.Actor{}, err
	}
	return agent.Person(settings.Actor.Value)
}
