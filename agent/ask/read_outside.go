package ask

// strangeTopics are what people ask of a program that answers, and nothing is kept about, over words with a space on both sides.
var strangeTopics = []string{
	" weather ", " joke ", " jokes ", " poem ", " haiku ", " limerick ", " song ", " sing ", " recipe ", " recipes ", " cook ", " lunch ", " dinner ", " football ", " soccer ", " world cup ", " olympics ",
	" capital of ", " president of ", " prime minister ", " stock price ", " share price ", " stock market ", " bitcoin ", " crypto ", " lottery ", " horoscope ", " movie ", " movies ", " film ", " netflix ", " news today ",
	" translate ", " what time is it ", " the time in ", " what day is it ", " meaning of life ", " who are you ", " what are you ", " are you human ", " are you a robot ", " are you an ai ", " your name ", " how old are you ", " do you like ",
	" how are you ", " favourite ", " favorite ", " love me ", " competitor ", " competitors ", " competition doing ", " google ", " microsoft ", " apple ", " amazon ", " facebook ", " meta's ", " openai ", " tesla ", " netflix's ",
	" salary ", " salaries ", " paid enough ", " earn ", " earns ", " bonus ", " bonuses ", " pay rise ", " raise for ", " promotion for ", " be promoted ", " get promoted ", " deserve ", " deserves ", " performance review ",
	" good at her job ", " good at his job ", " good at their job ", " good job ", " bad job ", " great job ", " best employee ", " worst employee ", " best performer ", " worst performer ", " top performer ", " underperforming ", " lazy ", " hardest working ",
	" works hardest ", " fire someone ", " be fired ", " get fired ", " laid off ", " lay off ", " layoffs ", " hire ", " hiring ", " resign ", " pregnant ", " religion ", " vote for ", " election ", " politics ", " married ", " home address ", " phone number ", " birthday ",
	" python ", " javascript ", " java ", " golang ", " write code ", " write a function ", " regex ", " fix my ", " debug ", " wifi ", " printer ", " vpn ", " parking ", " coffee ", " holiday allowance ", " vacation days ", " legal advice ", " lawyer ", " tax ", " taxes ",
	" medical ", " doctor ", " diet ", " flight ", " flights ", " train to ", " hotel ", " restaurant ", " gdp ", " inflation ", " interest rate ", " exchange rate ", " sue ", " ceo of ", " funding round ", " valuation ", " market share ", " industry average ", " industry benchmark ", " benchmarks in the industry ",
	" square root ", " multiplied by ", " 2+2 ", " 1+1 ", " population of ", " distance to ", " tall is ", " old is ", " who won ", " who invented ", " wikipedia ", " the internet ", " on the web ", " best framework ", " best practice ", " best practices ", " write an email ", " write a blog ", " write a tweet ", " press release ", " slogan ",
}

// outside reports whether words are about something of which nothing is kept.
func outside(words []token) bool {
	return containsAny(joined(words), strangeTopics...)
}
