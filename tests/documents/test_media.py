"""What files are, and what is said of those that aren't what they seem."""

import io
import zipfile

import pytest
from tests.documents.making import lecture_docx, lecture_pdf, lecture_pptx

from educe.documents.media import SUPPORTED, MediaType, check_label, detect
from educe.errors import UnreadableFile

DOCX, PPTX, PDF = lecture_docx(), lecture_pptx(), lecture_pdf(1)
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
ZIPPED = io.BytesIO()
with zipfile.ZipFile(ZIPPED, "w") as archive:
    archive.writestr("Maildir/cur/1.M1.host:2,S", "From: a@example.org\n\nWords.")
MAILDIR = ZIPPED.getvalue()
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (PDF, "a.pdf", MediaType.PDF),
        (b"\xde\xad\xbe\xef\x00junk\n" + PDF, "a.pdf", MediaType.PDF),
        (DOCX, "a.docx", MediaType.DOCX),
        (DOCX[:3000], "a", MediaType.DOCX),
        (PPTX, "a.docx", MediaType.PPTX),
        (b"<!DOCTYPE html><p>x", "a.txt", MediaType.HTML),
        (b"<?xml version='1.0'?>\n<html><body>", "page", MediaType.HTML),
        (b"# Trees\n\n**Bold** words\n", "notes", MediaType.MARKDOWN),
        (b"just words", "a.md", MediaType.MARKDOWN),
        (b"just words", "a.unknown", MediaType.PLAIN),
        ("Bäume".encode("utf-16"), "a.txt", MediaType.PLAIN),
        ("wide words".encode("utf-16-le"), "a.txt", MediaType.PLAIN),
        ("Bäume".encode("latin-1"), "a.txt", MediaType.PLAIN),
        (b"A PDF begins with %PDF-1.7, says the standard.", "a.txt", MediaType.PLAIN),
        (PNG, "a.txt", "image/png"),
        (b"<svg xmlns='x'>", "a.svg", "image/svg+xml"),
        (b"MZ\x90\0\3\0\0\0" + bytes(100), "a.pdf", "application/x-executable"),
        (OLE, "a.doc", "application/msword"),
        (b"", "a.txt", "application/x-empty"),
    ],
)
def test_bytes_decide_what_a_file_is(data: bytes, name: str, expected: str) -> None:
    assert detect(data, name) == expected


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (DOCX, "a.pdf", "a.pdf is really a Word document. Name it .docx and upload it again."),
        (PNG, "a.txt", "a.txt is really a PNG image. Save it as"),
        (PNG, "a.png", "a.png is a PNG image. Save it as"),
        (b"MZ\x90\0\3\0" + bytes(99), "a.pdf", "a.pdf is really a program."),
        (b"PK\x03\x04" + bytes(60), "a.pdf", "a.pdf is really a ZIP archive."),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "a.docx", "a.docx is encrypted."),
        (OLE, "a.doc", "a.doc is a Word document of before 2007."),
        (MAILDIR, "a.docx", "a.docx is really a zipped folder of mails. Name it .zip"),
        (b"", "a.txt", "a.txt is empty."),
        (b"words", "a.pdf", "a.pdf is really a text file. Name it .txt"),
    ],
)
def test_a_wrong_label_is_refused_with_what_to_do(data: bytes, name: str, sentence: str) -> None:
    with pytest.raises(UnreadableFile) as refusal:
        check_label(name, detect(data, name))
    assert refusal.value.message.startswith(sentence)


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "README", "a.py", "a.TXT"])
def test_text_may_have_any_textual_ending(name: str) -> None:
    check_label(name, detect(b"words", name))


@pytest.mark.parametrize("name", ["mails.zip", "Maildir", "mails.backup"])
def test_a_zipped_maildir_may_be_called_a_zip_archive(name: str) -> None:
    assert detect(MAILDIR, name) == MediaType.MAILDIR
    check_label(name, MediaType.MAILDIR)


def test_every_supported_type_has_a_name_for_people() -> None:
    assert set(SUPPORTED) == set(MediaType)
