"""A small real SMTP server on loopback (RFC 5321), for tests.

    with Smtp() as smtp:                      # refuse={"bob@x.example": 550}
        ... --server smtp.url ...
        smtp.messages                         # [email.message.EmailMessage]
"""
import base64
import email
import email.policy
import socketserver
import ssl
import threading


class Handler(socketserver.StreamRequestHandler):
    def say(self, text):
        self.wfile.write((text + "\r\n").encode())

    def handle(self):
        self.server.connections += 1
        if self.server.context:
            self.connection = self.server.context.wrap_socket(self.connection, server_side=True)
            self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", 0)
        self.say("220 test ESMTP")
        for raw in self.rfile:
            line = raw.decode().rstrip("\r\n")
            if not self.command(line, line.upper()):
                break

    def command(self, line, upper):
        server = self.server
        if upper.startswith("EHLO"):
            self.say("250-test\r\n250 AUTH PLAIN" if server.login else "250 test")
        elif upper.startswith("AUTH PLAIN"):
            given = base64.b64decode(line.split()[2] if len(line.split()) > 2 else self.ask())
            self.authenticated = given.decode().split("\0")[1:] == list(server.login)
            self.say("235 ok" if self.authenticated else "535 no")
        elif upper.startswith("MAIL FROM"):
            if server.login and not getattr(self, "authenticated", False):
                self.say("530 log in first")
            else:
                self.say(f"{server.down} no" if server.down else "250 ok")
        elif upper.startswith("RCPT TO"):
            address = line.partition("<")[2].partition(">")[0]
            self.recipient, code = address, server.refuse.get(address)
            self.say(f"{code} no" if code else "250 ok")
        elif upper == "DATA":
            self.say("354 go on")
            self.data()
        elif upper == "QUIT":
            self.say("221 bye")
            return False
        else:
            self.say("250 ok")
        return True

    def ask(self):
        self.say("334 ")
        return self.rfile.readline()

    def data(self):
        lines = []
        for raw in self.rfile:
            if raw == b".\r\n":
                break
            lines.append(raw[1:] if raw.startswith(b".") else raw)
        message = email.message_from_bytes(b"".join(lines), policy=email.policy.default)
        self.server.messages.append((self.recipient, message))
        self.say("250 taken")


class Smtp(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, refuse=None, login=None, certificate=None, down=None):
        super().__init__(("127.0.0.1", 0), Handler)
        self.refuse, self.login, self.down = refuse or {}, login, down
        self.messages, self.connections, self.context = [], 0, None
        if certificate:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(*certificate)
        self.url = f"smtp{'s' if certificate else ''}://127.0.0.1:{self.server_address[1]}"
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, request, client_address):
        pass  # a client that hangs up is part of the tests

    def __exit__(self, *unused):
        self.shutdown()
        self.server_close()
