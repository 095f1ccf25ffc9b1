#!/bin/bash
# The whole way at the command line: scans and notes in, worklist, decisions, export.
set -u
. tests/support/flow.sh
mkdir "$w/in"
note 1 >"$w/in/note1.txt"
cp samples/scans/clinic-hypertension.tif "$w/in"

try queue list
[ $status = 7 ] && has 'chartcode run' && [ ! -e "$CHARTCODE_HOME" ]; ok $? 'looking makes no workspace'
try run --batch first --encounter outpatient "$w/in"
ok $status 'run'
has 'To go on: chartcode queue next' && has 'Delano P. Whitcomb' && has '00482917' && has "Test Person"; ok $? 'the worklist names the patients'
[ "$(stat -c %a "$CHARTCODE_HOME")" = 700 ] && [ -z "$(find "$CHARTCODE_HOME" -type f ! -perm 600)" ]; ok $? 'the workspace is private'
for f in "$w"/in/*; do s=$(sha256sum <"$f" | cut -c1-64); cmp -s "$f" "$CHARTCODE_HOME/store/${s:0:2}/${s:2}" || echo bad; done | grep -q bad
[ $? = 1 ]; ok $? 'originals lie in the store by hash'

try run --batch second "$w/in"
[ $status = 0 ] && [ "$(grep -c '^known:.*batch .first' "$w/out")" = 2 ] && has '0 pages read'; ok $? 'the same files again: known, nothing read'
cp "$w/in/note1.txt" "$w/in/again.txt"
try run "$w/in/again.txt"
has "again.txt' is in chart [12] already (batch 'first', as '.*note1.txt')"; ok $? 'a copy is known by its content'
rm "$w/in/again.txt"

scan=$("$chartcode" queue list --json | json '[c["chart"] for c in d if c["mrn"]=="00482917"][0]')
text=$("$chartcode" queue list --json | json '[c["chart"] for c in d if c["mrn"]=="T-1"][0]')
try queue show "$scan"
has '^  I10 ' && has 'page 1, .*: ".*ypertension' && has 'Found but withheld' && has 'negated' && has "chartcode queue accept $scan"; ok $? 'show: codes, quotes, places, what was withheld, the next step'
! grep -q $'\033' "$w/out"; ok $? 'no colour where it is no terminal'
"$chartcode" queue show "$scan" --json >"$w/out"
[ "$(json 'all(e["box"][2]>0 and e["box"][3]>0 and e["text"] for s in d["suggestions"] for e in s["evidence"])' <"$w/out")" = True ]; ok $? 'every piece of evidence has a box and a text'
[ "$(json '[e["text"] for s in d["suggestions"] if s["code"]=="I10" for e in s["evidence"]][0].lower().find("hypertension")>=0' <"$w/out")" = True ]; ok $? 'the text is what was found'
[ "$(json 'd["date_of_service"],d["born"],d["sex"],d["age_years"]' <"$w/out")" = "('2026-01-14', '1968-03-11', 'M', 57)" ]; ok $? 'facts are read from the page'
"$chartcode" suggest --json --text samples/scans/clinic-hypertension.tif --age 57 --sex M --date 2026-01-14 >"$w/suggest"
[ "$(json 'sorted((s["code"],s["confidence"]) for s in d["suggestions"])' <"$w/out")" = "$(json 'sorted((s["code"],s["confidence"]) for s in d["suggestions"])' <"$w/suggest")" ]
ok $? 'the same codes as suggest finds'

try queue accept "$text" i10
[ $status = 0 ] && has 'accepted i10'; ok $? 'accept, as people type codes'
try queue accept "$text" X99.99
[ $status = 3 ] && has 'not in the code set'; ok $? 'a code that does not exist is refused'
try queue finish "$text"
[ $status = 16 ] && has 'J18.9'; ok $? 'finish names the codes that are left'
try queue replace "$text" J18.9 J18.1
ok $status 'replace'
for c in $("$chartcode" queue show "$text" --json | json '" ".join(s["code"] for s in d["suggestions"] if s["suggested"] and not s["decision"])'); do "$chartcode" queue reject "$text" "$c" >/dev/null; done
try queue finish "$text"
ok $status 'finish'
try export --csv
[ "$(grep -c . "$w/out")" = 3 ] && grep -q ',ICD-10-CM,I10,' "$w/out" && grep -q ',J18.1,.*,replace,.*,J18.9,' "$w/out"; ok $? 'export: the two confirmed codes'
try export --csv --all --out "$w/all.csv"
[ $status = 0 ] && [ "$(stat -c %a "$w/all.csv")" = 600 ] && [ "$(grep -c . "$w/all.csv")" -gt 3 ]; ok $? 'export of all, to a private file'
try queue undo "$text"
[ $status = 0 ] && [ "$("$chartcode" queue show "$text" --json | json 'd["state"]')" = in_review ]; ok $? 'undo opens it again'
try queue next
[ $status = 0 ] && has '^Chart '; ok $? 'next'
[ "$(sql "SELECT count(*) FROM audit WHERE detail LIKE '%ypertension%' OR detail LIKE '%Whitcomb%' OR what=''")" = 0 ] &&
    [ "$(sql "SELECT count(*) FROM audit WHERE what IN ('accept','replace','finish','undo','take','match') AND who<>''")" -ge 6 ]; ok $? 'audit: who did what, and no page text'
try stats
[ $status = 0 ] && has ' 2  charts in review' || has '1  charts in review'; ok $? 'stats'
"$chartcode" stats --json | json 'd["documents"]' | grep -qx 2; ok $? 'stats as JSON'

printf 'file\tencounter\tage_years\tsex\tdate_of_service\tmrn\taccount\tname\tborn\tpriority\nnote2.txt\tinpatient\t\t\t\tCLERK\t\t\t\t9\n' >"$w/in/list.tsv"
note 2 >"$w/in/note2.txt"
try run --charts "$w/in/list.tsv" "$w/in"
[ $status = 0 ] && [ "$("$chartcode" queue list --json | json '(d[0]["mrn"],d[0]["encounter"],d[0]["priority"],d[0]["sex"])')" = "('CLERK', 'inpatient', 9, 'F')" ]
ok $? 'the clerk'"'"'s list beats the page, priority goes first'
sed -i 's/inpatient/hospital/' "$w/in/list.tsv"
try run --charts "$w/in/list.tsv" "$w/in"
[ $status = 6 ] && has "list.tsv:2: encounter 'hospital'"; ok $? 'a fault in the list names its line'
note 3 >"$w/in/note3.txt"; note 4 >"$w/in/note4.txt"
try run --one-chart "$w/in/note3.txt" "$w/in/note4.txt"
[ $status = 0 ] && [ "$("$chartcode" queue list --json | json '[c["page_count"] for c in d if c["mrn"]=="T-3"]')" = '[2]' ]; ok $? 'one chart of two files'
try queue list --state sleeping
[ $status = 2 ]; ok $? 'an unknown state is a usage error'
try queue show 4711
[ $status = 3 ] && has 'no chart 4711'; ok $? 'an unknown chart'
echo "1..$count"
