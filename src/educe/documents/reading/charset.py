"""Bytes to characters."""

import codecs
import re

from charset_normalizer import from_bytes

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16's, which it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
META = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{1,40})""", re.I)
XML = re.compile(rb"""<\?xml[^>]{0,200}encoding\s*=\s*["']([A-Za-z0-9_.:-]{1,40})""", re.I)
SAMPLE = 256 * 1024  # bytes that a guess is made from
BINARY_CODECS = frozenset({"base64", "bz2", "hex", "quopri", "rot13", "uu", "zlib"})


def decode(data: bytes, *, markup: bool = False) -> str:
    """`data` as text: by byte order mark, by declaration (`markup`), as UTF-8, else by guess.

    Never fails: what can't be decoded becomes U+FFFD.
    """
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    declared = _declared(data) if markup else None
    for candidate in (declared, "utf-8"):
        text = _strictly(data, candidate)
        if text is not None:
            return text
    return data.decode(_guess(data), "replace")


def _declared(data: bytes) -> str | None:
    match = XML.search(data[:512]) or META.search(data[:4096])
    name = match[1].decode("ascii").lower() if match else None
    # A page that declares UTF-16 in ASCII bytes is none (the HTML standard says UTF-8), and
    # "latin-1" means Windows-1252 on the web.
    if name is None or name.startswith(("utf-16", "utf-32", "utf-7")):
        return None
    return "cp1252" if name in {"iso-8859-1", "latin1", "latin-1", "ascii", "us-ascii"} else name


def _strictly(data: bytes, encoding: str | None) -> str | None:
    try:
        codec = codecs.lookup(encoding or "")
        return data.decode(codec.name) if codec.name not in BINARY_CODECS else None
    except (LookupError, UnicodeError, ValueError):
        return None


def _guess(data: bytes) -> str:
    even, odd = data[:SAMPLE:2].count(0), data[1:SAMPLE:2].count(0)
    if even + odd > len(data[:SAMPLE]) // 4:
        return "utf-16-le" if odd > even else "utf-16-be"
    best = from_bytes(data[:SAMPLE]).best()
    return best.encoding if best else "cp1252"
