#!/bin/bash
# Golden cases of `chartcode suggest`: suggest/<case>/in.txt with the options in `args` (if there), judged by want.tsv.
# Cases in suggest/known_gaps/ are what a coder expects and the program does not do yet.
# usage: suggest.sh [--rows]   (--rows: a table of every expectation, for golden_update.sh)
set -u
cd "$(dirname "$0")/../.." || exit 1
chartcode=${CHARTCODE:-./chartcode}
judge=${TEST_BUILD:-build}/tests/golden/judge
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Cases with the same options go through the program together: it opens its lexicon once.
for folder in tests/golden/suggest/*/ tests/golden/suggest/known_gaps/*/; do
    folder=${folder%/}
    [ -f "$folder/in.txt" ] || continue
    args=$(cat "$folder/args" 2>/dev/null)
    echo "$folder" >>"$work/options_${args//[^a-zA-Z0-9]/_}.cases"
    echo "$args" >"$work/options_${args//[^a-zA-Z0-9]/_}.args"
done
for group in "$work"/*.cases; do
    mapfile -t folders <"$group"
    read -ra args <"${group%.cases}.args"
    if ! "$chartcode" suggest --json "${args[@]}" "${folders[@]/%//in.txt}" >"$work/answers" 2>"$work/errors"; then
        echo "not ok - suggest ${args[*]} failed: $(head -c 300 "$work/errors")"
        continue
    fi
    "$judge" "$@" "${folders[@]}" <"$work/answers"
done | awk '/^(not )?ok - / { sub(/ok - /, "ok " ++n " - ") } { print }'
