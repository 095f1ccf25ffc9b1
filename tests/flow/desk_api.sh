#!/bin/bash
# The desk's API against a running server: people and routes, hostile input, a chart from end to end. See tests/api.
set -u
. tests/support/flow.sh
mkdir "$w/in"
for i in 1 2 3 4 5; do note $i >"$w/in/note$i.txt"; done
cp samples/scans/clinic-hypertension.tif "$w/in"
pdftoppm -r 200 -gray samples/scans/gi-colonoscopy.pdf "$w/sheet" # the same sheet scanned again, written on since
cp samples/scans/gi-colonoscopy.pdf "$w/in/sheet-1.pdf"
python3 tests/api/scrawl.py "$w/sheet-1.pgm" "$w/in/sheet-2.pgm"
"$chartcode" run --batch first "$w/in" >"$w/out" 2>&1
"$chartcode" run --batch strep samples/texts/walkin-strep.txt >>"$w/out" 2>&1
"$chartcode" serve --print-routes >"$w/routes"
mkfifo "$w/said"
"$chartcode" serve --listen 127.0.0.1:0 --log-level info >"$w/said" 2>"$w/log" &
server=$!
url= one_time=
while read -r line; do
    case $line in *http://*) url=$(grep -o 'http://[^ ]*' <<<"$line"); break ;; esac
    [[ $line =~ ^[A-Za-z0-9-]{12,31}$ ]] && one_time=$line
done <"$w/said"
bad=0
python3 tests/api/people.py "$url" "$one_time" "$w/routes" docs/openapi.json || bad=1
python3 tests/api/hostile.py "$url" "$w/log" || bad=1
kill -TERM $server && wait $server || bad=1
python3 tests/api/chart.py "$chartcode" "$CHARTCODE_HOME" "$w/log2" || bad=1
python3 tests/api/tls.py "$chartcode" "$w" || bad=1
exit $bad
