package fact

import (
	"regexp"
	"slices"
	"strings"
)

// Causal gives the words of a text that claim a cause, as they stand in it: verbs and nouns of cause, transitive uses of
// verbs of change ("lifted signups"), passives ("was driven by"), connectives ("because of", "thanks to"), verdicts on what was
// tried ("worked", "paid off"). A claim that is denied, doubted or asked is one too. That the noise of a series explains, or
// does not explain, how it moves is none, nor is the reason of a decision ("stop because the guardrail is breached").
func Causal(text string) []string {
	var found []string
	for _, at := range causes(text) {
		found = append(found, text[at[0]:at[1]])
	}
	return found
}

// Claims reports whether words that name something would claim a cause or an amount if they stood in a sentence.
func Claims(name string) bool {
	return len(Causal(fold(name))) > 0 || slices.ContainsFunc(Numbers(name), func(n Number) bool {
		return n.Kind == Amount && (n.Unit == Percent || n.Unit == Points || n.Unit == "points" || n.Unit == "times" || IsMoney(n.Unit))
	})
}

// causes gives the places of claims, in order, without overlap.
func causes(text string) [][]int {
	var found [][]int
	g := gistOf(text)
	for _, f := range causalForms {
		found = append(found, f.places(text, g)...)
	}
	for _, f := range looseForms {
		for _, at := range f.form.places(text, g) {
			if !f.unless().MatchString(text[at[1]:]) {
				found = append(found, at)
			}
		}
	}
	if strings.Contains(text, placeholder) {
		for _, m := range objects().FindAllStringSubmatchIndex(text, -1) {
			if word := strings.ToLower(text[m[2]:m[3]]); !plainBefore[word] {
				found = append(found, m[:2])
			}
		}
	}
	for _, at := range explains.places(text, g) {
		if !noiseBefore().MatchString(text[max(0, at[0]-48):at[0]]) {
			found = append(found, at)
		}
	}
	for _, at := range connectives.places(text, g) {
		if !ofDecision(text, at[0]) {
			found = append(found, at)
		}
	}
	for _, at := range effectsOf.places(text, g) {
		if !strings.Contains(strings.ToLower(text[at[0]:at[1]]), "in effect") && !takesEffect().MatchString(text[:at[1]]) {
			found = append(found, at)
		}
	}
	if strings.Contains(text, placeholder) || movement().MatchString(text) {
		for _, f := range softForms {
			found = append(found, f.places(text, g)...)
		}
	}
	slices.SortFunc(found, func(a, b []int) int { return a[0] - b[0] })
	return slices.CompactFunc(found, func(a, b []int) bool { return b[0] < a[1] })
}

// placeholder stands for the name of a metric where its own words must not count.
const placeholder = "\uE000"

// objects finds a metric as what something is done to: a verb of the third person or of the past before its name.
var objects = lazily(`(?i)\b(\p{L}+(?:[^s\W]s|ed|ing)|sent|got|kept|made|took|set|put|gave|won|beat|hit|built|left|shook|broke|grew|bent|saw|held) (?:(?:the|our|a|an|up|this|that|better|higher|lower|worse|more|good) )*` + placeholder)

// plainBefore are words before the name of a metric that do nothing to it.
var plainBefore = wordSet("is was has does this its as yes vs plus minus less unless perhaps always across versus towards besides says asks reads shows sees looks watches checks fetches measures judges names needs " +
	"means defines compares considers blocks drops adds covers lists includes counts follows sees saw held set left asked read showed looked watched checked fetched measured judged named needed defined compared considered blocked dropped " +
	"added covered listed included counted followed linked regarding concerning including during according reading watching checking fetching measuring judging naming defining comparing considering adding dropping following noted noticed seeing being having weeks days months users metrics signals readings values")

const object = `(?:the|our|their|his|her|its|this|that|these|those|it|them|us|a|an|both|all|every|more|fewer|new|how many|` + placeholder + `|(?-i:[A-Z])\p{L}*)`

