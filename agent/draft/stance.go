package draft

import (
	"regexp"
	"strings"
)

// stance is how a sentence stands to what it says.
type stance struct {
	hedges   int  // maybe, might, I guess
	decided  bool // we decided, let's do it, agreed
	deferred bool // later, next quarter, for now
	past     bool // a report of what was
	meta     bool // about the meeting itself: screens, microphones, agendas
	hearsay  bool // what somebody else said or wants
	talk     bool // about talking: raising, mentioning, discussing
	broken   bool // the speaker corrects himself in it
}

var (
	hedgeWords = set(`maybe perhaps might possibly probably potentially guess suppose somehow ideally hopefully theoretically`)
	hedges     = regexp.MustCompile(` (?:wondering if|wondering whether|just wondering|am wondering|not sure|i don't know if|could be|i'm wondering|or something|in theory|if possible|at some point|just an idea|just thinking out loud|what if|we could|thinking about|thinking of) `)
	decidedRE  = regexp.MustCompile(` (?:we've decided|we decided|we agreed|we've agreed|decided to|agreed to|let's do (?:it|that|this)|let's go with|we're going with|we'll go with|final answer|it's settled|that's settled|so the plan is|decision is|we are doing|done deal|locked in|lock that in|lock it in|then it's|so it's agreed|okay so we|alright so we|so we're doing) `)
	deferredRE = regexp.MustCompile(` (?:park (?:it|that|this|the)|parked|parking|table (?:it|that|this)|next quarter|next year|phase two|down the line|down the road|some other time|another time|another day|for later|later on|revisit|not now|punt|postpone|defer|deferred|come back to (?:it|that|this)|backlog|after the (?:launch|release|pilot|holidays)) `)
	pastRE     = regexp.MustCompile(` (?:last (?:week|month|year|quarter|time|meeting|call|sprint)|yesterday|back in|years? ago|months? ago|weeks? ago|in the past|previously|used to|historically|had been|when we (?:did|launched|built|started|ran|tried)|we tried|i tried|it was|there was|we had|i had|we did|we were) `)
	metaRE     = regexp.MustCompile(` (?:share (?:my|your|the) screen|sharing (?:my|your|the)? ?screen|see my screen|can you (?:see|hear)|can everyone (?:see|hear)|hear me|you're muted|on mute|unmute|agenda|recording|record this|drop (?:it|that|this|a link|the link) in|in the chat|raise your hand|hand up|hands up|presentation|powerpoint|laptop|next slide|this slide|slides|the call|this call|on the call|this meeting|our meeting|today's meeting|minutes of|wrap up|wrapping up|run out of time|connection|microphone|internet|browser|username|password|feel free|thank you (?:to|for|so|everybody|everyone|guys)|thanks (?:to|for|everybody|everyone)|appreciate|welcome (?:to|everybody|everyone|back)|(?:any |other |no )+(?:questions|comments|updates|thoughts|objections)|reach out|shout out|shoutout|great question|good question|good point|great point|sorry to|sorry about|sorry i|on the spot|before we get going|drop at|jump off|have to drop|need to drop|have to run|background noise|go ahead|your hand|the floor|last call|take notes|read the notes|get through|(?:two|three|four|few|couple of|some|other) things (?:i|we) (?:want|wanted|need|have)) `)
	hearsayRE  = regexp.MustCompile(` (?:he said|she said|they said|someone said|somebody said|told me|i read|i heard|apparently|according to|people say|he wants|she wants|they want|the other (?:team|project)|competitors?) `)
)

var (
	undecidedRE  = regexp.MustCompile(` (?:should|will|would|could|can|do|does|are|is|who's|what's|what|how|who|when|which) (?:we|it|they|i|that|this|the|those|these|looks|takes|about|happens|if|many|much|long|there|counts|anyone|our) `)
	tagRE        = regexp.MustCompile(` (?:(?:don't|isn't|aren't|doesn't|didn't|won't|haven't|is|does|do|are|did|can) (?:you|it|we|they|that|he|she)|right|yeah|correct|no|okay|make sense) $`)
	engagedRE    = regexp.MustCompile(` (?:i've got|i have|i'm in|i'm at|she's|he's|they've|we've got) (?:a |an |the |my )?\S+ (?:at|on|in|every) `)
	outrightRE   = regexp.MustCompile(`^ (?:so |and |but |okay |ok |right |well |then |alright |now |yeah |no )*(?:what|who|how|why|where|when|what's|who's|who'll|how's|where's) (?:is|are|do|does|did|would|should|will|can|could|happens|owns|takes|decides|signs|if|about|the) `)
	readOutRE    = regexp.MustCompile(`^ (?:please |and |so |now )*(?:mark the gate|you are now) | (?:quote|unquote|end quote|it says here|(?:it|this|the \S+|which|that|and) (?:literally |actually )?(?:says|reads) (?:and |that )?(?:ignore|quote|you are|disregard)|(?:ignore|disregard|forget) (?:all |any |the )*(?:previous|prior|earlier|above) (?:instructions?|prompts?|rules)|system prompt) `)
	talkRE       = regexp.MustCompile(` (?:raise a topic|going to raise|bring (?:up|that up|this up|it up)|highlight|discussions?|discuss|talk about|talked about|talking about|mention|mentioned|flag|hear from|put a date|raise (?:it|this|that|the)|present it|take (?:questions|a look)|have a look|reached out|let you know|let me know|follow up with) `)
	correctionRE = regexp.MustCompile(` (?:no let me (?:think|see|rephrase)|no wait|wait no|let me start (?:over|again)|sorry no|scratch that|i misspoke|no sorry|that's not what i) `)
)

