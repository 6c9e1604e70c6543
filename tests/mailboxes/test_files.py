"""Files of mails: one mail, mbox, a zipped Maildir; also such as are meant to do harm."""

import io
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from educe.documents.blobs import BlobStore
from educe.documents.mail.files import open_mail_file
from educe.documents.media import MediaType, detect
from educe.documents.reading import read
from educe.errors import EduceError, TooLarge, UnreadableFile
from educe.mailboxes.filed import FileSource, open_file
from educe.mailboxes.messages import RawMessage, message_key
from educe.mailboxes.wanted import Wanted
from tests.mailboxes.making import message

FROM_LINE = b"From news@example.org Fri Oct 17 14:33:28 2025\n"


def mbox(*mails: bytes) -> bytes:
    return b"".join(FROM_LINE + mail.replace(b"\nFrom ", b"\n>From ") + b"\n" for mail in mails)


def zipped(**entries: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return file.getvalue()


def maildir(*mails: bytes) -> bytes:
    names = ("Mail/cur/1.a:2,S", "Mail/new/2.a", "Mail/.Letters/cur/3.a:2,", "Mail/x.eml")
    others = {"Mail/dovecot-uidlist": b"3 V1", "Mail/tmp/9.a": b"half", "__MACOSX/cur/._1": b"x"}
    return zipped(**{"Mail/cur/": b"", **dict(zip(names, mails, strict=False)), **others})


async def read_all(data: bytes, name: str, **wanted: Any) -> list[RawMessage]:
    media_type = detect(data, name)
    source = FileSource(open_mail_file(io.BytesIO(data), media_type, name))
    found = [each async for each in source.find(Wanted(**wanted), {})]
    return [each async for each in source.read(found)]


FILES = {
    "one.eml": lambda mails: mails[0],
    "all.mbox": lambda mails: mbox(*mails),
    "Inbox": lambda mails: mbox(*mails),
    "mail.zip": lambda mails: maildir(*mails),
}


@pytest.mark.parametrize("name", FILES)
async def test_mails_come_out_of_a_file_as_they_went_in(name: str) -> None:
    mails = [message(n, body=f"Hi\n\nFrom here on {n}:00:00 it is text") for n in range(3)]
    read = await read_all(FILES[name](mails), name)
    expected = mails[:1] if name == "one.eml" else mails
    assert [each.data.strip() for each in read] == [mail.strip() for mail in expected]
    assert [each.found.subject for each in read] == [f"Issue {n}" for n in range(len(expected))]
    keys = [message_key(f"{n}@example.org", mail) for n, mail in enumerate(expected)]
    assert [each.key for each in read] == keys


async def test_a_file_is_searched_like_a_mailbox() -> None:
    data = mbox(*[message(n, sender=f"a@s{n}.org") for n in range(4)])
    assert [m.found.subject for m in await read_all(data, "a.mbox", senders=["s2.org"])] == [
        "Issue 2"
    ]
    assert len(await read_all(data, "a.mbox", most=3)) == 3
    assert await read_all(data, "a.mbox", since="2026-01-01T00:00:00Z") == []
    undated = message().replace(b"Date:", b"X-Date:")
    assert len(await read_all(undated, "a.eml", since="2026-01-01T00:00:00Z")) == 1


async def test_a_stored_file_is_read_from_disk(tmp_path: Path) -> None:
    blobs = BlobStore.open((tmp_path / "blobs").as_uri())
    data = mbox(message(1), message(2))
    blob = await blobs.put(data, prefix="files", limit=len(data))
    async with open_file(blobs, blob.name, MediaType.MBOX, "a.mbox") as source:
        found = [each async for each in source.find(Wanted(), {})]
        assert len([each async for each in source.read(found)]) == 2


@pytest.mark.parametrize(
    ("name", "data", "media_type"),
    [
        ("a.eml", b"Subject: x\n\nhello", MediaType.MAIL),
        ("a.eml", b"Hello there", MediaType.PLAIN),
        ("a.txt", message(), MediaType.PLAIN),
        ("noname", message(), MediaType.MAIL),
        ("noname", b"Note: this\nis text", MediaType.PLAIN),
        ("a.txt", b"From me at 10:00\nto: you", MediaType.PLAIN),
        ("a.zip", zipped(**{"a.txt": b"x"}), "application/zip"),
    ],
)
def test_mails_are_told_from_other_text(name: str, data: bytes, media_type: str) -> None:
    assert detect(data, name) == media_type


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_mails_can_be_looked_at_as_text(name: str) -> None:
    html = message(1, body="<p>Hello <b>there</b></p><h2>News</h2><script>bad()</script>")
    html = html.replace(b"text/plain", b"text/html")
    data = FILES[name]([html, message(2)])
    text = read(data, detect(data, name), name=name).text
    assert "Issue 1\n\nFrom: News <news@example.org>" in text
    assert "Hello there\n\nNews" in text
    assert "bad()" not in text
    assert ("number 2" in text) == (name != "one.eml")


# meant to do harm


def test_an_archive_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("educe.documents.mail.files._MAX_UNPACKED", 1_000_000)
    with pytest.raises(TooLarge, match="unpacks to"):
        open_mail_file(io.BytesIO(maildir(b"x" * 2_000_000)), MediaType.MAILDIR, "a.zip")


@pytest.mark.slow
async def test_of_a_mail_that_unpacks_to_too_much_the_beginning_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = maildir(message(size=50_000_000))
    assert len(data) < 200_000
    [read_mail] = await read_all(data, "a.zip")
    assert len(read_mail.data) == 25_000_000


def test_an_archive_with_too_long_an_index_isnt_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("educe.documents.mail.files._MAX_INDEX", 100)
    with pytest.raises(TooLarge, match="too many files"):
        open_mail_file(io.BytesIO(maildir(b"x")), MediaType.MAILDIR, "a.zip")


def test_too_many_mails_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("educe.documents.mail.files.MAX_MAILS", 2)
    file = open_mail_file(io.BytesIO(mbox(*[message()] * 3)), MediaType.MBOX, "a.mbox")
    with pytest.raises(TooLarge, match="more than 2 mails"):
        list(file.mails())


def test_an_archives_names_lead_nowhere(tmp_path: Path) -> None:
    data = zipped(**{"../../cur/1.a": message(), "/etc/new/passwd": message(2)})
    file = open_mail_file(io.BytesIO(data), MediaType.MAILDIR, "a.zip")
    assert [mail.place for mail in file.mails()] == ["0", "1"]


@pytest.mark.parametrize("cut", [10, 100, 300])
def test_a_damaged_archive_is_said_to_be(cut: int) -> None:
    data = maildir(message())[:-cut]
    with pytest.raises(UnreadableFile):
        open_mail_file(io.BytesIO(data), MediaType.MAILDIR, "a.zip")


@pytest.mark.parametrize(
    "data",
    [
        FROM_LINE,
        FROM_LINE * 1000,
        FROM_LINE + b"x" * 1_000_000,
        FROM_LINE + b"Subject: =?utf-8?b?////?=\nFrom: \xff\xfe\nDate: never\n\n\xff",
        FROM_LINE + b"Content-Type: multipart/mixed; boundary=a\n\n" + b"--a\n" * 1000,
        b"\n\n\n",
    ],
)
async def test_whatever_is_in_an_mbox_is_read_or_refused(data: bytes) -> None:
    file = open_mail_file(io.BytesIO(data), MediaType.MBOX, "a.mbox")
    source = FileSource(file)
    found = [each async for each in source.find(Wanted(), {})]
    assert len([each async for each in source.read(found)]) == len(found)
    with suppress(EduceError):
        read(data, MediaType.MBOX, name="a.mbox")


# what names a message


def test_a_message_is_the_same_whoever_delivered_it() -> None:
    mail = message(1)
    ours = message_key("1@example.org", mail)
    assert message_key("1@example.org", b"Received: by x\n" + mail) == ours
    assert message_key("1@example.org", mail.replace(b"\n", b"\r\n") + b"\r\n") == ours
    assert message_key("2@example.org", mail) != ours
    assert message_key("1@example.org", mail + b"and more") != ours
