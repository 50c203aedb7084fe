package format

import (
	"io"

	"github.com/plumbline-dev/plumb/semantic"
)

// The formats, as import reports name them.
const (
	Ossie      = "ossie"
	DBT        = "dbt"
	Cube       = "cube"
	Snowflake  = "snowflake"
	Databricks = "databricks"
	LookML     = "lookml"
	MetricHub  = "metric-hub"
	Plumb      = "plumb"
)

// File is what was read from one file.
type File struct {
	Path    string            `json:"file"`
	Format  string            `json:"format"` // one of the formats; "" for a file of a folder that is in none of them
	Metrics []semantic.Metric `json:"-"`
	Terms   []semantic.Term   `json:"-"`
	Skipped []Skip            `json:"skipped"`
	Losses  []Loss            `json:"losses"`
}

// Skip is a definition that was passed over, or a whole file, named by its last element.
type Skip struct {
	Name    string `json:"name"`
	Reason  string `json:"reason"`
	Instead string `json:"instead,omitempty"` // file and line of the definition that this one contradicts, and that is used
}

// Loss is a part of the source that ended in no field and in no extension.
type Loss struct {
	Metric string `json:"metric"` // id; "" for what stands outside of the metrics
	Field  string `json:"field"`  // path in the source, "[]" for every item of a list; a cause may follow in brackets
}

// Options say what files do not.
type Options struct {
	Team  string    // team of the metrics and terms whose file names none
	Stdin io.Reader // read when a path is "-"; there is none when it is nil
}
