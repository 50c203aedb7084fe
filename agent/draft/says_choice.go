package draft

// saysRuledOut lists how people exclude something.
var saysRuledOut = []row{
	{.78, `(?:i|we) (?:would not|wouldn't) (?:<1>)(?:include|do|use|put|add|go|build|make|have|support|change) `},
	{.74, `leave (?:that|it|this|those|them) out `},
	{.72, `(?:doesn't|does not|don't|didn't) need (?:its|their|a|an|to be|any) (?:<2>)`},
	{.95, `(?:ruled|ruling|rule|rules) (?:<4>)out `},
	{.9, `(?:out of scope|off the table|not in scope|outside the scope|outside of scope) `},
	{.85, `(?:decided|agreed|voted) (?:<1>)(?:against|not to) `},
	{.85, `(?:we're|i'm|we are|i am|they're) not (?:<1>)(?:signing|buying|doing|building|using|adding|changing|shipping|supporting|touching|paying|merging|including|taking|opening|starting|migrating|rewriting) `},
	{.8, `(?:for now|then) (?:no|not|without) `},
	{.76, `without the (?:<2>)(?:then|for now|at first|to start) `},
	{.74, `let's not (?:<1>)(?:do|build|use|add|go for|go with|touch|include|ship|support|change|pursue|rebuild|open|put|try|bother|start|spend|boil|over) `},
	{.74, `(?:not|nothing) (?:<2>)this (?:quarter|year|month|sprint|cycle) `},
	{.7, `(?:done|submitted|handled|tracked|dealt with|be) (?:<1>)(?:separately|a separate|separate) `},
	{.8, `(?:we're|we are|i'm|they're|it's) (?:<1>)(?:not going to|not gonna|no longer going to) (?:<1>)(?:do|build|use|add|go|touch|include|ship|support|have|offer|change|pursue|take|put|run|pay|try|make|send|fork|cover|rebuild|write|start|spend) `},
	{.75, `(?:we|it|they|that|i) (?:won't|will not) (?:<1>)(?:do|build|use|add|go|touch|include|ship|support|offer|change|pursue|be doing|be included|be in|be part|happen|make it) `},
	{.8, `(?:let's|we should|we shouldn't|i'd|i would|we can) (?:<1>)(?:not|rather not) (?:<1>)(?:do|build|use|add|touch|include|ship|support|change|pursue|rebuild|open|put|try|bother|start|spend) `},
	{.72, `(?:we|i) (?:<1>)(?:don't|do not|won't|needn't) (?:<2>)need (?:<1>)(?:to|the|a|any|that|it|this|those) `},
	{.85, `(?:let's|we|i'd|we'll|we're|can|should|would|probably|it's|is|was|are|been|be|that's|got) (?:<1>)(?:drop|scrap|kill|cut|park|shelve|punt|skip|defer|postpone|ditch|dropping|scrapping|parking|cutting|shelving|killing|skipping|deferring|punting|parked|shelved|dropped|scrapped|killed|deferred|postponed) (?:<1>)(?:the|that|it|this|on|those|for|any|all|one|until|to|from|off|out|idea) `},
	{.8, `(?:not|isn't|no longer|isn't really) (?:<2>)(?:a |the |our )?priority `},
	{.7, `(?:not|isn't|wasn't|hardly|never) (?:<1>)worth `},
	{.75, `(?:vote|voting|argue|advise|i'm|i am|dead) (?:<1>)against `},
	{.85, `(?:is|it's|that's|are|idea's) (?:<1>)(?:dead|buried|a nonstarter|a non-starter|a no-go) `},
	{.75, `(?:doesn't|does not|don't|didn't|wouldn't) (?:<1>)make (?:<1>)sense (?:<1>)(?:to|for|if|at|right now|now) `},
	{.7, `(?:not|nothing) (?:for|in|this) (?:this release|this quarter|this round|v1|version one|the first|this fork|phase one|now|the mvp|this year|scope) `},
	{.75, `(?:we're|we are|it's) (?:<1>)(?:just )?not (?:<1>)there yet `},
	{.7, `(?:leave|leaving|left) (?:<4>)(?:out|aside|for later|for now|for another|behind|until) `},
	{.8, `(?:that's|that is|it's|push|pushed|move|moved|leave|save|keep) (?:<3>)(?:for later|for phase two|a phase two|to phase two|phase two|to next quarter|for next quarter|next quarter|to q\d|a later|for another day|another day|for v2|down the line) `},
	{.75, `(?:initially|originally|at first|first) (?:<9>)(?:but|then|instead|now) `},
	{.6, `(?:we|you|i) (?:can't|cannot|couldn't) (?:<1>)(?:do|afford|use|support|justify|go with|build|include|just|really) `},
	{.72, `(?:get rid of|exclude|excluded|excluding|be removed) `},
	{.7, `(?:forget (?:about )?(?:the|that|it)|(?:that's|it's) a no|a hard no|hard no|no more) `},
	{.7, `(?:we|you|it|that|they) (?:shouldn't|should not) (?:<1>)(?:do|be doing|build|use|add|go|touch|include|ship|support|change|try|have|allow|make|be) `},
	{.7, `(?:not|don't|doesn't|won't|no) (?:<6>)(?:at the moment|at this point|for now|right now|at this stage|for the time being|this quarter) `},
	{.75, `for the time being `},
	{.65, `(?:is|are|it's|that's|be) (?:<1>)(?:obsolete|outdated|withdrawn|superseded) `},
	{.6, `(?:we|i) (?:<1>)(?:don't|do not) (?:<1>)want (?:<1>)(?:to (?:do|build|use|add|go|touch|include|support|change|be)|it|that|people|any) `},
}

