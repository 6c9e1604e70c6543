"""Mails: who wrote what when, and what it says."""

import email
import io
from email.message import EmailMessage
from email.policy import default

from educe.documents.mail.files import open_mail_file
from educe.documents.media import MediaType
from educe.documents.model import BlockKind, Text
from educe.documents.reading.builder import TextBuilder
from educe.documents.reading.html import read_html
from educe.documents.reading.limits import ReadingLimits
from educe.documents.reading.plain import read_plain

SHOWN = ("From", "To", "Date")
ENOUGH = 2_000_000  # characters of a file of many mails; the rest is left out, and said to be


def read_mail(data: bytes, *, name: str, limits: ReadingLimits) -> Text:
    """One mail."""
    builder = TextBuilder(name, limits)
    _add(builder, data, name, limits)
    return builder.build()


def read_mbox(data: bytes, *, name: str, limits: ReadingLimits) -> Text:
    """The mails of an mbox file, as far as there is room for them."""
    return _read_many(data, MediaType.MBOX, name, limits)


def read_maildir(data: bytes, *, name: str, limits: ReadingLimits) -> Text:
    """The mails of a zipped Maildir, as far as there is room for them."""
    return _read_many(data, MediaType.MAILDIR, name, limits)


def _read_many(data: bytes, media_type: MediaType, name: str, limits: ReadingLimits) -> Text:
    builder = TextBuilder(name, limits)
    file = open_mail_file(io.BytesIO(data), media_type, name)
    builder.title = name
    for number, mail in enumerate(file.mails()):
        if builder.length > ENOUGH:
            builder.warn(f"The first {number:,} mails are shown.")
            break
        _add(builder, file.read(mail.place), name, limits)
    return builder.build()


def _add(builder: TextBuilder, data: bytes, name: str, limits: ReadingLimits) -> None:
    message = email.message_from_bytes(data, policy=default)
    assert isinstance(message, EmailMessage)
    builder.add(BlockKind.HEADING, _header(message, "Subject") or "(no subject)")
    for field in SHOWN:
        if value := _header(message, field):
            builder.add(BlockKind.PARAGRAPH, f"{field}: {value}")
    body = message.get_body(preferencelist=("html", "plain"))
    if body is None:
        return
    content = body.get_content()
    text = content if isinstance(content, str) else content.decode("utf-8", "replace")
    reader = read_html if body.get_content_subtype() == "html" else read_plain
    # what a mail calls its charset says nothing about the characters that it was decoded to
    page = reader(b"\xef\xbb\xbf" + text.encode("utf-8", "replace"), name=name, limits=limits)
    for block in page.blocks:
        below = 2 + len(block.heading_path)
        kind = BlockKind.HEADING if block.kind is BlockKind.TITLE else block.kind
        builder.add(kind, page.text[block.start : block.end], level=below)


def _header(message: EmailMessage, name: str) -> str:
    return str(message.get(name, ""))[:1_000]
