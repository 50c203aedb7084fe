// Package storetest is the conformance suite of the stores: what an implementation of the ports must do, whatever
// database it stands on. It also makes the meetings, drafts and definitions that the tests need.
package storetest

import (
	"context"
	"testing"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/glossary"
	"github.com/plumbline-dev/plumb/agent/model"
	"github.com/plumbline-dev/plumb/agent/readings"
	"github.com/plumbline-dev/plumb/agent/register"
	"github.com/plumbline-dev/plumb/agent/search"
	"github.com/plumbline-dev/plumb/semantic"
)

// Store is what every store is.
type Store interface {
	register.Store
	glossary.Store
	agent.ProposalStore
	readings.Store
	semantic.Vectors
	model.Ledger
	search.Store

	EndRun(ctx context.Context, e model.Ending) error
	Calls(ctx context.Context, run string) ([]model.Call, error)
	Runs(ctx context.Context) ([]model.Run, error)
}

// Run checks a store. Open gives an empty one and closes it at the end of the test.
func Run(t *testing.T, open func(t *testing.T) Store) {
	t.Helper()
	for name, check := range map[string]func(t *testing.T, s Store){
		"transcript comes back as it was added":       transcriptRoundTrip,
		"transcript is added once":                    transcriptOnce,
		"transcript needs a digest and an actor":      transcriptRefused,
		"sheet comes back as it was sealed":           sheetRoundTrip,
		"sheet is refused":                            sheetRefused,
		"sheets are listed by last change":            sheetsListed,
		"same content is added once":                  sameContent,
		"edit makes a version and supersedes":         editSupersedes,
		"edit voids an approval and keeps its record": editVoidsApproval,
		"edit is refused":                             editRefused,
		"moves follow the state rules":                movesFollowRules,
		"move of two steps is one act":                moveOfTwoSteps,
		"move is bound to what was seen":              moveBound,
		"approval is an act of a person":              approvalByPerson,
		"approval supersedes the replaced sheet":      approvalReplaces,
		"replacement is refused":                      replacementRefused,
		"every act is in the log":                     actsAreLogged,
		"log can be left early and written meanwhile": logWalks,
		"log is longer than a page":                   longLog,
		"what failed left nothing":                    failedActsLeaveNothing,
		"times are kept as UTC microseconds":          timesKept,
		"tables are walked unchecked":                 keptWalks,
		"tables are as they were made":                schemaSound,
		"one of many same drafts is kept":             concurrentDrafts,
		"one of many edits wins":                      concurrentEdits,
		"one of many approvals wins":                  concurrentApprovals,
		"concurrent acts are all kept":                concurrentActs,
		"definitions come back as they were kept":     definitionsKept,
		"definitions that did not change":             definitionsUnchanged,
		"definitions are revised":                     definitionsRevised,
		"definitions are refused":                     definitionsRefused,
		"many definitions in one file":                manyDefinitions,
		"concurrent imports of the same file":         concurrentImports,
		"alias is proposed and decided":               aliasLife,
		"alias supersedes another":                    aliasSuperseded,
		"alias of a team in another spelling":         aliasTeamSpelling,
		"alias is bound to the definition":            aliasBound,
		"alias is refused":                            aliasRefused,
		"one of many aliases is in effect":            concurrentAliases,
		"vectors are kept by model":                   vectorsKept,
		"proposal comes back as it was kept":          proposalRoundTrip,
		"same proposal is kept once":                  proposalSame,
		"proposal is refused":                         proposalRefused,
		"proposals are listed by their beginning":     proposalsListed,
		"proposal is edited":                          proposalEdited,
		"moves of proposals follow the rules":         proposalMoves,
		"move of a proposal is bound":                 proposalMoveBound,
		"acts on proposals are in the log":            proposalActsLogged,
		"acts on proposals that fail leave nothing":   proposalActsThatFail,
		"one of many acts on a proposal wins":         concurrentProposals,
		"fetch comes back as it was kept":             fetchRoundTrip,
		"fetch is refused":                            fetchRefused,
		"readings are ordered by period and fetch":    readingsOrdered,
		"readings that repeat others are passed over": readingsRepeated,
		"numbers of readings keep every bit":          numbersKept,
		"concurrent fetches are all kept":             concurrentFetches,
		"call comes back as it was kept":              callRoundTrip,
		"call is found by its key":                    callFound,
		"call is refused":                             callRefused,
		"runs end once":                               runsEnd,
		"concurrent calls are all kept":               concurrentCalls,
		"search finds the same everywhere":            searchGolden,
		"search follows what is kept":                 searchFollows,
		"passages are verbatim":                       searchExact,
		"concurrent searches take in once":            searchConcurrent,
		"search by meaning":                           searchByMeaning,
		"search is refused":                           searchRefused,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			check(t, open(t))
		})
	}
}
