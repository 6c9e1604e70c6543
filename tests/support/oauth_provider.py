"""A provider of OAuth 2 on loopback: it asks nobody, gives codes and tokens, and checks PKCE. A
mail server may ask it whose a token is."""

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit


class OAuthProvider:
    """What it knows, and what it was asked. Change it between requests."""

    client_id, client_secret = "educe-tests", "not for people"

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.access: dict[str, str] = {}  # token to user
        self.refresh: dict[str, str] = {}
        self.codes: dict[str, dict[str, str]] = {}
        self.lifetime = 3600
        self.forms: list[dict[str, str]] = []  # of requests for tokens
        self.down = False

    def consent(self, authorization_url: str, user: str) -> str:
        """What a browser does when the user agrees. Returns where it is sent back to."""
        asked = dict(parse_qs(urlsplit(authorization_url).query))
        query = {name: values[0] for name, values in asked.items()}
        assert query["response_type"] == "code"
        assert query["code_challenge_method"] == "S256"
        assert query["client_id"] == self.client_id
        code = secrets.token_urlsafe()
        self.codes[code] = {**query, "user": user}
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def grant(self, user: str) -> str:
        """A refresh token of the user's."""
        token = secrets.token_urlsafe()
        self.refresh[token] = user
        return token

    def withdraw(self) -> None:
        """All users take all consent back."""
        self.access.clear()
        self.refresh.clear()

    def answer(self, path: str, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        if path == "/introspect":
            user = self.access.get(form.get("token", ""))
            return 200, {"active": "true", "user": user} if user else {"active": "false"}
        self.forms.append(form)
        if self.down:
            return 503, {}
        if (form["client_id"], form["client_secret"]) != (self.client_id, self.client_secret):
            return 401, {"error": "invalid_client"}
        if form["grant_type"] == "refresh_token":
            user = self.refresh.get(form["refresh_token"])
            return self._tokens(user) if user else (400, {"error": "invalid_grant"})
        given = self.codes.pop(form["code"], None)
        challenge = hashlib.sha256(form["code_verifier"].encode()).digest()
        expected = base64.urlsafe_b64encode(challenge).decode().rstrip("=")
        if given is None or given["code_challenge"] != expected:
            return 400, {"error": "invalid_grant"}
        assert form["redirect_uri"] == given["redirect_uri"]
        return self._tokens(given["user"], refresh_token=self.grant(given["user"]))

    def _tokens(self, user: str, **more: str) -> tuple[int, dict[str, Any]]:
        token = secrets.token_urlsafe()
        self.access[token] = user
        return 200, {"access_token": token, "expires_in": self.lifetime, **more}


@contextmanager
def oauth_provider(port: int) -> Iterator[OAuthProvider]:
    provider = OAuthProvider(port)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            status, answer = provider.answer(urlsplit(self.path).path, form)
            payload = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(payload)))
            self.end_headers()
            self.wfile.write(payload)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
