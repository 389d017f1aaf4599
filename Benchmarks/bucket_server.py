"""A bucket on the loopback that costs next to nothing: bucket_server.py ROOT

GET and HEAD of the files below ROOT, in ranges too, as `/BUCKET/KEY`, the way S3 names objects; the kernel sends them
(sendfile), and signatures are not checked. So what is measured is the client. Prints its port, and ends with its input.
"""
import os
import socketserver
import sys
import threading
from email.utils import formatdate
from urllib.parse import unquote

root = os.path.abspath(sys.argv[1])


class Handler(socketserver.StreamRequestHandler):
    """One connection, kept for many requests."""

    disable_nagle_algorithm = True

    def handle(self):
        while self.answer():
            pass

    def answer(self):
        request = self.rfile.readline().split()
        if len(request) != 3:
            return False
        span = None
        while (line := self.rfile.readline().strip()):
            name, _, value = line.partition(b":")
            if name.lower() == b"range":
                span = value.strip().removeprefix(b"bytes=").partition(b"-")
        path = os.path.normpath(os.path.join(root, unquote(request[1].decode().partition("?")[0]).lstrip("/")))
        if not path.startswith(root + os.sep) or not os.path.isfile(path):
            body = b"<?xml version='1.0' encoding='UTF-8'?><Error><Code>NoSuchKey</Code><Message>none</Message></Error>"
            self.head("404 Not Found", len(body))
            self.wfile.write(b"" if request[0] == b"HEAD" else body)
            return True
        with open(path, "rb") as file:
            size = os.path.getsize(path)
            first, end, status, extra = 0, size, "200 OK", []
            if span is not None:
                first, end = int(span[0]), min(int(span[2]) + 1, size) if span[2] else size
                status, extra = "206 Partial Content", [f"Content-Range: bytes {first}-{end - 1}/{size}"]
            self.head(status, end - first, f'ETag: "{size:x}-{os.stat(path).st_mtime_ns:x}"', "Accept-Ranges: bytes",
                      f"Last-Modified: {formatdate(os.path.getmtime(path), usegmt=True)}", *extra)
            if request[0] == b"GET":
                while first < end:
                    first += os.sendfile(self.connection.fileno(), file.fileno(), first, end - first)
        return True

    def head(self, status, length, *lines):
        given = [f"HTTP/1.1 {status}", f"Content-Length: {length}", "Content-Type: application/octet-stream", *lines]
        self.wfile.write("\r\n".join([*given, "", ""]).encode())


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, *_):
        pass  # Clients go when they like.


with Server(("127.0.0.1", 0), Handler) as server:
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_address[1], flush=True)
    sys.stdin.read()
