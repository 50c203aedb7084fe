package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/plumbline-dev/plumb/agent/search"
	"github.com/plumbline-dev/plumb/internal/app"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/render"
)

// searchHit is a hit as programs read it.
type searchHit struct {
	search.Hit
	Show   string `json:"show"`
	Behind bool   `json:"index_behind,omitempty"` // what was kept last may be missing among the hits
}

func (s *session) searchCommand() *cobra.Command {
	var q search.Query
	var kinds []string
	var day string
	var reindex, asJSON bool
	cmd := &cobra.Command{
		Use:     "search WORDS...",
		Short:   "Find what is kept about something, and where it comes from",
		GroupID: groupCheck,
		Long: `Looks through everything that is kept: what was said in meetings, the fields of the newest version of each sheet,
decisions and looks back, the sentences of weekly notes, events, and definitions. Each hit shows the words as they stand
there, what they are part of, in which state that is, who said them and when, and the command that shows more.

Words are found in any form ("launching" finds "launched"), and a word that occurs nowhere is taken for a misspelt one.
The more of the words stand in a passage, and the rarer they are, the further up it comes. Put "an exact phrase" into
quotation marks, and a minus before what to leave out; so that the shell leaves them alone, put all of it into single
quotes. Nothing of it can be typed wrongly: all else is text.

Where a model for embeddings is set in plumb.yaml, passages that mean much the same are found as well, once it has read
them: --reindex asks it. Without one, plumb goes by words, their forms and their spelling.

What was kept since the last search is taken in before; the first time that can take a while. --reindex makes the index
anew from what is kept; alone, it does nothing else.`,
		Example: `  plumb search checkout latency
  plumb search '"trial emails" -legacy' --kind speech --speaker ana
  plumb search guardrail --sheet s-1e7k3m9 --json
  plumb search --reindex`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 && !reindex {
				return usage("there is nothing to look for").Do(`Give a word or two: plumb search checkout latency`)
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			a, err := s.app()
			if err != nil {
				return err
			}
			if q, err = s.searchQuery(cmd, q, args, kinds, day, len(args) == 0); err != nil {
				return err
			}
			if reindex {
				if err := s.reindexSearch(cmd, a, asJSON, len(args) == 0); err != nil || len(args) == 0 {
					return err
				}
			}
			found, err := a.SearchTelling(cmd.Context(), q, s.tellTaken(takenIn, asJSON))
			if err != nil {
				return err
			}
			if !asJSON {
				return s.showHits(found)
			}
			for _, h := range found.Hits {
				if err := s.printJSON(searchHit{h, h.Show(), found.Behind}); err != nil {
					return err
				}
			}
			return noneWhileBehind(found)
		},
	}
	names := kindNames()
	cmd.Flags().StringSliceVar(&kinds, "kind", nil, "only this `KIND`; may be repeated: "+strings.Join(names, ", "))
	completeFlag(cmd, "kind", names...)
	cmd.Flags().StringVar(&q.Sheet, "sheet", "", "only what belongs to this `SHEET`, the meetings that it rests on with it")
	cmd.Flags().StringVar(&q.Speaker, "speaker", "", "only what this person said in a meeting: the beginning of a `NAME`")
	asOfFlag(cmd, &day)
	cmd.Flags().IntVar(&q.Limit, "limit", 10, "at most so many hits, `N`")
	cmd.Flags().BoolVar(&reindex, "reindex", false, "make the index anew first")
	jsonFlag(cmd, &asJSON)
	return cmd
}

func kindNames() []string {
	var names []string
	for _, k := range search.Kinds() {
		names = append(names, string(k))
	}
	return names
}

// searchQuery completes a query from the arguments and flags.
func (s *session) searchQuery(cmd *cobra.Command, q search.Query, args, kinds []string, day string, empty bool) (search.Query, error) {
	q.Text = strings.Join(args, " ")
	for _, k := range kinds {
		if err := oneOf("--kind", k, kindNames()...); err != nil {
			return q, err
		}
		q.Kinds = append(q.Kinds, search.Kind(k))
	}
	if q.Limit < 1 {
		return q, usage(fmt.Sprintf("--limit %d is no number of hits", q.Limit)).Do("Give 1 or more.")
	}
	if day != "" {
		at, err := s.onDay(day)
		if err != nil {
			return q, err
		}
		q.AsOf = at
	}
	if empty {
		return q, nil
	}
	if err := q.Check(); err != nil || q.Sheet == "" {
		return q, err
	}
	_, v, err := s.kept(cmd.Context(), q.Sheet)
	q.Sheet = v.ID
	return q, err
}

const takenIn = "acts taken in"

// reindexSearch makes the index anew, and says what that took where nothing else is asked for.
func (s *session) reindexSearch(cmd *cobra.Command, a *app.App, asJSON, alone bool) error {
	done, err := a.ReindexSearch(cmd.Context(), s.tellTaken(takenIn, asJSON), s.tellTaken("passages read by the model", asJSON))
	if err != nil || !alone {
		return err
	}
	if asJSON {
		return s.printJSON(done)
	}
	said := "The index of what is kept is made anew: " + count(int(done.Passages), "passage", "passages")
	if done.Model != "" {
		said += fmt.Sprintf(", %d of them new to %s", done.Embedded, done.Model)
	}
	_, _ = fmt.Fprintln(s.out, said+".")
	return nil
}

// tellTaken gives what shows how far work has come, where somebody waits at a terminal and it takes more than one step.
func (s *session) tellTaken(what string, asJSON bool) func(done, total int64) {
	if asJSON || !isTerminal(s.env.Stderr) {
		return func(int64, int64) {}
	}
	told := false
	return func(done, total int64) {
		if !told && done >= total {
			return
		}
		told = done < total
		end := ""
		if !told {
			end = "\n"
		}
		_, _ = fmt.Fprintf(s.env.Stderr, "\r%d of %d %s%s", done, total, what, end)
	}
}

func (s *session) showHits(found app.FoundHits) error {
	switch {
	case found.Behind && len(found.Hits) == 0:
		return noneWhileBehind(found)
	case found.Behind:
		_, _ = fmt.Fprintln(s.out, "What was kept last may be missing: the search index cannot be brought up to date.")
	case len(found.Hits) == 0:
		_, _ = fmt.Fprintln(s.out, "Nothing that is kept has these words.")
		return nil
	}
	return render.Hits(s.out, found.Hits, s.view())
}

// noneWhileBehind is why nothing is found while the index is behind, which does not say that nothing is there.
func noneWhileBehind(found app.FoundHits) error {
	if !found.Behind || len(found.Hits) > 0 {
		return nil
	}
	return fault.New(fault.Unavailable, "cli.search", "nothing was found, but the search index cannot be brought up to date, so what was kept last is not in it",
		"See with plumb doctor whether the database may be written to, and search again.")
}
