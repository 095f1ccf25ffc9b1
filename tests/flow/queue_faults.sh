#!/bin/bash
# Bad input to the queue: junk between scans, broken files, full and read-only disks, held, damaged and newer databases.
set -u
. tests/support/flow.sh
mkdir "$w/in"
for i in $(seq 40); do note "$i" >"$w/in/note$i.txt"; done
for i in $(seq 200); do printf 'MZ\0\0junk %d\0' "$i" >"$w/in/junk$i.exe"; printf 'a,b\n1,%d\n' "$i" >"$w/in/table$i.csv"; done
printf 'II*\0\10\0\0\0' >"$w/in/broken.tif"
: >"$w/in/empty.pdf"
touch "$w/in/Thumbs.db" "$w/in/.DS_Store"
try run "$w/in"
[ $status = 14 ]; ok $? 'a folder with junk: the run ends as partial'
has '40 files taken in' && has '401 skipped' && has '2 refused'; ok $? 'scans are taken in, junk is skipped, broken scans are refused'
has "refused: .*broken.tif" && has "refused: .*empty.pdf" && has "skipped: .*junk7.exe.* is no scan"; ok $? 'each by its name'
[ "$(sql "SELECT count(*) FROM charts WHERE state='ready'")" = 40 ]; ok $? 'the others went through'
try stats
has 'broken.tif' && has '2  files refused'; ok $? 'stats remembers what was refused'
note mended >"$w/in/empty.pdf"
try run "$w/in/empty.pdf"
[ $status = 0 ] && [ "$(sql 'SELECT count(*) FROM refusals')" = 1 ]; ok $? 'a mended file is taken in, its refusal goes'
try run "$w/nowhere"
[ $status = 3 ] && has "nowhere"; ok $? 'a path that is not there'
try run "$w/in/table1.csv"
[ $status = 0 ]; ok $? 'a text named on the command line is a chart, whatever its name'

cp samples/scans/ed-chest-pain.png "$w/cut.png"
truncate -s 60000 "$w/cut.png"
try run "$w/cut.png"
[ $status = 14 ] && has "set aside: '$w/cut.png'"; ok $? 'a page cut short is set aside under its own name'
chart=$("$chartcode" queue list --state failed --json | json 'd[0]["chart"]')
try queue show "$chart"
has 'page 1: not read'; ok $? 'a person sees the page and why'

python3 - "$CHARTCODE_HOME/queue.db" "$w" <<'END' &
import sqlite3, sys, time, os
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("BEGIN IMMEDIATE")
open(sys.argv[2] + "/held", "w").close()
while not os.path.exists(sys.argv[2] + "/let-go"): time.sleep(0.05)
db.execute("ROLLBACK")
END
holder=$!
while [ ! -e "$w/held" ]; do sleep 0.05; done
note late >"$w/late.txt"
try run --busy-timeout-s 1 "$w/late.txt"
[ $status = 8 ] && has 'queue.db' && has 'busy-timeout-s' && has 'try again'; ok $? 'a held database: told, with the remedy'
try queue list --busy-timeout-s 1
[ $status = 0 ]; ok $? 'looking goes on meanwhile'
touch "$w/let-go"
wait $holder
try run "$w/late.txt"
[ $status = 0 ] && has '1 file taken in'; ok $? 'and afterwards it works'

note torn >"$w/torn.txt"; note sound >"$w/sound.txt"
try run "$w/torn.txt" "$w/sound.txt"
python3 - "$CHARTCODE_HOME/queue.db" <<'END'
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.execute("UPDATE page_results SET bytes=x'00' WHERE page_id=(SELECT p.id FROM pages p JOIN documents d ON d.id=p.document_id WHERE d.path LIKE '%torn.txt')")
db.execute("UPDATE charts SET state='new' WHERE id IN (SELECT chart_id FROM documents WHERE path LIKE '%torn.txt' OR path LIKE '%sound.txt')")
db.commit()
END
try run
[ $status = 14 ] && has 'failed: chart .*damaged' &&
    [ "$(sql "SELECT group_concat(state) FROM charts c JOIN documents d ON d.chart_id=c.id WHERE d.path LIKE '%torn.txt' OR d.path LIKE '%sound.txt'")" = 'failed,ready' ]
ok $? 'one damaged page result stops its chart, not the line'

before=$(sql 'SELECT count(*) FROM documents')
for i in $(seq 100 400); do note "$i" >"$w/in/late$i.txt"; done
(ulimit -f 300; "$chartcode" run "$w/in" >"$w/out" 2>&1); status=$?
if [ $status = 9 ]; then
    has 'check that the disk is writable'; ok $? 'a limit on files is told like a full disk'
else skip 'the limit on file size was not reached'; fi
[ "$(sql 'PRAGMA integrity_check')" = ok ] && [ "$(sql 'SELECT count(*) FROM documents')" -ge "$before" ]; ok $? 'nothing accepted before is lost'
rm "$w"/in/late*.txt

full() { # a tiny disk of its own, in a mount namespace of its own
    mkdir "$w/disk"
    unshare -m bash -c "mount -t tmpfs -o size=600k none '$w/disk' 2>/dev/null || exit 99
        export CHARTCODE_HOME='$w/disk/home'
        '$chartcode' run '$w/in' >'$w/out' 2>&1; s=\$?
        echo \$s >'$w/full-status'
        cp '$w/disk/home/queue.db'* '$w/' 2>/dev/null
        '$chartcode' stats --json >'$w/full-stats' 2>&1
        mount -o remount,size=60m '$w/disk'
        '$chartcode' run '$w/in' >'$w/out2' 2>&1; echo \$? >'$w/full-again'
        mount -o remount,ro '$w/disk'
        '$chartcode' run samples/scans/walkin-strep.txt >'$w/ro' 2>&1; echo \$? >'$w/ro-status'
        '$chartcode' queue list >'$w/ro-list' 2>&1; echo \$? >'$w/ro-list-status'"
}
if full; then
    [ "$(cat "$w/full-status")" = 9 ] && has 'No space left\|disk is full' && has 'remedy'; ok $? 'a full disk is told, with the remedy'
    json 'd["documents"]' <"$w/full-stats" >/dev/null; ok $? 'what was accepted can be looked at'
    grep -q '^40 \|14' "$w/full-again" && grep -q 'read' "$w/out2"; ok $? 'with space again the run goes on to its end'
    [ "$(cat "$w/ro-status")" = 9 ] && grep -q 'remedy' "$w/ro"; ok $? 'a read-only disk is told'
    if [ "$(cat "$w/ro-list-status")" = 0 ]; then ok 0 'and can still be looked at'; else grep -q 'chartcode: ' "$w/ro-list"; ok $? 'and looking says why not'; fi
else skip 'cannot mount a small disk here'; fi

python3 -c 'import sqlite3,sys; sqlite3.connect(sys.argv[1]).execute("PRAGMA user_version=99")' "$CHARTCODE_HOME/queue.db"
try queue list
[ $status = 7 ] && has 'newer chartcode'; ok $? 'a newer workspace is refused'
dd if=/dev/urandom of="$CHARTCODE_HOME/queue.db" bs=4096 seek=0 count=3 conv=notrunc 2>/dev/null
try queue list
[ $status = 7 ] && has 'queue.db.* is damaged' && has 'backup'; ok $? 'a damaged database is told'
echo "1..$count"
