#!/bin/bash
# Fuzzes: run.sh SECONDS PROGRAM... Each target starts from a small corpus put together from the golden files (and from
# tests/fuzz/crashes/<target>/, inputs that once broke it), and prints one line. Non-zero if one found a fault; the input is
# kept in build/fuzz/found/.
set -u
cd "$(dirname "$0")/../.." || exit 1
seconds=$1
shift
work=$(mktemp -d)
found=build/fuzz/found
trap 'rm -rf "$work"' EXIT
mkdir -p "$found"
chartcode=${CHARTCODE:-./chartcode}

# A lexicon of a few rows of each table: small enough to be fuzzed, true to the format.
small_lexicon() {
    mkdir -p "$work/d/diagnoses" "$work/d/procedures"
    for t in dictionaries/*.tsv dictionaries/diagnoses/e_*.tsv dictionaries/procedures/imaging.tsv; do
        grep -v -e '^#' -e '^$' "$t" | head -8 >"$work/d/${t#dictionaries/}"
    done
    "$chartcode" lexicon build --dictionaries "$work/d" --model models/ranking.tsv --out "$1"
}

seed() { # target, folder for its corpus
    case $1 in
    fuzz_tsv) for t in dictionaries/*.tsv; do { printf 'a\tb\tc\n'; grep -v '^#' "$t" | head -5; } >"$2/${t##*/}"; done ;;
    fuzz_config) cp chartcode.conf.example "$2/" ;;
    fuzz_text | fuzz_normalize | fuzz_suggest | fuzz_demographics) for f in tests/golden/suggest/*/in.txt; do cp "$f" "$2/$(basename "$(dirname "$f")")"; done ;;
    fuzz_coversheet) printf CC1/MAB-1/8E41 >"$2/short"; printf CC1/M00482917/AHSF-2611-0087/EI/D20260114/DFE5 >"$2/long" ;;
    fuzz_lexicon_open) small_lexicon "$2/small.lex" ;;
    fuzz_page_bytes) cp tests/fuzz/seeds/page_bytes/* "$2/" ;;
    fuzz_codeset) cp tests/fuzz/seeds/codeset/* "$2/" ;;
    fuzz_intake)
        cp tests/fuzz/seeds/intake/* "$2/" 2>/dev/null
        printf 'P5 2 2 255\n\1\2\3\4' >"$2/tiny.pgm"
        printf 'HPI: Fever.\r\n' >"$2/note.txt"
        ;;
    fuzz_request) printf '/api/charts/7/pages/2/image?view=clean&q=a%%20b\na=1; s=token\n{"kind":"order","codes":[{"system":"ICD-10-CM","code":"I10"}],"page":1,"n":2}' >"$2/request" ;;
    esac
    cp tests/fuzz/crashes/"$1"/* "$2/" 2>/dev/null
    return 0
}

failed=0
export CHARTCODE_LEXICON=$PWD/models/chartcode.lex OMP_THREAD_LIMIT=1
for program in "$@"; do
    name=$(basename "$program")
    mkdir -p "$work/$name"
    seed "$name" "$work/$name"
    if "$program" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=3000 -artifact_prefix="$found/$name-" -print_final_stats=1 "$work/$name" >"$work/log" 2>&1; then
        verdict=ok
    else
        verdict="FAULT, input in $found: $(grep -m1 -E 'ERROR|SUMMARY|property' "$work/log" | head -c 200)"
        failed=1
    fi
    printf '%-20s %9s runs  %s\n' "$name" "$(sed -n 's/stat::number_of_executed_units: *//p' "$work/log")" "$verdict"
done
exit $failed
