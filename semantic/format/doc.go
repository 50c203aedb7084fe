// Package format reads metric definitions in the formats of other tools and in plumb's own, and writes them.
package format
