package draft

// saysSignal lists how people say what they will look at.
var saysSignal = []row{
	{.72, `how (?:do|will|would|can) (?:we|you) (?:<2>)(?:know|track|measure|tell) `},
	{.7, `(?:pass rate|success rate|error rate|click rate|response rate|open rate|passing) `},
	{.66, `(?:i'll|i can|we can|we'll) measure `},
	{.75, `(?:metrics?|kpis?|indicators?) (?:<6>)(?:is|are|was|would be|should be|will be|to|we|for|i|that) `},
	{.75, `(?:what i'd|i'd|we'd|i would|i'll|we'll|let's) (?:<2>)(?:look at|watch|check|count|track|measure) (?:<1>)(?:before|is|the|how|whether|if|in|what|number|them|per|their|our|time) `},
	{.75, `(?:the one|the number|metric|the thing|what|that's what) (?:we|i) (?:<1>)care about `},
	{.68, `(?:the|give you|have a|usage) (?:<1>)frequency `},
	{.6, `(?:the|our|some|these|share|key|of|on|for|main|and|have|get|about) (?:<2>)(?:kpis?|metrics?|stats|benchmarks?) `},
	{.8, `(?:leading|early|lagging|first|best|good|proxy|weekly|main|clearest) (?:indicator|signal|proxy|metric) `},
	{.75, `(?:we|we'll|i'll|i|to|we're|should|can|will|and|be|let's|they|just|start) (?:<2>)(?:measure|measuring|track|tracking|monitor|monitoring|measured) (?:<1>)(?:how|whether|if|time|what|number|activation|weekly|conversion|per|performance|the number|the share|usage|retention|success|it by) `},
	{.6, `(?:we|we'll|i'll|i|to|we're|should|can|will|and|let's|start) (?:<1>)(?:measure|measuring|track|tracking|monitor|monitoring) `},
	{.7, `(?:i'd|we|we'll|i'll|to|i|we're|should|would|just|let's) (?:<2>)(?:watch|watching|keep an eye on|keeping an eye on|have an eye on) (?:the|how|for|whether|that|our|time|on|number|first|it|p95|this)? ?`},
	{.65, `(?:we|we'll|i|i'd|i'll|to|should|would|let's) (?:<1>)(?:look|looking) at (?:<4>)(?:rate|number|numbers|percentage|conversion|retention|activation|how many|data|usage|traffic|volume|time|latency|share|count) `},
	{.7, `(?:see|check|tell|know) (?:<2>)(?:if|whether|how) (?:<6>)(?:goes|go|went|moves|move|drops|drop|rises|improves|falls|increases|changes|performs?|interact|interacting|traffic) `},
	{.6, `(?:how many|number of|percentage of|percent of|share of) (?:<6>)(?:who|that|actually|are|per|complete|finish|use|sign|connect|come|open|convert|make|each|have|were|get|we) `},
	{.65, `(?:our|the|weekly|daily|monthly|that|and|at|on|is|overall|see) (?:<2>)(?:\S+ rate|conversion|retention|churn|activation|nps|csat|latency|throughput) (?:<3>)(?:is|was|goes|should|would|will|at|has|per|as|every|each|moves|first) `},
	{.6, `see (?:<3>)(?:kind of )?traffic `},
	{.65, `(?:what|where|how) (?:the )?(?:numbers|data) (?:say|says|look|looks|show|shows|are|tell|tells) `},
	{.75, `(?:should|will|would|to) (?:<1>)(?:move|show up|shift|budge) (?:<1>)(?:first|before|early|earlier|sooner) `},
	{.55, `(?:on|in|the|a|our) (?:<2>)dashboard (?:<4>)(?:shows?|to|for|that|with|so|tracks?) `},
	{.55, `(?:the|our|average|median) (?:<1>)(?:average|median|p95|p99) (?:<3>)(?:is|was|per|time|of|latency|should|at) `},
}

