"""What is read from a message, however it is written."""

import quopri
import time
from datetime import UTC, datetime
from email.message import EmailMessage
from email.mime.image import MIMEImage
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.newsletters.mails import mail, newsletter

from educe.extractors.newsletters import messages
from educe.extractors.newsletters.messages import read_message


def test_headers_are_decoded() -> None:
    read = newsletter(
        "<p>x</p>",
        sender="=?utf-8?q?Caf=C3=A9_Notes?= <Notes@Example.ORG>",
        subject="=?iso-8859-1?Q?Gr=FC=DFe?=",
        Date="Tue, 03 Nov 2026 07:00:00 +0100",
        Message_ID="<abc@example.org>",
        List_Id="Notes <notes.example.org>",
        List_Unsubscribe="<mailto:leave@example.org>, <https://example.org/u/1>",
    )
    assert (read.sender_name, read.sender_address) == ("Café Notes", "notes@example.org")
    assert read.subject == "Grüße"
    assert read.date == datetime(2026, 11, 3, 6, tzinfo=UTC)
    assert read.message_id == "abc@example.org"
    assert read.list_id == "notes.example.org"
    assert read.unsubscribe_urls == ("mailto:leave@example.org", "https://example.org/u/1")


@pytest.mark.parametrize(
    ("declared", "encoded"),
    [
        ("utf-8", "utf-8"),
        ("iso-8859-1", "cp1252"),
        ("us-ascii", "utf-8"),
        ("utf-8", "cp1252"),
        ("x-unknown", "utf-8"),
        ("rot13", "utf-8"),
        ("windows-1252", "cp1252"),
    ],
)
def test_a_body_is_read_whatever_its_charset_is_called(declared: str, encoded: str) -> None:
    body = quopri.encodestring("<p>Größe – „Übermut“ für alle, täglich</p>".encode(encoded))
    head = f'From: a@b.example\nContent-Type: text/html; charset="{declared}"\n'
    data = head.encode() + b"Content-Transfer-Encoding: quoted-printable\n\n" + body
    assert "Größe – „Übermut“ für alle" in read_message(data).html


def test_a_nested_alternative_gives_html_and_text() -> None:
    related = MIMEMultipart("related")
    related.attach(MIMEText("<p>rich words</p>", "html"))
    related.attach(MIMEImage(b"GIF89a", "gif"))
    alternative = MIMEMultipart("alternative")
    alternative.attach(MIMEText("plain words"))
    alternative.attach(related)
    outer = MIMEMultipart("mixed")
    outer["From"] = "a@b.example"
    outer.attach(alternative)
    read = read_message(outer.as_bytes())
    assert "rich words" in read.html
    assert "plain words" in read.text
    assert not read.text_only


def test_html_that_is_called_plain_text_is_html() -> None:
    read = newsletter(text="<!DOCTYPE html><html><body><a href='https://a.example'>x</a></body>")
    assert "href" in read.html


def test_a_newsletter_forwarded_as_an_attachment_is_read_as_its_own() -> None:
    inner = EmailMessage()
    inner["From"] = "Daily <daily@paper.example>"
    inner["Subject"] = "Today"
    inner.set_content("<p>news</p>", subtype="html")
    outer = MIMEMultipart("mixed")
    outer["From"] = "Rita <rita@home.example>"
    outer["Subject"] = "Fwd: Today"
    inner["List-Unsubscribe"] = "<https://paper.example/x1>"
    outer["List-Unsubscribe"] = "<https://list.example/x2>"
    outer.attach(MIMEMessage(inner))
    read = read_message(outer.as_bytes())
    assert (read.sender_address, read.subject) == ("daily@paper.example", "Today")
    assert read.forwarded_by == "rita@home.example"
    assert "news" in read.html
    assert read.unsubscribe_urls == ("https://paper.example/x1", "https://list.example/x2")


@pytest.mark.parametrize(
    "lines",
    [
        "---------- Forwarded message ---------<br>From: <b>Daily</b> &lt;d@paper.example&gt;<br>"
        "Date: Tue, 3 Nov 2026 07:00:00 +0000<br>Subject: Today<br>",
        "<p><b>Von:</b> Daily &lt;d@paper.example&gt;<br><b>Gesendet:</b> Dienstag<br>"
        "<b>Betreff:</b> Today</p>",
        "Begin forwarded message:<br><div>From: Daily &lt;d@paper.example&gt;</div>"
        "<div>Subject: Today</div>",
    ],
)
def test_the_sender_of_a_newsletter_forwarded_inline_is_found(lines: str) -> None:
    read = newsletter(f"fyi<br>{lines}<p>news</p>", sender="r@home.example", subject="WG: Today")
    assert (read.sender_name, read.sender_address) == ("Daily", "d@paper.example")
    assert (read.subject, read.forwarded_by) == ("Today", "r@home.example")


def test_a_newsletter_that_speaks_of_forwarding_is_not_forwarded() -> None:
    read = newsletter("<p>Forwarded this email? Subscribe here. From: us. Subject: mail</p>")
    assert not read.forwarded_by
    assert read.sender_address == "weekly@example.org"


def test_a_header_on_many_lines_or_with_controls_becomes_one_line() -> None:
    data = b"From: a@b.example\nSubject: one\n two\x00\x1b[31m three\xe2\x80\xae evil\n\nbody"
    subject = read_message(data).subject
    assert subject.startswith("one two")
    assert not any(c in subject for c in "\x00\x1b\n\u202e")


def test_a_huge_message_is_cut_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "MAX_BYTES", 2_000)
    read = read_message(mail("<p>" + "x" * 5_000 + "</p>"))
    assert read.cut
    assert len(read.html) <= 2_000


def test_thousands_of_nested_parts_are_survived() -> None:
    data = b"From: a@b.example\n"
    for n in range(3_000):
        data += b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n)
    read = read_message(data + b"Content-Type: text/plain\n\nhello")
    assert read.html == ""


@settings(deadline=None)
@given(st.binary(max_size=2_000))
def test_reading_never_raises(data: bytes) -> None:
    read_message(data)


@settings(deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["From", "Subject", "Date", "Content-Type", "List-Id"]),
        st.binary(max_size=200),
    )
)
def test_hostile_headers_never_raise(headers: dict[str, bytes]) -> None:
    lines = b"".join(
        k.encode() + b": " + v.replace(b"\n", b" ") + b"\n" for k, v in headers.items()
    )
    read_message(lines + b"\nbody https://a.example/x")


@pytest.mark.parametrize(
    "body", ["-" * 30_000, "-- " * 10_000, "--" + " " * 29_000, "\n" * 30_000, "\n> " * 10_000]
)
def test_a_forwarded_body_made_to_be_slow_is_looked_at_quickly(body: str) -> None:
    began = time.process_time()
    read_message(b"Subject: Fwd: x\r\n\r\n" + body.encode())
    assert time.process_time() - began < 2
