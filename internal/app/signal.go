package app

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/plumbline-dev/plumb/agent/signal"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/plainfile"
)

// SignalOptions say how a series is judged.
type SignalOptions = signal.Options

// SignalGate is the condition that a gate asks for.
type SignalGate = signal.Gate

// Judgement is what is to be said of a series.
type Judgement = signal.Judgement

// GateResult is how a gate stands, and why.
type GateResult = signal.GateResult

// The charts that may be asked for.
const (
	FrozenChart   = signal.Frozen
	PlainChart    = signal.Plain
	ScreenedChart = signal.Screened
)

// ParseDay reads a date such as 2026-03-02.
func ParseDay(text string) (time.Time, error) { return signal.ParseDay(text) }

const (
	opSignal      = "app.signal"
	largestSeries = 16 << 20 // bytes of a file
)

// JudgedFile is a file of readings and what is to be said of it.
type JudgedFile struct {
	File string `json:"file"`
	signal.Judgement
}

// JudgeFile judges the readings of a file; "-" is stdin. It keeps nothing.
func (a *App) JudgeFile(ctx context.Context, path string, stdin io.Reader, o SignalOptions) (JudgedFile, error) {
	s, err := a.series(ctx, path, stdin)
	if err != nil {
		return JudgedFile{}, err
	}
	judgement, err := signal.Judge(s, o)
	return JudgedFile{File: nameOf(path), Judgement: judgement}, err
}

// JudgeFiles judges files side by side and gives them in their order, each with why it could not be judged. It ends early
// when the context does.
func (a *App) JudgeFiles(ctx context.Context, paths []string, o SignalOptions) iter.Seq2[JudgedFile, error] {
	type answer struct {
		judged JudgedFile
		err    error
	}
	return func(yield func(JudgedFile, error) bool) {
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		answers := make(chan chan answer, 4*runtime.GOMAXPROCS(0)) // in the order of the paths
		go func() {
			defer close(answers)
			free := make(chan struct{}, runtime.GOMAXPROCS(0))
			for _, path := range paths {
				answered := make(chan answer, 1)
				select {
				case answers <- answered:
				case <-ctx.Done():
					return
				}
				free <- struct{}{}
				go func() {
					judged, err := a.JudgeFile(ctx, path, nil, o)
					answered <- answer{judged, err}
					<-free
				}()
			}
		}()
		for answered := range answers {
			next := <-answered
			if ctx.Err() != nil || !yield(next.judged, next.err) {
				return
			}
		}
	}
}

// JudgeFileGate judges a gate on the readings of a file; "-" is stdin.
func (a *App) JudgeFileGate(ctx context.Context, path string, stdin io.Reader, g SignalGate) (GateResult, error) {
	s, err := a.series(ctx, path, stdin)
	if err != nil {
		return GateResult{}, err
	}
	return signal.JudgeGate(s, g)
}

// SeriesFiles gives the files of a folder that hold readings, by their names, in order.
func (a *App) SeriesFiles(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, unreadable(err, dir)
	}
	var paths []string
	for _, e := range entries {
		if ext := strings.ToLower(filepath.Ext(e.Name())); !e.IsDir() && (ext == ".csv" || ext == ".tsv") {
			paths = append(paths, filepath.Join(dir, e.Name()))
		}
	}
	if len(paths) == 0 {
		return nil, fault.Newf(fault.NotFound, opSignal, "there is no CSV or TSV file in %s", dir).Do("Name a folder with such files.")
	}
	slices.Sort(paths)
	return paths, nil
}

func nameOf(path string) string {
	if plainfile.Stdin(path) {
		return "stdin"
	}
	return path
}

// series reads a file, or standard input.
func (a *App) series(ctx context.Context, path string, stdin io.Reader) (signal.Series, error) {
	if path == "" {
		return signal.Series{}, fault.New(fault.Usage, opSignal, "the path of a file is empty", "Name a CSV file, or - for standard input.")
	}
	content, err := untilDone(ctx, func() ([]byte, error) {
		if plainfile.Stdin(path) {
			var all bytes.Buffer
			_, err := all.ReadFrom(io.LimitReader(stdin, largestSeries+1))
			return all.Bytes(), err
		}
		return plainfile.Read(path, largestSeries)
	})
	if err != nil {
		return signal.Series{}, unreadable(err, path)
	}
	if len(content) > largestSeries {
		return signal.Series{}, fault.Newf(fault.Invalid, opSignal, "%s is larger than 16 MB", nameOf(path)).Do("Give fewer rows, such as one a week.")
	}
	return signal.ReadCSV(nameOf(path), content)
}

func unreadable(err error, path string) error {
	if fault.Is(err, fault.Invalid) {
		return err
	}
	if errors.Is(err, fs.ErrNotExist) {
		return fault.Newf(fault.NotFound, opSignal, "%s is not there", path).Do("Check the path.")
	}
	return fault.Wrap(err, fault.Unavailable, opSignal, path+" cannot be read", "Check the path, and that you may read it.")
}
