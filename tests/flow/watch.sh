#!/bin/bash
# A watched folder: files as they come, slow writers, order, junk, cover sheets page by page, kill -9, SIGTERM, --move-to.
set -u
. tests/support/flow.sh
in=$w/in
mkdir "$in"
# Waits until an SQL value is as wanted, at most a minute.
until_sql() { for _ in $(seq 200); do [ "$(sql "$1" 2>/dev/null)" = "$2" ] && return 0; sleep 0.2; done; return 1; }
until_has() { for _ in $(seq 300); do has "$1" && return 0; sleep 0.2; done; return 1; }
start() { "$chartcode" watch --watch-settle-s 1 "$@" "$in" >>"$w/out" 2>&1 & watch=$!; }
stop() { kill -TERM $watch; wait $watch; }

try watch "$w/nowhere"
[ $status = 3 ] && [ ! -e "$CHARTCODE_HOME" ]; ok $? 'a folder that is not there'
try watch --move-to "$in" "$in"
[ $status = 2 ] && has 'come in again'; ok $? 'files cannot be moved into the watched folder'

: >"$w/out"
start
until_has 'watching'
note 1 >"$in/note1.txt"
until_sql "SELECT count(*) FROM charts WHERE state='ready'" 1; ok $? 'a file that comes is taken in and read'
has '^[0-9:]*  accepted: chart 1, ' && has '^[0-9:]*  ready: chart 1, 1 page, [0-9]* codes to decide'; ok $? 'and told with the time of day'
# a writer that takes its time, and a file behind it in the order of names
python3 - "$in" <<'END' &
import sys, time
with open(sys.argv[1] + "/note3.txt", "w") as f:
    for part in ["Patient: Test Person   MRN: T-3   DOB: 01/02/1960\n", "Assessment:\n", "1. Pneumonia.\n", "2. Essential hypertension.\n"]:
        f.write(part); f.flush(); time.sleep(0.7)
END
writer=$!
sleep 0.3
note 4 >"$in/note4.txt"
printf 'MZ\0\0junk\0' >"$in/junk.exe"; note 5 >"$in/late.txt.part"; printf "caf\\351 au lait\\n" >"$in/broken.txt"
wait $writer
until_sql "SELECT count(*) FROM charts WHERE state='ready'" 3; ok $? 'a slow writer is waited for'
[ "$(sql "SELECT group_concat(mrn) FROM (SELECT mrn FROM charts ORDER BY id)")" = 'T-1,T-3,T-4' ]; ok $? 'files keep their order though the later one was whole first'
[ "$(sql "SELECT bytes FROM documents WHERE path LIKE '%note3.txt'")" = "$(stat -c %s "$in/note3.txt")" ]; ok $? 'it was taken in whole'
sleep 3
[ "$(grep -c 'skipped: .*junk.exe' "$w/out")" = 1 ] && [ "$(grep -c 'refused: .*broken.txt' "$w/out")" = 1 ] && ! has 'late.txt.part'; ok $? 'junk and broken files are told once, unfinished downloads not at all'
mv "$in/late.txt.part" "$in/late.txt"
until_sql "SELECT count(*) FROM charts WHERE state='ready'" 4; ok $? 'a download that gets its name is taken in'
note mended >"$in/broken.txt"
until_sql "SELECT count(*) FROM charts WHERE state='ready'" 5; ok $? 'a file that is mended is taken in'
mkdir "$in/sub"; note 6 >"$in/sub/note6.txt"
until_sql "SELECT count(*) FROM charts WHERE state='ready'" 6; ok $? 'so is one in a new folder below'
try stats; cp "$w/out" "$w/stats"
"$chartcode" run >"$w/out" 2>&1 </dev/null
[ $? = 0 ]; ok $? 'a run beside it need not wait'
stop
[ $? = 0 ] && pgrep -P $$ -x chartcode >/dev/null; [ $? = 1 ]; ok $? 'SIGTERM ends it cleanly, with its readers'
[ "$(ls "$in" | wc -l)" = 7 ] && [ -e "$in/junk.exe" ]; ok $? 'originals lie where they lay'

# kill -9 again and again while files come
for i in $(seq 10 40); do note "$i" >"$in/note$i.txt"; done
for round in $(seq 6); do
    start
    sleep "2.$((RANDOM % 9))"
    note "round$round" >"$in/round$round.txt"
    kill -9 $watch
    wait $watch 2>/dev/null
done
: >"$w/out"
start
until_sql "SELECT count(*) FROM charts WHERE state='ready'" 43; ok $? 'after kill -9 nothing is lost'
sleep 2
[ "$(sql 'SELECT count(*) FROM charts')" = 43 ] && [ "$(sql 'SELECT count(*) FROM documents')" = 43 ]; ok $? 'nor taken in twice'
[ "$(sql "SELECT count(*) FROM (SELECT chart_id FROM audit WHERE what='match' GROUP BY chart_id HAVING count(*)>1)")" = 0 ]; ok $? 'nor matched twice'
stop

# a scanner that writes each page to its own file, behind a cover sheet; what is taken in is moved away
export CHARTCODE_HOME=$w/home2
in=$w/in2
mkdir "$in" "$w/done"
printf 'mrn\taccount\tencounter\tdate_of_service\tbatch\tname\nT-100\t\t\t\t\t\n' | "$chartcode" coversheet --out "$w/cover.pdf" - 2>/dev/null
: >"$w/out"
start --move-to "$w/done" --watch-idle-s 3 --no-reading
until_has 'watching'
cp "$w/cover.pdf" "$in/s1.pdf"
sleep 2.5
cp samples/scans/urology.jpg "$in/s2.jpg"
sleep 2
cp samples/scans/gyn-annual.jpg "$in/s3.jpg"
until_sql "SELECT count(*) FROM pages WHERE chart_id=(SELECT id FROM charts WHERE mrn='T-100')" 3; ok $? 'pages that come file by file become one chart behind their cover sheet'
sleep 1
[ "$(ls "$w/done" | tr '\n' ' ')" = 's1.pdf s2.jpg s3.jpg ' ] && [ -z "$(ls "$in")" ] && cmp -s samples/scans/urology.jpg "$w/done/s2.jpg"; ok $? 'files are moved when they are in the queue'
cp samples/scans/urology.jpg "$in/s2.jpg"
until_has 'known: .*s2.jpg' && sleep 1 && [ -e "$w/done/s2-2.jpg" ]; ok $? 'a file of the same name does not overwrite the other'
[ "$(sql "SELECT count(*) FROM pages WHERE state='new'")" = 2 ]; ok $? 'with --no-reading nothing is read'
stop
echo "1..$count"
