"""Consent in the browser in place of a password: OAuth 2, authorization code with PKCE (RFC 7636).

What has to be known again when the browser comes back travels along as `state`, sealed: nobody can
read it or make one, it is the same user's who began, and good for some minutes.
"""

import base64
import hashlib
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlencode
from uuid import UUID

import httpx2
from pydantic import BaseModel, ConfigDict, ValidationError

from educe.accounts.vault import Vault, WrongSecretKey
from educe.errors import InvalidInput
from educe.mailboxes.access import Mail, OAuthClient
from educe.mailboxes.failures import MailboxFailed
from educe.mailboxes.presets import Provider
from educe.mailboxes.servers import Credential

_PURPOSE = "consent to a mailbox"
_STATE_SECONDS = 900
_WAIT_SECONDS = 10.0  # for the provider


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where a provider asks for consent and gives tokens, and what it is asked for."""

    title: str
    authorize: str
    token: str
    scope: str
    more: Mapping[str, str]


PROVIDERS: dict[Provider, Endpoints] = {
    "google": Endpoints(
        "Google",
        "https://accounts.google.com/o/oauth2/v2/auth",
        "https://oauth2.googleapis.com/token",
        "https://mail.google.com/",
        # a refresh token comes only so
        {"access_type": "offline", "prompt": "consent"},
    ),
    "microsoft": Endpoints(
        "Microsoft",
        "https://login.microsoftonline.com/common/oauth2/v2.0/authorize",
        "https://login.microsoftonline.com/common/oauth2/v2.0/token",
        "https://outlook.office.com/IMAP.AccessAsUser.All offline_access",
        {"prompt": "select_account"},
    ),
}


class Consent(BaseModel):
    """What is asked for: to read an account's mail for a project."""

    model_config = ConfigDict(frozen=True)

    user_id: UUID
    project_id: UUID
    provider: Provider
    preset: str
    user_name: str
    name: str
    folder: str
    mailbox_id: UUID | None  # None: a new one
    redirect_uri: str
    verifier: str
    expires_at: float


Asked = Literal["preset", "user_name", "name", "folder"]


def authorization_url(mail: Mail, consent: Consent) -> str:
    """Where the browser goes. Raises InvalidInput when there is no client of the provider's."""
    endpoints = PROVIDERS[consent.provider]
    challenge = hashlib.sha256(consent.verifier.encode()).digest()
    query = {
        "response_type": "code",
        "client_id": client_of(mail.options.clients, consent.provider).id,
        "redirect_uri": consent.redirect_uri,
        "scope": endpoints.scope,
        "state": _text(mail.vault.seal(consent.model_dump_json(), _PURPOSE)),
        "code_challenge": _text(challenge),
        "code_challenge_method": "S256",
        "login_hint": consent.user_name,
        **endpoints.more,
    }
    return f"{endpoints.authorize}?{urlencode(query)}"


def new_verifier() -> tuple[str, float]:
    """PKCE's secret, and until when the consent may be given."""
    return secrets.token_urlsafe(48), time.time() + _STATE_SECONDS


def consent_of(vault: Vault, state: str, user_id: UUID) -> Consent:
    """Raises InvalidInput for what isn't a state of this user's that is still good."""
    try:
        sealed = base64.urlsafe_b64decode(state + "=" * (-len(state) % 4))
        consent = Consent.model_validate_json(vault.open(sealed, _PURPOSE))
    except (ValueError, WrongSecretKey, ValidationError):
        raise InvalidInput(f"This isn't an answer to a question of ours. {_AGAIN}") from None
    if consent.user_id != user_id:
        raise InvalidInput(f"Somebody else began this. {_AGAIN}")
    if consent.expires_at < time.time():
        raise InvalidInput(f"That took too long. {_AGAIN}")
    return consent


_AGAIN = "Connect the mailbox again."


async def exchange(
    clients: Mapping[Provider, OAuthClient], consent: Consent, code: str
) -> Credential:
    """The tokens for a consent that was given. Raises MailboxFailed."""
    answer = await _ask(
        clients,
        consent.provider,
        grant_type="authorization_code",
        code=code,
        redirect_uri=consent.redirect_uri,
        code_verifier=consent.verifier,
    )
    if not answer.get("refresh_token"):
        raise MailboxFailed(
            "consent_withdrawn",
            f"{PROVIDERS[consent.provider].title} gave no lasting consent. {_AGAIN}",
        )
    return _credential(consent.provider, answer, "")


async def refresh(clients: Mapping[Provider, OAuthClient], old: Credential) -> Credential:
    """With a new access token. Raises MailboxFailed: consent_withdrawn, and others that pass."""
    assert old.provider is not None
    answer = await _ask(
        clients, old.provider, grant_type="refresh_token", refresh_token=old.refresh_token
    )
    return _credential(old.provider, answer, old.refresh_token)


def client_of(clients: Mapping[Provider, OAuthClient], provider: Provider) -> OAuthClient:
    """Raises InvalidInput when the installation has none."""
    found = clients.get(provider)
    if found is None:
        name = provider.upper()
        raise InvalidInput(
            f"This Educe isn't registered with {PROVIDERS[provider].title}. Whoever runs it can do"
            f" that and set EDUCE_{name}_CLIENT_ID and EDUCE_{name}_CLIENT_SECRET; until then use"
            " an app password, where the provider takes one."
        )
    return found


async def _ask(
    clients: Mapping[Provider, OAuthClient], provider: Provider, **form: str
) -> dict[str, Any]:
    client, endpoints = client_of(clients, provider), PROVIDERS[provider]
    form["client_id"] = client.id
    if client.secret:
        form["client_secret"] = client.secret
    try:
        async with httpx2.AsyncClient(timeout=_WAIT_SECONDS) as http:
            response = await http.post(endpoints.token, data=form)
        answer = response.json()
    except (httpx2.HTTPError, ValueError) as error:
        raise MailboxFailed(
            "unreachable",
            f"{endpoints.title} can't be asked for a token ({type(error).__name__}). Try again.",
            step="sign_in",
        ) from None
    if response.is_success and isinstance(answer, dict) and answer.get("access_token"):
        return answer
    raise _refusal(endpoints, response.status_code, answer)


def _refusal(endpoints: Endpoints, status: int, answer: object) -> MailboxFailed:
    code = str(answer.get("error", "")) if isinstance(answer, dict) else ""
    if code in ("invalid_grant", "interaction_required", "consent_required"):
        return MailboxFailed(
            "consent_withdrawn",
            f"{endpoints.title} doesn't let Educe read this mailbox any more: the consent was"
            f" withdrawn or has run out, or the password was changed. {_AGAIN}",
        )
    if status >= 500 or status == 429:
        return MailboxFailed(
            "unreachable", f"{endpoints.title} is busy ({status}). Try again.", step="sign_in"
        )
    known = "".join(c for c in code[:60] if c.isalnum() or c in "_-")
    return MailboxFailed(
        "sign_in_refused",
        f"{endpoints.title} refuses ({known or status}). Are Educe's client id, its secret and its"
        " redirect address the ones that are registered there?",
    )


def _credential(provider: Provider, answer: Mapping[str, Any], refresh_token: str) -> Credential:
    try:
        lifetime = float(answer.get("expires_in") or 3600)
    except (TypeError, ValueError):
        lifetime = 3600.0
    return Credential(
        kind="oauth",
        provider=provider,
        access_token=str(answer["access_token"]),
        refresh_token=str(answer.get("refresh_token") or refresh_token),
        expires_at=time.time() + lifetime,
    )


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
