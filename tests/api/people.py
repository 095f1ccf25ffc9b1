"""The first sign-in, users of each role, and every route with every role. Arguments: URL, one-time password, file of routes, openapi.json.
Writes the passwords' sessions nowhere; the users are NAME = their role, the password PASSWORD."""
import json
import sys

from client import Desk, end, ok, same

PASSWORD = "correct horse battery"
ROLES = ["clerk", "coder", "auditor", "manager", "admin"]
url, one_time, routes_file, openapi_file = sys.argv[1:5]

# --- the first user
desk = Desk(url)
same(desk.get("/api/session").code, "not_signed_in", "nobody is signed in at first")
wrong, unknown = desk.sign_in("admin", "not the password"), desk.sign_in("nobody.at.all", "not the password")
same((wrong.status, wrong.code), (401, "bad_credentials"), "a wrong password is refused")
same(wrong.body, unknown.body, "an unknown name gets the same answer as a wrong password")
first = desk.sign_in("admin", one_time)
same(first.status, 200, "the one-time password signs in")
cookie = first.headers["Set-Cookie"]
ok("HttpOnly" in cookie and "SameSite=Strict" in cookie and "Path=/" in cookie, "flags of the cookie", cookie)
ok(first.json["user"]["must_change_password"], "it must be changed")
same(desk.get("/api/users").code, "password_change", "nothing else before that")
same(desk.post("/api/session/password", {"old": one_time, "new": "short"}).code, "bad_request", "a short password is refused")
same(desk.post("/api/session/password", {"old": "wrong wrong wrong", "new": PASSWORD}).code, "bad_credentials", "the old one is asked for")
same(desk.post("/api/session/password", {"old": one_time, "new": PASSWORD}).status, 200, "the password is changed")
same(desk.get("/api/session").json["user"]["must_change_password"], False, "and that is known")
same(Desk(url).sign_in("admin", one_time).code, "bad_credentials", "the one-time password holds no more")

# --- fixation: a cookie brought along is not the one given
fixed = Desk(url)
fixed.cookie = "f" * 64
fixed.sign_in("admin", PASSWORD)
ok(fixed.cookie != "f" * 64 and Desk(url).get("/api/session", headers={"Cookie": "chartcode_session=" + "f" * 64}).status == 401, "a session is always a fresh one")
for forged in ["", "x", "0" * 64, "f" * 63, "f" * 65, "'; DROP TABLE sessions; --", "%00" * 20]:
    ok(Desk(url).get("/api/session", headers={"Cookie": "chartcode_session=" + forged}).status == 401, f"forged cookie of {len(forged)} bytes")

# --- a user of each role
browsers = {}
for role in ROLES:
    login = role + ".one"
    made = desk.post("/api/users", {"login": login, "name": role.title() + " One", "roles": [role]})
    same(made.status, 201, f"{role} is made")
    who = Desk(url)
    who.sign_in(login, made.json["user"]["one_time_password"])
    same(who.post("/api/session/password", {"old": made.json["user"]["one_time_password"], "new": PASSWORD}).status, 200, f"{role} has a password")
    browsers[role] = who
same(desk.post("/api/users", {"login": "coder.one", "name": "Again", "roles": ["coder"]}).code, "bad_request", "a name is taken once")
same(desk.post("/api/users", {"login": "x", "name": "X", "roles": ["emperor"]}).code, "bad_request", "a role that is none")
same(desk.call("PATCH", "/api/users/nobody", {"name": "x"}).code, "not_found", "a user that is none")
two = desk.post("/api/users", {"login": "coder.two", "name": "Coder Two", "roles": ["coder"]}).json["user"]["one_time_password"]
second = Desk(url)
second.sign_in("coder.two", two)
second.post("/api/session/password", {"old": two, "new": PASSWORD})
same(desk.call("PATCH", "/api/users/coder.two", {"disabled": True}).json["user"]["disabled"], True, "a user is disabled")
same(second.get("/api/session").status, 401, "which ends the session")
same(Desk(url).sign_in("coder.two", PASSWORD).code, "bad_credentials", "and keeps out")
desk.call("PATCH", "/api/users/coder.two", {"disabled": False})

