#!/bin/sh
# Drafts a sheet from the example meeting, in a home of its own that is left for you to look at. It needs a built plumb
# (make build) and nothing else: no network, no account, no model.
set -eu

cd "$(dirname "$0")/../.."
plumb=${PLUMB:-$PWD/bin/plumb}
if [ ! -x "$plumb" ]; then
	echo "demo: there is no plumb at $plumb; run make build first" >&2
	exit 1
fi

record=docs/example/product-weekly-2026-03-02.vtt
chat=docs/example/product-weekly-2026-03-02.chat.txt
settings=docs/example/plumb.yaml

# What the person at the keyboard has set for their own work must not leak into the demo, nor the demo into their work.
unset PLUMB_DATABASE PLUMB_ACTOR PLUMB_LOG
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

id=$("$plumb" --config "$settings" sheet list --json | grep -o '"id": *"[^"]*"' | head -n 1 | cut -d '"' -f 4)
cat <<EOF

Nothing is decided yet: a draft counts once a person has approved exactly what was shown. Try next:

  export PLUMB_HOME=$PLUMB_HOME
  $plumb sheet show $id --evidence full
  $plumb sheet edit $id --as "Ruth Adeyemi"
  $plumb sheet approve $id --as "Ruth Adeyemi"

The demo lives in $PLUMB_HOME; delete that folder when you are done with it.
EOF
