#!/bin/bash
# Learning from coders: decisions propose, a manager accepts, the suggestion changes and says so, undo takes it back.
set -u
. tests/support/flow.sh
export CHARTCODE_CONFIG=$w/chartcode.conf
printf 'learn-least = 3\n' >"$CHARTCODE_CONFIG"
visit() { printf 'Patient: Test Person   MRN: T-%s   DOB: 01/02/1960   Sex: F\nDate of service: 02/03/2026\n\nHPI: Denies fever.\nAssessment:\n1. Pneumonia.\n2. Gout.\nZebrafinch visit %s\n' "$1" "$1"; }
mkdir "$w/in"
for i in 1 2 3 4; do visit "$i" >"$w/in/v$i.txt"; done
lexicons() { find "$CHARTCODE_HOME/learned/lexicons" -name '*.lex' 2>/dev/null | wc -l; }
# Suggested codes of a note that nobody has seen, as they are now.
codes() { visit 99 >"$w/new.txt"; "$chartcode" suggest --json "$w/new.txt" | json '" ".join(s["code"] for s in d["suggestions"] if s["suggested"])'; }
hash_of() { "$chartcode" suggest --json "$w/new.txt" | sha256sum; }
ids() { "$chartcode" learn list --json "${@:2}" | json "' '.join(p['id'] for p in d['proposals'] if $1)"; }

try learn list
[ $status = 7 ] && [ ! -e "$CHARTCODE_HOME" ]; ok $? 'looking makes no workspace'
try run --batch one "$w/in"
ok $status 'run'
try learn list
[ $status = 0 ] && has 'nothing was learned yet' && has 'Proposed: nothing'; ok $? 'no decisions, no proposals'
before=$(codes) first=$(hash_of)
[[ " $before " == *' J18.9 '* && " $before " == *' M10.9 '* && " $before " != *' J18.1 '* ]]; ok $? 'before: J18.9 and M10.9'

charts=$("$chartcode" queue list --json | json '" ".join(str(c["chart"]) for c in d)')
read -r c1 c2 c3 c4 <<<"$charts"
for c in $c1 $c2; do "$chartcode" queue replace "$c" J18.9 J18.1 >/dev/null; "$chartcode" queue reject "$c" M10.9 >/dev/null; done
try learn list
has 'Proposed: nothing'; ok $? 'two decisions are too few'
"$chartcode" queue replace "$c3" J18.9 J18.1 >/dev/null
"$chartcode" queue reject "$c3" M10.9 >/dev/null
try learn list
has "'pneumonia': J18.1 instead of J18.9" && has 'replaced in 3 of 3 decisions, by 1 coder; charts' && has "'gout': not M10.9"; ok $? 'three are proposed, with their counts'
! grep -qi 'zebrafinch\|Test Person\|T-1' "$w/out"; ok $? 'no page text and no patient in the list'
[ "$(codes)" = "$before" ]; ok $? 'a proposal changes nothing'
[ "$("$chartcode" learn list --json | json 'sorted(p["charts"] for p in d["proposals"] if p["effect"]=="instead")')" = "[[$c3, $c2, $c1]]" ]; ok $? 'examples name the charts'
"$chartcode" queue undo "$c3" >/dev/null
[ -z "$(ids 'p["effect"]=="mute"')" ]; ok $? 'a decision that is taken back takes its lesson along'
"$chartcode" queue reject "$c3" M10.9 >/dev/null
"$chartcode" queue accept "$c4" J18.9 >/dev/null
has_swap=$(ids 'p["effect"]=="instead"')
[ -n "$has_swap" ]; ok $? 'three of four agree: still proposed (70 %)'

mute=$(ids 'p["effect"]=="mute"')
try learn decline "$mute"
[ $status = 0 ] && [ -z "$(ids 'p["effect"]=="mute"')" ]; ok $? 'declined: no longer proposed'
[ "$("$chartcode" learn list --declined --json | json '[p["declined_by"]!=None for p in d["proposals"] if p["effect"]=="mute"]')" = '[True]' ]; ok $? 'the refusal is remembered with who'
try learn accept 00000000
[ $status = 3 ] && has "'00000000' is not proposed" && [ ! -e "$CHARTCODE_HOME/learned/version" ]; ok $? 'an unknown proposal'