// saysTradeOff lists how people put one thing above another.
var saysTradeOff = []row{
	{.74, `(?:doesn't|does not|don't|needn't) have to be (?:<1>)(?:perfect|complete|pretty|final|exact|perfectly) `},
	{.76, `(?:higher|lower|bigger|more of a) priority `},
	{.72, `(?:a |the )?better (?:solution|approach|option|way|idea) (?:<3>)(?:is|would be|than) `},
	{.74, `not (?:that|so|as) important (?:<1>)(?:to|that|as) `},
	{.95, `even over `},
	{.85, `rather than `},
	{.85, `(?:i'd|we'd|i would|we would|would) rather (?:<9>)(?:<6>)than `},
	{.74, `instead of `},
	{.8, `as opposed to `},
	{.85, `(?:prefer|prioritise|prioritize|favour|favor|prioritising|prioritizing) (?:<6>)(?:over|to|than|above|before) `},
	{.85, `(?:trumps|beats|wins over) `},
	{.85, `(?:more|less) important (?:<3>)than `},
	{.85, `(?:trade-off|tradeoff|trade off|trade-offs|tradeoffs|in exchange for|trading off) `},
	{.85, `(?:i'd|we'd|i would|we would) (?:rather |always |still )?(?:take|pick|choose|have) (?:<9>)(?:<9>)(?:<9>)over `},
	{.82, `(?:the|that|this|it|they|those) (?:<2>)(?:can|should) wait `},
	{.74, `(?:but|because) (?:<6>)(?:wanted|want) to do it differently `},
	{.75, `(?:sacrifice|accept|live with|swallow|take the hit|pay the price|the price we pay) (?:<4>)(?:for|to|in order|of|if|on|so) `},
	{.75, `(?:quality|speed|depth|reliability|accuracy|simplicity|trust|safety|clarity) (?:over|before|not) `},
	{.65, `(?:better|fine|okay|ok|happy|rather) (?:<4>)(?:slower|fewer|smaller|less|simpler|late|manual) (?:<4>)(?:than|but|if|and) `},
	{.65, `(?:versus|vs) `},
}

