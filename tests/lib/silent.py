"""An issuer's site that accepts and says nothing, until it is told to hang up.

    silent = Silent()
    Service(w, "--fetch-map", silent.map)
    token = silent.token(w)
    silent.hang_up()
"""
import socket
import threading

HOST = "silent.example"


class Silent:
    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.map = f"https://{HOST}/=http://127.0.0.1:{self.socket.getsockname()[1]}/"
        self.held = []
        self.over = False
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                self.held.append(self.socket.accept()[0])
            except OSError:
                return
            if self.over:
                self.hang_up()

    def hang_up(self):
        """On all who wait, and from now on on everybody at once."""
        self.over = True
        while self.held:
            self.held.pop().close()

    def token(self, w):
        """A credential whose key would have to be asked for there."""
        did = f"did:web:{HOST}"
        badge = w.badge(issuer={"id": did, "type": ["Profile"], "name": "Silent"})
        return w.token(badge, header=w.header(kid=did + "#k"), claims=w.claims(iss=did)).decode()