# --- every route, every role
routes = [line.rstrip("\n").split("\t") for line in open(routes_file)]
PARTS = {"{chart}": "1", "{page}": "1", "{code}": "I10", "{login}": "nobody"}
for method, path, roles, csrf, body_bytes, _ in routes:
    address = path
    for name, value in PARTS.items():
        address = address.replace(name, value)
    if path == "/api/index":
        address += "?term=pain"
    body = None if int(body_bytes) == 0 else {}
    allowed = roles.split(",")
    if roles == "any":
        continue
    same(Desk(url).call(method, address, body).code, "not_signed_in", f"{method} {path} without a session")
    for role, browser in browsers.items():
        if (method, path) == ("DELETE", "/api/session"):
            continue
        answer = browser.call(method, address, body)
        if role in allowed:
            ok(answer.status not in (401, 403, 405) and answer.status < 600 and answer.status != 500, f"{method} {path} as {role}", answer)
        else:
            same(answer.code, "forbidden", f"{method} {path} not as {role}")
    if csrf == "csrf":
        browser = browsers[allowed[0]]
        same(browser.call(method, address, body, csrf=False).code, "csrf", f"{method} {path} without the token")
        same(browser.call(method, address, body, headers={"X-CSRF-Token": "0" * 64}).code, "csrf", f"{method} {path} with a wrong token")
        same(browser.call(method, address, body, headers={"Origin": "http://evil.example"}).code, "csrf", f"{method} {path} from another origin")
        same(browser.call(method, address, body, headers={"Sec-Fetch-Site": "cross-site"}).code, "csrf", f"{method} {path} from another site")
same(Desk(url).call("POST", "/api/session", {"login": "admin", "password": PASSWORD}, headers={"Origin": "http://evil.example"}).code, "csrf", "signing in from another origin")

# --- reading rights in an emergency
clerk = browsers["admin"]
same(clerk.get("/api/charts/1").code, "forbidden", "an administrator sees no chart")
granted = clerk.post("/api/session/emergency", {"reason": "the coders are ill, a surgeon asks"})
ok(granted.status == 200 and granted.json["emergency_until"] > 0, "emergency access with a reason", granted)
same(clerk.get("/api/charts/1").status, 200, "then the chart can be read")
same(clerk.post("/api/charts/1/acts", {"version": 1, "key": "k", "act": {"kind": "note", "text": "x"}}).code, "forbidden", "but not worked on")

# --- preferences
coder = browsers["coder"]
same(coder.call("PUT", "/api/preferences", {"theme": "dark"}).status, 200, "preferences are kept")
same(coder.get("/api/preferences").json, {"theme": "dark"}, "and given back")
same(browsers["clerk"].get("/api/preferences").json, {}, "each user has their own")

# --- the description says what the table says
described = {}
for path, methods in json.load(open(openapi_file))["paths"].items():
    for method, o in methods.items():
        described[(method.upper(), path)] = (",".join(o["x-roles"]), o["x-csrf"], o["x-body-bytes"], "requestBody" in o or o["x-body-bytes"] == 0)
table = {(m, p): (r, c == "csrf", int(n), True) for m, p, r, c, n, _ in routes}
same(sorted(described), sorted(table), "docs/openapi.json describes every route and no other")
for key in sorted(set(table) & set(described)):
    if key[1] not in ("/api/uploads",):
        same(described[key], table[key], f"openapi.json of {key[0]} {key[1]}")

# --- signing out
same(coder.call("DELETE", "/api/session").status, 200, "signing out")
same(coder.get("/api/session").status, 401, "ends the session")
end()