try learn accept "$has_swap"
[ $status = 0 ] && has 'version 1 is in force'; ok $? 'accept'
after=$(codes)
[[ " $after " == *' J18.1 '* && " $after " != *' J18.9 '* && " $after " == *' M10.9 '* ]]; ok $? 'after: J18.1 in place of J18.9, M10.9 as before'
"$chartcode" suggest --json "$w/new.txt" >"$w/out"
[[ $(json '[s["advice"] for s in d["suggestions"] if s["code"]=="J18.1"][0]' <"$w/out") == *"'pneumonia' is J18.1 here, not J18.9 (version 1, "*"3 of 4 decisions)"* ]]; ok $? 'the suggestion says what was learned'
try learn list
has "^In force (version 1)" && has "J18.1 instead of J18.9" && [ -z "$(ids 'p["effect"]=="instead"')" ]; ok $? 'list shows what is in force, and proposes it no more'
visit 5 >"$w/in/v5.txt"
try run --batch two "$w/in/v5.txt"
c5=$("$chartcode" queue list --batch two --json | json 'd[0]["chart"]')
"$chartcode" queue show "$c5" --json >"$w/out"
[ $status = 0 ] && [ "$(json '"J18.1" in [s["code"] for s in d["suggestions"] if s["suggested"]]' <"$w/out")" = True ]; ok $? 'the worklist follows'
[[ $(sql "SELECT made_by FROM charts WHERE id = $c5") == *', learned version 1' && $(sql "SELECT made_by FROM charts WHERE id = $c1") != *learned* ]]; ok $? 'charts name the version they were matched with'
[ "$(sql "SELECT count(*) FROM audit WHERE what LIKE 'learn-%' AND who <> ''")" = 2 ]; ok $? 'audit: decline and accept'
[ "$(lexicons)" = 1 ] && [ -z "$(find "$CHARTCODE_HOME" -type f ! -perm 600)" ]; ok $? 'one compiled lexicon, private'
second=$(hash_of)
rm -r "$CHARTCODE_HOME/learned/lexicons"
[ "$(hash_of)" = "$second" ] && [ "$(lexicons)" = 1 ]; ok $? 'a lexicon that is gone is made again, the same'
echo rubbish >"$CHARTCODE_HOME/learned/version"
try suggest --json "$w/new.txt"
[ $status = 7 ] && "$chartcode" learn list >/dev/null && [ "$(hash_of)" = "$second" ]; ok $? 'a damaged version file is told, and mended by learn list'
rm "$CHARTCODE_HOME/learned/version"
"$chartcode" learn list >/dev/null && [ "$(hash_of)" = "$second" ]; ok $? 'what a crash left behind is caught up with'

try learn undo 1
[ $status = 0 ] && has 'version 2 is in force' && [ "$(codes)" = "$before" ]; ok $? 'undo: as before'
[ "$(hash_of)" = "$first" ]; ok $? 'to the last digit'
try learn undo 1
[ $status = 2 ] && has 'nothing of version 1 is left'; ok $? 'nothing is undone twice'
try learn undo 9
[ $status = 3 ]; ok $? 'an unknown version'
[ "$(ids 'p["effect"]=="instead"')" != '' ]; ok $? 'the decisions still propose it'
try learn undo 2
[ $status = 0 ] && [[ " $(codes) " == *' J18.1 '* ]]; ok $? 'undo of the undo'
try learn history
[ "$(grep -c '^version' "$w/out")" = 3 ] && has 'takes back version 2'; ok $? 'history'
try learn lexicon 1 --out "$w/one.lex"
[ $status = 0 ] && [ "$("$chartcode" suggest --lexicon "$w/one.lex" --json "$w/new.txt" | sha256sum)" = "$second" ]; ok $? 'suggestions of version 1 are made again'
made_by=$(sql "SELECT made_by FROM charts WHERE id = $c5")
[[ $made_by == *"$("$chartcode" lexicon info --lexicon "$w/one.lex" | awk '/^version/{print $2}')"* ]]; ok $? 'by the lexicon that the chart names'

