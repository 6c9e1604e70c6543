"""Reading: a file's bytes to one immutable text and its blocks."""

from educe.documents.reading.limits import ReadingLimits
from educe.documents.reading.read import read

__all__ = ["ReadingLimits", "read"]
