"""How much of a file is read before it is refused."""

from dataclasses import dataclass

from educe.documents.sizes import human_size
from educe.errors import TooLarge


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """Sizes beyond which a file is refused, so that no file can exhaust a machine."""

    bytes: int = 100_000_000
    pages: int = 5_000
    characters: int = 10_000_000
    unpacked_bytes: int = 400_000_000  # of all parts of an Office file together
    parts: int = 10_000  # entries of an Office file
    depth: int = 2_000  # of nested elements in HTML, of parts in XML

    def check_bytes(self, name: str, size: int) -> None:
        if size > self.bytes:
            limit = human_size(self.bytes)
            raise TooLarge(f"{name} is larger than {limit}. Split it and upload the parts.")

    def check_pages(self, name: str, pages: int) -> None:
        if pages > self.pages:
            raise TooLarge(
                f"{name} has {pages:,} pages; at most {self.pages:,} can be read. "
                "Split it and upload the parts."
            )

    def check_characters(self, name: str, characters: int) -> None:
        if characters > self.characters:
            raise TooLarge(
                f"{name} holds more than {self.characters:,} characters of text. "
                "Split it and upload the parts."
            )
