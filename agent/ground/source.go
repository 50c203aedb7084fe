package ground

import (
	"math"
	"reflect"
	"strconv"
	"unicode/utf8"
)

// sourcesMatch checks that the sheet rests on the transcripts at hand, all of them and read to the end.
func (g *gates) sourcesMatch() {
	if len(g.sheet.Sources) != len(g.sources) {
		g.fail(CodeSource, "sources", "the sheet names %d and there are %d transcripts", len(g.sheet.Sources), len(g.sources))
	}
	if len(g.sheet.Sources) == 0 {
		g.fail(CodeSource, "sources", "a sheet rests on at least one transcript")
	}
	for i, s := range g.sheet.Sources {
		path := at("sources", i)
		if i >= len(g.sources) || g.sources[i] == nil {
			g.fail(CodeSource, path, "its transcript is missing")
			continue
		}
		t := g.sources[i]
		if s.SHA256 != t.SHA256 {
			g.fail(CodeSource, path, "its digest is not that of the transcript")
		}
		if g.origin == byEngine && s.File != t.File {
			g.fail(CodeSource, path, "it is called %q and the transcript %q", s.File, t.File)
		}
		if s.UtterancesTotal != len(t.Utterances) {
			g.fail(CodeSource, path, "it counts %d utterances and the transcript has %d", s.UtterancesTotal, len(t.Utterances))
		}
		if s.UtterancesRead != s.UtterancesTotal {
			g.fail(CodeUnread, path, "%d of %d utterances were read", s.UtterancesRead, s.UtterancesTotal)
		}
	}
}

// strings checks that the canonical JSON of the sheet will hold exactly what the sheet holds. JSON replaces bytes that
// are not UTF-8, so a quote with such bytes would no longer be exact, and it has no NaN or infinity.
func (g *gates) strings() { g.encodable("sheet", reflect.ValueOf(*g.sheet)) }

func (g *gates) encodable(path string, v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		if !utf8.ValidString(v.String()) {
			g.fail(CodeText, path, "it is not valid UTF-8")
		}
	case reflect.Float64:
		if f := v.Float(); math.IsNaN(f) || math.IsInf(f, 0) {
			g.fail(CodeText, path, "it is not a finite number")
		}
	case reflect.Struct:
		for i := range v.NumField() {
			g.encodable(path+"."+v.Type().Field(i).Name, v.Field(i))
		}
	case reflect.Slice:
		for i := range v.Len() {
			g.encodable(at(path, i), v.Index(i))
		}
	case reflect.Pointer:
		if !v.IsNil() {
			g.encodable(path, v.Elem())
		}
	default: // integers and booleans are always encodable
	}
}

// at gives the path of an element of a list.
func at(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }
