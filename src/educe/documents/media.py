"""What a file is, judged by its bytes; the name's ending only settles what bytes can't."""

import io
import re
import zipfile
from collections.abc import Iterable
from enum import StrEnum
from pathlib import PurePath, PurePosixPath

import puremagic

from educe.errors import UnreadableFile


class MediaType(StrEnum):
    """The media types that can be read."""

    PDF = "application/pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
    HTML = "text/html"
    MARKDOWN = "text/markdown"
    PLAIN = "text/plain"
    MAIL = "message/rfc822"
    MBOX = "application/mbox"
    MAILDIR = "application/x-maildir+zip"


EMPTY = "application/x-empty"
ENCRYPTED_OFFICE = "application/x-encrypted-office"
OLE = "application/x-ole-storage"
UNKNOWN = "application/octet-stream"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

SUPPORTED: dict[str, str] = {
    MediaType.PDF: "a PDF file",
    MediaType.DOCX: "a Word document",
    MediaType.PPTX: "a PowerPoint presentation",
    MediaType.HTML: "a web page",
    MediaType.MARKDOWN: "a Markdown file",
    MediaType.PLAIN: "a text file",
    MediaType.MAIL: "a mail",
    MediaType.MBOX: "a file of mails (mbox)",
    MediaType.MAILDIR: "a zipped folder of mails",
}
#: files that hold mails
MAILS = frozenset({MediaType.MAIL, MediaType.MBOX, MediaType.MAILDIR})
TEXTUAL = frozenset({MediaType.HTML, MediaType.MARKDOWN, MediaType.PLAIN})

OTHERS: dict[str, str] = {
    EMPTY: "an empty file",
    ENCRYPTED_OFFICE: "an encrypted Office document",
    OLE: "an Office document of before 2007",
    UNKNOWN: "a binary file of an unknown kind",
    XLSX: "an Excel workbook",
    "application/epub+zip": "an EPUB book",
    "application/gzip": "a gzip archive",
    "application/msword": "a Word document of before 2007",
    "application/rtf": "an RTF document",
    "application/vnd.ms-excel": "an Excel workbook of before 2007",
    "application/vnd.ms-powerpoint": "a PowerPoint presentation of before 2007",
    "application/vnd.oasis.opendocument": "an OpenDocument file",
    "application/vnd.rar": "a RAR archive",
    "application/vnd.sqlite3": "an SQLite database",
    "application/x-7z-compressed": "a 7-Zip archive",
    "application/x-executable": "a program",
    "application/zip": "a ZIP archive",
    "image/bmp": "a BMP image",
    "image/gif": "a GIF image",
    "image/jpeg": "a JPEG image",
    "image/png": "a PNG image",
    "image/svg+xml": "an SVG image",
    "image/tiff": "a TIFF image",
    "image/webp": "a WebP image",
}

SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"\x1f\x8b\x08", "application/gzip"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"SQLite format 3\x00", "application/vnd.sqlite3"),
    (b"\x7fELF", "application/x-executable"),
    (b"{\\rtf", "application/rtf"),
)

# The first of each type's endings is the one that a person is told to use.
ENDINGS: dict[str, str] = {
    ".pdf": MediaType.PDF,
    ".docx": MediaType.DOCX,
    ".pptx": MediaType.PPTX,
    ".html": MediaType.HTML,
    ".htm": MediaType.HTML,
    ".xhtml": MediaType.HTML,
    ".md": MediaType.MARKDOWN,
    ".markdown": MediaType.MARKDOWN,
    ".txt": MediaType.PLAIN,
    ".text": MediaType.PLAIN,
    ".eml": MediaType.MAIL,
    ".mbox": MediaType.MBOX,
    ".mbx": MediaType.MBOX,
    ".doc": "application/msword",
    ".ppt": "application/vnd.ms-powerpoint",
    ".xls": "application/vnd.ms-excel",
    ".xlsx": XLSX,
    ".zip": "application/zip",
    ".exe": "application/x-executable",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
}
MAIL_FIELDS = frozenset(
    {"from", "to", "subject", "date", "message-id", "received", "return-path", "mime-version"}
    | {"delivered-to", "content-type"}
)
READABLE = (
    "a PDF, Word (.docx), PowerPoint (.pptx), HTML, Markdown or text file, or as mail (.eml, .mbox,"
    " a zipped Maildir)"
)
BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
WORKING = 64 * 1024  # bytes that are enough to judge text


