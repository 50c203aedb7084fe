package evals

import (
	"context"
	_ "embed" // for the list of speakers
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/internal/fault"
)

//go:embed cases/transcript/zoom-speakers.yaml
var zoomSpeakers []byte

const opReading = "eval.transcript"

// ReadingReport says how faithfully records are read. What is right is worked out from the bytes of each record by other
// means than those of the readers.
type ReadingReport struct {
	Corpora  []CorpusWords `json:"corpora"`
	Speakers SpeakerShare  `json:"speakers"` // of the Zoom records

	records []RecordWords
}

// CorpusWords counts the spoken words of one corpus.
type CorpusWords struct {
	Corpus string  `json:"corpus"`
	Files  int     `json:"files"`
	Spoken int     `json:"spoken"` // words of speech in the records
	Kept   int     `json:"kept"`   // of these, found in what was read, in order
	Read   int     `json:"read"`   // words in what was read; more than Spoken would be notes taken for speech
	Share  float64 `json:"share"`  // Kept of Spoken
}

// SpeakerShare counts the cues whose speaker, text and line are right.
type SpeakerShare struct {
	Cues  int     `json:"cues"`
	Right int     `json:"right"`
	Share float64 `json:"share"`
}

// corpora are the kinds of public record, and how their spoken words are found.
var corpora = []struct {
	name, pattern string
	spoken        func(raw string) ([]string, error)
}{
	{"zoom-vtt", "zoom-vtt/*.vtt", zoomWords},
	{"zoom-chat", "zoom-vtt/*.chat.txt", chatWords},
	{"google-meet", "google-meet-markdown/*.md", meetWords},
	{"qmsum", "qmsum/*.json", qmsumWords},
}

// Reading reads every public record below a folder and compares the outcome with what the bytes say. The errors are of
// kind not_found when there are no records, and those of the readers.
func Reading(ctx context.Context, records string) (ReadingReport, error) {
	var r ReadingReport
	for _, c := range corpora {
		paths, err := filepath.Glob(filepath.Join(records, filepath.FromSlash(c.pattern)))
		if err != nil || len(paths) == 0 {
			return r, fault.Newf(fault.NotFound, opReading, "there are no records %s in %s", c.pattern, records).
				Do("Say where the public records are with --data.")
		}
		words := CorpusWords{Corpus: c.name, Files: len(paths)}
		for _, path := range paths {
			if err := ctx.Err(); err != nil {
				return r, err
			}
			raw, t, err := rawAndRead(path)
			if err != nil {
				return r, err
			}
			spoken, err := c.spoken(raw)
			if err != nil {
				return r, fault.Wrap(err, fault.Invalid, opReading, "the words of "+path+" cannot be found", "Check that the file is whole, or leave it out of the folder.")
			}
			read := utteredWords(t)
			record := RecordWords{Corpus: c.name, File: c.name + "/" + filepath.Base(path), Spoken: len(spoken), Read: len(read)}
			kept, lost := inOrder(spoken, read)
			record.Kept = kept
			record.lose(lost, raw)
			if c.name == "zoom-vtt" {
				var own SpeakerShare
				if err := own.count(filepath.Base(path), raw, t); err != nil {
					return r, err
				}
				record.Cues, record.Right = own.Cues, own.Right
			}
			words.Spoken += record.Spoken
			words.Read += record.Read
			words.Kept += record.Kept
			r.Speakers.Cues += record.Cues
			r.Speakers.Right += record.Right
			r.records = append(r.records, record)
		}
		words.Share = share(words.Kept, words.Spoken)
		r.Corpora = append(r.Corpora, words)
	}
	r.Speakers.Share = share(r.Speakers.Right, r.Speakers.Cues)
	return r, nil
}

func rawAndRead(path string) (string, *agent.Transcript, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return "", nil, fault.Wrap(err, fault.Unavailable, opReading, "the record cannot be read", "Check the folder given with --data.")
	}
	t, err := readRecord(path)
	return string(raw), t, err
}

func utteredWords(t *agent.Transcript) []string {
	var words []string
	for _, u := range t.Utterances {
		words = append(words, strings.Fields(u.Text)...)
	}
	return words
}

