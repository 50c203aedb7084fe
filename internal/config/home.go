package config

import (
	"path/filepath"
	"runtime"

	"github.com/plumbline-dev/plumb/internal/fault"
)

// home gives the folder in which plumb keeps what it stores: PLUMB_HOME, else the place where the operating system
// wants the data of a program of one user. The folder need not exist.
func (p Place) home() (Setting, error) {
	if v := p.Getenv(EnvHome); v != "" {
		return Setting{absolute(v, p.Dir), EnvHome}, nil
	}
	dir := userDataDir(runtime.GOOS, p.Getenv)
	if dir == "" {
		return Setting{}, fault.New(fault.Invalid, "config.home", "there is no folder to keep data in: neither PLUMB_HOME nor HOME is set",
			"Set PLUMB_HOME to a folder of your own.")
	}
	return Setting{filepath.Join(dir, "plumb"), Default}, nil
}

// userDataDir follows the XDG base directory specification on Unix, Apple's file system guide and the known folders of
// Windows. It gives "" when the environment does not name a home.
func userDataDir(goos string, getenv func(string) string) string {
	switch goos {
	case "windows":
		return getenv("LocalAppData")
	case "darwin", "ios":
		if home := getenv("HOME"); home != "" {
			return filepath.Join(home, "Library", "Application Support")
		}
		return ""
	}
	// The specification says that a relative path in XDG_DATA_HOME is to be ignored.
	if dir := getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
		return dir
	}
	if home := getenv("HOME"); home != "" {
		return filepath.Join(home, ".local", "share")
	}
	return ""
}
