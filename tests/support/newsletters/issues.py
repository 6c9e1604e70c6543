"""Issues as they are written down: a head, then a line for each thing in them.

* title | url | summary          an item; `*other`, `*social` … give it another label
> text [words](url) [w](url =x)  a paragraph with links, articles unless labelled
# heading        ## smaller heading        --- a line across
$ label | title | url | text | words of the button      a sponsor's block
! words | url | label            a link or button of its own
= words|url|label ; words|url|label       a row of links
? question | answer | answer     a poll
@ address of a picture | url | label | alt      a picture that is a link
"""

import re
from dataclasses import dataclass
from pathlib import Path

LINK = re.compile(r"\[([^\]]+)\]\((\S+?)(?: =(\w+))?\)")


@dataclass(frozen=True)
class Line:
    mark: str
    label: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Issue:
    name: str
    head: dict[str, str]
    lines: tuple[Line, ...]

    def get(self, key: str, default: str = "") -> str:
        return self.head.get(key, default)


def read_issues(path: Path) -> list[Issue]:
    parts = re.split(r"^%% ", path.read_text(), flags=re.MULTILINE)[1:]
    return [_issue(part) for part in parts]


def _issue(part: str) -> Issue:
    name, _, rest = part.partition("\n")
    head, _, body = rest.partition("\n\n")
    pairs = dict(line.split(": ", 1) for line in head.splitlines() if line.strip())
    lines = [_line(line) for line in body.splitlines() if line.strip()]
    return Issue(name.strip(), pairs, tuple(lines))


def _line(line: str) -> Line:
    match = re.match(r"(---|##|[*>#$!=?@])(\w*)\s*(.*)", line)
    assert match, line
    mark, label, rest = match.groups()
    parted = rest.split(" ; ") if mark == "=" else f"{rest} ".split(" | ")
    return Line(mark, label, tuple(field.strip() for field in parted))
