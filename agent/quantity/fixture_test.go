package quantity

// quantitiesOf gives the quantities of a text in order.
func quantitiesOf(text string) []quantity {
	var found []quantity
	for _, m := range read(text).measures() {
		found = append(found, m.quantity)
	}
	return found
}

// boundsOf gives the limits of a text in order.
func boundsOf(text string) []bound {
	p := read(text)
	var found []bound
	for _, l := range p.limits(p.deadlines()) {
		found = append(found, l.bound)
	}
	return found
}
