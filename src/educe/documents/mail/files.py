"""Files that hold mails: one mail (.eml), many in one file (mbox), a zipped Maildir.

Mails are read one at a time, whatever the file's size. Names in it are looked at and never used.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, ClassVar

from educe.documents.media import MediaType, is_mail_entry
from educe.documents.reading.refusals import damaged, encrypted
from educe.documents.sizes import human_size
from educe.errors import TooLarge

MAX_MAIL = 25_000_000  # bytes of a mail that are read; what is beyond is left out
MAX_MAILS = 200_000  # in one file
_MAX_INDEX = 32_000_000  # bytes of a zip archive's index: it is read as a whole
_MAX_UNPACKED = 4_000_000_000
_LINE = 65_536  # bytes of a line that are looked at together
# the line that begins a mail in mbox; in a body such a line is quoted, but not by every program
_BEGINS = re.compile(rb"From \S.*\d\d:\d\d")
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class FiledMail:
    """Where a mail is in its file, and how long."""

    place: str
    size: int


class MailFile:
    """Mails in an open file, which must be seekable. Use the subclass of its media type."""

    media_type: ClassVar[MediaType]

    def __init__(self, file: BinaryIO, name: str) -> None:
        """`name`: for messages."""
        self._file = file
        self._name = name

    def mails(self) -> Iterator[FiledMail]:
        """In the file's order. Raises UnreadableFile, TooLarge."""
        for number, mail in enumerate(self._found()):
            if number >= MAX_MAILS:
                raise TooLarge(
                    f"{self._name} holds more than {MAX_MAILS:,} mails. Split it and upload the"
                    " parts."
                )
            yield mail

    def read(self, place: str, most: int = MAX_MAIL) -> bytes:
        """The first so many bytes of the mail. Raises UnreadableFile."""
        raise NotImplementedError

    def _found(self) -> Iterator[FiledMail]:
        raise NotImplementedError


class OneMail(MailFile):
    """The file is the mail."""

    media_type = MediaType.MAIL

    def _found(self) -> Iterator[FiledMail]:
        yield FiledMail("0", self._file.seek(0, io.SEEK_END))

    def read(self, place: str, most: int = MAX_MAIL) -> bytes:
        self._file.seek(0)
        return self._file.read(most)


class Mbox(MailFile):
    """Each mail begins with a line “From …” after an empty line."""

    media_type = MediaType.MBOX

    def _found(self) -> Iterator[FiledMail]:
        start = None
        for begin, after in self._borders():
            if start is not None:
                yield _between(start, begin)
            start = after
        if start is not None:
            yield _between(start, self._file.seek(0, io.SEEK_END))

    def _borders(self) -> Iterator[tuple[int, int]]:
        """Where lines that begin a mail begin and end."""
        at, blank, whole = 0, True, True
        self._file.seek(0)
        while line := self._file.readline(_LINE):
            if whole and blank and _BEGINS.match(line):
                yield at, at + len(line)
                self._file.seek(at + len(line))  # whoever asked has read elsewhere
            blank = whole and not line.strip()
            whole = line.endswith(b"\n")
            at += len(line)

    def read(self, place: str, most: int = MAX_MAIL) -> bytes:
        start, end = map(int, place.split("-"))
        self._file.seek(start)
        return _QUOTED.sub(rb"\1", self._file.read(min(most, end - start)))


def _between(start: int, end: int) -> FiledMail:
    return FiledMail(f"{start}-{end}", end - start)


class ZippedMaildir(MailFile):
    """A zip archive of a Maildir, with all its folders, or of .eml files."""

    media_type = MediaType.MAILDIR

    def __init__(self, file: BinaryIO, name: str) -> None:
        """Raises UnreadableFile, TooLarge."""
        super().__init__(file, name)
        kind = "a zipped folder of mails"
        try:
            _check_index(file, name)
            self._archive = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
            raise damaged(name, kind) from error
        entries = [e for e in self._archive.infolist() if is_mail_entry(e.filename)]
        if any(entry.flag_bits & 1 for entry in entries):
            raise encrypted(name)
        unpacked = sum(entry.file_size for entry in entries)
        if unpacked > _MAX_UNPACKED:
            raise TooLarge(
                f"{name} unpacks to {human_size(unpacked)}; at most {human_size(_MAX_UNPACKED)} can"
                " be read. Split it and upload the parts."
            )
        self._entries = entries

    def _found(self) -> Iterator[FiledMail]:
        for number, entry in enumerate(self._entries):
            yield FiledMail(str(number), entry.file_size)

    def read(self, place: str, most: int = MAX_MAIL) -> bytes:
        try:
            with self._archive.open(self._entries[int(place)]) as mail:
                return mail.read(most)
        except Exception as error:  # a damaged entry fails in many ways
            raise damaged(self._name, "a zipped folder of mails") from error


def open_mail_file(file: BinaryIO, media_type: str, name: str) -> MailFile:
    """Raises UnreadableFile, TooLarge. Close the file when done."""
    kinds: tuple[type[MailFile], ...] = (OneMail, Mbox, ZippedMaildir)
    [kind] = [kind for kind in kinds if kind.media_type == media_type]
    return kind(file, name)


def _check_index(file: BinaryIO, name: str) -> None:
    """An index is read whole, and takes many times its size in memory. Raises TooLarge."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - 66_000))
    end = file.read()
    at = end.rfind(b"PK\x05\x06")
    if at >= 0 and int.from_bytes(end[at + 12 : at + 16], "little") > _MAX_INDEX:
        raise TooLarge(f"{name} holds too many files. Split it and upload the parts.")
