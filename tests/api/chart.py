"""A chart from the worklist to finished, with a second coder, a restart in the middle, a lost database, a full disk and a scan that is
gone. Arguments: program, workspace, file for the log."""
import os
import signal
import sqlite3
import sys
import threading
import time

from client import Desk, Server, end, ok, same

PASSWORD = "correct horse battery"
SHEET = "REC-44120"  # of samples/scans/gi-colonoscopy.pdf
program, home, log = sys.argv[1:4]
server = Server(program, log)
one, two = Desk(server.url), Desk(server.url)
one.sign_in("coder.one", PASSWORD)
two.sign_in("coder.two", PASSWORD)
manager = Desk(server.url)
manager.sign_in("manager.one", PASSWORD)
turn = 0


def act(browser, chart, kind, version=None, key=None, **fields):
    global turn
    turn += 1
    return browser.post(f"/api/charts/{chart['id']}/acts", {"version": version or chart["version"], "key": key or f"key-{turn}", "act": {"kind": kind, **fields}})


def rows(sql, *values):
    with sqlite3.connect(os.path.join(home, "queue.db")) as db:
        return db.execute(sql, values).fetchall()


# --- worklists
listed = one.get("/api/charts?state=ready").json
ok(listed["total"] == len(listed["charts"]) >= 4 and listed["after"] is None, "ready charts are listed", listed)
same([c["id"] for c in one.get("/api/charts?q=T-2").json["charts"]], [c["id"] for c in listed["charts"] if c["mrn"] == "T-2"], "a chart is found by its MRN")
pages, after = [], ""
while after is not None:
    part = one.get("/api/charts?limit=2&after=" + after).json
    pages += [c["id"] for c in part["charts"]]
    after = part["after"]
same(len(pages), len(set(pages)), "pages of a list do not overlap")
same(one.get("/api/charts/counts").json["ready"], listed["total"], "charts are counted")

# --- next, by rule
ahead = one.get("/api/charts/next").json["chart"]
mine = one.post("/api/charts/next").json["chart"]
same(ahead, mine, "the chart told ahead is the one that comes")
same(one.post("/api/charts/next").json["chart"], mine, "who holds a chart gets it again")
other = two.post("/api/charts/next").json["chart"]
ok(other not in (None, mine), "another coder gets another")
chart = one.get(f"/api/charts/{mine}").json
ok(chart["lease"]["mine"] and chart["lease"]["holder"] == "coder.one" and "act" in chart["may"], "the chart is leased", chart["lease"])
suggested = [c for c in chart["codes"] if c["suggested"]]
ok(len(suggested) >= 2 and all(e["text"] and e["section"] for c in suggested for e in c["evidence"]), "codes have evidence with text")
text = one.get(f"/api/charts/{mine}/pages/1").json["text"].encode()
ok(all(text[e["start"]:e["end"]].decode() == e["text"] for c in chart["codes"] for e in c["evidence"] if e["page"] == 1), "the text is what stands at its offsets")
typed = next(c["id"] for c in listed["charts"] if c["mrn"] == "T-3")
same(one.get(f"/api/charts/{typed}/pages/1/image").code, "not_an_image", "a page of text has no picture")
same(two.get(f"/api/charts/{mine}").json["lease"]["mine"], False, "another sees that it is taken")
ok("act" not in two.get(f"/api/charts/{mine}").json["may"], "and is offered nothing")
refused = act(two, chart, "accept", **{k: suggested[0][k] for k in ("system", "code")})
same((refused.status, refused.code, refused.json["error"]["detail"]["holder"]), (409, "leased", "coder.one"), "another coder's act is refused")

