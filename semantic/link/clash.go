package link

// Clash says in what a term cannot mean a metric, by its id, whatever its other words mean: "window", "aggregation" or "version";
// "" where it may, or where the metric is not in the catalogue.
func (l *Linker) Clash(term, metric string) string {
	at, ok := l.catalogue.place[metric]
	if !ok {
		return ""
	}
	e := &l.catalogue.entries[at]
	var out comparison
	out.slots(takeApart(term, nil).slots, e, takeApart(e.metric.Label, nil).slots)
	switch slotClashes {
	case out.window:
		return "window"
	case out.agg:
		return "aggregation"
	case out.edition:
		return "version"
	}
	return ""
}