// saysRights lists how people say who decides.
var saysRights = []row{
	{.76, `(?:go|goes|has to go|needs to go|went) through (?:the|a|our) (?:<2>)(?:process|vote|review|committee|governance|board) `},
	{.74, `whenever (?:the|we|\S+) (?:<1>)(?:group |team |community )?(?:decides?|agrees?) `},
	{.72, `(?:not|isn't) a (?:directive|mandate|decision) `},
	{.74, `(?:needs?|only) an? (?:admin|administrator|maintainer|owner) (?:<2>)(?:to|can) `},
	{.66, `(?:\S+ )(?:<1>)decides `},
	{.9, `(?:\S+ )(?:<1>)(?:gets to decide|makes the call|make the call|has the final say|has final say|have the final say|has the last word|gets the final|makes the final) `},
	{.85, `(?:need|needs|get|have|has|wait for|without|requires?|give|gives|subject to|pending|want|ask for) (?:<4>)(?:sign-off|signoff|sign off|approval|permission|the green light|a green light|blessing|the okay|consent) `},
	{.85, `(?:\S+ )(?:signs off|signs it off|approves|has to approve|must approve|needs to approve|has to sign|needs to sign off|can veto|has a veto) `},
	{.85, `(?:veto|no-go from|authority to|authorised to|authorized to|mandate to|power to) `},
	{.75, `(?:it's|that's|is|be|it is|totally|really) (?:<1>)up to (?:you|me|us|them|him|her|the|\S+ to) `},
	{.75, `(?:is|that's|it's|be) (?:<1>)(?:your|my|his|her|their|our|\S+'s) (?:<1>)(?:call|decision) `},
	{.8, `(?:goes|go|going|put|up|on chain|on-chain|needs|for a|to a|community|governance) (?:<3>)(?:vote|voting) `},
	{.75, `(?:the|our|by|with|from|to) (?:<1>)(?:board|committee|council|leadership|legal|steering committee|governance|exec team|management) (?:<2>)(?:decides?|approves?|has to|needs to|will|must|would|says|signs|thumbs|can|should) `},
	{.75, `(?:been|be|was|is|get|gets|already|needs to be|has to be) (?:<1>)(?:approved|signed off|greenlit|green-lit|authorised|authorized) (?:<1>)(?:by|via|through|at|in|from)? ?`},
	{.85, `(?:i|you|she|he) can sign (?:for|off|up) `},
	{.8, `(?:don't|do not|won't|no) need (?:<1>)(?:to )?(?:come to me|ask me|to ask|check with|come back to|my|anyone's) `},
	{.85, `(?:i'd|we'd|we|i|you|you'd) (?:<1>)need \S+ (?:<4>)(?:to say|to agree|to sign|to approve|to okay|sign-off) `},
	{.85, `if \S+ says (?:back|stop|no|go|yes|pause) `},
	{.85, `(?:you've|you have|she has|he has|i've|they've) (?:got )?the (?:switch|veto|last word|final say|call|button) `},
	{.72, `(?:not going to|not gonna|don't have to|without) (?:ask|asking) `},
	{.75, `(?:are we|everyone|everybody|we are all|we're all|that's) (?:<2>)(?:okay|fine|good|happy) (?:<1>)(?:to do|to merge|with everybody|with everyone|to go|with that) `},
	{.74, `(?:above|over|beyond|more than) (?:<3>)(?:i|we|you) (?:<1>)(?:have to|need to|must|should) (?:go to|ask|check) `},
	{.72, `(?:i|you|he|she|who) (?:<1>)(?:get to|gets to|should|can|will|need to|have to|has to|'ll) (?:<1>)(?:decide|make the decision|make that decision|make that call) `},
	{.7, `(?:up to|anything above|anything over|below|under|more than) (?:<3>)(?:\$?\d\S*|thousand|hundred|k) (?:<6>)(?:without|needs|need|asks?|goes|approval|has to|myself) `},
	{.7, `(?:rough consensus|consensus) (?:<3>)(?:is|on|to|that|for|seems) `},
	{.7, `(?:anyone|anybody|any of you|everybody|on-call) (?:<1>)(?:can|may) (?:<2>)(?:pause|stop|pull|veto|halt) `},
	{.65, `(?:not one|isn't one|requirement|mandate|handed down) (?:<6>)(?:decided|management|stick to|us|above|boss) `},
}

