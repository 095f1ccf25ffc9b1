"""A small client of the desk's API for its tests, and the counting of what they find (TAP). Standard library only."""
import atexit
import http.client
import json
import re
import resource
import signal
import socket
import subprocess
import sys
import urllib.parse

count = 0
failed = 0


def ok(good, name, why=""):
    global count, failed
    count += 1
    failed += not good
    print(f"{'ok' if good else 'not ok'} {count} - {name}", flush=True)
    if not good and why:
        print("# " + str(why)[:2000].replace("\n", " "), flush=True)
    return good


def same(have, want, name):
    return ok(have == want, name, f"have {have!r}, want {want!r}")


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body
        try:
            self.json = json.loads(body)
        except ValueError:
            self.json = None

    @property
    def code(self):
        return self.json["error"]["code"] if isinstance(self.json, dict) and "error" in self.json else None

    def __repr__(self):
        return f"{self.status} {self.body[:300]!r}"


class Desk:
    """One browser: a cookie and a CSRF token."""

    def __init__(self, url):
        parts = urllib.parse.urlsplit(url)
        self.host, self.port = parts.hostname, parts.port
        self.cookie = self.csrf = None

    def call(self, method, path, body=None, headers=None, csrf=True, cookie=True):
        connection = http.client.HTTPConnection(self.host, self.port, timeout=60)
        sent = {}
        if cookie and self.cookie:
            sent["Cookie"] = "chartcode_session=" + self.cookie
        if csrf and self.csrf and method != "GET":
            sent["X-CSRF-Token"] = self.csrf
        if isinstance(body, (dict, list)):
            body = json.dumps(body)
        if body is not None:
            sent["Content-Type"] = "application/json"
        sent.update(headers or {})
        connection.request(method, path, body, sent)
        answer = connection.getresponse()
        out = Answer(answer.status, answer.headers, answer.read())
        connection.close()
        return out

    def get(self, path, **more):
        return self.call("GET", path, **more)

    def post(self, path, body=None, **more):
        return self.call("POST", path, {} if body is None else body, **more)

    def sign_in(self, login, password, **more):
        answer = self.post("/api/session", {"login": login, "password": password, **more})
        if answer.status == 200:
            self.cookie = answer.headers["Set-Cookie"].split(";")[0].split("=", 1)[1]
            self.csrf = answer.json["csrf"]
        return answer

    def raw(self, data, seconds=10):
        """Bytes as they are; the status line that comes back, "" when the connection is closed without one."""
        with socket.create_connection((self.host, self.port), seconds) as s:
            s.settimeout(seconds)
            got = b""
            try:
                s.sendall(data)
                while b"\r\n" not in got:
                    piece = s.recv(4096)
                    if not piece:
                        break
                    got += piece
            except OSError:
                pass
            return got.split(b"\r\n")[0].decode("latin-1")

    def up(self):
        return self.get("/api/health").status == 200


class Server:
    """chartcode serve on a workspace; can be ended and started again at the same address."""

    def __init__(self, program, log):
        self.program, self.log, self.port, self.one_time = program, log, 0, None
        atexit.register(self.kill)  # a test that fails in the middle leaves no server behind
        self.start()

    def start(self):
        self.process = subprocess.Popen([self.program, "serve", "--listen", f"127.0.0.1:{self.port}", "--log-level", "info"], stdout=subprocess.PIPE, stderr=open(self.log, "a"), text=True)
        for line in self.process.stdout:
            if re.fullmatch(r" {4}\S+\n", line):
                self.one_time = line.strip()
            found = re.search(r"http://127\.0\.0\.1:(\d+)/", line)
            if found:
                self.port = int(found.group(1))
                break
        self.url = f"http://127.0.0.1:{self.port}/"

    def stop(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        return self.process.wait(timeout=30)

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def limit_files(self, size):
        """No file may grow over `size` bytes: the next write fails as on a full disk. None: no limit."""
        most = resource.RLIM_INFINITY if size is None else size
        resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))


def end():
    sys.exit(1 if failed else 0)
