#!/bin/bash
# Coding of notes: start, notes a second on one core, memory of several workers that share the lexicon. Medians; processor time, so
# that a busy machine tells much the same. usage: notes.sh CHARTCODE
set -eu
cd "$(dirname "$0")/../.."
chartcode=${1:-./chartcode}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
rounds=5 workers=4

median() { sort -g | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
cpu_s() { # command...: user and system seconds
    local TIMEFORMAT='%U %S'
    { time "$@" >/dev/null 2>&1; } 2>&1 | awk '{ print $1 + $2 }'
}

# Notes of 3 KB: the sample texts behind each other, cut at line ends. As many different ones as they give, then again.
cat samples/texts/*.txt models/train/notes/*.txt | split -C 3000 -a 4 - "$work/note-"
notes=("$work"/note-*)
echo "Pain in the left knee." >"$work/short"

start=$(for ((i = 0; i < rounds; i++)); do cpu_s "$chartcode" suggest --json "$work/short"; done | median)
search=$(for ((i = 0; i < rounds; i++)); do cpu_s "$chartcode" codes search "knee pain"; done | median)
many=("${notes[@]}" "${notes[@]}" "${notes[@]}" "${notes[@]}" "${notes[@]}" "${notes[@]}")
whole=$(for ((i = 0; i < rounds; i++)); do cpu_s "$chartcode" suggest --json "${many[@]}"; done | median)

# Measured while all of them are at work.
for ((i = 0; i < workers; i++)); do
    "$chartcode" suggest --json "${many[@]}" "${many[@]}" "${many[@]}" >/dev/null 2>&1 &
    pids[i]=$!
done
sleep 1.5
memory=$(for p in "${pids[@]}"; do awk '/^Pss:/ { pss = $2 } /^Private_Dirty:/ { own = $2 } END { print pss / 1024, own / 1024 }' "/proc/$p/smaps_rollup" || true; done |
    awk '{ pss += $1; own += $2 } END { if (NR) printf "%.0f MB together, of which %.1f MB each is its own", pss, own / NR }')
kill "${pids[@]}" 2>/dev/null || true

awk -v start="$start" -v search="$search" -v whole="$whole" -v n="${#many[@]}" -v kinds="${#notes[@]}" -v memory="$memory" -v workers="$workers" 'BEGIN {
    printf "start     %5.0f ms  suggest of one line, processor time\n", 1000 * start
    printf "search    %5.0f ms  codes search as a command\n", 1000 * search
    printf "notes     %5.0f /s  on one core: %d notes of 3 KB (%d different), evidence and JSON written\n", n / (whole - start), n, kinds
    printf "memory    %s: %d workers on one lexicon\n", memory, workers
}'