// saysGate lists how people say on what condition they go on.
var saysGate = []row{
	{.78, `before (?:we|you) (?:can |could |would )(?:<1>)(?:publish|release|ship|launch|start|merge|go|open|announce|move|enable|roll) `},
	{.74, `(?:we|you|i'd|would) (?:<1>)need (?:<1>)at least `},
	{.7, `first (?:we|you) (?:have to|need to|should|must) (?:<9>)then `},
	{.95, `if (?:<9>)(?:<9>)(?:we|then|i'd|we'll) (?:<2>)(?:continue|keep going|go ahead with|proceed|carry on|go on|go further|go forward) `},
	{.76, `once (?:<9>)(?:<6>)(?:we can|we could|we'll|we start) (?:<3>)(?:start|move|go|expand|add|open|ship|roll|merge|extend|get into|scale) `},
	{.74, `(?:on the )?critical path (?:to|for|of) `},
	{.72, `(?:if|when|once) (?:<9>)(?:<6>)then (?:it's|we're|that's|we) (?:real|good|on|go|going|done|fine|in|continue|ship) `},
	{.7, `and then we go on `},
	{.66, `at the latest `},
	{.9, `(?:we|we'll|i'd|would|only) (?:<2>)(?:continue|keep going|proceed|go ahead|carry on) (?:<1>)(?:if|when|once|unless|as long as|provided) `},
	{.9, `(?:the|our|a|stage|this|that|my) (?:<1>)gate (?:<4>)(?:is|was|would be|should be|for|at|says|will be|if) `},
	{.85, `(?:if|once|when|as soon as) (?:<9>)(?:<9>)(?:roll out|roll it out|expand|ship|extend|scale|double down|go wider|go to everyone|move on to|move to the next) `},
	{.8, `(?:roll out|roll it out|expand|ship it|extend|scale|go wider|open it up|move on|go to) (?:<4>)(?:only if|only when|once|if|when|as soon as|after) (?:we|it|the|that|this|a|activation|at) `},
	{.8, `(?:if|once|when|unless|until|needs?|has|have|must|should|want|get|gets|see|be|is) (?:<6>)(?:at least|reaches|reach|hits|hit|north of|above|over|under|below|less than|more than|no more than) (?:<6>)(?:by|within|after|at the end|end of) `},
	{.75, `at least (?:<6>)(?:by|within|after|before) (?:<1>)(?:the|end|week|two|three|four|next|friday|monday|thursday|tuesday|wednesday|january|february|march|april|may|june|july|august|september|october|november|december|then) `},
	{.8, `(?:go/no-go|go no-go|go no go|no-go) `},
	{.7, `(?:the|a|our|first|next|two week) (?:checkpoint|milestone|stage gate|decision point) (?:<4>)(?:is|would be|at|in|on|will be) `},
	{.7, `unless (?:<9>)(?:<4>)(?:we|we'll|it|then|i) (?:<1>)(?:stop|pause|kill|don't|won't|shouldn't|revert|drop|go back) `},
	{.65, `(?:the|our|a) threshold (?:<4>)(?:is|was|would be|of|should) `},
	{.65, `(?:decide|decision|make the call|make a call|reassess|re-evaluate|evaluate) (?:<4>)(?:after|in|at the end|by|on|then) (?:<1>)(?:two|three|four|six|the|a|next|friday|monday|week|weeks|that|week) `},
	{.6, `(?:after|in|within) (?:those |these |the |about )?(?:two|three|four|six|2|3|4|6|couple of|first|30|60|90|ten) (?:weeks?|months?|days|sprints?) (?:<3>)(?:we|we'll|i'll|i will|we can|i can|see|decide|review|look) `},
	{.65, `(?:if|unless) (?:<3>)(?:no|any|major|there are no|nobody has|strong) (?:<2>)objections? `},
	{.6, `once (?:we|we've|it|that's|they|the|those|this) (?:<9>)(?:then )?(?:we can|we could|we'll|then we|we move|we go) `},
	{.6, `(?:to be|be|is|are|we're|was|not) (?:<1>)ready (?:<3>)(?:to|for) (?:<2>)(?:launch|ship|fork|go|release|mainnet|production|devnet|set|schedule|include|merge|roll) `},
}