# --- acts
name = {k: suggested[0][k] for k in ("system", "code")}
done = act(one, chart, "accept", key="once", **name)
same(done.status, 200, "accept")
fresh = done.json["chart"]
same([c["decision"]["action"] for c in fresh["codes"] if c["key"] == suggested[0]["key"]], ["accept"], "it stands on the chart")
again = act(one, chart, "accept", key="once", **name)
ok(again.status == 200 and again.json["again"] and again.json["chart"]["version"] == fresh["version"], "the same key again does nothing more", again)
same(len(rows("SELECT 1 FROM decisions WHERE chart_id=? AND code=?", mine, name["code"])), 1, "and leaves one decision")
stale = act(one, chart, "reject", **name)
ok(stale.code == "changed" and stale.json["error"]["detail"]["chart"]["version"] == fresh["version"], "an act on an old version gets the chart as it is", stale)
same(act(one, fresh, "finish").code, "undecided", "finish with codes left is refused")
same(act(one, fresh, "accept", system="ICD-10-CM", code="X99.99").code, "not_found", "a code that is none")
same(act(one, fresh, "replace", new_code="J18", **name).status, 400, "a code that is not complete")
same(act(one, fresh, "reopen").code, "forbidden", "opening again is the manager's")
fresh = act(one, fresh, "note", text="seen").json["chart"]
same(fresh["notes"][-1]["text"], "seen", "a note")
fresh = act(one, fresh, "undo").json["chart"]
same(fresh["notes"], [], "is taken back")

# --- the server goes down in the middle of it
same(server.stop(), 0, "SIGTERM ends it well")
server.start()
same(one.get(f"/api/charts/{mine}").json["version"], fresh["version"], "session and chart live through a restart")
server.stop(signal.SIGKILL)
server.start()
same(act(one, fresh, "accept", key="once", **name).json.get("again"), True, "a key lives through a kill")

# --- a full disk
server.limit_files(1)
full = act(one, fresh, "note", key="full", text="while the disk is full")
same((full.status, full.code), (507, "storage"), "a full disk is told")
server.limit_files(None)
kept = act(one, fresh, "note", key="full", text="while the disk is full")
ok(kept.status == 200 and not kept.json["again"] and len(kept.json["chart"]["notes"]) == 1, "and the same act goes through once there is room", kept)
fresh = kept.json["chart"]

# --- a lost database
for end_of in ("", "-wal", "-shm"):
    if os.path.exists(os.path.join(home, "queue.db" + end_of)):
        os.rename(os.path.join(home, "queue.db" + end_of), os.path.join(home, "away.db" + end_of))
lost = one.get(f"/api/charts/{mine}")
ok(lost.code == "storage" and home not in lost.body.decode(), "a lost database is told, without its path", lost)
ok(one.up(), "the server stays up")
for end_of in ("", "-wal", "-shm"):
    if os.path.exists(os.path.join(home, "away.db" + end_of)):
        os.rename(os.path.join(home, "away.db" + end_of), os.path.join(home, "queue.db" + end_of))
same(one.get(f"/api/charts/{mine}").json["version"], fresh["version"], "and goes on when it is back")

# --- to the end of the chart
left = [c for c in fresh["codes"] if c["suggested"] and not c["decision"]]
fresh = act(one, fresh, "reject_rest").json["chart"]
same(fresh["left"]["undecided"], 0, "the rest is rejected")
ok(len(rows("SELECT 1 FROM decisions WHERE chart_id=? AND action='reject' AND undone_at IS NULL", mine)) == len(left), "one decision each")
for page, box in [(p["page"], u["id"]) for p in fresh["pages"] for u in p["unread"] if not u["answer"]]:
    fresh = act(one, fresh, "dismiss", page=page, unread=box, reason="nothing to code").json["chart"]
same(fresh["left"]["unread"], 0, "every box that nobody read has an answer")
answer = act(one, fresh, "finish")
ok(answer.status == 200 and answer.json["chart"]["state"] == "finished", "finish", answer)
same(one.post("/api/charts/next").json["chart"] != mine, True, "next gives another")
opened = act(manager, answer.json["chart"], "reopen").json["chart"]
same(opened["state"], "in_review", "a manager opens it again")
leaving = {"version": opened["version"], "key": "leaving", "act": {"kind": "finish"}, "next": {"state": "ready"}}
same(manager.post(f"/api/charts/{mine}/acts", {**leaving, "next": "any"}).status, 400, "next is a filter")
left_for = manager.post(f"/api/charts/{mine}/acts", leaving).json
ok("chart" not in left_for and left_for["next"] not in (None, mine), "an act may take the next chart at once", left_for)
ok(manager.get(f"/api/charts/{left_for['next']}").json["lease"]["mine"] and manager.get(f"/api/charts/{mine}").json["state"] == "finished", "the act is done and the chart is leased")
again = manager.post(f"/api/charts/{mine}/acts", leaving).json
same((again["again"], again["next"]), (True, left_for["next"]), "the same again, after a lost answer, tells the same chart")
manager.call("DELETE", f"/api/charts/{left_for['next']}/lease")
same(act(manager, manager.get(f"/api/charts/{mine}").json, "reopen").status, 200, "opened once more")

