package transcript

import "strings"

func isZip(s string) bool                     { return strings.HasPrefix(s, "PK\x03\x04") }
func isPDF(s string) bool                     { return strings.HasPrefix(s, "%PDF-") }
func sureDocx(s *source) int                  { return 0 }
func readDocx(s *source, r *record) error     { return nil }
func surePDF(s *source) int                   { return 0 }
func readPDF(s *source, r *record) error      { return nil }
func sureZoomChat(s *source) int              { return 0 }
func readZoomChat(s *source, r *record) error { return nil }
func sureOtter(s *source) int                 { return 0 }
func readOtter(s *source, r *record) error    { return nil }
