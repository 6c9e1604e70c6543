"""Which pictures there are, in the order of docs/screens.md, and what that says about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
FOLDER = DOCS / "screens"
PAGE = DOCS / "screens.md"
ASIDE = {"-dark": "in the dark", "-phone": "on a phone"}
_HEAD = """# The screens

All of these show the [sample course](../examples/README.md), made-up newsletters, and some made-up
work around them.
`make screenshots` takes them anew, from the real thing, and writes this page.
"""


@dataclass(frozen=True)
class Shot:
    """A screen at its address, with places of `Sample` or `Newsletters` in braces. `keys` are
    pressed before it is taken, but on phones, which have none; `tall`: in a higher window; `dark`
    and `phone`: it is taken that way, too. One without an address is taken on the way to others."""

    name: str
    title: str
    about: str
    address: str = ""
    keys: Sequence[str] = ()
    tall: bool = False
    dark: bool = False
    phone: bool = False

    def files(self) -> list[str]:
        asides = (("-dark", self.dark), ("-phone", self.phone))
        return [f"{self.name}{suffix}.webp" for suffix, taken in (("", True), *asides) if taken]


NEWSLETTERS = (
    Shot("mailbox", "A mailbox", "Tried step by step, before it is kept."),
    Shot(
        "newsletters-progress",
        "Newsletters under way",
        "Read, taken apart, followed and filtered: how far each step is.",
    ),
    Shot(
        "articles",
        "Articles",
        "What newsletters link to, once each, with who said what of it, and why it was kept.",
        "/projects/{newsletters}/articles?article={article}",
        keys=["Home"],
        phone=True,
    ),
    Shot(
        "rejected",
        "Rejected links",
        "What was left out, each with its reason; one click brings it back.",
        "/projects/{newsletters}/articles/rejected?link={rejected}",
        tall=True,
    ),
    Shot(
        "newsletters",
        "Newsletters by day",
        "What came, and how much of it was kept.",
        "/projects/{newsletters}/articles/newsletters",
    ),
)
SHOTS = (
    Shot("sign-in", "Sign in", "By a one-time link, or with a password that one has set."),
    Shot("welcome", "The first page", "With nothing there yet: the sample course, one click away."),
    Shot(
        "home",
        "Home",
        "The projects, what is in them, and what runs now.",
        "/",
        dark=True,
        phone=True,
    ),
    Shot("files", "Files", "Dropped in here, seen here, chosen here.", "/projects/{course}/files"),
    Shot(
        "extract",
        "Extract",
        "What to read, what to look for, and what will happen.",
        "/projects/{course}/files?extract={course}",
    ),
    Shot("progress", "Progress", "How far it is; closed, it goes on, and is found again."),
    Shot(
        "done",
        "Completed",
        "What was found, one click from the graph.",
        "/projects/{course}/files?watch={completed}",
        phone=True,
    ),
    Shot(
        "graph",
        "Concept graph",
        "Searched, filtered by its legend, and drawn by communities.",
        "/projects/{course}/graph",
        dark=True,
        phone=True,
    ),
    Shot(
        *(
            "concept",
            "A concept",
            "Its definition, its names, what it relates to, and the words that say so.",
        ),
        "/projects/{course}/graph?focus=%22{concept}%22&around=%22{concept}%22",
    ),
    Shot(
        "concepts",
        "Concepts as a table",
        "The same, in words and numbers.",
        "/projects/{course}/concepts?focus=%22{concept}%22",
    ),
    Shot(
        "reader-pages",
        "Evidence in a PDF",
        "The very words, marked on the page itself.",
        "/files/{pdf}?start={pdf_start}&end={pdf_end}&concept=%22{concept}%22",
        dark=True,
    ),
    Shot(
        "reader-text",
        "Evidence in a text",
        "Next and previous lead from place to place.",
        "/files/{text}?start={text_start}&end={text_end}&concept=%22{concept}%22",
        phone=True,
    ),
    *NEWSLETTERS,
    Shot(
        "jobs",
        "Jobs",
        "Counted, searched and sorted; many are acted on at once.",
        "/jobs",
        dark=True,
        phone=True,
    ),
    Shot(
        "job",
        "A job",
        "When what happened, what came of it, and what to download.",
        "/jobs/{completed}",
        tall=True,
    ),
    Shot(
        "items",
        "Items of a job",
        "Those that failed first, with the reason and what to do.",
        "/jobs/{partial}?tab=items",
        tall=True,
    ),
    Shot(
        "failed", "A failed job", "Why, and three ways to try again.", "/jobs/{failed}", tall=True
    ),
    Shot("waiting", "A job that waits", "What for, and for how long.", "/?watch={waiting}"),
    Shot("schedules", "Schedules", "Jobs that start by themselves.", "/schedules"),
    Shot(
        "members",
        "A project's settings",
        "Its name, who sees it, and its end.",
        "/projects/{course}/settings",
    ),
    Shot(
        "settings",
        "Settings",
        "Theme, language, password, tokens and browsers signed in.",
        "/settings",
    ),
    Shot("commands", "Commands", "Everything by typing: ⌘K.", "/jobs", keys=["Control+k"]),
    Shot("keys", "Keys", "Those of the page that is open: ?.", "/jobs", keys=["?"]),
    Shot(
        "admin",
        "Administration",
        "Throughput, failures and waits over time.",
        "/admin?range=7d",
        tall=True,
        dark=True,
    ),
    Shot("queue", "The queue", "Who waits, what is paused, and who may how much.", "/admin/queue"),
    Shot("workers", "Workers", "Which there are, and what they have in hand.", "/admin/workers"),
    Shot(
        "dead-letters",
        "Dead letters",
        "What has failed for good: seen, retried, put away.",
        "/admin/dead-letters",
    ),
    Shot("storage", "Storage", "What takes room, and how long it is kept.", "/admin/storage"),
    Shot("people", "People", "Accounts, organizations and roles.", "/admin/people"),
)


def page() -> str:
    """docs/screens.md."""
    parts = [_HEAD]
    for shot in SHOTS:
        first, *others = shot.files()
        parts.append(f"\n## {shot.title}\n\n{shot.about}\n\n![{shot.title}](screens/{first})\n")
        for file in others:
            how = ASIDE[file.removeprefix(shot.name).removesuffix(".webp")]
            parts.append(f"\n![{shot.title}, {how}](screens/{file})\n")
    return "".join(parts)
