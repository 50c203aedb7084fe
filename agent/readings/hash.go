package readings

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/connectors"
	"github.com/plumbline-dev/plumb/internal/fault"
)

const fetchPrefix = "fetch:"

// FetchSubject names a fetch in the audit log.
func FetchSubject(id string) string { return fetchPrefix + id }

// FetchOf gives the id of the fetch that [FetchSubject] named.
func FetchOf(subject string) (id string, ok bool) { return strings.CutPrefix(subject, fetchPrefix) }

// FetchDetail is the detail of the audit entry of a fetch, for people: what came, or why nothing did.
func FetchDetail(f Fetch) string {
	if f.Failure != "" {
		return fmt.Sprintf("%s from %s: nothing came: %s", f.Metric, f.Source, f.Failure)
	}
	return fmt.Sprintf("%s from %s: readings of %d periods", f.Metric, f.Source, len(f.Readings))
}

// Canonical gives a fetch in the one form that it is kept in: times in UTC and whole microseconds, readings by period,
// empty lists instead of none, and no negative zero, which not every database keeps.
func Canonical(f Fetch) Fetch {
	micro := func(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }
	f.From, f.To, f.AsOf, f.At = micro(f.From), micro(f.To), micro(f.AsOf), micro(f.At)
	f.Warnings = append([]string{}, f.Warnings...)
	f.Readings = append([]connectors.Reading{}, f.Readings...)
	for i, r := range f.Readings {
		r.Start, r.Value = micro(r.Start), r.Value+0
		if r.Parts != nil {
			r.Parts = &connectors.Parts{Numerator: r.Parts.Numerator + 0, Denominator: r.Parts.Denominator + 0}
		}
		f.Readings[i] = r
	}
	slices.SortStableFunc(f.Readings, func(a, b connectors.Reading) int { return a.Start.Compare(b.Start) })
	return f
}

// Hash is the content hash of the audit entry of a fetch: that of its [Canonical] form, with all its readings, as JSON on
// one line without the escaping that HTML wants. It fails for a value that is not finite.
func Hash(f Fetch) (string, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(Canonical(f)); err != nil {
		return "", fault.Wrap(err, fault.Invalid, "readings.hash", "fetch "+f.ID+" has a value that is no number", "")
	}
	return agent.ContentHash(bytes.TrimRight(buf.Bytes(), "\n")), nil
}
