#!/bin/bash
# What the desk does, at the command line: order, admitting, pointers, queries to the provider, passing charts on, opening them again.
set -u
. tests/support/flow.sh
note 1 >"$w/note1.txt"
try run samples/texts/walkin-strep.txt "$w/note1.txt"
ok $status 'run'
strep=$("$chartcode" queue list --json | json '[c["chart"] for c in d if c["mrn"]!="T-1"][0]')
text=$("$chartcode" queue list --json | json '[c["chart"] for c in d if c["mrn"]=="T-1"][0]')
row() { "$chartcode" export --csv | python3 -c 'import csv,sys; print([r[sys.argv[2]] for r in csv.DictReader(sys.stdin) if r["code"]==sys.argv[1]][0])' "$1" "$2"; }

"$chartcode" queue accept "$text" J18.9 I10 >/dev/null
[ "$(row J18.9 first_listed)" != "$(row I10 first_listed)" ]; ok $? 'one diagnosis stands first'
try queue first "$text" I10
[ $status = 0 ] && [ "$(row I10 position)" = 1 ] && [ "$(row J18.9 position)" = 2 ]; ok $? 'first'
try queue first "$text" J18.9
[ $status = 0 ] && [ "$(row J18.9 position)" = 1 ] && [ "$(row I10 position)" = 2 ]; ok $? 'and the other'
try queue first "$text" Q99.9
[ $status = 3 ]; ok $? 'a code that is not on the chart'
try queue admitting "$text" i10
[ $status = 0 ] && [ "$(row I10 admitting)" != "$(row J18.9 admitting)" ]; ok $? 'admitting'
try queue admitting "$text"
[ $status = 0 ] && [ "$(row I10 admitting)" = "$(row J18.9 admitting)" ]; ok $? 'and none again'
try queue clear "$text" I10
[ $status = 0 ] && [ "$("$chartcode" queue show "$text" --json | json '[s["decision"] for s in d["suggestions"] if s["code"]=="I10"]')" = '[None]' ]; ok $? 'clear takes a decision back'
try queue undo "$text"

test=$("$chartcode" queue show "$strep" --json | json '[s["code"] for s in d["suggestions"] if s["system"]=="CPT" and s["suggested"]][0]')
sore=$("$chartcode" queue show "$strep" --json | json '[s["code"] for s in d["suggestions"] if s["system"]=="ICD-10-CM" and s["suggested"]][0]')
"$chartcode" queue accept "$strep" "$test" "$sore" >/dev/null
try queue pointers "$strep" "$test" "$sore"
[ $status = 0 ] && [ "$(row "$test" pointers)" = "$sore" ]; ok $? 'pointers'
try queue pointers "$strep" "$test"
[ $status = 0 ] && [ -z "$(row "$test" pointers)" ]; ok $? 'and none'
try queue pointers "$strep" "$sore" "$sore"
[ $status = 2 ]; ok $? 'a diagnosis points to nothing'

try queue templates
[ $status = 0 ] && has '^acuity '; ok $? 'templates are listed'
try queue templates acuity
[ $status = 0 ] && has 'acute, chronic' && [ "$(wc -l <"$w/out")" = 1 ]; ok $? 'and printed to be filled in'
try queue templates rudeness
[ $status = 3 ]; ok $? 'one that is none'
"$chartcode" queue templates acuity | sed 's/\[condition\]/the otter cough/' | "$chartcode" queue query "$text" acuity >/dev/null
try queue notes "$text"
has 'query [0-9]*, open' && has 'otter cough'; ok $? 'a query is asked'
number=$(grep -o 'query [0-9]*' "$w/out" | head -1 | cut -d' ' -f2)
printf 'acute otter' | "$chartcode" queue answer "$text" "$number" >/dev/null; ok $? 'answered'
try queue notes "$text"
has "query $number, answered" && has 'answer: acute otter'; ok $? 'and read'
try queue close-query "$text" "$number"
ok $status 'closed'
printf 'later' >"$w/later"; "$chartcode" queue answer "$text" "$number" <"$w/later" >"$w/out" 2>&1
[ $? = 2 ] && has 'is closed'; ok $? 'a closed query takes no answer'
"$chartcode" queue query "$text" rudeness <"$w/later" >"$w/out" 2>&1
[ $? = 3 ]; ok $? 'a query by no template'
"$chartcode" queue query "$text" </dev/null >"$w/out" 2>&1
[ $? = 2 ] && has 'standard input'; ok $? 'a query of nothing'

try queue priority "$strep" 40
[ $status = 0 ] && [ "$("$chartcode" queue list --json | json 'd[0]["chart"]')" = "$strep" ]; ok $? 'priority goes first'
try queue priority "$strep" -- -40
[ $status = 0 ] && [ "$("$chartcode" queue list --json | json 'd[-1]["chart"]')" = "$strep" ]; ok $? 'and last'
try queue priority "$strep" soon
[ $status = 2 ]; ok $? 'a priority is a number'
try queue priority 4711 5
[ $status = 3 ] && [ "$(sql "SELECT count(*) FROM audit WHERE chart_id=4711")" = 0 ]; ok $? 'of a chart that is there'
try queue hand-over "$strep" bert
[ $status = 0 ] && [ "$(sql "SELECT assigned_to FROM charts WHERE id=$strep")" = bert ] && [ "$(sql "SELECT count(*) FROM leases WHERE chart_id=$strep")" = 0 ]; ok $? 'hand-over'

"$chartcode" queue reject-rest "$text" >/dev/null
try queue finish "$text"
ok $status 'finish'
try queue reopen "$text"
[ $status = 0 ] && [ "$("$chartcode" queue show "$text" --json | json '(d["state"], [s["decision"]["action"] for s in d["suggestions"] if s["code"]=="I10"])')" = "('in_review', ['accept'])" ]; ok $? 'reopen keeps the decisions'
try queue reopen "$text"
[ $status = 2 ] && has 'not finished'; ok $? 'what is open is not opened'
[ "$(sql "SELECT count(*) FROM audit WHERE detail LIKE '%otter%'")" = 0 ]; ok $? 'the audit holds nothing that was typed'
for verb in clear first admitting pointers reopen notes templates query answer close-query hand-over priority order; do "$chartcode" queue $verb --help | grep -q "usage: chartcode queue $verb" && grep -q "${verb/-/\\\\-}" chartcode.1 || echo $verb; done >"$w/out"
[ ! -s "$w/out" ]; ok $? 'each verb has its help and stands in the manual'
echo "1..$count"
