#!/bin/bash
# The wrong-patient alarm: raised for the page, shown, not a source of codes, in the way of finishing until a coder lets it pass.
set -u
. tests/support/flow.sh
own() { printf 'Patient: Delano Whitcomb   MRN: 00482917   DOB: 03/11/1968   Sex: M\nDate of service: 02/03/2026\n\nAssessment:\n1. Essential hypertension.\n'; }
other() { printf 'Patient: Eudora Stone   MRN: 00610022   DOB: 03/19/1943   Sex: F\nDate of service: 02/03/2026\n\nAssessment:\n1. Pneumonia.\n'; }
{ other; printf '\f'; own; printf '\f'; own; printf 'Page 3 of the visit.\n'; } >"$w/mixed.txt"
{ own; printf '\f'; own; printf 'Page 2.\n'; } >"$w/sound.txt"
try run "$w/mixed.txt" "$w/sound.txt"
ok $status 'run'
has '1 page of another patient?'; ok $? 'the list says so'
[ "$("$chartcode" queue list --json | json '[c["alarms"] for c in d]')" = '[1, 0]' ]; ok $? 'one page of one chart'
try queue show 1
has "page 1: another patient's? Its name, mrn, born do not fit this chart; if it is right: chartcode queue acknowledge 1 1"; ok $? 'show tells what does not fit, and what to do'
has 'Delano Whitcomb' && ! grep -q 'Eudora' "$w/out"; ok $? 'the chart is that of most of its pages, not of the first'
"$chartcode" queue show 1 --json >"$w/out"
[ "$(json '[(s["code"],s["suggested"]) for s in d["suggestions"] if s["code"] in ("I10","J18.9")]' <"$w/out")" = "[('I10', True), ('J18.9', False)]" ]; ok $? 'a code that stands on it alone is not suggested'
[ "$(json '[s["advice"][0] for s in d["suggestions"] if s["code"]=="J18.9"][0]' <"$w/out")" = "stands on page 1 alone, which seems to be another patient's" ]; ok $? 'and says why'
for c in $(json '" ".join(s["code"] for s in d["suggestions"] if s["suggested"])' <"$w/out"); do "$chartcode" queue accept 1 "$c" >/dev/null; done
try queue finish 1
[ $status = 16 ] && has 'another patient'; ok $? 'it is in the way of finishing'
try queue acknowledge 1 2
[ $status = 3 ] && has 'no alarm'; ok $? 'a page without alarm cannot be acknowledged'
try queue acknowledge 1 1
ok $status 'acknowledge'
[ "$(sql "SELECT count(*) FROM audit WHERE chart_id=1 AND what='acknowledge' AND who<>'' AND detail='page 1'")" = 1 ]; ok $? 'who did it stands in the audit'
[ "$("$chartcode" queue show 1 --json | json '[s["suggested"] for s in d["suggestions"] if s["code"]=="J18.9"]')" = '[True]' ]; ok $? 'and its codes count like the others'
try queue finish 1
[ $status = 16 ] && has 'J18.9'; ok $? 'which is to be decided'
try queue reject-rest 1
try queue finish 1
ok $status 'then it can be finished'
try stats
has " 0  pages that seem to be another patient's"; ok $? 'stats counts what is open'
[ "$(sql "SELECT count(*) FROM audit WHERE detail LIKE '%Stone%' OR detail LIKE '%610022%'")" = 0 ]; ok $? 'no patient is named in the audit'
echo "1..$count"