for i in 6 7 8; do visit "$i" >"$w/in/v$i.txt"; done
"$chartcode" run --batch three "$w/in" >/dev/null 2>&1
for c in $("$chartcode" queue list --batch three --json | json '" ".join(str(c["chart"]) for c in d)'); do
    for k in $("$chartcode" queue show "$c" --json | json '" ".join(s["code"] for s in d["suggestions"] if s["suggested"])'); do "$chartcode" queue accept "$c" "$k" >/dev/null; done
    "$chartcode" queue accept "$c" Z87.01 >/dev/null; "$chartcode" queue finish "$c" >/dev/null
done
try learn list
has "'pneumonia': Z87.01 too" && has 'added in 3 of 3 charts'; ok $? 'what coders keep adding is proposed'
try learn accept "$(ids 'p["effect"]=="add"')"
"$chartcode" suggest --json "$w/new.txt" >"$w/json"
[ $status = 0 ] && [ "$(json '[s["advice"][0][:26] for s in d["suggestions"] if s["code"]=="Z87.01"]' <"$w/json")" = "['learned: coders add Z87.01']" ]; ok $? 'and found once it is accepted'
CHARTCODE_LEXICON=models/chartcode.lex "$chartcode" suggest --json "$w/new.txt" | sha256sum | cmp -s - <(echo "$first"); ok $? 'a lexicon that is named is used as it is'

# Releases: each gets what was learned when it is first used; a code that one does not have is never put into it.
order() { awk -F'\t' '{ printf "%05d %-7s %d %-60.60s %s\n", NR, $1, (length($1) > 3), $2, $2 }'; }
printf 'J18\tPneumonia\nJ181\tLobar pneumonia\nJ189\tPneumonia, unspecified organism\nM10\tGout\nM109\tGout, unspecified\n' | order >"$w/new.order"
printf 'J18\tPneumonia\nJ189\tPneumonia, unspecified organism\nM10\tGout\nM109\tGout, unspecified\n' | order >"$w/old.order"
"$chartcode" codeset import --effective 2025-10-01 "$w/new.order" >"$w/out" 2>&1 && "$chartcode" codeset import --effective 2024-10-01 "$w/old.order" >"$w/out" 2>&1
ok $? 'import of two releases'
on() { "$chartcode" suggest --date "$1" --json "$w/new.txt" | json '" ".join(sorted(s["code"] for s in d["suggestions"] if s["suggested"]))'; }
[ "$(on 2026-02-03)" = 'J18.1 M10.9' ]; ok $? 'a new release follows what was learned before it'
[ "$(on 2025-02-03)" = 'J18.9 M10.9' ]; ok $? 'a code that a release does not have never appears in it'
cp "$w/new.order" "$w/old.order" && "$chartcode" codeset import --effective 2024-10-01 "$w/old.order" >"$w/out" 2>&1
[ "$(on 2025-02-03)" = 'J18.1 M10.9' ]; ok $? 'a release that is imported anew is learned anew'

# What cannot be written is not in force.
versions=$("$chartcode" learn history | wc -l) shown=$(on 2026-02-03)
mv "$CHARTCODE_HOME/learned/lexicons" "$w/away" && : >"$CHARTCODE_HOME/learned/lexicons"
try learn undo 4
[ $status = 9 ]; ok $? 'no place to write: told'
rm "$CHARTCODE_HOME/learned/lexicons"; mv "$w/away" "$CHARTCODE_HOME/learned/lexicons"
[ "$("$chartcode" learn history | wc -l)" = "$versions" ] && [ "$(on 2026-02-03)" = "$shown" ]; ok $? 'and nothing changed'
try learn accept
[ $status = 2 ]; ok $? 'accept without an id is a usage error'
echo "1..$count"
