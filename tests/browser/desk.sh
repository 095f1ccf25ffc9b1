#!/bin/bash
# The desk in a real browser against a real server: see desk.mjs. Prints TAP.
set -u
. tests/support/flow.sh
skip() { echo "1..1"; echo "ok 1 # SKIP $1"; exit 0; }
export DESK_MODULES=build/npm/node_modules
command -v node >/dev/null || skip "no node: the desk is not tried in a browser"
[ -d "$DESK_MODULES/playwright-core" ] && ls "${TEST_BUILD:-build}"/pipeline/review/web/assets/*.js >/dev/null 2>&1 || skip "the desk's page was left out of the build"
CHROMIUM=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || skip "no chromium: the desk is not tried in a browser"
export CHROMIUM CHARTCODE=$chartcode
own() { printf 'Patient: Delano Whitcomb   MRN: 00482917   DOB: 03/11/1968   Sex: M\nDate of service: 02/03/2026\n\nAssessment:\n1. Essential hypertension.\n'; }
{ # two patients in one envelope; both invented
    printf 'Patient: Eudora Stone   MRN: 00610022   DOB: 03/19/1943   Sex: F\nDate of service: 02/03/2026\n\nAssessment:\n1. Pneumonia.\n\f'
    own; printf '\f'; own; printf 'Page 3 of the visit.\n'
} >"$w/envelope.txt"
"$chartcode" run --batch browser --charts tests/browser/charts.tsv tests/browser/note.txt samples/scans/{diabetes-visit.jpg,ortho-knee.tif,inpatient-hip-fracture.tif,surgery-packet.pdf,gyn-annual.jpg,ob-visit.png} "$w/envelope.txt" >"$w/out" 2>&1 ||
    { cat "$w/out"; echo "not ok 1 - charts are taken in"; exit 1; }
node tests/browser/desk.mjs