// causalForms are claims wherever they stand.
var causalForms = gatedAll("causal",
	// Verbs and nouns of cause.
	`\b(?:un)?caus(?:e|es|ed|ing|al|ally|ality|ation|ative)\b`,
	`\b(?:drive|drives|drove|driven|driving)\b`, `\bdrivers? (?:of|behind)\b`, `\b(?:main|key|real|biggest|primary) drivers?\b`,
	`\b(?:lead|leads|led|leading) (?:\w+ )?to\b`, `\bled (?:our|the|its) \w+ (?:up|down)\b`,
	`\bresult(?:ed|ing) (?:from|in)\b`, `\bresults (?:from|in)\b`, `\bas (?:a|the|one) (?:\w+ )?(?:result|consequence|outcome) of\b`, `\bas a (?:direct )?(?:result|consequence)\b`, `\b(?:is|was|are|were|be) (?:a|the) (?:\w+ )?result of\b`,
	`\bconsequen(?:ce|ces|tly)\b`, `\bbring(?:s|ing)? about\b`, `\bbrought about\b`, `\b(?:give|gives|gave|giving|given) rise\b`,
	`\b(?:trigger|triggers|triggered|triggering|spark|sparks|sparked|spur|spurs|spurred|induce|induces|induced|prompted|prompts|provoked|provokes|fuel|fuels|fueled|fuelled|fuelling|fueling|propel|propels|propelled|powered|catalysed|catalyzed|ignited)\b`,
	`\bcontribut(?:e|es|ed|ing|ion|ions|or|ors)\b`, `\battribut(?:e|es|ed|ing|able|ion)\b`, `\bcredit(?:s|ed)?\b[^.;]{0,40}\b(?:to|with|for|goes)\b`, `\b(?:takes?|deserves?|gets?) (?:the |some |all )?credit\b`,
	`\b(?:responsible|to blame|the culprit|accountable) for\b`, `\b(?:is|was|are|were) to blame\b`, `\bculprit\b`, `\bthe reason (?:that|why|for|behind|is|was|`+placeholder+`|the|our|it)\b`, `\breasons? (?:behind|why)\b`, `\b(?:that|which|this|here) is why\b`, `\b(?:that|which|this)(?:'s|\x{2019}s) why\b`,
	`\baccount(?:s|ed)? for (?:the|this|that|most|much|all|some|half|it)\b`, `\bstem(?:s|med|ming)? from\b`, `\b(?:arise|arises|arose|arisen) from\b`, `\b(?:come|comes|came|coming) (?:\w+ )?from (?:the|our|this|that|having|putting|using|`+placeholder+`)`, `\bcourtesy of\b`, `\bby virtue of\b`, `\bon the back of\b`, `\bin response to\b`, `\b(?:respond|responds|responded|responding|reacted|reacts) to\b`,
	`\b(?:root|sole|main|real) (?:cause|reason)\b`, `\bbehind (?:the|this|that) (?:rise|fall|drop|increase|decrease|growth|decline|gain|jump|change|improvement|move|shift|dip|lift|surge)\b`, `\b(?:is|was|are|were) behind (?:it|this|that)\b`,
	`\bwould(?:n't|n\x{2019}t| not| never)? have\b`, `\bthank(?:s|ed|ing)?\b [^.;]{1,60}\bfor\b`, `\b(?:is|was|are|were) to thank\b`, `\bon the strength of\b`, `\b(?:the )?fruits? of\b`, `\b(?:to do with|(?:follow|follows|followed) from)\b`,
	`\bit (?:is|was) [^.;]{1,60}\b(?:that|who|which) (?:\w+ )?(?:got|made|did|raised|moved|lifted|drove|changed|let|turned|brought|gave|kept|pushed|rose|fell|grew|rises|`+placeholder+`)`, `\bwhat (?:raised|moved|lifted|changed|drove|did|made|got)\b`,
	`\bleft (?:its|their|a) mark\b`, `\b(?:engine|motor|key|secret|force|cause) (?:of|to|behind)\b`, `\b(?:did|does|do) it\b\s*[:.,!;]`, `\bcost us\b`, `\b(?:owe|owes|owed)\b[^.;]{1,60}\bto\b`, `\bkicked in\b`, `\b(?:depends?|depended|hinges?|rests?) on (?:the (?:new |old )?(?:list|order|change|mechanism|bet)|our|this|that|it)\b`, `\bthe reason\b`,
	`\bsuffer(?:s|ed|ing)? from\b`, `\bwhat we hoped\b`, `\b(?:bet|mechanism|lever|idea|change)\b[^.;]{0,40} (?:is|was|were|are|proved|turned out) right\b`,
	`\b(?:mechanism|lever|bet) (?:holds|moves|moved|acts|bites)\b`, `\b(?:links?|linked|connection) between\b`, `\bwith the (?:help|aid) of\b`, `\bfor the (?:better|worse)\b`, `\bproves?d? (?:its|their) worth\b`,
	`\b(?:is|was|are|were) why\b`, `\bcoincidences?\b`, `\bcoincidental\b`, `\b(?:no|not an?|hardly an?|n't an?|never an?) (?:accident|fluke)\b`, `\b(?:not|n't|hardly) by (?:accident|chance|luck)\b`, `\b(?:unthinkable|inconceivable|unimaginable)\b`,
	// Influence.
	`\binfluenc(?:e|es|ed|ing)\b`, `\baffect(?:s|ed|ing)?\b`, `\bimpact(?:s|ed|ing|ful)?\b`, `\beffectiveness\b`, `\bineffective\b`, `\befficacy\b`,
	`\b(?:help|helps|helped|helping|hurt|hurts|hurting|harm|harms|harmed|harming|hinder|hinders|hindered)\b`, `\b(?:enable|enables|enabled|enabling|unlock|unlocks|unlocked|unlocking)\b`,
	`\b(?:boost|boosts|boosted|boosting|uplift|uplifts|uplifted|elevate|elevates|elevated|bolster|bolsters|bolstered|accelerat(?:e|es|ed|ing)|strengthened|strengthens|supercharge[sd]?|turbocharge[sd]?)\b`,
	`\b(?:lift|lifts|lifted|lifting|raise|raises|raised|raising|hike|hikes|hiked|bump|bumps|bumped|nudge|nudges|nudged|dent|dents|dented|erode|erodes|eroded|depress|depresses|depressed|suppress|suppresses|suppressed)\b`,
	`\b(?:push|pushes|pushed|pushing|pull|pulls|pulled|pulling|bring|brings|brought|bringing|took|takes|get|gets|got|getting|sent|sends|dragged|drags|tipped|tips|cut|cuts) (?:`+object+` )?(?:[\p{L}`+placeholder+`-]+ ){0,3}(?:up|down|higher|lower|above|below|over|under|to rise|to fall|to grow|to drop|moving|rising|falling|growing)\b`,
	`\b(?:make|makes|made|making|let|lets|letting|forced|forces|got|gets)(?: [\p{L}`+placeholder+`-]+){0,3}? (?:to )?(?:rise|fall|grow|drop|go|move|increase|decrease|improve|climb|shrink|better|worse|higher|lower|more|less|possible|happen|difference)\b`,
	`\bm(?:ake|akes|ade|aking) (?:a|the|all the|any|no|some|every) (?:\w+ )?difference\b`,
	`\b(?:generat|produc|yield|deliver|creat)(?:e|es|ed|ing|s)? (?:[\p{L}\d.,%-]+ ){0,4}(?:rise|fall|increase|decrease|growth|gain|gains|improvement|improvements|results|lift|drop|users|customers|shops|orders|signups|revenue|counts|change)\b`,
	`\bturn(?:s|ed|ing)? (?:it|things|this|`+placeholder+`|the \w+) around\b`,
	`\b(?:prevent|prevents|prevented|preventing|rescue[sd]?|stopped|stops|halted|halts|reversed|reverses|arrested|arrests) (?:the|it|our|a|any|this) (?:[\p{L}-]+ )?(?:rise|fall|decline|drop|increase|decrease|growth|slide|slump|trend|loss|leak)\b`,
	// Verbs of change with an object.
	`\b(?:increas|decreas|improv|reduc|doubl|halv|grew|grow|tripl|lower|heighten|worsen|deepen|widen|chang|shift|shrank|shrink|expand|multipli)(?:e?s|ed|ing|) `+`(?:the (?:rate|share|number|numbers|level|metric|outcome|odds|chance|result|results|count|counts|average|signal|signals|figure|figures|[\p{L}-]+ (?:rate|share|count|counts|number|numbers))|our|their|its|it|them|how many|`+placeholder+`)(?:[^\p{L}]|$)`,
	`\b(?:increased|increases|increasing|decreased|decreases|improved|improves|improving|reduced|reduces|reducing|lowered|lowers|lowering|worsened|doubled|halved|tripled|grew) (?:the|our|their|its|this|it|them|these|those|`+placeholder+`)(?:[^\p{L}]|$)`,
	`(?-i:\b(?:increased|increases|decreased|decreases|improved|improves|reduced|reduces|lowered|lowers|worsened|doubled|halved|moved|moves|shifted|changed|grew|dropped) [A-Z]\p{L}+ [a-z])`,
	`\b(?:moved|moves|moving|shifted|shifts|changed|changes|dropped|drops) (?:the needle|`+placeholder+`|our (?:metric|numbers|rate|outcome|\w+ rate)|the (?:metric|numbers|rate|share|outcome|\w+ rate)|it up|it down|them|people|users|customers)`,
	`\b(?:moved|changed|increased|decreased|improved|reduced|shifted|raised|lifted|lowered|explained|produced|created|shaped|steered|carried) by (?:the|our|this|that|its|their|what|whoever|having|putting|using|new|better|an?\b|[\p{L}-]+ing\b|`+placeholder+`|(?-i:[A-Z]))`,
	// Verdicts on what was tried.
	`\b(?:pay|pays|paid|paying) (?:itself )?off\b`, `\bpay-?offs?\b`, `\b(?:did|does|do) (?:the trick|its job|wonders|the job)\b`, `\b(?:bear|bears|bore|bearing|borne) fruit\b`, `\bfruitful\b`, `\b(?:is|was|are|were) (?:a|the) (?:clear |big |huge |great )?(?:success|win|hit|failure|flop)\b`, `\bsuccess of\b`, `\bsucce(?:ed|eds|eded|eding|ssful|ssfully)\b`, `\b(?:has|have|had|having|with) (?:legs|traction|teeth|bite)\b`,
	`\b(?:proof|proves?|proved|proven|proving|vindicat\w+|validat\w+|confirm(?:s|ed)? (?:that|the|our)|refut\w+|disprov\w+)\b`, `\bmechanism (?:holds|is right|was right|is true|is real)\b`,
	`\b(?:owe|owes|owed|owing) (?:\w+ ){0,4}to\b`, `\bdown to (?:the|our|this|that)\b`, `\bat the hands of\b`, `\bin the wake of\b`, `\bwin from\b`, `\bgains? from\b`, `\b(?:benefit|benefits|benefited|benefiting|profit|profits|profited) from\b`, `\b(?:beneficial|detrimental|conducive) (?:to|for)\b`,
)

