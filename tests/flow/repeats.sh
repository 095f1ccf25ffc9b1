#!/bin/bash
# A sheet that comes in twice, scanned anew: marked and said, never dropped.
set -u
. tests/support/flow.sh
scan=samples/scans/gi-colonoscopy.pdf
pdftoppm -r 230 -gray -png "$scan" "$w/again"
cp "$scan" "$w/first.pdf"
try run "$w/first.pdf" "$w"/again*.png
[ $status = 0 ] && has 'look at: chart 2 has 1 page that came in before'; ok $? 'a second scan of a sheet is told'
[ "$("$chartcode" queue show 2 --json | json 'd["pages"][0]["repeats"]')" = "{'chart': 1, 'page': 1}" ] && [ "$("$chartcode" queue show 1 --json | json 'd["pages"][0]["repeats"]')" = None ]; ok $? 'and which sheet it is, the later of the earlier'
try queue show 2
has 'page 1: seems to be the same sheet as page 1 of chart 1'; ok $? 'show says so'
[ "$("$chartcode" queue show 2 --json | json 'len([s for s in d["suggestions"] if s["suggested"]])>0')" = True ]; ok $? 'it is read and coded all the same'
[ "$("$chartcode" stats --json | json 'd["pages_repeated"]')" = 1 ]; ok $? 'stats counts it'
echo "1..$count"
