"""Newsletters for tests, and what happens to them."""

from collections.abc import Iterable
from email.message import EmailMessage
from email.policy import SMTP
from html import escape

Linked = tuple[str, str]  # text, address

#: words around links, so that there is a newsletter around them
_OPENING = "<h1>The Weekly</h1><p>" + "Some words that open this issue, and what it is about. " * 4
_CLOSING = "<p>" + "And as many words that end it, until next week. " * 8 + "</p>"


def issue(
    number: int,
    links: Iterable[Linked],
    *,
    subject: str | None = None,
    sender: str = "The Weekly <weekly@example.org>",
    date: str = "Fri, 17 Oct 2025 14:33:28 +0000",
    unsubscribe: str = "",
    hidden: str = "",
) -> bytes:
    """An issue whose links stand as headlines. `hidden`: HTML at its end."""
    made = EmailMessage(policy=SMTP)
    made["From"] = sender
    made["To"] = "reader@example.org"
    made["Subject"] = f"Issue {number}" if subject is None else subject
    made["Date"] = date
    made["Message-ID"] = f"<{number}@example.org>"
    if unsubscribe:
        made["List-Unsubscribe"] = f"<{unsubscribe}>"
    listed = "".join(
        f'<h3><a href="{escape(url)}">{escape(text)}</a></h3><p>What it says, in a line.</p>'
        for text, url in links
    )
    made.set_content(
        f"<html><body>{_OPENING}</p>{listed}{_CLOSING}{hidden}</body></html>", subtype="html"
    )
    return made.as_bytes()


def page(title: str, *, about: str = "", words: int = 400, head: str = "") -> str:
    """An article's page."""
    meta = f'<meta property="og:description" content="{about}">' if about else ""
    text = "<p>" + "Words of an article that goes on for a while. " * (words // 9) + "</p>"
    return (
        f"<!doctype html><html><head><title>{title}</title>{meta}{head}</head>"
        f"<body><article><h1>{title}</h1>{text}</article></body></html>"
    )