// looseForms are claims unless something follows that makes them harmless.
var looseForms = []struct {
	form   form
	unless func() *regexp.Regexp
}{
	{gated("loose 0", `(?i)\b(?:works|worked)\b`), otherWork},
	{gated("loose 1", `(?i)\b(?:is|are|was|were|be|been|it's|it\x{2019}s|not|still|actually|really|clearly|mechanism|bet|started|starts|begun|began|seems|`+placeholder+`) working\b`), otherWork},
	{gated("loose 2", `(?i)\b(?:does|did|do|not|doesn't|didn't|doesn\x{2019}t|didn\x{2019}t|won't|to|will|may|might|would|could|can|should|it|this|these|mechanism|bet) work\b`), otherWork},
	{gated("loose 3", `(?i)\b(?:increased|increases|decreased|decreases|improved|improves|reduced|reduces|lowered|lowers|worsened|worsens|doubled|halved|tripled)\b`), withoutObject},
	{gated("loose 4", `(?i)\b(?:is|was|are|were|be|comes?|came|all|mostly|mainly|largely|simply|just) down to\b`), lazily(`(?i)^ (?:[^\p{L}]|(?:` + cardinals + `|zero|about|around|nearly|almost|below|under|what|where|half)\b)`)},
	{gated("loose 5", `(?i)\b(?:translat|convert|turn)(?:e|es|ed|s|ing) into\b`), lazily(`^ (?:\p{Lu}\p{Ll}+\b|(?:another|other|more|two|three) languages?\b)`)},
	{gated("loose 6", `(?i)\beffective(?:ly)?\b`), lazily(`(?i)^ (?:from|on|as of|by|until|immediately|today|tomorrow)\b`)},
}

