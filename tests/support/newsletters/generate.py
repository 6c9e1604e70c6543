"""Writes the labelled newsletters: `python -m tests.support.newsletters.generate`.

Each half is made from one file of issues. The same issues give the same bytes.
"""

import hashlib
import json
import quopri
import re
from base64 import encodebytes
from email.header import Header
from email.utils import formataddr
from html import unescape
from pathlib import Path
from typing import Any

from tests.support.newsletters.frames import HEAD
from tests.support.newsletters.html import Html
from tests.support.newsletters.issues import Issue, read_issues
from tests.support.newsletters.more_frames import FRAMES
from tests.support.newsletters.plain import Plain
from tests.support.newsletters.tracking import wrapped

DATA = Path(__file__).parents[2] / "data" / "newsletters"
HALVES = ("tune", "test")
BY_HAND = tuple(f"hand{n}" for n in range(1, 10))
UNTRACKED = frozenset({"unsubscribe"})


class Labels:
    """Wraps targets and remembers what each address in the mail is."""

    def __init__(self, issue: Issue) -> None:
        self._issue = issue
        self._number = 0
        self.links: dict[str, dict[str, str]] = {}

    def wrap(self, url: str, label: str) -> str:
        kind = self._issue.get("track", "none")
        if not url.startswith("http") or (label in UNTRACKED and kind != "cleverreach"):
            address, opaque = url, False
        else:
            self._number += 1
            # some services count each anchor, others each target
            number = self._number if self._issue.get("counts") == "anchors" else len(url)
            salt = (
                self._issue.get("name", self._issue.name)
                + "@"
                + self._issue.get("site", "example.com")
            )
            if self._issue.get("counts") == "anchors":
                salt = f"{number}.{salt}"
            address, opaque = wrapped(kind, url, salt=salt, number=number)
        known = self.links.setdefault(address, {"url": address, "label": label})
        assert known["label"] == label, (self._issue.name, url, label, known)
        if opaque:
            known["target"] = url
        return address


def build(issue: Issue) -> tuple[bytes, list[dict[str, str]]]:
    labels = Labels(issue)
    style = issue.get("style")
    charset = issue.get("charset", "utf-8")
    html = plain = ""
    if style == "plain":
        plain = Plain(issue, labels.wrap).render()
    else:
        page = Html(issue, labels.wrap)
        start = HEAD.format(charset=charset, subject=issue.get("subject"))
        html = start + FRAMES[style](page) + "</body></html>"
        html = _damaged(html) if issue.get("broken") else html
        if issue.get("alternative"):
            plain = Plain(issue, lambda url, label: url).render()
    return _message(issue, html, plain, charset), list(labels.links.values())


def _damaged(html: str) -> str:
    """As careless senders leave it: end tags missing, tables left open, quotes forgotten."""
    return html.replace("</td></tr></table>", "</td>").replace("</p>", "").replace("</html>", "")


def _part(kind: str, text: str, charset: str, encoding: str) -> bytes:
    data = text.encode(charset, "xmlcharrefreplace")
    declared = "us-ascii" if encoding == "lying" else charset
    if encoding == "base64":
        body, name = encodebytes(data), "base64"
    elif encoding in {"8bit", "lying"}:
        body, name = data, "8bit"
    else:
        body, name = quopri.encodestring(data), "quoted-printable"
    head = f'Content-Type: text/{kind}; charset="{declared}"\nContent-Transfer-Encoding: {name}\n\n'
    return head.encode() + body


def _message(issue: Issue, html: str, plain: str, charset: str) -> bytes:
    encoding = issue.get("encoding", "quoted-printable")
    name, address = issue.get("from").rstrip(">").split(" <")
    headers = _headers(issue, name, address)
    forwarded = issue.get("forwarded")
    if forwarded in {"gmail", "apple", "outlook"}:
        html = _inline_forward(forwarded, issue, name, address, html)
        headers = _headers(
            issue,
            "Rita Lang",
            "rita.lang@example.net",
            subject=f"Fwd: {issue.get('subject')}",
            own=False,
        )
    parts = [_part("plain", plain, charset, encoding)] if plain else []
    parts += [_part("html", html, charset, encoding)] if html else []
    inner = headers.encode() + _joined(parts, issue.name, "alternative")
    if forwarded != "attached":
        return inner
    outer = _headers(
        issue,
        "Rita Lang",
        "rita.lang@example.net",
        subject=f"WG: {issue.get('subject')}",
        own=False,
    )
    note = b'Content-Type: text/plain; charset="utf-8"\n\nSiehe Anhang - lesenswert!\n'
    attached = b"Content-Type: message/rfc822\nContent-Disposition: attachment\n\n" + inner
    return outer.encode() + _joined([note, attached], issue.name + "o", "mixed")


def _joined(parts: list[bytes], salt: str, kind: str) -> bytes:
    if len(parts) == 1:
        return parts[0] + b"\n"
    boundary = "b_" + hashlib.sha256(salt.encode()).hexdigest()[:20]
    lines = [f'Content-Type: multipart/{kind}; boundary="{boundary}"\n\n'.encode()]
    lines += [f"--{boundary}\n".encode() + part + b"\n" for part in parts]
    return b"".join(lines) + f"--{boundary}--\n".encode()


