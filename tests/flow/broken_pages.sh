#!/bin/bash
# A file with a page that cannot be read: the others are given in their order, the page is named, the remedy told.
set -u
. tests/support/flow.sh
# A sample's page three times; of the second the pixels lie behind the end of the file.
python3 - samples/scans/clinic-hypertension.tif "$w" <<'END'
import struct, sys
def thrice(broken):
    out = bytearray(open(sys.argv[1], "rb").read())
    at, = struct.unpack_from("<I", out, 4)
    n, = struct.unpack_from("<H", out, at)
    entries = bytes(out[at + 2:at + 2 + 12 * n])
    struct.pack_into("<I", out, 4, len(out))
    for page in range(1, 4):
        mine = bytearray(entries)
        for i in range(0, 12 * n, 12):
            if page in broken and struct.unpack_from("<H", mine, i)[0] == 273: struct.pack_into("<HII", mine, i + 2, 4, 1, 0x7FFFFF00)
        out += struct.pack("<H", n) + mine + struct.pack("<I", len(out) + 2 + 12 * n + 4 if page < 3 else 0)
    return out
open(sys.argv[2] + "/three.tif", "wb").write(thrice([2]))
open(sys.argv[2] + "/none.tif", "wb").write(thrice([1, 2, 3]))
END
"$chartcode" read samples/scans/clinic-hypertension.tif >"$w/one"
read_as() { "$chartcode" read --format "$1" "$w/three.tif" >"$w/read" 2>"$w/out"; status=$?; }

read_as text
[ $status = 14 ]; ok $? 'read: a file with a broken page ends as partial'
cmp -s "$w/read" <(cat "$w/one"; printf '\f\f'; cat "$w/one"); ok $? 'its other pages are given in their places'
has "three.tif': page 2 is damaged or cut short" && has 'remedy: rescan' && has '1 of 3 pages could not be read'; ok $? 'the page and the remedy are told'
read_as json
[ "$(jq -r '[.page, .words // (.lines | length > 0), has("error")] | @csv' "$w/read" | tr '\n' ' ')" = '1,true,false 2,false,true 3,true,false ' ]; ok $? 'so they are in JSON'
read_as pdf
[ $status = 14 ] && pdfinfo "$w/read" | grep -q '^Pages: *3$' && pdftotext -f 3 "$w/read" - | grep -q 'Whitcomb' && ! pdftotext -f 2 -l 2 "$w/read" - | grep -q '[a-z]'
ok $? 'in a searchable PDF the page stands empty'
try read "$w/none.tif"
[ $status = 4 ] && has 'page 1' && has 'page 2' && has 'page 3' && has 'none of the 3 pages'; ok $? 'a file without a sound page fails as such'
try read "$w/three.tif" samples/scans/walkin-strep.txt
[ $status = 14 ] && has '1 of 2 files could not be read whole' && has 'Rapid strep'; ok $? 'the next file is read'

"$chartcode" suggest --json "$w/three.tif" >"$w/line" 2>"$w/out"; status=$?
[ $status = 14 ] && has "page 2 is damaged" && has '1 of 3 pages could not be read'; ok $? 'suggest: the same is told'
[ "$(json '[k["page"] for k in d["pages"] if "error" in k]' <"$w/line")" = '[2]' ] &&
    [ "$(json '{e["page"] for k in d["suggestions"] for e in k["evidence"]}' <"$w/line")" = '{1, 3}' ]; ok $? 'the codes of the other pages are given, with the numbers of their pages'

try run "$w/three.tif"
[ $status = 14 ] && has "set aside: '$w/three.tif': page 2" && [ "$(sql "SELECT group_concat(state) FROM pages ORDER BY id")" = 'read,failed,read' ]; ok $? 'run: the page is set aside, the others are read'
echo "1..$count"
