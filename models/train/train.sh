#!/bin/bash
# Fits models/ranking.tsv: $1 the program, $2 the folder of CodiEsp (may be empty), the rest code set files.
# The reliability of the held-out folds is drawn into docs/reliability.svg.
# The coded notes here and CodiEsp's train cases (CC BY 4.0) are the examples; models/prior.tsv is where the fit starts.
set -eu
program=$1 codiesp=$2
shift 2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
sets=(models/train/codes1.tsv=models/train/notes models/train/codes2.tsv=models/train/notes)
if [ -n "$codiesp" ]; then
    awk -F'\t' -v OFS='\t' 'BEGIN { print "note", "encounter", "age", "sex", "codes", "reason" }
        { if (!($1 in codes)) order[++n] = $1; codes[$1] = codes[$1] " " toupper($2) }
        END { for (i = 1; i <= n; i++) print order[i], "inpatient", "", "", substr(codes[order[i]], 2), "" }' \
        "$codiesp/trainD.tsv" >"$scratch/codiesp.tsv"
    sets+=("$scratch/codiesp.tsv=$codiesp/train")
fi
"$program" lexicon build --model models/prior.tsv --out "$scratch/prior.lex" "$@"
"$program" train --strength 8 --lexicon "$scratch/prior.lex" "${sets[@]}" >"$scratch/ranking.tsv" 2> >(tee "$scratch/figures" >&2)
wait
awk -f models/train/reliability.awk "$scratch/figures" >docs/reliability.svg
mv "$scratch/ranking.tsv" models/ranking.tsv
echo "models/ranking.tsv is fitted; 'make lexicon' takes it up"
