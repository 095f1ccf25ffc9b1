#!/bin/bash
# The demo: the samples go the whole way into a worklist, which is printed chart by chart. $1: the program.
set -u
program=${1:-./chartcode}
work=${CHARTCODE_HOME:-./chartcode-work}
export CHARTCODE_HOME=$work
"$program" run --batch samples --charts samples/manifest.tsv samples/scans
status=$?
[ "$status" -eq 0 ] || { echo "demo: the run ended with status $status" >&2; exit "$status"; }
for chart in $("$program" queue list --json | python3 -c 'import json,sys; print(*[c["chart"] for c in json.load(sys.stdin)])'); do
    "$program" queue show "$chart"
    echo
done
"$program" queue list
cat <<END

The worklist is in $work. Go on with:
    $program queue next                 the next chart, by rule
    $program queue show CHART           its codes, each with its evidence
    $program queue accept CHART CODE    or reject, replace, undo; then: queue finish CHART
    $program export --csv               the confirmed codes

Or open the coder's desk on these charts in the browser: run
    $program serve --workspace $work
and go to the address that it says. The first start shows a one-time password for the user 'admin', who makes the coders.
END
