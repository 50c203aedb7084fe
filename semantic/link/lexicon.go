package link

import (
	"slices"
	"strings"

	"github.com/plumbline-dev/plumb/semantic"
)

// lemmas are forms that the stemmer does not bring together, and words that mean the same in names of metrics.
var lemmas = table(`
	usage: use
	used: use
	uses: use
	users: user
	msec msecs millisecond milliseconds millis: ms
	sec secs second seconds: sec
	advert adverts advertisement advertisements advertising ads: ad
	sent sending: send
	paid paying pays: pay
	bought: buy
	lost losing: lose
	percentage percent pct: %
	mails e-mail emails mail: email
	repo repos repositories: repository
	config configs: configuration
	desc: description
	proflie: profile
	sign-up: signup
	img: image
	msg msgs: message
	req reqs: request
	err errs: error
	cust: customer
	qty: quantity
	txn txns: transaction
	avail: available
	util: utilization
	mem: memory
	conn conns: connection
	added adding adds: add
	activation activations: activation
	activate activates activated activating: activate
	number numbers num nr total totals sum sums cnt counter counters counts counted: count
	organization organizations organisation organisations: organization
`)

// stopWords carry no meaning in the name of a metric.
var stopWords = set(`non no without never neither nor cannot except excluding the a an of in for to at on by with and or our we their its it is are was were be been that this these those
	from as per all one than into over last past each every within after rolling trailing during using through via has have had how many much whether or not there who which what
	us my your i you he they she them so just like kind sort really actually basically`)

// fillers stand in for the name of a metric when people speak ("the signup thing"), and mean little in a name.
var fillers = set(`thing stuff metric kpi figur stat dashboard`)

// counting is the stem of every word that says that something is counted or added up. It weighs little: unless people say
// otherwise, a metric is a count. It is a word and no slot, because some companies count things for a living.
const counting = "count"

// aggregation is how single events become a number, where that is not by counting them.
type aggregation string

const (
	aggNone   aggregation = ""
	aggRate   aggregation = "rate"
	aggMean   aggregation = "average"
	aggMedian aggregation = "median"
	aggMax    aggregation = "maximum"
	aggMin    aggregation = "minimum"
)

// aggregations are the words that name one. Percentiles are recognised by their form.
var aggregations = map[string]aggregation{
	"rate": aggRate, "rates": aggRate, "ratio": aggRate, "share": aggRate, "percentage": aggRate, "percent": aggRate, "pct": aggRate,
	"%": aggRate, "proportion": aggRate, "fraction": aggRate,
	"average": aggMean, "avg": aggMean, "mean": aggMean, "median": aggMedian,
	"max": aggMax, "maximum": aggMax, "peak": aggMax, "highest": aggMax, "min": aggMin, "minimum": aggMin, "lowest": aggMin,
}

// expansions are acronyms that are common beyond any one organisation. Those of an organisation come from its names,
// descriptions and terms.
var expansions = map[string]string{
	"hau": "hourly active users", "dau": "daily active users", "wau": "weekly active users", "mau": "monthly active users", "qau": "quarterly active users",
	"mrr": "monthly recurring revenue", "arr": "annual recurring revenue", "arpu": "average revenue per user",
	"arppu": "average revenue per paying user", "ltv": "lifetime value", "clv": "customer lifetime value", "cltv": "customer lifetime value",
	"cac": "customer acquisition cost", "aov": "average order value", "gmv": "gross merchandise value", "nrr": "net revenue retention",
	"grr": "gross revenue retention", "nps": "net promoter score", "csat": "customer satisfaction", "ces": "customer effort score",
	"ctr": "click through rate", "cvr": "conversion rate", "cpc": "cost per click", "cpm": "cost per mille", "cpa": "cost per acquisition",
	"roas": "return on ad spend", "ttv": "time to value", "ttfv": "time to first value", "mttr": "mean time to recovery",
	"mtbf": "mean time between failures", "ttfb": "time to first byte", "fcp": "first contentful paint", "lcp": "largest contentful paint",
	"dcl": "dom content loaded", "oom": "out of memory", "gc": "garbage collection", "frt": "first response time", "rps": "requests per second",
	"qps": "queries per second", "slo": "service level objective", "sla": "service level agreement",
}

// spoken are words that people say for a longer name and nobody writes into a definition.
var spoken = map[string]string{"actives": "active users", "signups": "sign ups", "regs": "registrations", "subs": "subscriptions"}

// windows are the words that say how much time a value looks back on, or how often there is one.
var windows = map[string]semantic.Span{
	"hourly": "1h", "daily": "1d", "weekly": "1w", "fortnightly": "2w", "biweekly": "2w", "monthly": "1mo", "quarterly": "1q", "yearly": "1y", "annual": "1y", "annually": "1y",
}

// spanUnits are the words for a unit of a span.
var spanUnits = map[string]string{
	"min": "min", "mins": "min", "minute": "min", "minutes": "min", "h": "h", "hr": "h", "hrs": "h", "hour": "h", "hours": "h",
	"d": "d", "day": "d", "days": "d", "w": "w", "wk": "w", "wks": "w", "week": "w", "weeks": "w", "mo": "mo", "month": "mo", "months": "mo",
	"q": "q", "quarter": "q", "quarters": "q", "y": "y", "yr": "y", "year": "y", "years": "y",
}

// oneUnit are the units of which people say "per month" or "the last week".
var oneUnit = map[string]semantic.Span{
	"hour": "1h", "day": "1d", "week": "1w", "fortnight": "2w", "month": "1mo", "quarter": "1q", "year": "1y",
}

// numerals are the numbers that people say in the name of a metric.
var numerals = map[string]int{
	"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
	"fourteen": 14, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}

// table reads lines of words, a colon, and what they stand for.
func table(text string) map[string]string {
	out := map[string]string{}
	for line := range strings.Lines(text) {
		words, base, found := strings.Cut(line, ":")
		if !found {
			continue
		}
		for _, w := range strings.Fields(words) {
			out[w] = strings.TrimSpace(base)
		}
	}
	return out
}

func set(text string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(text) {
		out[w] = true
	}
	return out
}

// kinship lists words that people use for one another when they speak of a business. They help in ranking and never make a
// link: in one organisation sales and revenue are the same, in another they are not.
var kinship = kin(`
	revenue sales turnover income earnings
	profit margin earnings income gain
	customer client buyer account consumer shopper
	user member visitor person people client
	employee staff worker headcount fte agent
	order purchase transaction sale checkout
	cancel churn attrition unsubscribe leave
	latency delay duration time lag response
	error failure fault exception crash
	signup registration register join
	product item sku article
	shop store outlet location
	cost expense spend price
	amount volume quantity total
	view impression visit
	session visit
	retention retain return stickiness
	activation onboarding setup
	ticket case issue request
	email mail newsletter
	refund return chargeback
	country region market
	trial demo
	start begin launch open
	finish complete end close
	receive consume get
	publish send emit
	remove delete drop
	add create new
	use consume utilization
	limit maximum quota cap
`)

func kin(text string) map[string]map[string]bool {
	out := map[string]map[string]bool{}
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		for _, a := range words {
			for _, b := range words {
				if a, b := stemOf(a), stemOf(b); a != b {
					if out[a] == nil {
						out[a] = map[string]bool{}
					}
					out[a][b] = true
				}
			}
		}
	}
	return out
}

// kinOf gives the words of the catalogue that are of one kin with a stem, ascending.
func (v *vocabulary) kinOf(stem string) []int {
	var out []int
	for other := range kinship[stem] {
		if id, ok := v.ids[other]; ok {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out
}