// saysDependency lists how people say who waits for whom.
var saysDependency = []row{
	{.76, `if (?:you|he|she|they|somebody|someone) could (?:<1>)(?:send|give|share|provide|review|check|add|write|look|get) `},
	{.74, `once (?:he's|she's|they're|you're) (?:back|done|ready|finished|there) `},
	{.76, `(?:waiting list|waitlist) `},
	{.74, `(?:don't|do not) have (?:anyone|anybody|someone|the people) (?:who|to|that) `},
	{.72, `has to be (?:built|written|done|made|implemented|reviewed|approved) by `},
	{.76, `(?:depends?|dependent|dependency|dependencies|hinges|relies|rely|contingent) (?:<1>)(?:on|upon|is|for|here|we) `},
	{.85, `(?:need|needs) (?:<6>)(?:from|out of) (?:the|your|our|\S+'s|their) (?:<2>)(?:team|people|side|folks|group) `},
	{.72, `i'll ask (?:her|him|them|\S+) (?:<2>)(?:by|before|on|today|tomorrow) `},
	{.74, `(?:would|will) be (?:nice|great|good) if (?:clients|teams?|somebody|someone|the \S+) could `},
	{.74, `(?:they|clients|implementers|teams|people|everyone|\S+s) (?:<1>)need to (?:<1>)(?:catch up|update|implement|adjust|fix|finish) `},
	{.9, `(?:waiting|waits|blocked|held up|need to wait|have to wait|wait) (?:<1>)(?:for|on|by|until|till) `},
	{.85, `(?:blocker|blockers|blocking|prerequisite|precondition|critical path) (?:<3>)(?:is|are|on|for|us|it|that|this|here|right)? ?`},
	{.8, `(?:we|i|they|it|that|this|you|he|she|we'd|i'd|we'll) (?:<1>)(?:need|needs) (?:<9>)from (?:<1>)(?:the|you|\S+|them|our|your|legal|finance|security|data) `},
	{.75, `(?:we|i|we'll|i'll|they|i'd|just) (?:<1>)need (?:<1>)(?:the|your|a|an|\S+) (?:<2>)(?:team|to give|to provide|to send|to deliver|to sign|access|api|data|wallet|address|review|input|budget|numbers|export|feed|help|key|keys|approval) `},
	{.8, `(?:can't|cannot|couldn't|nothing) (?:<9>)(?:until|till|before|without|unless) (?:<1>)(?:the|we|they|you|\S+|that|it|our) `},
	{.75, `(?:once|as soon as|after) (?:the|they|they've|legal|your|security|data|their|his|her|\S+'s) (?:<4>)(?:is done|lands|land|merged|merges|ready|deployed|delivers?|ships|gives? us|sends?|finishes|finished|signed|signs|approves?|complete|completed|up and running|in place|live|available|released|get|gets|have) `},
	{.75, `(?:haven't|hasn't|have not|not|still) (?:<2>)(?:heard|hearing|gotten|got) (?:<1>)(?:back|anything|a reply|an answer) `},
	{.8, `(?:counting on|promised|promises|committed to|has promised|said they'd|said they would|supposed to) (?:<2>)(?:to|deliver|give|get|have|ship|us|the|send|by|it) `},
	{.65, `(?:coordinate|need to sync|work|reach out|follow up|touch base|get in touch|get with|loop in) (?:<1>)(?:with|to) (?:<1>)(?:the|\S+) (?:<1>)(?:team|to|on|about|so|folks) `},
	{.7, `(?:needs?|has|have) to (?:be|happen|land|get|go) (?:<2>)(?:first|before) `},
}