// saysLearn lists how people say what they will know then.
var saysLearn = []row{
	{.74, `see how (?:it|this|that|they) (?:performs?|goes|does|works? out|behaves?) `},
	{.76, `(?:gain|get|have|build) (?:<1>)confidence (?:that|in|on|whether) `},
	{.9, `(?:we'll|we will|to|we|we'd|want to|hope to) (?:<1>)(?:learn|find out|have learned) (?:whether|if|how|what|that|a lot|which|something|where) `},
	{.85, `(?:tells?|tell|show|shows|teach) us (?:<1>)(?:whether|if|how|what|which) `},
	{.75, `(?:we'll|we will|then we|then we'd|we'd|by then we|by then we'd|we'd at least) (?:also |then |finally |at least |really |actually )*know(?: whether| if| how| what| that| which| a lot| more| it)? `},
	{.75, `(?:test|testing|validate|prove|verify) (?:<1>)(?:whether|if|the (?:hypothesis|idea|assumption|theory)|our) `},
	{.65, `(?:to|we'll|so we can|we'd) see (?:<1>)(?:whether|if) (?:<2>)(?:works?|people|it|this|that|they|the|users|we|customers) `},
	{.7, `(?:give|gives|gets?|giving|have) (?:us|you|me) (?:<2>)(?:data|information|insight|insights|a sense|evidence|a signal) `},
	{.65, `figure out (?:whether|if|how|what) `},
}

// saysOtherwise lists how people say what happens when the condition is missed.
var saysOtherwise = []row{
	{.74, `if (?:there's |we get |i get |they give )?no (?:reply|response|answer|objections?) (?:<4>)(?:we|i|then|go|just) `},
	{.74, `unless (?:someone|somebody|anyone|anybody|there's) (?:<6>)(?:we|i|then|let's) `},
	{.9, `^otherwise (?:<1>)(?:we|we'll|it|i|we're|i'd|let's|stop|then|roll|the) `},
	{.8, `(?:and|or) otherwise (?:<1>)(?:we|we'll|i|we're|i'd|let's|stop|roll) `},
	{.85, `if (?:not|it's not|it isn't|we're not|that's not|it is not|we aren't|not then) (?:then )?(?:we|we'll|i'd|i'll|stop|kill|roll|let's) `},
	{.85, `if (?:<4>)(?:doesn't|does not|don't|do not|fails|fail|miss|misses|didn't|isn't|can't|falls short|flops) (?:<9>)(?:we|we'll|then|i'd|let's|we'd|then we|then i|i|i'll) (?:just |then |would |can |could |should |not )*(?:stop|kill|roll|go back|revert|pause|drop|leave|try|cancel|switch|pull|don't|won't|wait|split|fall back|look|do the|take|not|shut) `},
	{.75, `(?:we|we'll|i'd|just|to|and|then|would) (?:<1>)(?:roll back|roll it back|pull the plug|kill it|stop it|shut it down|fall back|revert|pull it|switch it off|turn it off|call it) `},
	{.75, `(?:worst case|plan b|fallback|fall back|backup plan|back-up) `},
	{.85, `if (?:we're|it's|it|we|that|that's) (?:<2>)(?:under|below|short|worse|over) (?:<9>)(?:we|i|it|then|back|i'm) `},
	{.8, `(?:below|under|short of) that (?:<1>)(?:we|i|it) `},
	{.74, `(?:it|everything|we|i'd|i) (?:<1>)(?:goes|go|switch|flip|flips) (?:it )?back (?:and|how|the way|to how|to the old|to what|to normal|to manual)`},
	{.75, `then we (?:<1>)(?:stop|drop|split|go back|leave|go at|try|kill|switch|don't start|take) `},
	{.7, `(?:we|need to|can|could|then|just) pivot `},
}

