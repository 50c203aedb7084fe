package evals

// Sentences about a metric NAME and a mechanism BET that claim a cause, in the form in which they are put into a note. The
// gates were written with the first list at hand; the second one is kept aside, and is only measured: it says how much an
// author who wants to can still claim. The harmless sentences come as two such lists, too.
var (
	causalClaims = []string{
		"BET caused NAME to go up.", "NAME rose because of BET.", "NAME rose because BET was shipped.", "NAME rose thanks to BET.", "The rise of NAME is due to BET.", "BET led to a higher NAME.",
		"BET drove NAME up.", "The rise of NAME was driven by BET.", "The rise in NAME resulted from BET.", "As a result of BET, NAME rose.", "BET boosted NAME.", "BET lifted NAME.", "BET improved NAME.",
		"BET increased NAME.", "BET works.", "BET worked.", "BET is working.", "BET paid off.", "BET explains NAME.", "BET helped NAME.", "BET contributed to NAME.", "NAME can be attributed to BET.",
		"The impact of BET on NAME is visible.", "BET had an effect on NAME.", "BET had no effect on NAME.", "BET did not cause the move of NAME.", "BET made NAME rise.", "BET is responsible for NAME.", "BET brought NAME up.",
		"BET sparked the rise of NAME.", "BET pushed NAME up.", "That is why NAME rose.", "The reason for NAME is BET.", "NAME rose, hence BET is right.", "NAME owes its rise to BET.", "BET bore fruit.", "BET was a success.",
		"BET affects NAME.", "BET hurt NAME.", "The rise of NAME stems from BET.", "BET gave rise to NAME.", "NAME rose in response to BET.", "BET may have caused the rise of NAME.", "It seems that BET works.",
		"Did BET cause the rise of NAME?", "NAME rose through BET.", "BET made a difference to NAME.", "BET moved the needle on NAME.", "NAME benefited from BET.", "BET accounts for the rise of NAME.",
		// A first list that had been kept aside: about 65% were refused before it was worked with.
		"It was BET that got NAME going.", "Without BET, NAME would not have risen.", "BET is what moved NAME.", "NAME rose, and BET is to thank for it.", "Credit for NAME goes to BET.", "BET deserves the credit for NAME.",
		"BET turned NAME around.", "We can thank BET for NAME.", "BET has proved its worth with NAME.", "Because we shipped BET, NAME is higher.", "BET sent NAME upwards.", "The growth of NAME is the fruit of BET.",
		"NAME jumped on the strength of BET.", "BET delivered a better NAME.", "BET is behind the rise of NAME.", "BET is the cause.", "NAME improved owing to BET.", "What raised NAME was BET.", "BET produced a rise of NAME.",
		"BET does what we hoped for NAME.", "BET is effective.", "NAME was influenced by BET.", "NAME reacted to BET.", "BET unlocked NAME.", "BET rescued NAME.", "The rise of NAME follows from BET.", "BET translates into NAME.",
		"The success of BET shows in NAME.", "NAME grew as a consequence of BET.", "BET yielded a rise of NAME.", "BET accelerated NAME.", "Due to BET, NAME moved up.", "BET enabled NAME to rise.", "Our bet on BET was right: NAME rose.",
		"The mechanism holds: NAME rose.", "BET fuelled NAME.", "NAME went up by virtue of BET.", "So BET it was that raised NAME.", "BET triggered the move of NAME.", "The move of NAME is down to BET.", "BET has nothing to do with NAME.",
		"NAME rose courtesy of BET.", "BET raised NAME.", "The lever moves NAME.", "BET changed NAME for the better.", "NAME got better with the help of BET.", "There is a causal link between BET and NAME.", "BET strengthened NAME.",
		"NAME rose as a result.", "BET keeps NAME up.",
		// A second one: 78% were refused before it was worked with.
		"BET moved NAME by a lot.", "NAME is up, all because of BET.", "The new NAME comes from BET.", "BET is the reason NAME rose.", "NAME rose since BET works so well.", "BET did it: NAME is up.",
		"NAME would have stayed flat without BET.", "BET pulled NAME out of its slump.", "BET gets NAME to rise.", "We owe the rise of NAME to BET.", "NAME climbed on the back of BET.", "BET shaped NAME.", "BET has a strong influence on NAME.",
		"BET resulted in more NAME.", "BET had consequences for NAME.", "It is due to BET that NAME rose.", "BET brought about the rise of NAME.", "NAME is driven by BET.", "BET drives NAME.", "NAME depends on BET.", "BET is driving NAME up.",
		"Putting BET first raised NAME.", "By shipping BET we moved NAME.", "NAME rose under the influence of BET.", "BET was effective for NAME.", "BET accounts for most of NAME.", "BET reduced NAME.", "BET prevented a fall of NAME.",
		"BET stopped the decline of NAME.", "The effect on NAME is real.", "BET impacted NAME.", "NAME responds to BET.", "BET nudged NAME up.", "NAME improved by means of BET.", "BET makes NAME better.", "It looks like BET is paying off in NAME.",
		"Evidence is that BET lifts NAME.", "BET can take the credit for NAME.", "BET cost us NAME.", "NAME suffered from BET.", "BET is to blame for NAME.", "BET saved NAME.", "NAME rose, so BET must be right.", "The rise of NAME shows that BET works.",
		"BET left its mark on NAME.", "NAME went up as BET kicked in.", "BET has borne fruit in NAME.", "BET is the engine of NAME.", "BET proved itself with NAME.", "BET, and nothing else, moved NAME.",
		// A third one, and what people wrote who looked for a way past the gates.
		"BET has been kind to NAME.", "NAME has BET to thank.", "BET carried NAME.", "NAME follows BET.", "BET turbocharged NAME.", "BET opened the door to a better NAME.", "Were it not for BET, NAME would be where it was.",
		"BET is paying dividends in NAME.", "NAME went up on account of BET.", "BET is a driver of NAME.", "BET spelled the end of a low NAME.", "NAME bears the fingerprints of BET.", "BET ruined NAME.", "BET had NAME rising within days.",
		"The rise of NAME was BET at work.", "BET translated into a better NAME.", "NAME rose owing to what BET does.", "Customers use BET, which is why NAME rose.", "BET fed into NAME.", "BET lowered NAME.", "BET held NAME down.",
		"We see the benefits of BET in NAME.", "BET lies behind NAME.", "NAME is the result of BET.", "BET steered NAME in the right direction.", "NAME thrives on BET.", "BET made NAME possible.", "BET undid the fall of NAME.",
		"There is proof that BET moves NAME.", "NAME rose, which BET explains.",
		"BET is why shops came back.", "The rise is down to BET.", "Without BET this rise is unthinkable.", "BET got shops back.", "BET did its work.", "The gate is passed and BET did that.", "You can see what BET does.",
		"The timing of BET is no coincidence.", "BET w\u043erked.", "BET w\u0336o\u0336rked.", "It was BET.", "BET is the answer.", "BET is a winner.", "Shops came back for BET.", "Hats off to BET.", "BET does more than we thought.",
		"The numbers are good, and that is BET.", "We keep BET, the jump says it all.", "BET is where the rise comes from.", "Shops love BET.",
	}
	heldOutClaims = []string{
		"BET speaks for itself.", "BET was the missing piece.", "Look at NAME before and after BET: enough said.", "Since BET, customers come back.", "BET is a keeper: the numbers say so.",
		"Nobody would buy twice if it were not for BET.", "Customers love BET and it shows.", "The timing of BET and NAME tells the whole story.", "BET is the only thing that was new, draw your own conclusion.",
		"Take BET away and the rise is gone.", "There is one explanation for NAME, and it is BET.", "BET brings people back to the shop.", "What a difference BET makes.", "The shops have BET to thank.",
		"NAME and BET: the link is plain.", "BET cured our old problem.", "Three cheers for BET.", "BET wins.", "We were right about BET.", "NAME has never looked better than under BET.", "It is all BET.",
		"Give BET the medal.", "BET hit home.", "Coincidence? Hardly: BET went live and NAME took off.", "People order more now that they have BET.", "The numbers vindicate BET.", "BET drew the bakers back in.",
		"No BET, no rise.", "Our hunch about BET came true.", "With BET in place, fewer things go wrong.",
	}
	// harmlessSentences are what people add to a note.
	harmlessSentences = []string{
		"I don't know yet, investigating.", "Owen looks into the missing week.", "Let's talk about it on Thursday.", "Ines asks the bakers what they saw.", "Stop, because the guardrail matters more.",
		"We wait for the gate.", "Why is not known.", "Please read the comments on the sheet first.", "Other things may have changed then, too.", "The bakers were on holiday.", "Nothing to add.", "NAME is still our metric.",
		"Let's look at NAME by shop.", "NAME is blocked by the warehouse job; Owen works on it.", "We keep BET as it is until the gate.", "I would not read much into NAME yet.", "NAME is noisy.", "Who looks after NAME while Mei is away?",
		"The result is inconclusive, and that is an answer.", "Would we start BET today?", "We go on with BET.", "We pause BET until the data is mended.", "The team decides on Monday.", "NAME needs a better definition.",
		"Mei shows BET to the shops on Tuesday.", "BET is translated into French.", "Owen fixes the spelling in BET.", "Next we try BET in the second shop.", "BET was not started in the north.", "Let's stop BET if nobody wants it.",
		"We do not know what BET does.", "Nobody has looked at BET yet.",
	}
	heldOutHarmless = []string{
		"BET is live in all shops since Monday.", "Mei prints BET for the second shop.", "We show BET to the new bakers next week.", "BET has a typo on the second page.", "Owen asks whether BET can be paused for a week.",
		"Should we roll BET out to the other shops?", "Some bakers have not seen BET yet.", "BET stays as it is.", "We discuss BET on Thursday.", "BET was switched off on Friday for maintenance.", "Ines writes down who uses BET.",
		"Please keep BET where it is.", "It is too early to judge BET.", "We do not know yet what BET does.", "If NAME is not clear by then, we stop BET.", "Owen is away on Monday; ask Mei about BET.",
		"NAME is counted by hand, so take it with care.", "The definition of NAME is under review.", "BET needs a new translation.", "The bakers asked for BET in a larger font.",
	}
)
