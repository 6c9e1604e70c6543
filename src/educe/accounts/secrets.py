"""Secrets that people and programs sign in with. Only their SHA-256 is stored: they are random and
long, so nothing slower is needed."""

import hashlib
import secrets


def new_secret(kind: str) -> str:
    """A fresh secret; its prefix says what it is, for people and for scanners of leaked secrets."""
    return f"educe_{kind}_{secrets.token_urlsafe(32)}"


def secret_hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
