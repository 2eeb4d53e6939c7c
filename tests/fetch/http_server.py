# A small HTTP server for test_http.c. Prints its port, then one line for each request.
import http.server
import sys
import time

DOCUMENT = bytes(i * 7 % 251 for i in range(200000))


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    cut = 0  # downloads still to be cut off
    edition = 1

    def log_message(self, *args):
        pass

    def answer(self, body, status=200, **headers):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        for key, value in headers.items():
            self.send_header(key.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def document(self):
        etag = f'"edition-{Handler.edition}"'
        body = DOCUMENT if Handler.edition == 1 else DOCUMENT[::-1]
        start = 0
        wanted = self.headers.get("Range")
        if wanted and self.headers.get("If-Range") == etag:
            start = int(wanted.split("=")[1].rstrip("-"))
        if start >= len(body):
            return self.answer(b"no such range", 416)
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(body) - start))
        self.send_header("ETag", etag)
        self.end_headers()
        if Handler.cut:
            Handler.cut -= 1
            self.wfile.write(body[start:start + 50000])
            self.wfile.flush()
            self.close_connection = True
            return None
        self.wfile.write(body[start:])

    def do_GET(self):
        print(self.path, self.headers.get("Range", "-"), self.headers.get("Accept-Encoding", "-"), flush=True)
        path = self.path.split("?")[0]
        if path == "/echo":
            said = f'{self.headers.get("User-Agent")}|{self.headers.get("Authorization")}|{self.path}'
            return self.answer(said.encode(), Content_Type="Text/Plain; charset=utf-8")
        if path == "/busy":
            return self.answer(b"later", 429, Retry_After="7")
        if path == "/moved":
            return self.answer(b"elsewhere" * 10, 302, Location="/echo", ETag='"old"', Retry_After="99")
        if path == "/round":
            return self.answer(b"", 302, Location="/round")
        if path == "/drip":
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            for _ in range(40):
                self.wfile.write(b" ")
                time.sleep(0.25)
            return None
        if path == "/unpackable":  # its first byte alone cannot be told from good ones
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.send_header("Content-Encoding", "gzip")
            self.end_headers()
            for piece in (b" ", b" " * 999):
                self.wfile.write(piece)
                self.wfile.flush()
                time.sleep(0.1)
            return None
        if path == "/unpackable-at-once":
            return self.answer(b" " * 1000, Content_Encoding="gzip")
        if path == "/huge":
            self.send_response(200)
            self.send_header("Content-Length", str(100 << 20))
            self.end_headers()
            for _ in range(100):
                self.wfile.write(b"x" * (1 << 20))
            return None
        if path == "/cut":
            Handler.cut = 2
            return self.answer(b"ok")
        if path == "/edition":
            Handler.edition += 1
            return self.answer(b"ok")
        if path == "/document":
            return self.document()
        return self.answer(b"nothing here", 404)


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.handle_error = lambda *args: None
print(server.server_address[1], flush=True)
sys.stdout = open(sys.argv[1], "w")
server.serve_forever()
