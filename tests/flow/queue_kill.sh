#!/bin/bash
# kill -9 at any moment, again and again: the next run goes on, nothing is lost or done twice. Then SIGINT.
set -u
. tests/support/flow.sh
mkdir "$w/in"
for i in $(seq 60); do note "$i" >"$w/in/note$i.txt"; done
cp samples/scans/clinic-hypertension.tif "$w/in"
kills=0 accepted=0 lost=0 status=1
for round in $(seq 16); do # later rounds get further
    "$chartcode" run "$w/in" >"$w/out" 2>&1 &
    pid=$!
    sleep "$((round / 10)).$(printf '%02d' $((RANDOM % 80)))"
    kill -9 $pid 2>/dev/null && kills=$((kills + 1))
    wait $pid 2>/dev/null
    status=$?
    if [ -e "$CHARTCODE_HOME/queue.db" ] && "$chartcode" stats --json >"$w/stats" 2>/dev/null; then
        now=$(json 'd["documents"]' <"$w/stats")
        [ "$now" -lt "$accepted" ] && lost=1
        accepted=$now
    fi
    [ $status = 0 ] && break
done
[ $kills -ge 3 ]; ok $? "killed $kills times"
try run "$w/in"
[ $status = 0 ]; ok $? 'the last run ends well'
[ $lost = 0 ]; ok $? 'what was accepted stayed accepted'
[ "$(sql 'SELECT count(*) FROM charts')" = 61 ] && [ "$(sql 'SELECT count(*) FROM documents')" = 61 ]; ok $? 'each file is one chart'
[ "$(sql "SELECT count(*) FROM charts WHERE state='ready'")" = 61 ]; ok $? 'every chart is ready'
[ "$(sql "SELECT count(*) FROM pages WHERE state='read' AND attempts=1")" = 61 ] && [ "$(sql 'SELECT count(*) FROM page_results')" = 61 ]; ok $? 'no page was kept twice'
[ "$(sql "SELECT count(*) FROM (SELECT chart_id FROM audit WHERE what='match' GROUP BY chart_id HAVING count(*)=1)")" = 61 ]; ok $? 'no chart was matched twice'
[ "$(sql "SELECT min(n) FROM (SELECT count(*) AS n FROM candidates k JOIN charts c ON c.id=k.chart_id JOIN documents d ON d.chart_id=c.id WHERE d.path LIKE '%.txt' GROUP BY c.id)")" = \
  "$(sql "SELECT max(n) FROM (SELECT count(*) AS n FROM candidates k JOIN charts c ON c.id=k.chart_id JOIN documents d ON d.chart_id=c.id WHERE d.path LIKE '%.txt' GROUP BY c.id)")" ]
ok $? 'no chart has half its candidates'
[ "$(sql 'PRAGMA integrity_check')" = ok ] && [ "$(sql 'SELECT count(*) FROM pragma_foreign_key_check')" = 0 ]; ok $? 'the database is sound'
bad=0
for f in "$w"/in/*; do s=$(sha256sum <"$f" | cut -c1-64); cmp -s "$f" "$CHARTCODE_HOME/store/${s:0:2}/${s:2}" || bad=1; done
[ $bad = 0 ]; ok $? 'every original is whole in the store'
pgrep -P $$ -x chartcode >/dev/null; [ $? = 1 ]; ok $? 'no reader outlives its run'

export CHARTCODE_HOME=$w/home2
mkdir "$w/in2"
cp samples/scans/{clinic-hypertension.tif,ed-chest-pain.png,ob-visit.png,well-child.jpg} "$w/in2"
"$chartcode" run --workers 1 "$w/in2" >"$w/out" 2>&1 &
pid=$!
for _ in $(seq 200); do [ "$(sql 'SELECT count(*) FROM documents' 2>/dev/null)" = 4 ] && break; sleep 0.1; done
kill -INT $pid
wait $pid
[ $? = 15 ] && has 'run the same command again'; ok $? 'SIGINT: stopped, and told how to go on'
[ "$(sql "SELECT count(*) FROM charts WHERE state='reading'")" = 0 ]; ok $? 'what was in hand is back in line'
try run
[ $status = 0 ] && [ "$(sql "SELECT count(*) FROM charts WHERE state='ready'")" = 4 ]; ok $? 'run without files goes on'
echo "1..$count"
