"""Many coders at one desk: starts the server on a workspace, makes the coders, lets desk_load work, and looks for every act that was
said to be kept. Arguments: program, workspace, desk_load, coders, seconds, think_ms. The workspace must hold charts that are ready."""
import os
import sqlite3
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "api"))
from client import Desk, Server  # noqa: E402

PASSWORD = "correct horse battery"
program, home, load, coders, seconds, think_ms = sys.argv[1:7]
os.environ["CHARTCODE_HOME"] = home
scratch = tempfile.mkdtemp()
with open(os.path.join(scratch, "conf"), "w") as conf:
    conf.write("password-memory-mb = 8\n")  # signing in all these coders is not what is measured
os.environ["CHARTCODE_CONFIG"] = os.path.join(scratch, "conf")
server = Server(program, os.path.join(scratch, "log"))
admin = Desk(server.url)
if server.one_time:
    admin.sign_in("admin", server.one_time)
    admin.post("/api/session/password", {"old": server.one_time, "new": PASSWORD})
else:
    admin.sign_in("admin", PASSWORD)
with open(os.path.join(scratch, "people"), "w") as people:
    for i in range(int(coders)):
        login, desk = f"load{i}", Desk(server.url)
        made = admin.post("/api/users", {"login": login, "name": f"Load {i}", "roles": ["coder"]})
        if made.status == 201:
            once = made.json["user"]["one_time_password"]
            desk.sign_in(login, once)
            desk.post("/api/session/password", {"old": once, "new": PASSWORD})
        else:
            desk.sign_in(login, PASSWORD)
        people.write(f"{desk.cookie} {desk.csrf}\n")
print(f"{coders} coders signed in; {admin.get('/api/health').json['version']}", flush=True)
keys = os.path.join(scratch, "keys")


def cpu_s():
    """Processor time of the server so far."""
    fields = open(f"/proc/{server.process.pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


before = cpu_s()
status = subprocess.run([load, str(server.port), os.path.join(scratch, "people"), seconds, think_ms, keys]).returncode
print(f"the server took {cpu_s() - before:.1f} s of processor time; load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
server.stop()
with sqlite3.connect(os.path.join(home, "queue.db")) as db:
    have = {row[0] for row in db.execute("SELECT key FROM acts WHERE key LIKE 'load-%'")}
said = set(open(keys).read().split())
print(f"{len(said)} acts said to be kept, {len(said - have)} of them lost")
sys.exit(1 if status or said - have else 0)