var otherWork = lazily(`(?i)^ (?:on|with|together|from|at|through|out (?:how|what|why|whether|which)|late|hard|days?|hours?|groups?)\b`)

// withoutObject is what follows a verb of change that says of its subject that it changed.
var withoutObject = lazily(`(?i)^(?:\s*(?:$|[^\s\p{L}` + placeholder + `])|\s+(?:by|to|from|in|on|at|of|for|since|over|again|after|before|during|while|when|as|and|or|but|than|until|between|within|against|` +
	`slightly|further|too|this|last|every|each|week|more|less|most|a (?:bit|little|lot)|[\p{L}]+ly|\d|sharply|well|beyond|above|below|with|without|then|now|not|once|twice|there|here|so|because|due|thanks)\b)`)

// connectives are claims unless they give the reason of a decision.
var connectives = gated("connectives", `(?i)\b(?:because|due to|thanks to|thank[s]?|owing to|on account of|for which we have|for the reason|since (?:it|they) (?:works|helps))\b`)

// softForms are claims in a text that says of a metric that it moved.
var softForms = gatedAll("soft",
	`\b(?:prevent(?:s|ed|ing)?|rescue[sd]?|cure[sd]?|fixe[sd]|fixing|saved|saves|solved|solves|killed|kills|transformed|revived)\b`,
	`\b(?:so|so that|therefore|hence|thus|thereby|whereby|accordingly|whence)\b,? (?:it|they|the|our|this|that|`+placeholder+`|[\p{L}]+ (?:rose|fell|moved|grew|went|increased|dropped))`,
	`\b(?:therefore|hence|thus|thereby|accordingly)\b`,
	`\b(?:by|through|via|from|with|without) (?:[\p{L}]+ly )?(?:putting|using|adding|removing|changing|moving|having|making|giving|sending|showing|switching|introducing|shipping|launching|rolling|calling|reordering|sorting|the (?:help|introduction|launch|change|new|mechanism|shelf|rollout|release|campaign|reminder)|our (?:change|work|new|mechanism|bet))\b`,
	`\b(?:via|through|by means of|under the influence of|with the aid of|in light of|given) (?:the|our|this|that|new|better)\b`,
	`\b(?:reflects?|reflected|reflecting|mirrors?|shows?|showing|demonstrates?|demonstrated|demonstrating|signals?|means?) (?:the|our|that (?:the|our|it)|what) (?:\w+ )?(?:mechanism|power|strength|value|success|benefit|work|change|bet|lever|shelf)\b`,
)