def detect(head: bytes, name: str) -> str:
    """The media type of a file whose first bytes are `head` (64 kB or more is best).

    Given the whole file, archives are judged by their index, else by their first entries.
    Types that can't be read are named too, as far as they are known.
    """
    if not head:
        return EMPTY
    if signed := _signed_type(head, name):
        return signed
    if _is_binary(head[:WORKING]):
        # Readers accept junk before the signature, and so do people's files.
        return MediaType.PDF if b"%PDF-" in head[:1024] else _binary_type(head[:WORKING])
    return _text_type(head[:WORKING], name)


def check_label(name: str, media_type: str) -> None:
    """Refuse a file that can't be read or whose ending says something else than its bytes.

    Raises:
        UnreadableFile: says what the file really is and what to do.
    """
    if media_type == EMPTY:
        raise UnreadableFile(f"{name} is empty. Upload a file that has something in it.")
    if media_type == ENCRYPTED_OFFICE:
        raise UnreadableFile(
            f"{name} is encrypted. Save it without a password and upload it again."
        )
    claimed = ENDINGS.get(PurePath(name).suffix.lower())
    really = " really" if claimed and not _agree(claimed, media_type) else ""
    kind = human_name(media_type)
    if media_type not in SUPPORTED:
        raise UnreadableFile(f"{name} is{really} {kind}. Save it as {READABLE} and upload that.")
    if really:
        ending = next((end for end, kind_ in ENDINGS.items() if kind_ == media_type), ".zip")
        raise UnreadableFile(f"{name} is really {kind}. Name it {ending} and upload it again.")


def human_name(media_type: str) -> str:
    """The type with its article, as in "a PDF file"."""
    return SUPPORTED.get(media_type) or OTHERS.get(media_type) or f"a file of type {media_type}"


def _agree(claimed: str, media_type: str) -> bool:
    """Text is text, whatever its ending: nothing tells Markdown from plain text for sure. A zipped
    folder of mails is a ZIP archive, too."""
    return (
        claimed == media_type
        or (claimed in TEXTUAL and media_type in TEXTUAL)
        or (claimed == ENDINGS[".zip"] and media_type == MediaType.MAILDIR)
    )


def _signed_type(head: bytes, name: str) -> str | None:
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"%PDF-"):
        return MediaType.PDF
    if head.startswith(b"PK\x03\x04"):
        return _zip_type(head, name)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _ole_type(head, name)
    return next((kind for mark, kind in SIGNATURES if head.startswith(mark)), None)


def _zip_type(head: bytes, name: str) -> str:
    names = list(_entry_names(head))
    for folder, media_type in (
        ("word/", MediaType.DOCX),
        ("ppt/", MediaType.PPTX),
        ("xl/", XLSX),
    ):
        if any(entry.startswith(folder) for entry in names):
            return media_type
    if "mimetype" in names:
        return (
            "application/epub+zip"
            if b"mimetypeapplication/epub" in head[:100]
            else "application/vnd.oasis.opendocument"
        )
    if any(is_mail_entry(entry) for entry in names):
        return MediaType.MAILDIR
    claimed = ENDINGS.get(PurePath(name).suffix.lower(), "")
    # The parts that would tell lie behind the head; an office file starts with this one.
    if "[Content_Types].xml" in names and claimed in {MediaType.DOCX, MediaType.PPTX, XLSX}:
        return claimed
    return "application/zip"


def is_mail_entry(name: str) -> bool:
    """Whether an archive's entry of this name is a mail: in a Maildir, or a file that says so."""
    path = PurePosixPath(name)
    if name.endswith("/") or path.name.startswith(".") or "__MACOSX" in path.parts:
        return False
    return path.parent.name in {"cur", "new"} or path.suffix.lower() == ".eml"


def _entry_names(head: bytes) -> Iterable[str]:
    """Names in the archive's index if `head` holds it, else those of the entries at hand."""
    try:
        with zipfile.ZipFile(io.BytesIO(head)) as archive:
            return archive.namelist()
    except Exception:  # a cut or damaged archive fails in many ways
        headers = re.finditer(rb"PK\x03\x04.{22}(..)..", head, re.DOTALL)
        return [
            head[m.end() : m.end() + int.from_bytes(m[1], "little")].decode("utf-8", "replace")
            for m in headers
        ]


def _ole_type(head: bytes, name: str) -> str:
    if "EncryptedPackage".encode("utf-16-le") in head:
        return ENCRYPTED_OFFICE
    claimed = ENDINGS.get(PurePath(name).suffix.lower(), "")
    if claimed in {MediaType.DOCX, MediaType.PPTX, XLSX} and len(head) <= WORKING:
        return ENCRYPTED_OFFICE  # its index lies behind the head; this is what it nearly always is
    return claimed if claimed in OTHERS and claimed.startswith("application/") else OLE


def _is_binary(head: bytes) -> bool:
    if head.startswith(BYTE_ORDER_MARKS):
        return False
    if head.count(0) > len(head) // 4 and _looks_like_utf16(head):
        return False
    controls = sum(byte < 32 and byte not in b"\t\n\f\r\x1b\x08" for byte in head)
    return b"\x00" in head or controls > len(head) // 20


def _looks_like_utf16(head: bytes) -> bool:
    even, odd = head[::2].count(0), head[1::2].count(0)
    return max(even, odd) > len(head) // 4 and min(even, odd) * 20 < max(even, odd)


def _binary_type(head: bytes) -> str:
    if head.startswith(b"MZ"):
        return "application/x-executable"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "image/webp"
    try:
        return puremagic.from_string(head, mime=True) or UNKNOWN
    except (puremagic.PureError, ValueError):
        return UNKNOWN


def _text_type(head: bytes, name: str) -> str:
    """HTML shows by its first tags. Between Markdown and plain text the ending decides first."""
    claimed = ENDINGS.get(PurePath(name).suffix.lower())
    encoding = "utf-16" if head.startswith(BYTE_ORDER_MARKS[1:]) else "latin-1"
    text = head.decode(encoding, "replace").lstrip("\ufeff\xef\xbb\xbf \t\r\n")
    start = re.sub(r"\A(?:\s|<\?xml.*?\?>|<!--.*?-->)+", "", text, flags=re.DOTALL).lower()
    if claimed != MediaType.MARKDOWN and re.match(
        r"<!doctype\s+html|<(?:html|head|body|title|meta|article|main)[\s>]", start
    ):
        return MediaType.HTML
    if claimed in {MediaType.MAIL, MediaType.MBOX, None} and (mail := _mail_type(text, claimed)):
        return mail
    if re.match(r"(?:<!doctype\s+svg[^>]*>\s*)?<svg[\s>]", start):
        return "image/svg+xml"
    if claimed in TEXTUAL:
        return claimed
    return MediaType.MARKDOWN if _looks_like_markdown(text) else MediaType.PLAIN


def _mail_type(text: str, claimed: str | None) -> str | None:
    """Without an ending that says so, a mail is told by more than its first line."""
    if re.match(r"From \S+.*\d\d:\d\d.*\n[!-9;-~]+:", text):
        return MediaType.MBOX
    fields = re.findall(r"^([!-9;-~]+):", text.split("\n\n", 1)[0].replace("\r", ""), re.MULTILINE)
    known = {field.lower() for field in fields} & MAIL_FIELDS
    first = re.match(r"[!-9;-~]+:", text) is not None
    return MediaType.MAIL if first and len(known) >= (1 if claimed else 4) else None


def _looks_like_markdown(text: str) -> bool:
    """Whether two different marks of Markdown stand in it."""
    marks = (r"^#{1,6} \S", r"^```", r"\[[^\]\n]+\]\([^)\s]+\)", r"\*\*\S[^*\n]*\*\*", r"^[-*] \S")
    return sum(bool(re.search(mark, text, re.MULTILINE)) for mark in marks) >= 2
