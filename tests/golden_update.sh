#!/bin/bash
# Moves expectations between suggest/<case> and suggest/known_gaps/<case> after the program changed: a gap's row that holds now
# goes back to its case. Rows of a case that no longer hold are never moved: they are faults. Review the result with git diff.
set -eu
cd "$(dirname "$0")/.."
header=$'code\texpect\tnote'
tests/golden/suggest.sh --rows | while IFS=$'\t' read -r folder code expect _ verdict; do
    [[ $folder == */known_gaps/* && $verdict == pass ]] || continue
    name=${folder##*/}
    home=tests/golden/suggest/$name
    if [ ! -d "$home" ]; then
        mkdir -p "$home"
        cp "$folder/in.txt" "$home/"
        [ ! -f "$folder/args" ] || cp "$folder/args" "$home/"
        echo "$header" >"$home/want.tsv"
    fi
    row=$(awk -F'\t' -v c="$code" -v e="$expect" '$1 == c && $2 == e' "$folder/want.tsv")
    printf '%s\n' "$row" | sed -E 's/\t\[[^]]*\] /\t/' >>"$home/want.tsv"
    awk -F'\t' -v c="$code" -v e="$expect" '!($1 == c && $2 == e)' "$folder/want.tsv" >"$folder/want.tmp"
    mv "$folder/want.tmp" "$folder/want.tsv"
    [ "$(wc -l <"$folder/want.tsv")" -gt 1 ] || rm -r "$folder"
    echo "moved: $name $code $expect"
done