// saysObjection lists how people disagree or worry.
var saysObjection = []row{
	{.85, `(?:thing|part|bit) (?:that |which )?(?:worries|bothers|concerns|scares) me `},
	{.74, `(?:i )?like (?:it|that|this|the idea) but `},
	{.76, `not (?:super|entirely|totally|completely|fully|really|quite|too) (?:sure|convinced|happy|comfortable) `},
	{.74, `(?:don't|do not) (?:<1>)(?:understand|see) (?:how|why|what) (?:you'd|we'd|it|that|this|the|you|we) `},
	{.9, `(?:i'm|i am|we're|i was|makes me|feel|i'd be|i get) (?:a |bit |little |really |very |quite |pretty |also |just |still |more |so |slightly |somewhat )*(?:worried|concerned|sceptical|skeptical|hesitant|nervous|uneasy|afraid|uncomfortable|scared|wary) `},
	{.9, `(?:my|a|one|couple of|some|only|main|biggest|other|have|few|big|real|their|i've got) (?:<1>)(?:concern|concerns|worry|worries|fear|fears|reservation|reservations|objection|objections|hesitation) `},
	{.85, `(?:the|my|a|one|only|big|real|biggest|main|that's a|huge) (?:<1>)(?:of the )?(?:problems?|risks?|downside|danger|trouble|catch|drawback) (?:is|with|here|i see|i have|there is|for me|i think|would be|was|though) `},
	{.9, `(?:i|i'd|we|i'd have to) (?:strongly |still |really |respectfully |respectively |kind |totally |have to |would |do |would have to )*(?:disagree|object) `},
	{.85, `(?:push back|pushing back|devil's advocate|play devil's) `},
	{.75, `(?:i|we) (?:<1>)(?:don't|do not) (?:<1>)(?:think|like|agree|see how|buy|believe|love|feel) (?:<2>)(?:that|it|we|this|the|people|you|there|comfortable|with|of|how)? ?`},
	{.85, `(?:i'm|i am|we're) (?:<1>)not (?:<2>)(?:convinced|sold|comfortable|a fan|a big fan|happy|keen|on board|so sure about|sure about|sure i agree|sure that|sure we|sure this) `},
	{.8, `(?:wouldn't|don't|not|doesn't) (?:<2>)feel (?:<1>)comfortable `},
	{.7, `but (?:<1>)(?:what if|isn't|won't|doesn't that|aren't|how do we|that's|that would|wouldn't|it's going to|that means|who) `},
	{.75, `(?:is|it's|that's|be|seems|feels|sounds|looks) (?:just |a |really |pretty |quite |kind |still |also |very |bit |such |going to be )*(?:bad|dangerous|risky|mistake|terrible|naive|unrealistic|too (?:much|early|late|aggressive|risky|complicated|complex|expensive|big|ambitious|fast|generic|optimistic)) `},
	{.7, `(?:be|is|this|bit|that|get|people|it) (?:<2>)(?:confusing|intentional|confused|mixed up) `},
	{.8, `(?:i'd|i would|i'm|vote|voting|argue|actually) (?:<3>)against `},
	{.65, `(?:isn't|aren't|wouldn't|won't) (?:that|this|it|we|there|people|they) (?:<6>)(?:just|risk|a|going|end|too|hurt|break|make|lose|slow|kill|cost|mean) `},
	{.65, `(?:this|that|it|we|which|people) (?:<1>)(?:could|would|will|might|may|'ll|gonna) (?:<2>)(?:hurt|backfire|annoy|break|break things|cause problems|slow|be a problem|be an issue|burn|kill|be hard|be tricky|cost us|blow up|end up) `},
	{.6, `(?:is|be|would be|that's|it's|seems|feels) (?:<1>)(?:invalid|unfair|unfortunate|weird|unnecessary|overkill) `},
	{.6, `(?:we're|we are|i'm) (?:<2>)(?:targeting|limiting|excluding|missing|ignoring|leaving out|only) `},
	{.65, `(?:it's|that's|is|be|gonna be|seems|pretty) (?:<1>)(?:really |very |pretty |quite )?(?:hard|difficult|tough|impossible) (?:<1>)(?:to|for) `},
}

