#!/bin/bash
# Runs every test: unit programs, then flows. Each prints TAP; the last line counts them all.
# TEST_BUILD: where the unit programs are (build); CHARTCODE: the program under test (./chartcode).
set -u
cd "$(dirname "$0")/.." || exit 1
export CHARTCODE=${CHARTCODE:-./chartcode} CMOCKA_MESSAGE_OUTPUT=TAP OMP_THREAD_LIMIT=1
build=${TEST_BUILD:-build}
log=$(mktemp -d)
trap 'rm -rf "$log"' EXIT
passed=0 failed=0 skipped=0
run() { # name command...
    local name=$1 out="$log/$1" status ok bad skip
    shift
    timeout 900 "$@" >"$out" 2>"$out.err"
    status=$?
    sed -i -E 's/^not (ok [0-9]+ # SKIP)/\1/' "$out" # cmocka's way of telling what it skipped
    ok=$(grep -c '^ok ' "$out")
    bad=$(grep -c '^not ok ' "$out")
    skip=$(grep -c '^ok .*# SKIP' "$out")
    if [ "$status" -ne 0 ] && [ "$bad" -eq 0 ]; then bad=1; echo "not ok $name ended with status $status" >>"$out"; fi
    if [ "$ok" -eq 0 ] && [ "$bad" -eq 0 ]; then bad=1; echo "not ok $name ran no test" >>"$out"; fi
    passed=$((passed + ok - skip)) failed=$((failed + bad)) skipped=$((skipped + skip))
    printf '%-28s %4d passed' "$name" $((ok - skip))
    [ "$skip" -gt 0 ] && printf ', %d skipped' "$skip"
    [ "$bad" -gt 0 ] && printf ', %d FAILED' "$bad"
    echo
    grep '# SKIP' "$out" | grep -v 'known gap' | sed -E 's/^ok [0-9]+ *-* */    skipped: /'
    if [ "$bad" -gt 0 ]; then
        grep -A8 '^not ok' "$out" | head -60 | sed 's/^/    /'
        tail -n 15 "$out.err" | sed 's/^/    /'
    fi
}
for t in "$build"/tests/unit/test_*; do [[ -x $t && $t != *.* ]] && run "$(basename "$t")" "$t"; done
for t in tests/flow/*.sh tests/golden/*.sh tests/compile_fail/*.sh tests/browser/*.sh; do [ -x "$t" ] && run "$(basename "$t" .sh)" "$t"; done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
