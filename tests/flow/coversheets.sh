#!/bin/bash
# Cover sheets and separators through the queue: many charts in one file, files in order, what wins where sources disagree.
set -u
. tests/support/flow.sh
head=$'mrn\taccount\tencounter\tdate_of_service\tbatch\tname'
printf '%s\nT-100\tA-1\tinpatient\t2026-01-14\tMONDAY\tPerson, Test\nT-200\tA-2\temergency\t\t\t\n' "$head" >"$w/list.tsv"
"$chartcode" coversheet --separators 1 --out "$w/sheets.pdf" "$w/list.tsv" 2>"$w/out"
ok $? 'coversheet prints a PDF'
[ "$(stat -c %a "$w/sheets.pdf")" = 600 ] && [ "$(pdfinfo "$w/sheets.pdf" | sed -n 's/^Pages: *//p')" = 3 ]; ok $? 'three private pages'
"$chartcode" coversheet - <"$w/list.tsv" | cmp -s - <("$chartcode" coversheet "$w/list.tsv"); ok $? 'the list may come from standard input'
pdftotext "$w/sheets.pdf" - | grep -q 'T-100'; ok $? 'people can read it too'
printf '%s\nT-1\t\tclinic\n' "$head" | "$chartcode" coversheet - --out "$w/bad.pdf" >"$w/out" 2>&1
[ $? = 6 ] && has "encounter 'clinic'" && [ ! -e "$w/bad.pdf" ]; ok $? 'a fault in the list names its line'

mkdir "$w/stack"
pdfseparate "$w/sheets.pdf" "$w/sheet%d.pdf"
# notes as pages of one PDF: two charts behind cover sheets, one behind a separator
pdfunite "$w/sheet1.pdf" samples/scans/gi-colonoscopy.pdf "$w/sheet2.pdf" samples/scans/gi-colonoscopy.pdf "$w/sheet3.pdf" samples/scans/gi-colonoscopy.pdf "$w/stack/many.pdf"
n=$(pdfinfo samples/scans/gi-colonoscopy.pdf | sed -n 's/^Pages: *//p')
try run "$w/stack"
[ $status = 0 ] && has '1 file taken in as 3 charts'; ok $? 'one file with sheets is three charts'
has "accepted: chart 2, '$w/stack/many.pdf' from page $((n + 2)) on"; ok $? 'and says from which page'
"$chartcode" queue list --json >"$w/list.json"
[ "$(json '[(c["mrn"],c["account"],c["encounter"],c["date_of_service"],c["batch"]) for c in d][0]' <"$w/list.json")" = "('T-100', 'A-1', 'inpatient', '2026-01-14', 'MONDAY')" ]
ok $? 'the first chart has the facts of its sheet, which outrank the page'
[ "$(json '[(c["mrn"],c["account"],c["encounter"]) for c in d][1]' <"$w/list.json")" = "('T-200', 'A-2', 'emergency')" ]; ok $? 'so has the second'
[ "$(json '[c["page_count"] for c in d]' <"$w/list.json")" = "[$((n + 1)), $((n + 2)), $n]" ]; ok $? 'every page is in the record, the separator at the end of what it ends'
[ "$(json 'd[2]["mrn"] is not None and d[2]["mrn"] not in ("T-100","T-200")' <"$w/list.json")" = True ]; ok $? 'the third is known by its pages alone'
[ "$("$chartcode" queue show 1 --json | json '[p["sheet"] for p in d["pages"]][:2]')" = "['cover', None]" ] && [ "$(sql "SELECT count(*) FROM page_results r JOIN pages p ON p.id=r.page_id WHERE p.sheet IS NOT NULL")" = 0 ]
ok $? 'a cover sheet is kept and not read'
[ "$("$chartcode" queue show 2 --json | json 'min(e["page"] for s in d["suggestions"] for e in s["evidence"])')" -ge 2 ]; ok $? 'no evidence comes from it'
try run "$w/stack"
has '1 known already' && [ "$(sql 'SELECT count(*) FROM charts')" = 3 ]; ok $? 'the same file again: known'

# a scanner that writes each page to its own file
export CHARTCODE_HOME=$w/home2
mkdir "$w/pages"
pdftoppm -r 150 -gray -png -f 1 -l 1 samples/scans/gi-colonoscopy.pdf "$w/g"
g=$(ls "$w"/g*.png)
p=1
put() { cp "$1" "$w/pages/scan$p.${1##*.}"; p=$((p + 1)); }
put "$w/sheet1.pdf"; put "$g"; put samples/scans/clinic-hypertension.tif; put "$w/sheet3.pdf"; put samples/scans/nephrology.tif; put "$w/sheet2.pdf"; put samples/scans/urology.jpg
try run "$w/pages"
[ $status = 0 ] && has '7 files taken in as 3 charts'; ok $? 'files in order: a chart runs on from sheet to sheet'
"$chartcode" queue list --json >"$w/list.json"
[ "$(json '[(c["mrn"], c["page_count"]) for c in d if c["mrn"].startswith("T-")]' <"$w/list.json")" = "[('T-100', 4), ('T-200', 2)]" ]; ok $? 'each page with its own chart'
cp samples/scans/gyn-annual.jpg "$w/pages/scan8.jpg"
try run "$w/pages"
[ "$(sql "SELECT count(*) FROM charts WHERE mrn='T-200'")" = 2 ]; ok $? 'a page that comes later still gets the facts of the sheet before it'

# what was given disagrees with the sheet
export CHARTCODE_HOME=$w/home3
mkdir "$w/given"
cp "$w/stack/many.pdf" "$w/given"
printf 'file\tencounter\tage_years\tsex\tdate_of_service\tmrn\taccount\tname\tborn\tpriority\nmany.pdf\toutpatient\t44\t\t\tT-999\tA-1\tListed, Name\t\t7\n' >"$w/given/list.tsv"
try run --charts "$w/given/list.tsv" "$w/given"
has "look at: .*many.pdf.: the cover sheet on page 1 says otherwise" && ! grep '^look' "$w/out" | grep -q 'T-'; ok $? 'disagreement is told, without numbers of patients'
"$chartcode" queue list --json >"$w/list.json"
[ "$(json 'd[0]["alarms"]' <"$w/list.json")" = 2 ]; ok $? 'and is an alarm for the coder, as is the page that names another than the list'
[ "$(json '[(c["mrn"],c["encounter"],c["name"],c["priority"]) for c in d][0]' <"$w/list.json")" = "('T-100', 'inpatient', 'Listed, Name', 7)" ]; ok $? 'the sheet wins, the list fills what it leaves open'
[ "$(json '[(c["age_years"],c["name"]=="Listed, Name",c["priority"]) for c in d if c["mrn"]=="T-200"]' <"$w/list.json")" != "[(44, True, 7)]" ] && [ "$(json 'd[1]["priority"]' <"$w/list.json")" = 7 ]
ok $? 'the patient of the list is not that of the other charts in the file'
export CHARTCODE_HOME=$w/home4
cp "$w/sheet1.pdf" "$w/alone.pdf"
try run "$w/alone.pdf"
[ "$("$chartcode" queue list --state failed --json | json 'd[0]["error"]')" = 'there are no pages between its cover sheets and separators' ]; ok $? 'a cover sheet with nothing behind it is told'
echo "1..$count"
