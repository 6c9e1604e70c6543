"""How far a mailbox's folders were read by a job."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from educe.extractors.newsletters.items import MessageResult
from educe.mailboxes.messages import Found
from educe.mailboxes.reading import Place, mark_after
from educe.mailboxes.wanted import Mark


class Reached:
    """The messages of each folder that were read, and those that must be found again."""

    def __init__(self) -> None:
        self._read: dict[str, list[Found]] = defaultdict(list)
        self._left: dict[str, list[Found]] = defaultdict(list)

    def note(self, result: MessageResult) -> None:
        """A message of which nobody knows yet whether another job gets it done is left."""
        if result.mailbox_id is not None:
            where = self._left if result.state == "elsewhere" else self._read
            where[_folder(result.found)].append(_without_words(result.found))

    def marks(self, failed: Iterable[Found], before: Mapping[str, Mark]) -> dict[str, Mark]:
        """The marks to set, by folder. `failed`: messages that have no result."""
        for found in failed:
            self._left[_folder(found)].append(found)
        reached = {
            folder: mark_after(read, self._left[folder], before.get(folder))
            for folder, read in self._read.items()
        }
        return {folder: mark for folder, mark in reached.items() if mark is not None}


def _folder(found: Found) -> str:
    return Place.parse(found.place).folder


def _without_words(found: Found) -> Found:
    return found.model_copy(update={"message_id": "", "sender": "", "subject": ""})
