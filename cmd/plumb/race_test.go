//go:build race

package main

// withRaceDetector says that everything takes some ten times as long.
const withRaceDetector = true
