#!/bin/sh
# Drafts a sheet from the example meeting, and goes on with it to the decision that follows five weeks later: numbers
# are fetched, reviews drafted, people approve, and ask. All of it happens in a home of its own that is left for you to look
# at. It needs a built plumb (make build) and nothing else: no network, no account, no model.
set -eu

cd "$(dirname "$0")/../.."
plumb=${PLUMB:-bin/plumb}
case $plumb in
/*) ;;
*) plumb=$PWD/$plumb ;;
esac
if [ ! -x "$plumb" ]; then
	echo "demo: there is no plumb at $plumb; run make build first" >&2
	exit 1
fi

record=docs/example/product-weekly-2026-03-02.vtt
chat=docs/example/product-weekly-2026-03-02.chat.txt
settings=docs/example/plumb.yaml

# What the person at the keyboard has set for their own work must not leak into the demo, nor the demo into their work.
unset PLUMB_DATABASE PLUMB_ACTOR PLUMB_LOG PLUMB_MODEL OPENAI_BASE_URL
PLUMB_HOME=$(mktemp -d "${TMPDIR:-/tmp}/plumb-demo.XXXXXX")
export PLUMB_HOME

echo "Five people talked for three quarters of an hour; this is how their record starts:"
echo
"$plumb" --config "$settings" transcript "$record" | head -n 12
echo "       ..."
echo
echo "The company keeps its definitions in files; plumb reads them:"
echo
"$plumb" --config "$settings" metrics import docs/example/metrics | tail -n 1
echo
echo "And this is the sheet that is drafted from it:"
echo
"$plumb" --config "$settings" draft "$record" "$chat" 2>"$PLUMB_HOME/draft.log" || {
	status=$?
	cat "$PLUMB_HOME/draft.log" >&2
	exit "$status"
}

echo
echo "What do people here mean when they say ..."
echo
"$plumb" --config "$settings" metrics link "weekly actives" actives churn


# From here on each command is shown as it runs: in the folder of the example, where plumb finds its plumb.yaml.
cd docs/example

say() { printf '\n\n## %s\n' "$*"; }

show() {
	printf '\n$ plumb'
	for word in "$@"; do
		case $word in
		*[!A-Za-z0-9._:/@%-]*) printf ' "%s"' "$word" ;;
		*) printf ' %s' "$word" ;;
		esac
	done
	printf '\n'
}

run() {
	show "$@"
	"$plumb" "$@"
}

# quietly keeps what a command says for later, or shows why it failed.
quietly() {
	"$@" >"$PLUMB_HOME/said.txt" 2>"$PLUMB_HOME/demo.log" || {
		status=$?
		cat "$PLUMB_HOME/demo.log" >&2
		exit "$status"
	}
}

# first finds the newest of what a command lists, and sets id and hash to it.
first() {
	line=$("$plumb" "$@" --json | head -n 1)
	id=$(printf '%s' "$line" | sed 's/^{"id":"\([^"]*\)".*/\1/')
	hash=$(printf '%s' "$line" | sed 's/^[^}]*"content_hash":"sha256:\([0-9a-f]\{10\}\).*/\1/')
}

say "The draft missed one of the three things they want to look at. Ruth writes it down, and approves what stands there."
first sheet list
sheet=$id
"$plumb" sheet show "$sheet" --format md |
	awk '/^## Metric tree/ { print "- [agreed, leading] Second count started within ten days\n" } { print }' >"$PLUMB_HOME/sheet.md"
quietly "$plumb" sheet edit "$sheet" --from "$PLUMB_HOME/sheet.md"
run sheet diff "$sheet"
first sheet list
run sheet approve "$sheet" --hash "$hash"

say "On 9 March it starts: every second new shop gets shelf order. The others are there to compare with."
run metrics import pilot.yaml
run signals note 2026-03-09 --sheet "$sheet" --start --control product.second_count_14d_alphabet --randomised

say "Thursday 26 March: too early for the gate. It asks what shops did in fourteen days, and these are not over."
run signals fetch --as-of 2026-03-26
show review draft "$sheet" --as-of 2026-03-26
quietly "$plumb" review draft "$sheet" --as-of 2026-03-26
sed '/^What did not/,$d' "$PLUMB_HOME/said.txt"
echo "..."

say "Thursday 9 April: the fetch brings the weeks that nobody asked for, and shows what the source has changed since."
run signals fetch --as-of 2026-04-09
run review draft "$sheet" --as-of 2026-04-09

say "Ruth approves the note, and with that the decision that follows from it is drafted."
first review list
review=$id
run review approve "$review" --hash "$hash"
first decisions list
decision=$id
run decisions show "$decision"

say "She says what she expects of it and how sure she is, so that they can look back one day. Then the decision counts."
run decisions edit "$decision" --prediction "product.second_count_30d >= 40% by 2026-06-30" --confidence 70%
first decisions list
run decisions approve "$decision" --hash "$hash"
run decisions list

say "On the way to the board meeting she asks. The numbers are those of the note; what cannot be told is said to be so."
run ask "is the mechanism working?" --as-of 2026-04-09
run ask "what did we rule out?" --as-of 2026-04-09
run ask "what does activation mean?" --as-of 2026-04-09
run ask "did shelf order cause the rise?" --as-of 2026-04-09

say "Who did what, and when, can be checked by anybody."
run audit verify
rm -f "$PLUMB_HOME/said.txt" "$PLUMB_HOME/demo.log" "$PLUMB_HOME/sheet.md"

cat <<EOF


Try next:

  export PLUMB_HOME=$PLUMB_HOME
  cd $PWD
  $plumb sheet show $sheet --evidence full
  $plumb review show $review --facts
  $plumb review export $review -o $PLUMB_HOME/review.html
  $plumb decisions due
  $plumb ask
  $plumb search freezer
  $plumb brief $sheet --for newcomer

The demo lives in $PLUMB_HOME; delete that folder when you are done with it.
EOF
