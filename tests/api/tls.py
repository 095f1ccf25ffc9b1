"""TLS: what may be reached from elsewhere is encrypted. Arguments: program, folder for keys. CHARTCODE_HOME has users."""
import http.client
import os
import re
import shutil
import ssl
import subprocess
import sys

from client import end, ok, same

program, folder = sys.argv[1:3]
cert, key = os.path.join(folder, "cert.pem"), os.path.join(folder, "key.pem")


def refused(*flags):
    run = subprocess.run([program, "serve", *flags], capture_output=True, text=True, timeout=20)
    return run.returncode, run.stderr


code, said = refused("--listen", "0.0.0.0:0")
ok(code == 2 and "TLS" in said, "another address than loopback without TLS is refused", said)
for wrong in ("nonsense", "1.2.3.4", "127.0.0.1:99999", "[::1:80", ":80", "203.0.113.9:0"):
    code, said = refused("--listen", wrong, "--tls-cert", "", "--tls-key", "")
    ok(code in (2, 9) and said, f"address {wrong}", (code, said))
same(refused("--tls-cert", "/nonexistent.pem")[0], 2, "a certificate without its key")
if not shutil.which("openssl"):
    print("ok 99 - # SKIP no openssl to make a certificate with")
    end()
subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=localhost", "-days", "2", "-keyout", key, "-out", cert],
               check=True, capture_output=True)
same(refused("--tls-cert", key, "--tls-key", key, "--listen", "127.0.0.1:0")[0], 2, "a key that is no certificate")
server = subprocess.Popen([program, "serve", "--listen", "0.0.0.0:0", "--tls-cert", cert, "--tls-key", key], stdout=subprocess.PIPE, text=True)
port = 0
for line in server.stdout:
    found = re.search(r"https://0\.0\.0\.0:(\d+)/", line)
    if found:
        port = int(found.group(1))
        break


def call(method, path, body=None, least=ssl.TLSVersion.TLSv1_2, most=ssl.TLSVersion.TLSv1_3):
    context = ssl.create_default_context(cafile=cert)
    context.check_hostname = False
    context.minimum_version, context.maximum_version = least, most
    connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=30, context=context)
    connection.request(method, path, body, {"Content-Type": "application/json"} if body else {})
    answer = connection.getresponse()
    answer.read()
    return answer


health = call("GET", "/api/health")
ok(health.status == 200 and "max-age" in health.headers.get("Strict-Transport-Security", ""), "TLS serves, and says to stay with it", dict(health.headers))
signed = call("POST", "/api/session", '{"login": "coder.one", "password": "correct horse battery"}')
ok(signed.status == 200 and "; Secure" in signed.headers["Set-Cookie"], "the cookie goes over TLS alone", signed.headers.get("Set-Cookie"))
try:
    call("GET", "/api/health", least=ssl.TLSVersion.TLSv1, most=ssl.TLSVersion.TLSv1_1)
    ok(False, "an old version of TLS is refused")
except (ssl.SSLError, OSError, ValueError):
    ok(True, "an old version of TLS is refused")
plain = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
try:
    plain.request("GET", "/api/health")
    same(plain.getresponse().status, 0, "plain HTTP gets no answer there")
except (OSError, http.client.HTTPException):
    ok(True, "plain HTTP gets no answer there")
same(call("GET", "/api/health").status, 200, "and the server is up")
server.terminate()
same(server.wait(timeout=20), 0, "it ends well")
end()
