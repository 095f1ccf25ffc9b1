# What flow tests of the queue share; sourced. Sets chartcode, w (a temporary folder, removed at the end) and CHARTCODE_HOME.
chartcode=$(realpath "${CHARTCODE:-./chartcode}")
top=$(pwd)
w=$(mktemp -d)
trap 'chmod -R u+w "$w" 2>/dev/null; rm -rf "$w"' EXIT
export CHARTCODE_HOME=$w/home
count=0
ok() { count=$((count + 1)); if [ "$1" = 0 ]; then echo "ok $count - $2"; else echo "not ok $count - $2"; tail -5 "$w/out" 2>/dev/null | sed 's/^/# /'; fi; }
skip() { count=$((count + 1)); echo "ok $count - # SKIP $1"; }
has() { grep -q -- "$1" "$w/out"; }
# Runs chartcode with output and status kept: try ARGS...; then $status and $w/out.
try() { "$chartcode" "$@" >"$w/out" 2>&1; status=$?; }
# One value of a query on the queue.
sql() { python3 -c 'import sqlite3,sys; print(sqlite3.connect(sys.argv[1]).execute(sys.argv[2]).fetchone()[0])' "$CHARTCODE_HOME/queue.db" "$1"; }
# One value of JSON on standard input, by a Python expression over d.
json() { python3 -c 'import json,sys; d=json.load(sys.stdin); print(eval(sys.argv[1]))' "$1"; }
note() { printf 'Patient: Test Person   MRN: T-%s   DOB: 01/02/1960   Sex: F\nDate of service: 02/03/2026\n\nHPI: Denies fever.\nAssessment:\n1. Pneumonia.\n2. Essential hypertension.\nVisit %s\n' "$1" "$1"; }