var (
	explains    = gated("explains", `(?i)\b(?:explain|explains|explained|explaining|explanation|explanations|explanatory)\b`)
	noiseBefore = lazily(`(?i)\b(?:noise|chance|luck)(?: alone)?(?: (?:would|does|do|can|could|may|might|will|than))?(?: not|n't|n\x{2019}t)?\s*$`)
	effectsOf   = gated("effects", `(?i)\b(?:\w+ )?effects?\b`)
	takesEffect = lazily(`(?i)\b(?:take|takes|took|taking|come|comes|came|goes|go|went) (?:in|into)? ?effect$`)
	movement    = lazily(`(?i)\b(?:` + upWords + `|` + downWords + `|` + otherMoves + `)\b`)
)

const (
	upWords = `rise|rises|rose|risen|rising|increase|increases|increased|increasing|grow|grows|grew|grown|growing|growth|climb|climbs|climbed|climbing|gain|gains|gained|gaining|jump|jumps|jumped|surge|surges|surged|soar|soars|soared|` +
		`up|upward|upwards|higher|uptick`
	downWords = `fall|falls|fell|fallen|falling|decrease|decreases|decreased|decreasing|drop|drops|dropped|dropping|decline|declines|declined|declining|shrink|shrinks|shrank|shrunk|sink|sinks|sank|plunge|plunges|plunged|slump|slumps|slumped|` +
		`slip|slips|slipped|tumble|tumbles|tumbled|dip|dips|dipped|lose|loses|lost|losing|down|downward|downwards|lower|reduction`
	otherMoves = `move|moves|moved|moving|change|changes|changed|changing|shift|shifts|shifted|improve|improves|improved|improving|improvement|worsen|worsens|worsened|better|worse|recover|recovers|recovered|rebounded|doubled|halved|tripled`
)

// ofDecision reports whether the connective at a place gives the reason of a decision: what stands before it names one,
// and says of no metric that it moved.
func ofDecision(text string, at int) bool {
	before := text[:at]
	if cut := strings.LastIndexAny(before, ".;!?"); cut >= 0 {
		before = before[cut+1:]
	}
	return decides().MatchString(before) && !movement().MatchString(unmoving().ReplaceAllString(before, "")) && !strings.Contains(before, placeholder) && !named().MatchString(before)
}

var (
	decides = lazily(`(?i)\b(?:continue|continuing|change|stop|stopping|pause|pausing|wait|waiting|hold off|decide|decided|decision|propose|proposes|proposed|proposal|extend|look again|cannot be told|cannot tell|not known|unknown|` +
		`no verdict|no proposal|nothing is proposed|none|left out|passed over|blocked|not due|go on|start again|switch(?:ed)? off|roll(?:ed)? back|ask(?:ed)?|invest(?:ed|igate|igating))\b`)
	unmoving = lazily(`(?i)\bchanges?\b`)
	named    = lazily(`(?i)\b(?:it|this|that) (?:is|was)$`)
)
