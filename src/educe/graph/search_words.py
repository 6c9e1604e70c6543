"""What a search is looking for, and the SQL that finds and ranks it.

All of a project's folded texts are gone through, byte by byte: for as many as 100,000 that takes
tens of milliseconds, and parts of words are found as well as their beginnings.
"""

import re
from dataclasses import dataclass
from typing import Any, Self

from educe.graph.folded import LONGEST_NAME, folded
from educe.graph.naming import key_of

_SHORT = (
    2  # characters; so little stands inside of nearly everything, so only words' beginnings count
)
_MOST_WORDS = 8
_SPECIAL = re.compile(r"([%_\\])")


@dataclass(frozen=True, slots=True)
class SearchWords:
    """A search's text, folded: as it is, and in the form that names are known by (the singular)."""

    forms: tuple[str, ...]
    key: str

    @classmethod
    def of(cls, text: str) -> Self | None:
        """None: there is nothing to look for."""
        plain = folded(text)[:LONGEST_NAME]
        if not plain:
            return None
        key = key_of(text)
        known_as = folded(key)[:LONGEST_NAME]
        return cls((plain, known_as) if known_as and known_as != plain else (plain,), key)

    def condition(self) -> tuple[str, list[Any]]:
        """What an object `o` must fulfil to be found."""
        return _any(self._found(form) for form in self.forms)

    def rank(self) -> tuple[str, list[Any]]:
        """How well a found object fits: 0 for the name itself, to 5 for words of its definition."""
        named, name_values = _any(_all("o.folded_name", form) for form in self.forms)
        known, known_values = _any(
            _all("split_part(o.folded_text, chr(10), 1)", form) for form in self.forms
        )
        begins = [like(form) + "%" for form in self.forms]
        return (
            "CASE WHEN o.folded_name = ANY (%s) OR o.key LIKE %s THEN 0"
            " WHEN o.folded_name LIKE ANY (%s) THEN 1 WHEN o.folded_name LIKE ANY (%s) THEN 2"
            f" WHEN {named} THEN 3 WHEN {known} THEN 4 ELSE 5 END",
            [
                list(self.forms),
                "%:" + like(self.key) if self.key else "",
                begins,
                ["% " + begin for begin in begins],
                *name_values,
                *known_values,
            ],
        )

    def _found(self, form: str) -> tuple[str, list[Any]]:
        if len(form) > _SHORT:
            return _all("o.folded_text", form)
        return (
            "(strpos(o.folded_text, %s) > 0 OR strpos(o.folded_name, %s) > 0)",
            [f"|{form}", f" {form}"],
        )


def like(text: str) -> str:
    """The text in a pattern: it stands for itself."""
    return _SPECIAL.sub(r"\\\1", text)


def _all(column: str, form: str) -> tuple[str, list[Any]]:
    """All of its words stand in the column, anywhere. strpos is quick for any word, LIKE only for
    one that begins with a rare letter."""
    words = form.split()[:_MOST_WORDS]
    return (
        "(" + " AND ".join([f"strpos({column}, %s) > 0"] * len(words)) + ")",
        list(words),
    )


def _any(conditions: Any) -> tuple[str, list[Any]]:
    parts, values = zip(*conditions, strict=True)
    return "(" + " OR ".join(parts) + ")", [value for each in values for value in each]