# --- a procedure
strep = one.get("/api/charts?q=" + next(c["mrn"] for c in one.get("/api/charts").json["charts"] if c["batch"] == "strep")).json["charts"][0]["id"]
one.post(f"/api/charts/{strep}/lease")
visit = one.get(f"/api/charts/{strep}").json
test = next(c for c in visit["codes"] if c["system"] == "CPT" and c["suggested"])
taken = act(one, visit, "accept", system="CPT", code=test["code"])
same(taken.status, 200, "a procedure is accepted")
taken = act(one, taken.json["chart"], "units", code=test["code"], n=2)
taken = act(one, taken.json["chart"], "modifiers", code=test["code"], list=["59"])
stands = next(c for c in taken.json["chart"]["codes"] if c["key"] == test["key"])
same((stands["units"], stands["modifiers"]), (2, ["59"]), "with its units and modifiers")
same(act(one, taken.json["chart"], "poa", code=test["code"], value="Y").code, "bad_request", "only a diagnosis is present on admission")
one.call("DELETE", f"/api/charts/{strep}/lease")

# --- placing charts
theirs = two.get(f"/api/charts/{other}").json
same(two.post(f"/api/charts/{other}/park", {"reason": "waits for the surgeon"}).status, 200, "a chart is parked")
same(two.get(f"/api/charts/{other}").json["parked"]["reason"], "waits for the surgeon", "with its reason")
same(two.post(f"/api/charts/{other}/unpark").status, 200, "and put back")
same(two.post(f"/api/charts/{other}/lease").status, 200, "taken")
same(one.post(f"/api/charts/{other}/lease").code, "leased", "by one alone")
same(manager.call("DELETE", f"/api/charts/{other}/lease").status, 200, "a manager gives any back")
same(two.post(f"/api/charts/{other}/hand-over", {"to": "nobody"}).status, 404, "nobody takes over")
same(two.post(f"/api/charts/{other}/hand-over", {"to": "coder.one"}).status, 200, "a colleague does")
same(manager.post(f"/api/charts/{theirs['id']}/priority", {"priority": 5}).status, 200, "priority")

# --- scans
scan = next(c for c in one.get("/api/charts").json["charts"] if c["mrn"] == "00482917")["id"]
codes = one.get(f"/api/charts/{scan}").json
places = [e for c in codes["codes"] + codes["withheld"] for e in c["evidence"]]
edges = lambda boxes: [min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[0] + b[2] for b in boxes), max(b[1] + b[3] for b in boxes)]
broken = [e for e in places if e["lines"]]
ok(broken and all(len(e["lines"]) > 1 and edges(e["lines"]) == edges([e["box"]]) for e in broken), "evidence over several lines has a box for each", broken[:2])
ok(all(below[1] > above[1] for e in broken for above, below in zip(e["lines"], e["lines"][1:])), "one below the other", broken[:2])
original = one.get(f"/api/charts/{scan}/pages/1/image?width=1600")
ok(original.status == 200 and original.headers["Content-Type"] in ("image/png", "image/jpeg") and len(original.body) > 5000, "the scan's picture", original.headers)
clean = one.get(f"/api/charts/{scan}/pages/1/image?view=clean&width=900")
ok(clean.status == 200 and clean.body != original.body, "and cleaned", clean.headers)
ok(all(oct(os.stat(os.path.join(d, f)).st_mode & 0o777) == "0o600" for d, _, names in os.walk(os.path.join(home, "images")) for f in names), "pictures are private")
stored = os.path.join(home, "store", rows("SELECT substr(sha256,1,2)||'/'||substr(sha256,3) FROM documents WHERE chart_id=?", scan)[0][0])
os.rename(stored, stored + ".away")
gone = one.get(f"/api/charts/{scan}/pages/1/image?view=clean&width=150")
ok(gone.code == "not_found" and "gone" in gone.json["error"]["message"], "a scan that is gone from the store is told", gone)
ok(one.get(f"/api/charts/{scan}").status == 200 and one.get(f"/api/charts/{scan}/pages/1").json["words"], "its text and codes are still there")
with open(stored, "wb") as f:
    f.write(b"\x89PNG\r\n\x1a\n" + b"\0" * 500)