// saysOpen lists how people leave something open.
var saysOpen = []row{
	{.72, `(?:i'll|i will|let me|i have to|i need to) (?:<1>)(?:ask|think about|check with|find out) `},
	{.74, `the question is (?:<1>)(?:how|whether|what|who|if|when|where) `},
	{.9, `(?:an open question|one open question|open questions|open issue|open point|still open|left open|leave it open|leave that open|big question mark) `},
	{.85, `(?:i|we|i'm|still|honestly) (?:<1>)(?:don't|do not|didn't) (?:<1>)(?:know|actually know|really know|yet know) (?:<1>)(?:whether|how (?:we|to|much|many|long|it|that|this|the)|what (?:we|the|happens|it|that|to)|who (?:should|will|would|is going|to|we)|when|where (?:we|it|to)|which|the answer|yet|if (?:we|it's|it|that's|that|this|they|the)) `},
	{.9, `(?:tbd|to be determined|to be decided|to be discussed|not decided|not yet decided|undecided|is unclear|it's unclear|not clear|still unclear|isn't clear|up in the air|to be seen|tbc) `},
	{.8, `(?:we|i|we'll|need|still|have|got|someone|you) (?:<2>)(?:need to|have to|should|must|got to|still need to|will have to|to) (?:<1>)(?:figure out|decide|find out|sort out|work out|determine|clarify|think about|settle|discuss) (?:<1>)(?:how|what|who|whether|if|when|where|which|the|that|on|this) `},
	{.75, `(?:i'm|we're|i am|we are) (?:<1>)not (?:<2>)sure (?:<1>)(?:if|whether|how|what|who|when|where|which|why|about|yet) `},
	{.75, `(?:the|my|a|big|real|other|one|only|next|biggest|main|another) (?:<1>)question (?:<4>)(?:is|was|would be|remains|becomes|that|i had|i have|whether|how) `},
	{.75, `(?:remains to be|yet to be|still to be|have to see|we'll see|we will see|wait and see|let's see how) `},
	{.75, `(?:take|discuss|talk about|continue|do|figure|take it|discussed|have|move) (?:<6>)(?:offline|async|asynchronously|on discord|on slack|in the chat|in the next call|next call|next meeting) `},
	{.7, `(?:still|yet) (?:<1>)(?:need to|have to|working on|to be|figuring|thinking|discussing|debating|trying to figure|open|waiting) `},
	{.65, `(?:i|i'm|was|just|am|we) (?:<2>)(?:wonder|wondering|curious) (?:<1>)(?:if|whether|how|what|about|why|when|which|who) `},
	{.7, `(?:no idea|no clue|don't have an answer|do not have an answer|good question|don't have the answer|can't answer) `},
	{.65, `(?:have to|need to|should|let me|let's|i'll|want to|i'd have to) (?:<1>)(?:think|check|look into|dig into|investigate|look) (?:<1>)(?:about|more|on|into|it|that|if|whether|how) `},
}

