"""Input that means harm, or is broken: each gets a clear answer or a closed connection, and the server stays up. Arguments: URL, file of the log."""
import socket
import sys
import time

from client import Desk, end, ok, same

PASSWORD = "correct horse battery"
url, log_file = sys.argv[1:3]
desk = Desk(url)
same(desk.sign_in("coder.one", PASSWORD).status, 200, "a coder signs in")
HOST = f"Host: {desk.host}:{desk.port}\r\n"
COOKIE = f"Cookie: chartcode_session={desk.cookie}\r\nX-CSRF-Token: {desk.csrf}\r\n"


def bodies():
    yield "no JSON", "{"
    yield "empty", " "
    yield "an array", "[]"
    yield "a number", "1"
    yield "a NUL inside", '{"version":1,"key":"a\\u0000b","act":{"kind":"undo"}}'
    yield "bytes that are no UTF-8", b'{"version":1,"key":"\xff\xfe"}'
    yield "a field twice", '{"version":1,"version":2,"key":"k","act":{"kind":"undo"}}'
    yield "deep nesting", "[" * 50000 + "]" * 50000
    yield "deep objects", '{"a":' * 10000 + "1" + "}" * 10000
    yield "a huge number", '{"version":1' + "0" * 400 + ',"key":"k","act":{"kind":"undo"}}'
    yield "a version that is a text", '{"version":"1","key":"k","act":{"kind":"undo"}}'
    yield "no key", '{"version":1,"act":{"kind":"undo"}}'
    yield "a long key", '{"version":1,"key":"%s","act":{"kind":"undo"}}' % ("k" * 65)
    yield "an act that is none", '{"version":1,"key":"k","act":{"kind":"explode"}}'
    yield "an act that is a list", '{"version":1,"key":"k","act":[]}'


for name, body in bodies():
    answer = desk.call("POST", "/api/charts/1/acts", body)
    same((answer.status, answer.code), (400, "bad_request"), f"a body: {name}")
same(desk.call("POST", "/api/charts/1/acts", "{}", headers={"Content-Type": "text/plain"}).code, "bad_request", "a body of another type")
same(desk.call("POST", "/api/charts/1/acts", "{" + " " * 200000 + "}").code, "too_big", "a body over the limit")
same(desk.call("GET", "/api/charts", "{}").code, "too_big", "a body where none belongs")
same(desk.call("PUT", "/api/preferences", '{"x":"%s"}' % ("y" * 70000)).code, "too_big", "preferences over the limit")

# --- a body of a gigabyte, announced and not
line = desk.raw(f"POST /api/charts/1/acts HTTP/1.1\r\n{HOST}{COOKIE}Content-Type: application/json\r\nContent-Length: 1073741824\r\n\r\n{{".encode())
ok(" 413 " in line, "a gigabyte announced is refused at once", line)
with socket.create_connection((desk.host, desk.port), 30) as s:
    s.settimeout(30)
    s.sendall(f"POST /api/charts/1/acts HTTP/1.1\r\n{HOST}{COOKIE}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n".encode())
    piece, sent = b"10000\r\n" + b"x" * 65536 + b"\r\n", 0
    try:
        while sent < 1 << 30:
            s.sendall(piece)
            sent += 65536
    except OSError:
        pass
ok(sent < 64 << 20, "a body without end is cut off", sent)

# --- methods and addresses
for method, path in [("DELETE", "/api/charts"), ("PUT", "/api/charts/1"), ("PATCH", "/api/session"), ("POST", "/api/health")]:
    answer = desk.call(method, path)
    same(answer.code, "wrong_method", f"{method} {path}")
    ok("GET" in answer.headers.get("Allow", ""), f"{method} {path} tells what is allowed", answer.headers.get("Allow"))
