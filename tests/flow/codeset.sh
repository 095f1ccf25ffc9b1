#!/bin/bash
# Releases of code sets: imported whole or not at all, listed, compared, picked by date, removed. Made-up sample files.
set -u
chartcode=$(realpath "${CHARTCODE:-./chartcode}")
golden=$(realpath tests/golden/codeset)
w=$(mktemp -d)
trap 'chmod -R u+w "$w"; rm -rf "$w"' EXIT
unset CHARTCODE_LEXICON
export CHARTCODE_HOME=$w/home
count=0
ok() { count=$((count + 1)); if [ "$1" = 0 ]; then echo "ok $count - $2"; else echo "not ok $count - $2"; fi; }
has() { grep -q "$1" "$2"; }

"$chartcode" codeset import "$golden/tabular.xml" "$golden/index.xml" >"$w/out" 2>&1
ok $? 'import'
has '^2025-10-01  ICD-10-CM 8' "$w/out"; ok $? 'the date is that of the fiscal year'
[ -f "$CHARTCODE_HOME/codesets/2025-10-01/files/tabular.xml" ]; ok $? 'the official files are kept'
"$chartcode" codeset import --effective 2024-10-01 "$golden/order.txt" >"$w/out" 2>&1
ok $? 'import with a date'
"$chartcode" codeset list >"$w/out" 2>&1
[ "$(grep -c '^20' "$w/out")" = 2 ] && head -1 "$w/out" | grep -q '^2025-10-01'; ok $? 'two releases, the newest first'
"$chartcode" codeset diff 2024-10-01 2025-10-01 >"$w/out" 2>&1
has '^added  *S06.1X7A' "$w/out" && has '0 deleted' "$w/out"; ok $? 'what is new'

"$chartcode" codes show --date 2024-12-31 S06.0XXA >"$w/out" 2>&1
has 'release of 2024-10-01' "$w/out"; ok $? 'the date of service picks the release'
"$chartcode" codes show S06.0XXA >"$w/out" 2>&1
has 'release of 2025-10-01' "$w/out" && has 'first seen' "$w/out" && has 'bump of foot (S90.-)' "$w/out"; ok $? 'notes are inherited'
"$chartcode" check --date 2025-12-01 S06.0 >"$w/out" 2>&1
[ $? = 1 ] && has 'not-billable' "$w/out"; ok $? 'a hard edit ends with status 1'

"$chartcode" codes browse --index bump, large, foot >"$w/out" 2>&1
grep -A9 '^    foot  see Lump, foot' "$w/out" | grep -q '^  foot (left)  S06.0'; ok $? 'the Index: see is followed'
"$chartcode" codes browse --index thunder >"$w/out" 2>&1; [ $? = 3 ]; ok $? 'no such term'
"$chartcode" codes browse --index Lumps, lightning >"$w/out" 2>&1
has '^  with ...$' "$w/out" && has '^    lightning  see Bump, large' "$w/out" && has '^  large  S06.1X-' "$w/out"; ok $? 'what stands below "with" is found without it'
"$chartcode" codes browse --index --json bump, large, nowhere >"$w/out" 2>&1; has '"code":"S06.1X-"' "$w/out" && has '"rest":"nowhere"' "$w/out" && has '"below":.{"term":"foot"' "$w/out"; ok $? 'as JSON'
"$chartcode" codes browse --index bu >"$w/out" 2>&1; has '^Bump (acute)' "$w/out"; ok $? 'how a term begins'
"$chartcode" codes search --limit 1 'lump with lightning' >"$w/out" 2>&1; has '^S06.1' "$w/out"; ok $? 'search follows see'
"$chartcode" codeset import --effective 2022-10-01 "$golden/pcs_tables.xml" "$golden/mue.csv" >/dev/null 2>&1
"$chartcode" codes browse --date 2022-12-01 --pcs 0sr9 >"$w/out" 2>&1
has '^Body Part  *9  Right Hip Joint' "$w/out" && has '^  0  Open  (2 codes)' "$w/out" && has '^  3  Percutaneous  0SR93ZZ' "$w/out"; ok $? 'a PCS code is built by its axes'
"$chartcode" codes browse --date 2022-12-01 --pcs 0SRB3 >"$w/out" 2>&1; [ $? = 3 ]; ok $? 'what no table allows is refused'
"$chartcode" codes browse --date 2022-12-01 --pcs --json 0SRB0J >"$w/out" 2>&1; has '"axis":"Qualifier","choices":.{"value":"9","label":"Cemented","codes":1,"code":"0SRB0J9"}' "$w/out"; ok $? 'as JSON'
"$chartcode" codes search --date 2022-12-01 --system pcs --limit 1 'left tha cemented' >"$w/out" 2>&1; has '^0SRB0J9' "$w/out"; ok $? 'and found as it is called'
"$chartcode" codeset remove 2022-10-01
before=$(find "$CHARTCODE_HOME" -type f -exec sha256sum {} + | sort)
head -c 700 "$golden/tabular.xml" >"$w/cut.xml"
"$chartcode" codeset import "$w/cut.xml" >"$w/out" 2>&1
[ $? = 6 ] && has "cut.xml:[0-9]*: not well-formed XML" "$w/out"; ok $? 'a truncated file names its line'
"$chartcode" codeset import --effective 2025-10-01 "$golden/index.xml" "$w/cut.xml" >/dev/null 2>&1
[ "$before" = "$(find "$CHARTCODE_HOME" -type f -exec sha256sum {} + | sort)" ]; ok $? 'a bad file leaves the release in force as it was'
[ -z "$(find "$CHARTCODE_HOME" -name '.new-*')" ]; ok $? 'and nothing half done behind'
"$chartcode" codeset import "$golden/hcpcs.csv" >"$w/out" 2>&1
[ $? = 2 ] && has 'none of the files says from when it holds' "$w/out"; ok $? 'a file without a date asks for one'
"$chartcode" codeset import --effective 2025-10-01 "$golden/hcpcs.csv" >"$w/out" 2>&1
has 'HCPCS 2' "$w/out" && has 'ICD-10-CM 8' "$w/out"; ok $? 'a file is added to a release'