same(one.get(f"/api/charts/{scan}/pages/1/image?view=clean&width=150").code, "not_an_image", "one that is damaged too")
os.rename(stored + ".away", stored)
same(one.get(f"/api/charts/{scan}/pages/1/image?view=clean&width=150").status, 200, "until it is back")

# --- a sheet that came in with another chart too, written on since
rescanned = [one.get(f"/api/charts/{c['id']}").json for c in one.get("/api/charts?limit=200").json["charts"] if c["mrn"] == SHEET]
same([c["pages"][0]["repeats"] for c in rescanned], [None, {"chart": rescanned[0]["id"], "page": 1}], "a sheet scanned again names the chart and the page that it repeats")
ok(any(c["suggested"] for c in rescanned[1]["codes"]), "and is a source of codes all the same")
chart = rescanned[1]
written = max((u for u in chart["pages"][0]["unread"]), key=lambda u: u["box"][1], default=None)
ok(written and written["box"][1] > 0.85 * chart["pages"][0]["height"] and not written["answer"], "what was written in its lower margin is an unread box", chart["pages"][0]["unread"])
one.post(f"/api/charts/{chart['id']}/lease")
gout = lambda c: any(k["code"].startswith("M10") for k in c["codes"] + c["withheld"])
ok(not gout(chart), "of which nothing is coded")
open_boxes = chart["left"]["unread"]
typed = act(one, chart, "transcribe", page=1, unread=written["id"], text="Assessment: gout.")
fresh = typed.json.get("chart", chart)
ok(typed.status == 200 and gout(fresh), "what is transcribed is matched again", typed)
box = next(u for u in fresh["pages"][0]["unread"] if u["id"] == written["id"])
same((box["answer"]["action"], box["answer"]["by"], box["answer"]["text"], fresh["left"]["unread"]), ("transcribe", "coder.one", "Assessment: gout.", open_boxes - 1), "the box tells its answer")
ok("Assessment: gout." in one.get(f"/api/charts/{chart['id']}/pages/1").json["text"], "which stands in the page's text")
same(act(one, fresh, "transcribe", page=1, unread="1.2.3.4", text="x").code, "not_found", "a box that is none")
same(act(one, fresh, "transcribe", page=1, unread=written["id"], text="").status, 400, "a transcription of nothing")
undone = act(one, fresh, "undo").json["chart"]
ok(not gout(undone) and undone["left"]["unread"] == open_boxes, "and taken back with it")
same(len(rows("SELECT 1 FROM audit WHERE detail LIKE '%gout%'")), 0, "the audit holds nothing of it")

# --- the encoder
hits = one.get("/api/codes/search?q=left+ankle+sprain").json
ok(any(h["code"].startswith("S93.402") for h in hits), "search", hits[:3])
same(one.get("/api/codes/I10").json["billable"], True, "a code as the book has it")
same(one.get("/api/codes/Q99.99x").code, "not_found", "a code that is none")
ok(name["code"] in [c["code"] for c in one.get("/api/codes/recent").json], "recent codes")

# --- many at once
results = []


def hammer(browser, chart_id, n):
    for i in range(n):
        chart_now = browser.get(f"/api/charts/{chart_id}").json
        results.append(act(browser, chart_now, "note", key=f"{threading.get_ident()}-{i}", text=f"note {i}").status)


one.post(f"/api/charts/{mine}/lease")
before = len(rows("SELECT 1 FROM audit WHERE what='note' AND chart_id=?", mine))
threads = [threading.Thread(target=hammer, args=(one, mine, 10)) for _ in range(4)]
for t in threads:
    t.start()
for t in threads:
    t.join()
ok(set(results) <= {200, 409} and results.count(200) == len(rows("SELECT 1 FROM audit WHERE what='note' AND chart_id=?", mine)) - before, "one login in four windows: what was told is what was kept", results)

# --- the audit saw it all
audit = manager.get(f"/api/audit?chart={mine}&limit=1000").json["rows"]
ok({"view", "accept", "finish", "reopen"} <= {r["what"] for r in audit}, "the audit has who saw and did what", {r["what"] for r in audit})
same(manager.get("/api/audit/verify").json["good"], True, "and its chain holds")
same(server.stop(), 0, "the end")
end()
