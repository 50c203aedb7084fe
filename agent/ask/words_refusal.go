package ask

// refusals say in general why a question is not answered, and what would settle it. Where more is known, that is said instead.
var refusals = map[Reason]struct{ text, settle string }{
	NoReading:    {"Nothing was read of that metric yet.", "Fetch its readings with plumb signals fetch, or see with plumb signals doctor why none come."},
	Stale:        {"The newest reading is too old to say how it stands.", "Fetch the newest readings with plumb signals fetch."},
	Ambiguous:    {"The words may mean several things here.", "Say which one is meant."},
	NotEnough:    {"There are too few readings to tell.", "Wait for more complete periods, and ask again."},
	BadData:      {"Something is wrong with the readings, so nothing can be said from them.", "Ask the owner of the data; plumb review draft says what is wrong."},
	NeedsControl: {"Why it moved is not known: nothing was compared with a group that did not have the change.", "Note the start with a control: plumb signals note DAY --sheet SHEET --start --control METRIC."},
	NotStated:    {"The meeting did not say.", "Ask the owner, and write it down with plumb sheet edit."},
	NotOnRecord:  {"Nothing that is kept here says anything about that.", "Look for other words of it with plumb search."},
	UnknownName:  {"No metric with that name is defined here.", "See what is defined with plumb metrics list, or define it."},
	Outside:      {"That is outside of what is kept here: bets, their readings, and what was said and decided about them.", "Ask about a bet, such as: is the gate on track?"},
	Future:       {"That is about days that have not come, and no forecast is made.", "Ask again once they are over, or ask what the gate takes."},
	Instruction:  {"That is no question, and asking changes nothing here: people decide, by a command.", "See plumb help for the command that does it."},
	NoSheet:      {"There is no sheet here yet, so there is nothing to ask about.", "Draft one from the record of a meeting: plumb draft FILE."},
	Unclear:      {"It is not clear what is asked.", "Ask, for example: is the mechanism working? What moved since last week? What did we decide, and why?"},
	Empty:        {"Nothing was asked.", "Ask, for example: is the mechanism working?"},
	TooLong:      {"That is longer than a question.", "Ask it in a sentence or two."},
	Language:     {"Only questions in English are understood; names of metrics may be in any language.", "Ask it in English."},
}
