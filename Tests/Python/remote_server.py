"""A server on the loopback that behaves as badly as real ones: cuts, stalls, changes files, redirects.

    remote_server.py ROOT STATE

serves the files below ROOT over HTTP and HTTPS, and again at two further ports that stand in for other hosts. STATE
gets ca.pem, the authority of its certificate; ports.json, once it listens; and log.jsonl, one line per request. It ends
with the process that started it. The first part of a path chooses what goes wrong: /cut/NAME is ROOT/NAME behind a connection that
breaks; a path without such a part is served as it should be.
"""

import email.utils
import hashlib
import json
import os
import socket
import ssl
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, quote, unquote, urlsplit

root, state = (os.path.abspath(path) for path in sys.argv[1:3])
ports = {}
counts = {}
lock = threading.Lock()
log = open(os.path.join(state, "log.jsonl"), "a", buffering=1)

PIECE = 100_000  # bytes before a connection breaks
TOKEN = "hf_secret"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        with lock:
            log.write(json.dumps({
                "server": self.server.name, "path": self.path, "range": self.headers.get("Range"),
                "authorization": self.headers.get("Authorization"), "agent": self.headers.get("User-Agent"),
                "connection": self.client_address[1],
            }) + "\n")
            # The first bytes alone, which show what a file is, do not count, and nothing goes wrong with them.
            looks = self.headers.get("Range") in ("bytes=0-0", "bytes=0-3", "bytes=0-5")
            counts[self.path] = counts.get(self.path, 0) + (not looks)
            self.turn = counts[self.path]
        parts = urlsplit(self.path)
        path = unquote(parts.path).lstrip("/")
        mode, _, rest = path.partition("/")
        if mode.startswith("status-"):
            return self.refuse(int(mode[7:]))
        if path.startswith("api/datasets/"):
            return self.tree(parts.path, parse_qs(parts.query))
        if path.startswith("datasets/"):
            return self.resolve(parts.path)
        action = getattr(self, "mode_" + mode.replace("-", "_"), None)
        if action and looks and mode not in self.AS_EVER:
            return self.serve(self.content(rest), tag="untagged" not in mode)
        if action:
            return action(rest)
        self.serve(self.content(path))

    AS_EVER = ("elsewhere", "plainly", "circle", "chunked")

    # What is sent

    def content(self, name):
        path = os.path.normpath(os.path.join(root, name))
        if not path.startswith(root) or not os.path.isfile(path):
            return None
        with open(path, "rb") as file:
            return file.read()

    def refuse(self, status, headers=(), body=b""):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def serve(self, data, ranges=True, tag=True, modified=None, limit=None, after="close", extra=(), pause=0, step=65536):
        """Sends the range that was asked for; only `limit` bytes of it, and then breaks as `after` says."""
        if data is None:
            return self.refuse(404)
        start, end = 0, len(data)
        wanted = self.headers.get("Range") if ranges else None
        if wanted:
            first, _, last = wanted.removeprefix("bytes=").partition("-")
            start = int(first)
            end = min(end, int(last) + 1) if last else end
            if start >= len(data):
                return self.refuse(416, [("Content-Range", f"bytes */{len(data)}")])
        self.send_response(206 if wanted else 200)
        if wanted:
            self.send_header("Content-Range", f"bytes {start}-{end - 1}/{len(data)}")
        if tag:
            self.send_header("ETag", '"%s"' % hashlib.md5(data).hexdigest())
        if modified is not None:
            self.send_header("Last-Modified", email.utils.formatdate(modified, usegmt=True))
        for name, value in extra:
            self.send_header(name, value)
        self.send_header("Content-Length", str(end - start))
        self.end_headers()
        body = data[start:end]
        if limit is not None and limit < len(body):
            body = body[:limit]
        else:
            after = None
        for at in range(0, len(body), step):
            self.wfile.write(body[at:at + step])
            if pause:
                self.wfile.flush()
                time.sleep(pause)
        self.wfile.flush()
        if after == "stall":
            time.sleep(600)
        if after:
            self.drop()

    def drop(self):
        self.close_connection = True
        try:
            self.connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass

    # What goes wrong

    def mode_cut(self, name):
        self.serve(self.content(name), limit=PIECE)

    def mode_cut_once(self, name):
        self.serve(self.content(name), limit=PIECE if self.turn == 1 else None)

    def mode_reset(self, name):
        """Every second connection ends before it has begun."""
        if self.turn % 2:
            return self.drop()
        self.serve(self.content(name), limit=PIECE)

    def mode_nothing(self, name):
        """Never a byte after the first piece."""
        if self.turn == 1:
            return self.serve(self.content(name), limit=PIECE)
        self.drop()

    def mode_stall(self, name):
        self.serve(self.content(name), limit=PIECE, after="stall")

    def mode_throttle(self, name):
        self.serve(self.content(name), pause=0.002, step=5000)

    def mode_norange(self, name):
        self.serve(self.content(name), ranges=False, limit=PIECE if self.turn == 1 else None)

    def mode_norange_untagged(self, name):
        self.serve(self.content(name), ranges=False, tag=False, limit=PIECE if self.turn == 1 else None)

    def mode_change(self, name):
        """Another version, of the same size, with each request."""
        data = self.content(name)
        self.serve(data[:1] + data[1:].swapcase() if self.turn > 1 else data, limit=PIECE)

    def mode_change_untagged(self, name):
        self.serve(self.content(name), tag=False, modified=1_500_000_000 + self.turn, limit=PIECE)

    def mode_grow(self, name):
        self.serve(self.content(name) + b"\n" * (self.turn - 1), tag=False, limit=PIECE)

    def mode_shrink(self, name):
        data = self.content(name)
        self.serve(data if self.turn == 1 else data[:PIECE // 2], tag=False, limit=PIECE)

    def mode_busy(self, name):
        """429, then 503, each with a wish, before every answer."""
        turn = self.turn % 3
        if turn:
            return self.refuse(429 if turn == 1 else 503, [("Retry-After", "1" if self.turn == 1 else "0")])
        self.serve(self.content(name), limit=1_000_000)

    def mode_away(self, name):
        self.refuse(503, [("Retry-After", "7200")])

    def mode_wrong(self, name):
        """Ranges begin elsewhere than was asked for, each second time."""
        data = self.content(name)
        if self.headers.get("Range") and self.turn % 2 == 0:
            start = int(self.headers["Range"].removeprefix("bytes=").split("-")[0]) + 7
            return self.refuse(206, [("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")], data[start:])
        self.serve(data, limit=PIECE)

    def mode_chunked(self, name):
        """Without a length; cut in the middle of a chunk the first time."""
        data = self.content(name)
        start = 0
        if self.headers.get("Range"):
            first, _, last = self.headers["Range"].removeprefix("bytes=").partition("-")
            start = int(first)
            data = data[:int(last) + 1] if last else data
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/*")
        else:
            self.send_response(200)
        self.send_header("ETag", '"%s"' % hashlib.md5(self.content(name)).hexdigest())
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for at in range(start, len(data), 50_000):
            piece = data[at:at + 50_000]
            if self.turn == 1 and at > PIECE:
                self.wfile.write(b"%x\r\n" % len(piece) + piece[:10])
                self.wfile.flush()
                return self.drop()
            self.wfile.write(b"%x\r\n" % len(piece) + piece + b"\r\n")
        self.wfile.write(b"0\r\n\r\n")

    def mode_encoded(self, name):
        """Stored compressed, and served with a Content-Encoding that a browser would undo."""
        self.serve(self.content(name), extra=[("Content-Encoding", "gzip")])

    def mode_elsewhere(self, name):
        """At another host."""
        other = "tls-other" if self.server.name.startswith("tls") else "other"
        self.redirect(f"{address(other)}/{quote(name)}")

    def mode_plainly(self, name):
        """From a protected connection to an open one."""
        self.redirect(f"{address('http')}/{quote(name)}")

    def mode_circle(self, name):
        self.redirect(self.path)

    def redirect(self, url, extra=()):
        self.refuse(302, [("Location", url), *extra])

    # Hugging Face: files below ROOT/hub/OWNER/NAME; large ones from another host

    def resolve(self, raw):
        _, owner, name, action, revision, *rest = (unquote(part) for part in raw.lstrip("/").split("/"))
        if owner == "gated" and self.headers.get("Authorization") != f"Bearer {TOKEN}":
            return self.refuse(401, [("X-Error-Message", "Access to dataset is restricted.")])
        if action != "resolve" or revision not in ("main", "v2", "refs/convert/parquet"):
            return self.refuse(404)
        stored = "/".join(["hub", owner, name, *rest])
        data = self.content(stored)
        if data is None:
            return self.refuse(404, [("X-Error-Message", "Entry not found")])
        hash = hashlib.sha256(data).hexdigest()
        # The storage host cuts, so that a resumed transfer begins here again.
        self.redirect(f"{address('other')}/cut/{quote(stored)}?turn={self.turn}", [("X-Linked-Etag", f'"{hash}"')])

    def tree(self, raw, query):
        _, _, owner, name, action, revision, *rest = (unquote(part) for part in raw.lstrip("/").split("/"))
        directory = "/".join(rest)
        base = os.path.join(root, "hub", owner, name)
        if owner == "gated" and self.headers.get("Authorization") != f"Bearer {TOKEN}":
            return self.refuse(401)
        if action != "tree" or not os.path.isdir(os.path.join(base, directory)):
            return self.refuse(404)
        found = []
        for folder, folders, files in os.walk(os.path.join(base, directory)):
            folders.sort()
            for kind, names in (("directory", folders), ("file", files)):
                found += [{"type": kind, "path": os.path.relpath(os.path.join(folder, each), base)} for each in names]
        found.sort(key=lambda entry: entry["path"])
        at = int(query.get("cursor", ["0"])[0])
        headers = []
        if at + 3 < len(found):
            url = f"{address('http')}{urlsplit(self.path).path}?recursive=true&cursor={at + 3}"
            headers.append(("Link", f'<{url}>; rel="next"'))
        self.refuse(200, headers, json.dumps(found[at:at + 3]).encode())


def address(name):
    host = "localhost" if "other" in name else "127.0.0.1"
    return f"{'https' if name.startswith('tls') else 'http'}://{host}:{ports[name]}"


def certificate():
    """A certificate of an authority of our own, made once."""
    ca, key, pem = (os.path.join(state, name) for name in ("ca.pem", "key.pem", "server.pem"))
    names = os.path.join(state, "names")
    with open(names, "w") as file:
        file.write("subjectAltName=IP:127.0.0.1,DNS:localhost")

    def openssl(*arguments):
        subprocess.run(["openssl", *arguments], check=True, capture_output=True, cwd=state)

    new = ["-newkey", "rsa:2048", "-nodes"]
    openssl("req", "-x509", *new, "-keyout", "ca.key", "-out", ca, "-days", "2", "-subj", "/CN=ul2prep test authority")
    openssl("req", *new, "-keyout", key, "-out", "server.csr", "-subj", "/CN=loopback")
    openssl("x509", "-req", "-in", "server.csr", "-CA", ca, "-CAkey", "ca.key", "-CAcreateserial", "-days", "2",
            "-extfile", names, "-out", pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem, key)
    return context


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, name, context):
        super().__init__(("127.0.0.1", 0), Handler)
        self.name = name
        if context:
            # The handshake belongs to the connection's own thread.
            self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)

    def handle_error(self, *_):
        pass


def main():
    context = certificate()
    servers = [Server(name, context if name.startswith("tls") else None) for name in ("http", "tls", "other", "tls-other")]
    for server in servers:
        ports[server.name] = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
    part = os.path.join(state, "ports.part")
    with open(part, "w") as file:
        json.dump(ports, file)
    os.rename(part, os.path.join(state, "ports.json"))
    parent = os.getppid()
    while os.getppid() == parent:
        time.sleep(0.2)


main()