// saysGuardrail lists how people say what must not get worse.
var saysGuardrail = []row{
	{.8, `(?:no|without|zero|any) regressions? `},
	{.74, `(?:cost|take|use|spend|be) (?:<1>)at most (?:\$?\d\S*|a|an|one|two|three|four|five|ten|twenty|half) `},
	{.95, `guardrails? (?:<6>)(?:is|was|would be|should be|on|for|at|says|stays|to|here) `},
	{.8, `(?:slo|error budget) (?:<6>)(?:is|was|would be|should be|on|for|at|says|stays|to|here) `},
	{.9, `without (?:<1>)(?:hurting|breaking|sacrificing|increasing|compromising|harming|degrading|slowing|losing|damaging|affecting|risking|tanking|raising|making|overwhelming|spamming|blowing) `},
	{.9, `(?:must|can|should|may|cannot|can't|mustn't|shouldn't|doesn't|don't|not|never|won't) (?:not )?(?:<2>)(?:get worse|go above|go over|go below|go past|drop below|fall below|dip below|exceed|degrade|slip|creep up|go up|get slower|get any worse|go higher|rise above|be worse|drop under) `},
	{.85, `(?:has to|have to|needs to|must|should|to|we|as long as|it|make sure|need) (?:<4>)(?:stays?|keep|remains?|sits) (?:<4>)(?:under|below|above|within|at or below|at or above|at or under|flat|where it is|north of|inside) `},
	{.75, `as long as (?:we|it|the|they|nobody|that|this) (?:<2>)(?:don't|doesn't|stays?|keeps?|isn't|aren't|not|remains?) `},
	{.7, `(?:we|i) (?:really |just |definitely |also )?(?:don't|do not|wouldn't|never) (?:want|wanna) (?:to |us to )?(?:<3>)(?:break|hurt|lose|breaking|losing|see|spam|annoy|slow|degrade|overload|overwhelm|flood|wreck|abuse|harm|damage|burn|tank|drop|people|users) `},
	{.75, `(?:not )?at the (?:expense|cost) of `},
	{.75, `(?:red line|hard limit|hard cap|hard stop|hard line|kill switch|circuit breaker) `},
	{.8, `(?:we|we'll|i'd|should|to|then|immediately|must|will) (?:<2>)(?:pause|stop|kill it|roll back|pull it|halt) (?:<3>)(?:if|when|as soon as|the moment|the minute) `},
	{.8, `if (?:that|it|this|they|we) (?:<2>)(?:slides?|drops?|goes|dips?|falls?|gets?|is|rises?|creeps?|climbs?|slips?) (?:<1>)(?:under|below|worse|above|over|up|down) `},
	{.8, `if it's (?:<1>)worse (?:<3>)(?:i|we|than) `},
	{.85, `(?:don't|do not|can't|never|mustn't) let (?:that|it|this|the|those|our|\S+) (?:<2>)(?:go|drop|get|slip|fall|slide|rise|creep) `},
	{.85, `(?:doesn't|can't|mustn't|shouldn't|don't|must not|cannot) (?:<1>)(?:go|drop|fall|slip|rise|move|get) (?:up|down|above|below|over|under|past|worse) `},
	{.75, `(?:i|we) wouldn't want (?:<3>)(?:to (?:lose|break|hurt|see|have|slow|miss|risk|make|let|put|get|be)|missing|them|people|it|us|this|that|any) `},
	{.74, `(?:should|must|can) (?:never|not ever) (?:<1>)(?:be|hit|go|exceed|happen|drop|break) `},
	{.74, `(?:biggest|only|main|my) fear (?:<3>)(?:is|would be) `},
	{.6, `make sure (?:that )?(?:we|it|the|this|they|nothing|nobody|people|you) (?:<3>)(?:not|don't|doesn't|isn't|aren't|won't|still|never|nobody|nothing) `},
	{.65, `(?:a|be a|the|put a|set a|some|with a|upper) (?:<1>)(?:cap|limit|ceiling|maximum) (?:<2>)(?:on|for|of|to|at|is|should) `},
	{.65, `(?:to|must|we|need to|have to|should|protects?) protects? (?:<2>)(?:the|our|users?|customers?|existing|against|from|people) `},
	{.6, `(?:can't|cannot|don't|not|shouldn't|without|never|won't) (?:<1>)(?:break|hurt|harm|regress) (?:<2>)(?:the|existing|anything|our|any|it|that|for|prod|production|users|people)`},
}