// readOut reports whether a sentence is read out from somewhere, or speaks to a machine: somebody else's words, which
// state nothing for the meeting.
func readOut(s *sentence) bool { return readOutRE.MatchString(s.norm) }

// asksOutright reports whether words are a question that the record left without a question mark. A clause such as
// "what we want is" tells instead of asking.
func asksOutright(norm string) bool {
	return outrightRE.MatchString(norm) && !tellsRE.MatchString(norm)
}

var tellsRE = regexp.MustCompile(`^ (?:so |and |but |okay |ok |right |well |then |alright |now |yeah |no )*(?:what|how|why|where|which|when|who) (?:i|we|you|they|he|she|people|users|i'd|we'd|we're|i'm|it|that|this|the|really|matters|actually)(?:'d|'re|'ve|'s)? `)

// stanceOf reads the stance of a sentence off its words.
func stanceOf(s *sentence) stance {
	var st stance
	for _, w := range s.words {
		if hedgeWords[w.norm] {
			st.hedges++
		}
	}
	st.hedges += len(hedges.FindAllStringIndex(s.norm, 3))
	st.decided = decidedRE.MatchString(s.norm)
	st.deferred = deferredRE.MatchString(s.norm)
	st.past = pastRE.MatchString(s.norm)
	st.meta = metaRE.MatchString(s.norm)
	st.talk = talkRE.MatchString(s.norm)
	st.broken = correctionRE.MatchString(s.norm)
	st.hearsay = hearsayRE.MatchString(s.norm)
	return st
}

var negations = set(`not no never don't doesn't didn't won't can't cannot isn't aren't wasn't weren't shouldn't wouldn't couldn't hardly without nobody none neither nor`)

// negated reports whether one of the three words before word i, or the word itself, denies it.
func (s *sentence) negated(i int) bool {
	for k := max(0, i-3); k < i && k < len(s.words); k++ {
		if negations[s.words[k].norm] {
			return true
		}
	}
	return false
}

// deniedIn reports whether words [from, to), or the word after them, deny what they say.
func (s *sentence) deniedIn(from, to int) bool {
	for k := from; k <= to && k < len(s.words); k++ {
		switch s.words[k].norm {
		case "not", "isn't", "wasn't", "aren't", "weren't", "ain't":
			return true
		}
	}
	return false
}

// supposed reports whether one of the two words before word i makes it a mere supposition.
func (s *sentence) supposed(i int) bool {
	for k := max(0, i-2); k < i && k < len(s.words); k++ {
		if s.words[k].norm == "if" {
			return true
		}
	}
	return false
}

// reply is how a listener's turn takes what was said before it.
type reply int

const (
	replyNone reply = iota
	replyYes
	replyNo
)

var (
	yesRE = regexp.MustCompile(`^ (?:and |so |well |oh |okay |alright |all right |no |yeah |i mean |honestly )*(?:yes|yeah|yep|yup|sure|agreed|agree|exactly|definitely|absolutely|perfect|deal|done|correct|totally|of course|sounds (?:good|great|fine|right|like a plan)|i (?:totally |completely |fully |would |also |do )?agree|makes sense|that makes sense|makes total sense|i like (?:that|it|this)|love (?:it|that)|i love (?:it|that)|good idea|great idea|good call|good point|works for me|that works|fine by me|fine with me|i'm fine|i'm good|i'm in|i'm on board|happy with that|let's do (?:it|that)|go for it|will do|can do|no problem|no worries|no objections?|okay|ok|fair enough|alright|right|that's fair|plus one|same here|great) `)
	noRE  = regexp.MustCompile(`^ (?:well |hmm |so |yeah |i mean |sorry |honestly |okay )*(?:no|nope|nah|but|i disagree|disagree|i don't think|i don't agree|i'm not sure|not sure|not really|hang on|hold on|wait|i'd push back|i can't|i won't|i'm worried|absolutely not|i don't know|i'm not convinced|however|the problem|my concern|that won't|that's not) `)
)

// replyOf reads how a sentence that opens a turn takes what was said before.
func replyOf(s *sentence) reply {
	switch {
	case noRE.MatchString(s.norm) && !strings.HasPrefix(s.norm, " no problem ") && !strings.HasPrefix(s.norm, " no worries ") && !strings.HasPrefix(s.norm, " no objection"):
		return replyNo
	case yesRE.MatchString(s.norm) && !s.question:
		if strings.Contains(s.norm, " but ") {
			return replyNone
		}
		return replyYes
	}
	return replyNone
}

var reversalRE = regexp.MustCompile(` (?:scrap that|scratch that|strike that|changed my mind|change my mind|take that back|taking that back|on second thought|on reflection|actually no|actually let's not|let's not do|forget (?:that|it|about)|never mind|nevermind|go back on|reverse that|undo that|we're reversing|reverse the|i was wrong|withdraw|withdrawn|not anymore|no longer|instead let's|let's drop|drop that|drop the|not do (?:that|it) after all|after all) `)

// notKnownRE fits replies that say that there is no answer.
var notKnownRE = regexp.MustCompile(` (?:don't know|do not know|not sure|no idea|good question|haven't decided|have not decided|haven't thought|tbd|no clue|hard to say|can't say|couldn't say|don't have (?:a|an|any|that|the)|nothing yet|not yet|we'll see|would have to check|need to check|have to check|let me check) `)
