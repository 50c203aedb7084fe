package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// release is set when a release is built, with -ldflags "-X .../internal/cli.release=v1.2.3".
var release string

// versionReport is what "plumb version --json" prints.
type versionReport struct {
	Version  string `json:"version"`
	Revision string `json:"revision"` // of the source; "" when the build does not know it
	Go       string `json:"go"`
	Platform string `json:"platform"`
}

func (s *session) versionCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "version",
		Short:   "Say which plumb this is",
		Long:    "Prints the version of plumb, the Go release it was built with and the platform it runs on.",
		GroupID: groupCheck,
		Example: `  plumb version
  plumb version --json`,
		Args: noArgs,
		RunE: func(*cobra.Command, []string) error {
			v := thisVersion()
			if asJSON {
				return s.printJSON(v)
			}
			_, _ = fmt.Fprintf(s.out, "plumb %s (%s, %s)\n", v.Version, v.Go, v.Platform)
			return nil
		},
	}
	jsonFlag(cmd, &asJSON)
	return cmd
}

func thisVersion() versionReport {
	v := versionReport{Version: "development", Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH}
	if info, ok := debug.ReadBuildInfo(); ok {
		// A version is there when the program was installed with "go install module@version".
		if info.Main.Version != "" && info.Main.Version != "(devel)" {
			v.Version = info.Main.Version
		}
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				v.Revision = s.Value
			}
		}
	}
	if release != "" {
		v.Version = release
	}
	return v
}
