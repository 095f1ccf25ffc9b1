#!/bin/bash
# What a new release of the code sets does to charts in the queue: diff names them, recheck marks them. Made-up releases.
set -u
. tests/support/flow.sh
mkdir "$w/in"
printf 'Date of service: 01/14/2026\nAssessment:\n1. Pneumonia.\n2. Hypertension.\n' >"$w/in/a.txt"
printf 'Date of service: 01/14/2026\nAssessment:\n1. Hypertension.\n' >"$w/in/b.txt"
"$chartcode" run --encounter outpatient "$w/in" >/dev/null 2>&1
a=1 # files are taken in the order of their names
row() { printf '%05d %-7s %s %-60s %s\n' "$@"; }
{ row 1 I10 1 'Raised pressure' 'Raised pressure'; row 2 J18 0 'Pneumonia' 'Pneumonia'; row 3 J189 1 'Pneumonia, unspecified' 'Pneumonia, unspecified organism'; } >"$w/old.txt"
{ row 1 I10 1 'Raised pressure' 'Raised pressure'; row 2 J18 0 'Pneumonia' 'Pneumonia'; row 3 J184 1 'New pneumonia' 'New pneumonia'
  row 4 J189 1 'Pneumonia, unspecified' 'Pneumonia, unspecified organism'; } >"$w/new.txt"
{ row 1 I10 0 'Raised pressure' 'Raised pressure'; row 2 I101 1 'Raised pressure at rest' 'Raised pressure at rest'; row 3 J18 0 'Pneumonia' 'Pneumonia'
  row 4 J184 1 'New pneumonia' 'New pneumonia'; row 5 J189 1 'Pneumonia, unspecified' 'Pneumonia, unspecified organism'; } >"$w/later.txt"
"$chartcode" codeset import --effective 2024-10-01 "$w/old.txt" >/dev/null 2>&1
"$chartcode" codeset import --effective 2025-10-01 "$w/new.txt" >/dev/null 2>&1

try codeset diff
[ $status = 0 ] && has '^added *J18.4' && has "^chart $a .*J18.9 .*added beside it: J18.4" && has '^1 chart in the queue touched'; ok $? 'a sister of an unspecified code touches its chart'
try codeset recheck
[ $status = 0 ] && has '^1 chart marked' && [ "$("$chartcode" queue show "$a" --json | json 'd["state"]')" = new ]; ok $? 'recheck marks it'
try run
[ $status = 0 ] && [ "$("$chartcode" queue show "$a" --json | json 'd["state"]')" = ready ]; ok $? 'run goes on with it'

"$chartcode" queue reject "$a" J18.9 >/dev/null 2>&1
"$chartcode" queue accept "$a" I10 >/dev/null 2>&1
for c in $("$chartcode" queue show "$a" --json | json '" ".join(s["code"] for s in d["suggestions"] if s["suggested"] and not s["decision"])'); do "$chartcode" queue reject "$a" "$c" >/dev/null; done
"$chartcode" queue finish "$a" >/dev/null 2>&1
"$chartcode" codeset import --effective 2025-12-01 "$w/later.txt" >/dev/null 2>&1
try codeset diff 2025-10-01 2025-12-01
has '^not billable *I10' && has '^added *I10.1' && has "^chart $a *finished *I10 *confirmed: not billable" && has '^2 charts'; ok $? 'both charts bear the code that closes'
try codeset recheck
has '^1 chart marked' && has 'it is finished; --finished' && [ "$("$chartcode" queue show "$a" --json | json 'd["state"]')" = finished ]; ok $? 'a finished chart stays finished'
try codeset recheck --finished 2025-10-01 2025-12-01
has '^1 chart marked' && [ "$("$chartcode" queue show "$a" --json | json 'd["state"]')" = in_review ]; ok $? 'unless asked for'
[ "$(sql "SELECT count(*) FROM audit WHERE what='recheck'")" = 3 ]; ok $? 'the audit says so'
"$chartcode" codeset import --effective 2026-04-01 "$w/old.txt" >/dev/null 2>&1
try codeset diff 2025-12-01 2026-04-01
has '^deleted *J18.4' && has '^0 charts'; ok $? 'a release after the day of service touches no chart'
try codeset recheck 2025-10-01 2020-01-01
[ $status = 3 ] && has 'no release of 2020-01-01'; ok $? 'a release that is not there'
echo "1..$count"