// saysOwner lists how people take something on.
var saysOwner = []row{
	{.85, `(?:it'll be me|that'll be me|that would be me|it would be me|that's me|it's me|it is me) `},
	{.95, `(?:i'll|i will|i can|i'd|happy to|let me|i'm happy to|i'm going to|i'm gonna|i would|glad to) (?:<2>)own (?:that|this|it|the) `},
	{.9, `(?:i'm|i am|i'll be|i will be) (?:<2>)(?:the owner|owner|the dri|responsible|accountable|in charge|owning|on the hook|on point|point person|the lead|driving|leading|running) (?:for |of |on |with )?(?:this|that|it|the|here|then|now|$)`},
	{.9, `(?:i'll|i will|i can|i'd|let me|happy to|i could|okay i'll|i'm happy to|i'm gonna) (?:<2>)take (?:that|this|it|ownership|the lead|that one|this one|point)(?: on| over| forward| then| from here)? $`},
	{.85, `(?:i'll|i will|i can|i'd|happy to|let me|i'm going to|i'm gonna|i'm planning to) (?:<2>)(?:lead|drive|run|champion|head up|spearhead|be driving|be running|be leading) (?:this|that|it|the|with|point) `},
	{.8, `(?:put me down|leave it with me|leave that with me|put it on me|that one's mine|that's mine|it's mine) `},
	{.7, `(?:i've got|i got) (?:this|that|this one|that one|it from here) $`},
	{.7, `(?:i|i'll|i'd|i can|happy to) (?:<1>)volunteer `},
	{.55, `(?:i'll|i will|i can|let me) (?:<1>)(?:handle|take care of|pick up|look after|pick that up|pick this up|deal with) `},
	{.85, `(?:i want it|i'll have it|give it to me|i've got it|put my name (?:on|against|down|next)|my name on|i can do it|i can do that|i'll do it|that's mine) (?:<3>)$`},
	{.85, `(?:put my name|my name) (?:on|against|down|next to) `},
	{.7, `(?:i'm|i am) (?:aiming|planning|going|trying) to (?:<1>)(?:finish|finalise|finalize|deliver|ship|launch|complete|start) (?:it|this|that|the) `},
	{.7, `(?:i've been|i have been|i am currently|i'm currently) (?:<1>)(?:leading|running|driving|heading|spearheading|coordinating) (?:this|that|it|the|a|our) `},
	{.66, `(?:proposal|pr|draft|document|doc|discussion|initiative|program|programme|project|pilot|eip|spec) (?:that |which )?i(?:'ve)? (?:<1>)(?:submitted|wrote|opened|posted|published|drafted|started|made|put) `},
	{.66, `(?:i'll|i will) be (?:<1>)(?:working|finalising|finalizing|driving|leading) (?:on|towards|it|this|that) `},
}

// saysHandOver lists how something is given to a person. The name is looked for around the fit.
var saysHandOver = []row{
	{.9, `(?:\S+ )(?:owns|will own|is the owner|is our owner|is owning|as the owner|as owner|should own|to own) `},
	{.85, `(?:the|our|single|accountable|one) (?:owner|dri|lead|point person|accountable) (?:<2>)(?:is|will be|would be|should be|for this is|here is) `},
	{.85, `(?:can|could|would|will|do|want|are) (?:you|\S+) (?:<2>)(?:take|own|lead|drive|run|owning|taking|driving) (?:that|this|it|the|ownership|point|on) `},
	{.8, `(?:\S+ )(?:is leading|leads|is driving|drives|is running|is in charge|is responsible|will lead|will drive|will run|is going to lead|is accountable|'s leading) `},
	{.74, `(?:has|have) been (?:leading|driving|running|heading|spearheading) (?:this|that|it|the|our) `},
	{.75, `(?:you're|you are|you'll be) (?:<1>)(?:in charge|the owner|responsible|the boss|accountable|leading|the lead|the dri|running) `},
	{.7, `(?:put|have|got) (?:<2>)down (?:as|for) (?:<1>)(?:owner|lead|this|that|it) `},
	{.6, `(?:assign|assigned|assigning|give|hand) (?:<3>)(?:to) `},
}