def _headers(issue: Issue, name: str, address: str, *, subject: str = "", own: bool = True) -> str:
    day = 1 + int(hashlib.sha256(issue.name.encode()).hexdigest(), 16) % 20
    domain = address.split("@")[1]
    lines = [
        "From: "
        + formataddr((str(Header(name, "utf-8")) if not name.isascii() else name, address)),
        "To: reader@example.org",
        "Subject: " + Header(subject or issue.get("subject"), "utf-8", maxlinelen=70).encode(),
        f"Date: Tue, {day:02} Nov 2026 06:{day:02}:10 +0000",
        f"Message-ID: <{issue.name}{'' if own else '-fwd'}@{domain}>",
        "MIME-Version: 1.0",
    ]
    if own and issue.get("list", "yes") == "yes":
        lines += [
            f"List-Id: {issue.get('title', name) if name.isascii() else 'Newsletter'} <list.{domain}>",
            f"List-Unsubscribe: <mailto:leave@{domain}>, <https://{domain}/lu/{issue.name}>",
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
        ]
    return "\n".join(lines) + "\n"


def _inline_forward(kind: str, issue: Issue, name: str, address: str, html: str) -> str:
    body = html.split("<body>", 1)[1].removesuffix("</body></html>")
    if kind == "outlook":
        lines = (
            f'<p>fyi</p><div style="border-top:solid #E1E1E1 1.0pt"><p class=MsoNormal><b>Von:</b> {name} &lt;{address}&gt;<br>'
            f"<b>Gesendet:</b> Dienstag, 3. November 2026 07:02<br><b>An:</b> Rita Lang<br><b>Betreff:</b> {issue.get('subject')}</p></div>"
        )
    else:
        lines = (
            '<div dir="ltr">Worth a look!<br><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">---------- Forwarded message ---------<br>'
            f'From: <strong class="gmail_sendername" dir="auto">{name}</strong> <span dir="auto">&lt;<a href="mailto:{address}">{address}</a>&gt;</span><br>'
            f"Date: Tue, Nov 3, 2026 at 7:02 AM<br>Subject: {issue.get('subject')}<br>To: &lt;rita.lang@example.net&gt;<br></div><br>"
        )
    return f"<html><body>{lines}{body}</div></div></body></html>"


def write(half: str) -> None:
    folder = DATA / half
    folder.mkdir(parents=True, exist_ok=True)
    labels: dict[str, Any] = {}
    for issue in read_issues(DATA / f"{half}.txt"):
        data, links = build(issue)
        (folder / f"{issue.name}.eml").write_bytes(data)
        labels[f"{issue.name}.eml"] = {
            "style": issue.get("kind", issue.get("style")),
            "language": issue.get("lang", "en"),
            "links": links,
        }
    text = json.dumps(labels, indent=1, ensure_ascii=False)
    (DATA / f"{half}.labels.json").write_text(text + "\n")


ANCHOR = re.compile(r'<a l=(\w+) href="([^"]+)"(?: t="([^"]+)")?')
BARE = re.compile(r"(\S+) =(\w+)$", re.MULTILINE)


def write_by_hand(name_of_set: str) -> None:
    """Those written by hand as they are, each link with its label: `<a l=article href=…>`."""
    folder = DATA / name_of_set
    folder.mkdir(parents=True, exist_ok=True)
    labels: dict[str, Any] = {}
    for part in re.split(r"^%% ", (DATA / f"{name_of_set}.txt").read_text(), flags=re.MULTILINE)[
        1:
    ]:
        head, _, body = part.partition("\n")
        name, subject, sender = head.split(" | ")
        is_text = body.startswith("!text")
        body = body.removeprefix("!text\n")
        if is_text:
            links = [{"url": m[1].strip("<>()"), "label": m[2]} for m in BARE.finditer(body)]
            body = BARE.sub(r"\1", body)
        else:
            links = [_labelled(*match) for match in ANCHOR.findall(body)]
            body = ANCHOR.sub(r'<a href="\2"', body)
        issue = Issue(name, {"from": sender, "subject": subject, "encoding": "8bit"}, ())
        html, plain = ("", body) if is_text else (body, "")
        (folder / f"{name}.eml").write_bytes(_message(issue, html, plain, "utf-8"))
        unique = {entry["url"]: entry for entry in links}
        style = "plain" if is_text else "by hand"
        language = "de" if "-de-" in name else "en"
        entry = {"style": style, "language": language, "links": list(unique.values())}
        labels[f"{name}.eml"] = entry
    text = json.dumps(labels, indent=1, ensure_ascii=False)
    (DATA / f"{name_of_set}.labels.json").write_text(text + "\n")


def _labelled(label: str, url: str, target: str) -> dict[str, str]:
    address = unescape(url)
    known = {"url": address, "label": label}
    return known | {"target": target} if target else known


if __name__ == "__main__":
    for half in HALVES:
        write(half)
    for by_hand in BY_HAND:
        write_by_hand(by_hand)
