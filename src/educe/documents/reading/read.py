"""Reads a file: bytes of a known media type to one text and its blocks."""

from collections.abc import Callable
from importlib import import_module
from typing import cast

from educe.documents.media import SUPPORTED, TEXTUAL, MediaType, check_label, detect, human_name
from educe.documents.model import Text
from educe.documents.reading.limits import ReadingLimits
from educe.documents.reading.refusals import damaged, empty, no_text
from educe.errors import EduceError, UnreadableFile

Reader = Callable[..., Text]

# Modules are imported when first needed: each brings a library of some weight.
READERS = {
    MediaType.PDF: "pdf:read_pdf",
    MediaType.DOCX: "docx:read_docx",
    MediaType.PPTX: "pptx:read_pptx",
    MediaType.HTML: "html:read_html",
    MediaType.MARKDOWN: "markdown:read_markdown",
    MediaType.PLAIN: "plain:read_plain",
    MediaType.MAIL: "mail:read_mail",
    MediaType.MBOX: "mail:read_mbox",
    MediaType.MAILDIR: "mail:read_maildir",
}


def read(data: bytes, media_type: str, *, name: str, limits: ReadingLimits | None = None) -> Text:
    """The text of a file and the blocks it is made of; the same bytes give the same text.

    `media_type` is what `media.detect` said when the file was stored; `name` is for messages.

    Raises:
        UnreadableFile: empty, without text, encrypted, mislabelled, damaged or unsupported.
        TooLarge: over one of the `limits`.
    """
    limits = limits or ReadingLimits()
    if not data:
        raise empty(name)
    limits.check_bytes(name, len(data))
    _check_type(data, media_type, name)
    try:
        text = _reader(MediaType(media_type))(data, name=name, limits=limits)
    except EduceError:
        raise
    # Whatever a library raises for hostile bytes, it is the file that can't be read.
    except Exception as error:
        raise damaged(name, human_name(media_type)) from error
    if not text.blocks:
        raise no_text(name)
    return text


def _check_type(data: bytes, media_type: str, name: str) -> None:
    """The bytes must be of the stored type, or both of them text."""
    actual = detect(data, name)
    if media_type not in SUPPORTED or actual not in SUPPORTED:
        check_label(name, actual if media_type in SUPPORTED else media_type)
    if actual != media_type and not {actual, media_type} <= TEXTUAL:
        raise UnreadableFile(
            f"{name} is really {human_name(actual)}, not {human_name(media_type)}. "
            "Upload it again under a name with the right ending."
        )


def _reader(media_type: MediaType) -> Reader:
    module, _, function = READERS[media_type].partition(":")
    return cast("Reader", getattr(import_module(f"educe.documents.reading.{module}"), function))
