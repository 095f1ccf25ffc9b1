#!/bin/bash
# What no compiler says: format, calls that are not used here, long files and functions, dictionaries that do not load, settings
# that stand in no manual. Prints TAP; non-zero when something is wrong.
# Files that were not formatted yet stand in tests/format_pending.txt; 'make format' and deleting that list settles it.
set -u
cd "$(dirname "$0")/.." || exit 1
chartcode=${CHARTCODE:-./chartcode}
faults=$(mktemp)
trap 'rm -f "$faults" "$faults.lex"' EXIT
n=0 bad=0
mapfile -t sources < <(git ls-files '*.c' '*.h')
mapfile -t product < <(git ls-files 'pipeline/*.c' 'include/*.h' 'pipeline/*.h')

check() { # name; the faults, a line each, stand in $faults
    n=$((n + 1))
    if [ -s "$faults" ]; then
        echo "not ok $n - $1"
        sed 's/^/# /' "$faults" | head -60
        bad=1
    else echo "ok $n - $1"; fi
    : >"$faults"
}

format=$(command -v clang-format clang-format-14 | head -1)
if [ -n "$format" ]; then
    for f in "${sources[@]}"; do
        grep -qxF "$f" tests/format_pending.txt 2>/dev/null && continue
        "$format" --style=file "$f" | cmp -s - "$f" || echo "$f differs from .clang-format" >>"$faults"
    done
    check "format ($(grep -c . tests/format_pending.txt 2>/dev/null || echo 0) files pending)"
else
    n=$((n + 1))
    echo "ok $n - format # SKIP no clang-format"
fi

# Calls without bounds, without errors, or through a shell.
grep -nE '(^|[^_[:alnum:]])(strcpy|strcat|sprintf|vsprintf|gets|atoi|atol|atof|system|popen|strtok|tmpnam|mktemp)\(' "${product[@]}" >"$faults"
check "no banned calls"

for f in "${product[@]}"; do
    awk -v f="$f" 'END { if (NR > 400) print f " has " NR " lines, limit is 400" }' "$f"
    awk -v f="$f" '/^{/ { from = NR } /^}/ && from { if (NR - from > 70) print f ":" from ": a function of " NR - from " lines, limit is 70"; from = 0 }' "$f"
done >"$faults"
check "files under 400 lines, functions under 70"

grep -nE '[[:blank:]]$' "${sources[@]}" Makefile tests/*.sh tests/*/*.sh >"$faults"
check "no blanks at the ends of lines"

# The desk's page: every module parses, none is long, none draws from elsewhere than the server that gave it.
mapfile -t page < <(git ls-files 'pipeline/review/web/*.js' 'pipeline/review/web/*.mjs' 'tests/browser/*.mjs' 'pipeline/review/web/*.css' 'pipeline/review/web/*.html')
for f in "${page[@]}"; do
    awk -v f="$f" 'END { if (NR > 400) print f " has " NR " lines, limit is 400" }' "$f"
    [[ $f == *js ]] && command -v node >/dev/null && ! node --check "$f" 2>/dev/null && echo "$f does not parse"
done >"$faults"
grep -nE '[[:blank:]]$|https?://|innerHTML|style="|eval\(' "${page[@]}" | grep -v 'tests/browser\|www.w3.org' >>"$faults"
check "the desk's page"

# A loader names file, line and fault.
"$chartcode" lexicon build --out "$faults.lex" >"$faults" 2>&1
check "dictionaries load"

# Words of a CPT or HCPCS descriptor, which are the owner's: ours are short and plain.
grep -vHn '^[^:]*:#' dictionaries/procedures/*.tsv | awk -F'\t' '
    { phrase = $1; sub(/^[^:]*:[0-9]+:/, "", phrase); place = substr($1, 1, length($1) - length(phrase)) }
    phrase ~ /^#/ || phrase == "" { next }
    phrase ~ /;|separate procedure|list separately|when performed|including fluoroscopic/ { print place " reads like a descriptor: " phrase }
    split(phrase, words, " ") > 16 { print place " is longer than 16 words: " phrase }' >"$faults"
official=/work/shared/codesets/hcpcs_2025_oct.csv.gz
[ -r "$official" ] && zcat "$official" | tr 'A-Z' 'a-z' | grep -oE '"[^"]{25,}"|,[^,"]{25,},' | tr -d '",' | sort -u >"$faults.lex" &&
    grep -vh '^#' dictionaries/procedures/*.tsv | cut -f1 | sort -u | comm -12 - "$faults.lex" | sed 's/$/: equals an official descriptor/' >>"$faults"
check "no descriptor of an owner among the procedures"
exit $bad