for target in ["/../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/api/../etc", "/api/charts/%2e%2e/1", "/api%2fcharts", "/api/charts/1%00", "//api/health", "/api/charts/..%5c..",
               "/%c0%ae%c0%ae/", "/api/charts/1/pages/1/image?view=%00", "http://evil/", "*", "/" + "a" * 5000, "/api/charts?" + "&".join(f"a{i}=1" for i in range(100))]:
    line = desk.raw(f"GET {target} HTTP/1.1\r\n{HOST}{COOKIE}Connection: close\r\n\r\n".encode())
    ok(any(f" {s} " in line for s in (400, 404, 414)), f"address {target[:40]}", line)
for path in ["/api/charts/0", "/api/charts/-1", "/api/charts/abc", "/api/charts/99999999999999999999", "/api/charts/1/pages/0", "/api/charts/1/pages/99999", "/api/charts/987654"]:
    same(desk.get(path).code, "not_found", path)
for path in ["/api/charts?limit=x", "/api/charts?limit=0", "/api/charts?state=odd", "/api/charts?encounter=x", "/api/charts?confidence_max=7", "/api/charts?after=zzz", "/api/codes/search?q=a&system=Z",
             "/api/codes/search?q=" + "a" * 500, "/api/codes/I10?date=2026-13-01", "/api/charts/1/pages/1/image?view=odd", "/api/charts/1/pages/1/image?width=x"]:
    same(desk.get(path).code, "bad_request", path[:60])

# --- heads
line = desk.raw(b"GET /api/health HTTP/1.1\r\n" + HOST.encode() + b"X-Bomb: " + b"a" * 100000 + b"\r\n\r\n")
ok(line == "" or " 431 " in line or " 400 " in line or " 413 " in line, "a head of 100 KB", line)
line = desk.raw(b"GET /api/health HTTP/1.1\r\n" + HOST.encode() + b"".join(b"X-%d: y\r\n" % i for i in range(5000)) + b"\r\n")
ok(line == "" or " 431 " in line or " 400 " in line or " 413 " in line, "5,000 fields", line)
for bytes_ in [b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"\x00" * 100, b"GET\r\n\r\n", b"GET /api/health HTTP/9.9\r\n\r\n", b"\r\n" * 200, b"BREW /api/health HTTP/1.1\r\n" + HOST.encode() + b"\r\n"]:
    desk.raw(bytes_, 3)
    ok(desk.up(), f"up after {bytes_[:12]!r}")

# --- slow clients keep nobody waiting
slow = []
for i in range(60):
    s = socket.create_connection((desk.host, desk.port), 10)
    s.sendall(f"POST /api/charts/1/acts HTTP/1.1\r\n{HOST}{COOKIE}Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{{".encode() if i % 2 else b"GET /api/hea")
    slow.append(s)
began = time.monotonic()
for _ in range(20):
    desk.get("/api/charts")
ok(time.monotonic() - began < 10, "60 slow clients keep nobody waiting", time.monotonic() - began)
for s in slow:
    s.close()

# --- what every answer carries
for path, status in [("/", 200), ("/api/health", 200), ("/api/charts", 200), ("/nothing", 404), ("/api/charts/abc", 404)]:
    h = desk.get(path).headers
    ok("default-src 'none'" in h.get("Content-Security-Policy", "") and "unsafe" not in h["Content-Security-Policy"] and h.get("X-Content-Type-Options") == "nosniff" and
       h.get("Referrer-Policy") == "no-referrer" and h.get("X-Frame-Options") == "DENY", f"headers of {path}", dict(h))
same(desk.get("/api/charts").headers.get("Cache-Control"), "no-store", "answers are not kept by the browser")

# --- the log says what was called, never for whom
desk.get("/api/charts?q=Whitcombsecret")
desk.call("POST", "/api/charts/1/acts", {"version": 1, "key": "k", "act": {"kind": "note", "text": "Whitcombsecret"}})
desk.post("/api/session", {"login": "Whitcombsecret", "password": "Whitcombsecret"})
time.sleep(0.2)
log = open(log_file).read()
ok("route=/api/charts " in log and "ecret" not in log and desk.cookie not in log and desk.csrf not in log, "no patient, password or token in the log")
ok(desk.up(), "the server is up")
end()
