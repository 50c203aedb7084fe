// Package format reads metric definitions in the formats of other tools and in plumb's own, and writes them as Apache Ossie
// or as plumb's own.
//
// # What becomes of a definition
//
// A reader takes what has a field of semantic.Metric. What is left of a metric is kept in an extension, as JSON, under the name
// of its format. What is said around the metrics (tables, joins, dimensions beyond their names) is reported as a loss; of
// an Ossie model it is kept too, so that Ossie read and written again loses nothing. Nothing disappears without a word.
//
// Nothing is guessed: no direction, unit, owner, window or synonym is read out of prose. Instructions for models (ai_context)
// are caveats, never names. Invisible characters are taken out of names and texts, and what is longer than any definition
// needs is cut; both are losses.
//
// # Namespaces
//
// A metric's id is namespace.name. The namespace is the semantic model (Ossie, Snowflake), the cube, the LookML view, the stem
// of the file (Databricks, and metric-hub, where it is the team as well), or what the file says (plumb's own, else its
// stem). Of dbt it is the project when its dbt_project.yml lies in the folder that was named, at or above the file; else the only
// semantic model; else the stem of the file, or the folder that holds all the files.
//
// Files of a folder that are named on their own give the same ids only if the format's namespace is in the file: name the folder
// of a dbt project, not its files.
//
// A cube or a LookML view that extends another one of the same folder has its measures as well, each under its own name; a
// LookML view that is only there to be extended (extension: required) has none then. A base that is not in the folder is a loss.
//
// A metric of a Snowflake table is named table.metric when another table has one of the same name.
//
// # What counts as a metric
//
// dbt: metrics, and measures with create_metric; a measure alone is not one, nor is what is disabled. Cube, Databricks, LookML:
// measures. Snowflake: metrics and measures; facts when they have a default aggregation, or when the file has no other (kind
// "fact"). A simple dbt metric takes the formula, table, dimensions and grain of its measure, from whichever file of the
// project; its kind is the aggregation. What restricts or shifts an input of a metric (filter, offset) is among its filters,
// because it is part of what is computed; so are the ranges and shifts of Cube, LookML, Databricks and Snowflake that are
// no window of some length. Hidden and private measures are read like all others: that they are hidden is in the extension.
//
// # Meta
//
// dbt (config.meta, meta) and Cube (meta) leave a mapping to their users. These keys are taken from it: owner and owners (a text
// or a list), team, unit, direction and good_direction (up, down, higher, lower, higher_is_better, lower_is_better,
// increase, decrease), bigger_is_better (true, false), window, grain, freshness (spans such as 7d), synonyms,
// caveats, ai_context and ai_hint (texts, which become caveats), status (proposed, active, deprecated), deprecated (true),
// and replaced_by (an id) of what is deprecated. Of the locked_metadata of the first MetricFlow: display_name, unit and
// increase_is_good.
package format