"$chartcode" codeset import --effective 2023-10-01 "$golden/order.txt" "$golden/cpt_long.txt" "$golden/mue.csv" "$golden/ncci.txt" >/dev/null 2>&1
check() { "$chartcode" check --date 2023-12-01 "$@" >"$w/out" 2>&1; }
check 99998:2 99998; has '^hard.99998:2 99998.mue: 99998: 3 units, at most 2' "$w/out"; ok $? 'units of all lines count'
check '99998*2'; [ $? = 0 ] && ! has mue "$w/out"; ok $? 'as many units as allowed'
check 99997 99998; has '^hard.99998 99997.ncci-pair' "$w/out"; ok $? 'an NCCI pair, in either order'
check 99998 99997-59; has '^info.99998 99997-59.ncci-modifier' "$w/out" && ! has ncci-pair "$w/out"; ok $? 'a modifier lifts it'
check 99998 99997-26; has '^hard.99998 99997-26.ncci-pair' "$w/out"; ok $? 'not any modifier'
check 99998-59 99996; has '^hard.99998-59 99996.ncci-pair.*no modifier lifts' "$w/out"; ok $? 'indicator 0 is not lifted'
"$chartcode" check --date 2026-02-01 99997 99996 >"$w/out" 2>&1; ! has ncci "$w/out"; ok $? 'a pair ends on its deletion date'
"$chartcode" codeset remove 2023-10-01

mkdir "$w/pile" && cp "$golden"/{tabular.xml,index.xml,hcpcs.csv} "$w/pile" && echo 'what lies here' >"$w/pile/README.md"
"$chartcode" lexicon build --out "$w/one.lex" "$w"/pile/{hcpcs.csv,index.xml,tabular.xml} >/dev/null 2>&1
sed 's/<version>2026/<version>2017/; s/Bump/Hump/' "$golden/index.xml" >"$w/pile/index_2017.xml"
"$chartcode" lexicon build --out "$w/pile.lex" "$w"/pile/* >"$w/out" 2>&1
ok $? 'a pile of several years is one lexicon'
[ "$(grep -c 'unknown-code ' "$w/out")" = 40 ] && has 'more-unknown-codes count=' "$w/out"; ok $? 'of many unknown codes some are told, and how many more there are'
has 'README.md: left out: no code set file' "$w/out" && has 'index_2017.xml: left out: it is of 2017, and others are of 2026' "$w/out" && [ "$(grep -c "left out" "$w/out")" = 2 ]; ok $? 'what is left out is named'
cmp -s "$w/one.lex" "$w/pile.lex"; ok $? 'and is as if it were not there'
"$chartcode" lexicon build --out "$w/none.lex" "$w/pile/README.md" >"$w/out" 2>&1
[ $? = 6 ] && [ ! -e "$w/none.lex" ]; ok $? 'no known file at all is a fault'

"$chartcode" codeset remove 2024-10-01 && ! "$chartcode" codeset list | grep -q '^2024'; ok $? 'remove'
"$chartcode" codeset remove 2024-10-01 >"$w/out" 2>&1
[ $? = 3 ]; ok $? 'remove what is not there'
echo "1..$count"
