"""What is checked of any Office file before a library opens it."""

import io
import zipfile

from educe.documents.reading.limits import ReadingLimits
from educe.documents.reading.refusals import damaged, encrypted
from educe.documents.sizes import human_size
from educe.errors import TooLarge


def check_package(data: bytes, *, name: str, kind: str, limits: ReadingLimits) -> None:
    """Refuse a package that can't be opened or that would unpack to more than the limits.

    The sizes are those of the archive's index; unpacking never yields more than it says.

    Raises:
        UnreadableFile: cut short, damaged or with encrypted parts.
        TooLarge: too many parts, or too large when unpacked.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise damaged(name, kind) from error
    if any(entry.flag_bits & 1 for entry in entries):
        raise encrypted(name)
    if len(entries) > limits.parts:
        raise TooLarge(
            f"{name} is made of {len(entries):,} parts; at most {limits.parts:,} can be read. "
            "Split it and upload the parts."
        )
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > limits.unpacked_bytes:
        raise TooLarge(
            f"{name} unpacks to {human_size(unpacked)}; at most "
            f"{human_size(limits.unpacked_bytes)} can be read. Split it and upload the parts."
        )