// saysRefusal lists how people decline.
var saysRefusal = []row{
	{.9, `i (?:don't have|have no) (?:<3>)(?:time|bandwidth|capacity) `},
	{.9, `(?:i can't|i cannot|i really can't|i won't|i'm swamped|i'm underwater|i'm drowning|no bandwidth|not me|i'd rather not|i'm not the right|i am not the right|i shouldn't|i'm on leave|i'm out|my plate is|i've got too much|not this (?:quarter|month|time|sprint)) `},
	{.7, `i don't (?:think i|want to|wanna) (?:<3>)(?:can|take|own|lead|run|should|be)? ?`},
}

// saysCadence lists how people say when they will look again.
var saysCadence = []row{
	{.74, `(?:add|set up|schedule|put in|organise|organize|plan) (?:<2>)(?:another|a new|next|follow-up|a follow-up) (?:<1>)(?:meeting|call|session|sync) `},
	{.72, `(?:see|talk to) you (?:<1>)(?:next week|in two weeks|next month|on monday|on tuesday|on wednesday|on thursday|on friday) `},
	{.9, `(?:meet|review|look|check|check in|sync|talk|call|minutes|hour|back|note|report|update|stand-up|standup|numbers) (?:<6>)(?:every|each) (?:other |second |single )?(?:week|monday|tuesday|wednesday|thursday|friday|two weeks|sprint|fortnight|month) `},
	{.8, `(?:every|each) (?:other |second |single )?(?:monday|tuesday|wednesday|thursday|friday) `},
	{.66, `(?:every|each) (?:other |second |single )?(?:week|two weeks|sprint|fortnight) `},
	{.6, `(?:every|each) (?:day|morning|month|quarter) `},
	{.78, `(?:call|breakout|meeting|sync|session|review|check-in|checkin|look|one) (?:<3>)(?:on|this|next) (?:monday|tuesday|wednesday|thursday|friday) `},
	{.74, `next (?:one|call|meeting|session) (?:<4>)(?:in|on|is|next) (?:<2>)(?:month|week|weeks|monday|tuesday|wednesday|thursday|friday) `},
	{.74, `(?:set up|schedule|book|arrange) (?:<1>)(?:the|a|another|our) next `},
	{.7, `cancel (?:<2>)(?:next|that|the) (?:<1>)(?:call|meeting|one|session) `},
	{.74, `(?:mondays|tuesdays|wednesdays|thursdays|fridays) `},
	{.78, `(?:weekly|biweekly|bi-weekly|fortnightly|monthly|daily) (?:<1>)(?:basis|check-in|review|call|meeting|sync|standup|stand-up|cadence|calls|meetings|checkin|catch-up|touchpoint|look|note|slot) `},
	{.76, `(?:meet|meets|meeting|review|sync|talk|check in|call|calls) (?:<2>)(?:weekly|biweekly|fortnightly|monthly|every) `},
	{.78, `(?:schedule|scheduled|book|set up) (?:<3>)(?:next|for (?:monday|tuesday|wednesday|thursday|friday)|weekly|call|meeting|follow-up) `},
	{.75, `(?:meet|meeting|see you|talk|chat|sync|reconvene|check in|catch up|regroup|call|session|review|speak|follow up|come back) (?:<6>)(?:next week|next monday|next tuesday|next wednesday|next thursday|next friday|next month|in two weeks|again next|tomorrow|the following week|two weeks from) `},
	{.7, `next (?:<1>)(?:meeting|call|session|sync|review|check-in) (?:<4>)(?:is|will be|on|in|would be|at|for) `},
	{.75, `(?:review|check in|look at|revisit|check) (?:<4>)(?:on|every|each|in) (?:<1>)(?:monday|tuesday|wednesday|thursday|friday|week|weeks|fortnight) `},
	{.7, `same time (?:<1>)(?:next|every|tomorrow|on) `},
	{.55, `(?:next week's|the next|in next week's) (?:call|meeting|session|acdt|acde|acdc) `},
}
