"""Files of mails: no account is needed."""

import io
import zipfile
from pathlib import Path

import pytest

from tests.newsletters.conftest import Reader
from tests.newsletters.making import issue, page
from tests.support.web import answer

pytestmark = pytest.mark.slow

LABELLED = Path(__file__).parents[1] / "data" / "newsletters"


def story(reader: Reader, number: int) -> tuple[str, str]:
    path = f"/2026/10/what-the-archives-say-of-winter-{number}"
    reader.web.says(path, answer(200, page(f"Winter {number}")))
    return f"What the archives say of the winter of year {number}", reader.url(path)


def eml(folder: Path, reader: Reader, number: int) -> Path:
    path = folder / f"{number}.eml"
    path.write_bytes(issue(number, [story(reader, number)]))
    return path


def mbox(folder: Path, reader: Reader, *numbers: int) -> Path:
    path = folder / "mails.mbox"
    mails = [issue(n, [story(reader, n)]).replace(b"\r\n", b"\n") for n in numbers]
    lines = [b"From weekly@example.org Fri Oct 17 14:33:28 2025\n" + m + b"\n\n" for m in mails]
    path.write_bytes(b"".join(lines))
    return path


def maildir(folder: Path, reader: Reader, *numbers: int) -> Path:
    path = folder / "maildir.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in numbers:
            name = f"Maildir/cur/{1_000_000 + number}.M{number}.host:2,S"
            archive.writestr(name, issue(number, [story(reader, number)]))
    return path


async def test_eml_mbox_and_a_zipped_maildir_are_read_together(
    reader: Reader, tmp_path: Path
) -> None:
    files = (
        eml(tmp_path, reader, 1),
        mbox(tmp_path, reader, 2, 3),
        maildir(tmp_path, reader, 4, 5),
    )
    async with reader.world.worker(slots=1):
        row = await reader.extracted(*files)
    assert row["progress_message"] == "5 articles from 5 newsletters, 0 links rejected"
    found = await reader.articles(row["id"])
    assert set(found) == {f"Issue {number}" for number in range(1, 6)}


async def test_the_same_message_in_two_files_is_one_newsletter(
    reader: Reader, tmp_path: Path
) -> None:
    files = eml(tmp_path, reader, 1), mbox(tmp_path, reader, 1, 2)
    async with reader.world.worker(slots=1):
        row = await reader.extracted(*files)
        again = await reader.extracted(maildir(tmp_path, reader, 2, 1))
    assert row["progress_message"] == "2 articles from 2 newsletters, 0 links rejected"
    assert again["progress_message"] == "Nothing new: 2 messages were read before."
    assert again["status"] == "completed"


async def test_a_damaged_file_and_one_without_mails_spoil_nothing(
    reader: Reader, tmp_path: Path
) -> None:
    notes, damaged = tmp_path / "notes.txt", tmp_path / "damaged.zip"
    notes.write_text("These are notes and no mails, as anybody can see.")
    whole = maildir(tmp_path, reader, 1, 2).read_bytes()
    damaged.write_bytes(_with_a_lie(whole))
    async with reader.world.worker(slots=1):
        row = await reader.extracted(eml(tmp_path, reader, 3), notes, damaged)
        alone = await reader.extracted(damaged)
        none = await reader.extracted(notes)
    assert row["status"] == "completed"
    assert list(await reader.articles(row["id"])) == ["Issue 3"]
    told = " ".join(reader.warnings(row["id"]))
    assert "notes.txt holds no mails" in told
    assert "damaged.zip" in told
    assert alone["status"] == none["status"] == "failed"
    assert "damaged.zip" in alone["error_message"]
    assert "None of the files holds mails" in none["error_message"]


async def test_labelled_newsletters_keep_their_articles_without_a_network(
    reader: Reader, tmp_path: Path
) -> None:
    """Addresses that can't be reached keep their place, and say why."""
    path = tmp_path / "labelled.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for mail in sorted((LABELLED / "hand1").glob("*.eml")):
            archive.writestr(mail.name, mail.read_bytes())
    async with reader.world.worker(slots=1, fetch_link_seconds=2.0):
        row = await reader.extracted(path)
    assert row["status"] == "completed", row
    assert row["summary"]["counts"]["newsletters"] == 10
    assert row["summary"]["counts"]["articles"] > 30
    assert row["summary"]["counts"]["unresolved"] > 40
    assert any("couldn't be found out" in warning for warning in reader.warnings(row["id"]))


def _with_a_lie(archive: bytes) -> bytes:
    """The archive with an index that leads nowhere."""
    at = archive.rindex(b"PK\x05\x06")
    end = io.BytesIO(archive)
    end.seek(at + 16)
    end.write((2**31).to_bytes(4, "little"))
    return end.getvalue()
