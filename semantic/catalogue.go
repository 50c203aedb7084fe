package semantic

// Catalogue is everything that is defined at one moment. The order of its lists carries no meaning.
type Catalogue struct {
	Metrics []Metric
	Terms   []Term
	Aliases []Alias // that people approved
}

// Alias says that a term, said by a team, means a metric. People approve it; once approved, the term is never looked
// up in any other way.
type Alias struct {
	Term   string `json:"term"`   // as it was heard
	Team   string `json:"team"`   // whose term it is; "" for everybody who has no alias of their own
	Metric string `json:"metric"` // id
}