// inOrder counts the words of want that are found in got in the same order, each within a window of the last, and gives the others.
func inOrder(want, got []string) (found int, lost []string) {
	const window = 200
	at := 0
	for _, w := range want {
		i := slices.Index(got[at:min(len(got), at+window)], w)
		if i < 0 {
			lost = append(lost, w)
			continue
		}
		at += i + 1
		found++
	}
	return found, lost
}

var (
	zoomCue    = regexp.MustCompile(`(?m)^\d+\r?\n[0-9:.]+ --> [0-9:.]+\r?\n(.*?)\r?$`)
	meetStart  = regexp.MustCompile(`(?m)^#+ \**Transcript\**\s*$`)
	meetTurn   = regexp.MustCompile(`^(?:\*\*)?([^:*]{1,60}):(?:\*\*)?(.*)$`)
	meetMarker = regexp.MustCompile(`^(### )?\d\d:\d\d:\d\d$`)
	meetGlued  = regexp.MustCompile(`([.?!])\d\d:\d\d:\d\d$`)
	chatStart  = regexp.MustCompile(`^\d\d:\d\d:\d\d\t[^\t]*:\t(.*)$`)
)

// zoomWords takes what stands behind the name in every cue; in the public records every cue has one.
func zoomWords(raw string) ([]string, error) {
	var words []string
	for _, cue := range zoomCue.FindAllStringSubmatch(raw, -1) {
		_, text, _ := strings.Cut(cue[1], ": ")
		words = append(words, strings.Fields(text)...)
	}
	return words, nil
}

func chatWords(raw string) ([]string, error) {
	var words []string
	for line := range strings.SplitSeq(strings.ReplaceAll(raw, "\r", "\n"), "\n") {
		if message := chatStart.FindStringSubmatch(line); message != nil {
			line = message[1]
		}
		words = append(words, strings.Fields(line)...)
	}
	return words, nil
}

// meetWords takes the lines below the heading of the transcript, without names, times and the footer.
func meetWords(raw string) ([]string, error) {
	heading := meetStart.FindStringIndex(raw)
	if heading == nil {
		return nil, nil
	}
	var words []string
	for line := range strings.SplitSeq(raw[heading[1]:], "\n") {
		line = strings.TrimRight(strings.TrimSpace(line), `\ `)
		if meetMarker.MatchString(line) || strings.Contains(line, "ended after") || strings.HasPrefix(line, "_This editable") {
			continue
		}
		if turn := meetTurn.FindStringSubmatch(line); turn != nil {
			line = turn[2]
		}
		line = meetGlued.ReplaceAllString(line, "$1")
		words = append(words, strings.Fields(strings.ReplaceAll(line, `\`, ""))...)
	}
	return words, nil
}

func qmsumWords(raw string) ([]string, error) {
	var meeting struct {
		Turns []struct {
			Content string `json:"content"`
		} `json:"meeting_transcripts"`
	}
	if err := json.Unmarshal([]byte(raw), &meeting); err != nil {
		return nil, err
	}
	var words []string
	for _, turn := range meeting.Turns {
		words = append(words, strings.Fields(turn.Content)...)
	}
	return words, nil
}

// count compares every cue of a Zoom record with the utterance that stands on its line.
func (s *SpeakerShare) count(file, raw string, t *agent.Transcript) error {
	var listed map[string][]string
	if err := yaml.Unmarshal(zoomSpeakers, &listed); err != nil {
		return fault.Wrap(err, fault.Internal, opReading, "the list of speakers cannot be read", "")
	}
	byLine := make(map[int]agent.Utterance, len(t.Utterances))
	for _, u := range t.Utterances {
		byLine[u.Line] = u
	}
	line, from := 1, 0
	for _, cue := range zoomCue.FindAllStringSubmatchIndex(raw, -1) {
		line += strings.Count(raw[from:cue[2]], "\n")
		from = cue[2]
		text := raw[cue[2]:cue[3]]
		speaker := ""
		for _, name := range listed[file] {
			if strings.HasPrefix(text, name+": ") {
				speaker = name
			}
		}
		s.Cues++
		if u, ok := byLine[line]; ok && speaker != "" && u.Speaker == speaker && strings.HasSuffix(text, u.Text) {
			s.Right++
		}
	}
	return nil
}