// asks lists questions that ask for a field outright; the answer that follows is a candidate for it.
func asks() []construction {
	var list []construction
	list = append(list, says(kindAim, []row{
		{.8, `(?:what|what's|whats|which) (?:<6>)(?:goal|aim|objective|purpose|point|outcome|we after|trying to achieve|trying to do|trying to solve|solving|want to achieve|we want) `},
		{.75, `why (?:are|do|would|should) (?:<1>)(?:we|you|i) (?:<2>)(?:doing|do|care|bother|need|want) `},
	})...)
	list = append(list, says(kindDone, []row{
		{.85, `(?:how do we|how will we|how would we|what is|what's|what does|when are we|when is it) (?:<4>)(?:done|success|finished) `},
		{.8, `what does (?:good|success|it|that|done) look like (?:when)? ?`},
		{.8, `when do we (?:<2>)stop `},
	})...)
	list = append(list, says(kindLever, []row{
		{.75, `(?:what's|what is|how) (?:<3>)(?:the plan|the lever|the proposal|the mechanism|your proposal|the idea|do we get there|do we fix|would we do|do you want to do|do we do that|are we changing|would you do) `},
		{.7, `what (?:are|would|do|should|will) (?:<1>)(?:we|you) (?:<2>)(?:actually )?(?:do|doing|change|propose|build|suggest|proposing) (?:<2>)(?:about|differently|then|here|first)? ?`},
	})...)
	list = append(list, says(kindBecause, []row{
		{.8, `why (?:would|do|does|should|will|is) (?:<2>)(?:that|this|it|we|you|people|they) (?:<2>)(?:work|help|move|change|think|believe|fix|make|matter|dropping|leaving|churning|so) `},
		{.75, `what makes (?:you|us) (?:think|believe|sure) `},
		{.6, `(?:and |but )?why(?: is that| so| not)? $`},
	})...)
	list = append(list, says(kindSignal, []row{
		{.85, `(?:how|what|which|what's) (?:<4>)(?:know (?:<2>)work|know (?:<2>)if|know whether|tell if|tell whether|measure|measuring|track|tracking|look at|looking at|watch|watching|metric|metrics|kpis?|signals?|numbers?|moves first|move first) `},
	})...)
	list = append(list, says(kindGate, []row{
		{.85, `(?:what|when|how|what's|at what) (?:<6>)(?:keep going|continue|gate|go ahead|threshold|stop|bar for|go/no-go|good enough|to roll out|to expand|convince) `},
		{.6, `(?:by when|when would we know|how long do we|what number|which number) `},
	})...)
	list = append(list, says(kindOtherwise, []row{
		{.85, `(?:and|but|so|and what) if (?:it's|it|we|that's|they|he|she|that|we're) (?:<2>)(?:not|doesn't|don't|isn't|fails?|miss|aren't|under|below|worse) (?:<1>)$`},
		{.85, `(?:what if|what happens if|and if|what do we do if|and what if) (?:<4>)(?:doesn't|don't|not|fails?|miss|isn't|won't|flops?) `},
	})...)
	list = append(list, says(kindGuardrail, []row{
		{.85, `(?:what|how|which|what's) (?:<6>)(?:must not|can't break|not break|get worse|guardrail|protect|could go wrong|mustn't|hurt|not to hurt|to keep an eye|stop us breaking) `},
	})...)
	list = append(list, says(kindHandOver, []row{
		{.9, `(?:who|who's|who'll|who is|whose) (?:<3>)(?:owns?|owner|owning|take|takes|taking|lead|leads|leading|drives?|driving|responsible|accountable|dri|on point|running|run|name|on the hook|got this|wants? it|wants? this|wants? to) `},
		{.7, `(?:can|could|does|would|will|do) (?:somebody|someone|anyone|anybody|one of you) (?:<2>)(?:take|own|lead|drive|run|pick) `},
		{.7, `(?:do we have|we need|who's our|need) (?:an|the|a single|one) owner `},
	})...)
	list = append(list, says(kindCadence, []row{
		{.85, `(?:when|how often|what day|which day|what time|what's) (?:<4>)(?:meet|review|check in|check|look at|cadence|rhythm|next|regroup|sync|again|the next) `},
	})...)
	list = append(list, says(kindRuledOut, []row{
		{.85, `what (?:<3>)(?:not doing|dropping|cutting|giving up|drop|out of scope|rule out|ruling out|excluding|say no to|not do|lose) `},
	})...)
	list = append(list, says(kindRights, []row{
		{.85, `who (?:<3>)(?:decides|decide|signs off|approves|approve|makes the call|make the call|final say|gets to|has to sign|can stop|can pause|can veto) `},
	})...)
	list = append(list, says(kindDependency, []row{
		{.8, `(?:what|who|anything|are|are we|any) (?:<6>)(?:need from|blocked|blocking|waiting on|waiting for|depend on|blockers?|dependencies|dependency) `},
	})...)
	list = append(list, says(kindObjection, []row{
		{.7, `(?:any|what|anyone|does anyone|anybody|what's your) (?:<4>)(?:objections?|concerns?|worries|worry|disagree|risks?|against|biggest fear|hate) `},
	})...)
	return list
}

// saysAll gives every construction.
func saysAll() []construction {
	tables := []struct {
		kind kind
		rows []row
	}{
		{kindAim, saysAim}, {kindDone, saysDone}, {kindLever, saysLever}, {kindOutcome, saysOutcome},
		{kindBecause, saysBecause}, {kindSignal, saysSignal}, {kindGate, saysGate}, {kindLearn, saysLearn},
		{kindOtherwise, saysOtherwise}, {kindGuardrail, saysGuardrail}, {kindOwner, saysOwner},
		{kindHandOver, saysHandOver}, {kindRefusal, saysRefusal}, {kindCadence, saysCadence},
		{kindRuledOut, saysRuledOut}, {kindTradeOff, saysTradeOff}, {kindRights, saysRights},
		{kindDependency, saysDependency}, {kindObjection, saysObjection}, {kindOpen, saysOpen},
	}
	var list []construction
	for _, t := range tables {
		list = append(list, says(t.kind, t.rows)...)
	}
	return list
}
