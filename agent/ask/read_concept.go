package ask

import (
	"maps"
	"slices"
	"strings"
	"sync"
)

// concepts are things that people mean in many words, with those words. The classifier of intents sees a word and its concept
// alike, so that a word which no lesson held still says what it means.
var concepts = map[string]string{
	"UP":      `rise rose risen rising increase increased increasing improve improved improving improvement grow grew grown growing growth climb climbed climbing jump jumped spike spiked lift lifted gain gained uptick uplift surge surged soar soared higher up-tick double doubled boost boosted rocket rocketed upward upwards upswing`,
	"DOWN":    `fall fell fallen falling drop dropped dropping decrease decreased decline declined declining sink sank shrink shrank worsen worsened plunge plunged crash crashed dip dipped tank tanked slump slumped collapse collapsed halve halved lower slide slid slip slipped downward downwards dive dived dropoff tumble tumbled decay reduced`,
	"MOVE":    `move moved moving shift shifted budge budged change changed react reacted respond responded fluctuate develop developed trend trending swing swung drift drifted wobble movement evolve evolved`,
	"FLAT":    `flat unchanged steady stable stuck constant stagnant plateau stayed static sideways same`,
	"WORK":    `work working worked works succeed succeeded success successful pay paying paid help helping helped helps deliver delivering delivers effective useful helpful fly flying promising function functioning prosper thrive fruit fruitful winner win winning`,
	"FAIL":    `fail failed failing fails failure flop flopped dud loss disaster bomb bombed unsuccessful waste wasted pointless useless worthless miss missed missing`,
	"STOP":    `stop stopping stopped kill killing pause halt abort quit abandon scrap bin cancel terminate end ditch unplug withdraw axe shutdown`,
	"GO":      `continue continuing carry proceed keep extend expand scale rollout ship launch persevere prolong resume push`,
	"DECIDE":  `signed sign decide decided decides decision decisions agree agreed agreement conclude concluded conclusion resolve resolved settle settled choose chose chosen pick picked commit committed choice verdict ruling determine determined opted vote voted resolution approve approved`,
	"EXCLUDE": `rule ruled exclude excluded reject rejected dismiss dismissed discard discarded park parked shelve shelved drop dropped scrap scrapped axe axed dead dismissed veto vetoed cut skip skipped throw thrown ditch ditched alternative alternatives excluding never cancelled canceled abandoned binned dumped killed`,
	"SAY":     `say said says mention mentioned mentions tell told talk talked speak spoke spoken claim claimed argue argued comment commented remark remarked state stated discuss discussed discussion raise raised bring brought promise promised warn warned explain explained quote quoted suggest suggested propose proposed ask asked answer answered reply replied word words opinion view feel felt think thought complain complained insist insisted note noted utter point bring report reported object objected`,
	"DISSENT": `object objected objection objections disagree disagreed doubt doubts doubted concern concerns concerned worry worries worried sceptical skeptical oppose opposed pushback dissent reservation reservations complaint complaints complained hesitant fear fears afraid unconvinced unhappy`,
	"OWN":     `own owns owned owner owners responsible accountable charge lead leads leading run runs running belong belongs accountability ownership dri boss maintain maintains maintained look manage manages handle handles steward`,
	"ALLOWED": `allowed allow permission permit permitted authority right rights mandate veto power may empowered authorised authorized entitled approval`,
	"GATE":    `gate threshold target bar hurdle criterion criteria condition conditions goalpost milestone pass passed passing reach reached reaching hit hitting meet met achieve achieved clear cleared attain benchmark deadline due short enough track`,
	"GUARD":   `guardrail guardrails limit limits bound bounds ceiling cap safe safety protect protects protected breach breached exceed exceeded violate violated harm harming harmed hurt hurting damage damaged break breaking broke broken suffer suffering headroom tolerance line worse side-effect side-effects quality careful danger dangerous cost collateral sloppy sloppier`,
	"MEAN":    `mean means meaning meant define defined defines definition definitions calculate calculated compute computed formula unit window grain denominator numerator stand glossary jargon acronym abbreviation count counts include includes included exclude understand explain interpret term called synonym`,
	"CAUSE":   `cause caused causes causing because due thanks credit blame reason drive drove driver driven behind attribute attributed attributable influence influenced effect impact owe explain explains explanation lead led made make produce produced trigger triggered bring brought result responsible contribute contributed coincidence chance luck fluke season seasonal anyway otherwise instead correlation correlate correlated causal causation confounder proof prove proved evidence why`,
	"AGAIN":   `again revisit review reviewed reconsider reassess reevaluate re-evaluate reopen re-open next checkpoint check-in cadence rhythm calendar recheck schedule scheduled re-check follow-up followup reexamine`,
	"MEET":    `meeting review session check-in steering standup weekly thursday monday tuesday wednesday friday call agenda presentation present presenting committee sync retro`,
	"PREP":    `prepare prep preparing prepared ready bring agenda checklist homework talking points before beforehand preparation rehearse brief need read cover`,
	"OPEN":    `open unanswered unresolved outstanding pending unclear undecided unknown missing unsettled blank blanks gap gaps loose hole holes todo unassigned empty vague assumption assumptions risk risks incomplete lack lacks lacking clarify unaddressed nobody left forgot forgotten`,
	"AIM":     `aim aims goal goals objective purpose intention intent achieve achieving accomplish trying try hope hoping want believe belief idea logic theory hypothesis mechanism lever rationale point thinking mission solve solving problem vision supposed betting conviction believe`,
	"NEW":     `new news restatement restatements event events latest recent recently lately update updates updated happened happen happening changed different differs differently miss missed restated restate revised revise revision arrived came catch delta since yesterday overnight fresh`,
	"AWAY":    `holiday vacation leave away sick off out parental absent back missed`,
	"COMPARE": `compare compared comparing comparison versus against than difference differ gap delta relative side better worse higher lower ahead control alphabet half halves group arm others other two both outperform beat`,
	"ALLBETS": `bets sheets experiments pilots initiatives projects portfolio mechanisms hypotheses strategies everything running flight pipeline ongoing live active everyone tests trials testing trying in-flight overview`,
	"HOWMUCH": `number value figure level percentage percent share rate reading readings many much high low current currently now latest amount figure stat score size big`,
	"RANDOM":  `noise random chance luck coincidence statistically significant significance real fluke blip`,
	"PREDICT": `predict predicted prediction expect expected expectation forecast bet confident confidence guess odds foresee`,
	"STRANGE": `weather rain joke football match lunch dinner restaurant recipe salary wage earn earns raise bonus promotion python javascript code script sql react css html function laptop wifi printer vpn holiday party birthday movie cinema song poem story capital president minister election politics religion stock bitcoin crypto price shares competitor competitors google microsoft amazon apple jira slack notion figma amplitude mixpanel tableau excel powerpoint linkedin tweet blog translate hire fire fired lazy laziest slowest productive employee colleague performer happiest hardest married industry profit ipo valuation lawyer doctor train flight hotel taxi parcel parking coffee pizza book novel game team's world cup`,
}

// conceptsOf leads from the stem of a word to the concepts that it stands for.
var conceptsOf = sync.OnceValue(func() map[string][]string {
	of := map[string][]string{}
	for _, name := range sortedConcepts() {
		seen := map[string]bool{}
		for w := range strings.FieldsSeq(concepts[name]) {
			if s := stem(w); !seen[s] {
				seen[s] = true
				of[s] = append(of[s], name)
			}
		}
	}
	return of
})

func sortedConcepts() []string { return slices.Sorted(maps.Keys(concepts)) }
