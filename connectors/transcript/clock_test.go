package transcript

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestParseClock(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in string
		ms int64
		n  int
	}{
		{"00:04:01.680 -->", 241_680, 12}, {"00:01,5", 1500, 7}, {"0:0:1.510", 1510, 9}, {"55:21", 3_321_000, 5}, {"25:00:11", 90_011_000, 8},
		{"1:02:03", 3_723_000, 7}, {"100:00:00.123456", 360_000_123, 16},
		{"", 0, 0}, {"12", 0, 0}, {"1:2x", 62_000, 3}, {"1:99", 0, 0}, {"1:60:00", 0, 0}, {"1:2:3:4", 0, 0}, {"99999999999999999999:00", 0, 0}, {"10:300", 0, 0}, {":30", 0, 0},
	} {
		ms, n := parseClock(c.in)
		require.Equal(t, c.ms, ms, c.in)
		require.Equal(t, c.n, n, c.in)
	}
}

func TestParseDate(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"2024-01-25": "2024-01-25", "2024/01/25": "2024-01-25", "2024-01-25T10:00:00Z": "2024-01-25", "Thursday, January 25th, 2024": "2024-01-25",
		"Wednesday,  February 12, 2025.": "2025-02-12", "June 17, 2026": "2026-06-17", "25 January 2024": "2024-01-25", "3rd of Sept 2024": "2024-09-03",
		"Wed, Mar 12, 2025 10:00AM": "2025-03-12", "25/01/2024": "2024-01-25", "01/25/2024": "2024-01-25", "05/05/2024": "2024-05-05",
		"01/02/2024": "", "February 30, 2024": "", "next Monday": "", "May we begin now": "", "2024-13-01": "", "": "", "Monday": "", "12": "",
	} {
		got, ok := parseDate(in)
		require.Equal(t, want != "", ok, in)
		if ok {
			require.Equal(t, want, got.day.Format(time.DateOnly), in)
		}
	}
}

func TestStart(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"- Date: January 25, 2024\n- Time: 11:00 AM PT (Pacific Time)": "2024-01-25T11:00:00-08:00",
		"Date: July 25, 2024\nTime: 9:30 p.m. ET":                      "2024-07-25T21:30:00-04:00",
		"Time: 14:00 UTC+2\nDate: 2024-07-25":                          "2024-07-25T14:00:00+02:00",
		"Date: 2024-07-25 14:00 CEST":                                  "2024-07-25T14:00:00+02:00",
		"Date: 2024-07-25\nTime: 12:15 AM GMT":                         "2024-07-25T00:15:00+00:00",
		"Date: 2024-07-25\nTime: 14:00":                                "",
		"Date: 2024-07-25\nTime: 14:00 CST":                            "",
		"Date: Monday, July 25, 2024\nTime: 14:00 UTC":                 "", // it was a Thursday
		"Date: 01/02/2024\nTime: 14:00 UTC":                            "",
		"Time: 14:00 UTC":                                              "",
	} {
		got := readString(t, "notes.md", "# Harbour\n\n## Details\n"+in+"\n\n## Transcript\n\nAda: Hello.\nBen: Hi.\n")
		if want == "" {
			require.Nil(t, got.StartedAt, in)
			continue
		}
		require.NotNil(t, got.StartedAt, in)
		require.Equal(t, want, got.StartedAt.Format("2006-01-02T15:04:05-07:00"), in)
	}
}

func TestDaylight(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]bool{"2024-03-09": false, "2024-03-10": true, "2024-11-02": true, "2024-11-03": false, "2025-03-08": false,
		"2025-03-09": true, "2025-11-01": true, "2025-11-02": false, "2026-07-01": true, "2026-01-01": false} {
		day, err := time.Parse(time.DateOnly, in)
		require.NoError(t, err)
		require.Equal(t, want, usDaylight(day), in)
	}
}

func TestDateFromName(t *testing.T) {
	t.Parallel()
	const text = "Ada: Hello.\nBen: Hi.\n"
	for name, want := range map[string]string{
		"weekly-2025-03-12.txt": "2025-03-12", "2025-03-12_weekly_001.txt": "2025-03-12", "GMT20250312-100213_Recording.txt": "2025-03-12",
		"weekly-2025-03-123.txt": "", "12025-03-12.txt": "", "weekly-2025-02-30.txt": "", "weekly.txt": "", "folder-2025-03-12/weekly.txt": "",
	} {
		got := readString(t, name, text)
		require.Equal(t, want, got.Date, name)
		if want != "" {
			require.Equal(t, dateFromFileName, got.DateFrom)
			require.True(t, warned(got, "was taken from the file name"))
		}
	}
	both := readString(t, "weekly-2025-03-12.md", "Date: 2025-03-11\n\n"+text)
	require.Equal(t, "2025-03-11", both.Date)
	require.True(t, warned(both, "the file name says 2025-03-12"))
}
