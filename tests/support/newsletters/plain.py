"""Issues as plain text, in the forms that people and programs write it."""

import textwrap
from collections.abc import Callable

from tests.support.newsletters.issues import LINK, Issue, Line

Wrap = Callable[[str, str], str]


class Plain:
    def __init__(self, issue: Issue, wrap: Wrap) -> None:
        self.issue = issue
        self.wrap = wrap
        self.form = issue.get("plain", "angle")
        self.german = issue.get("lang") == "de"
        self.notes: list[str] = []

    def link(self, text: str, url: str, label: str) -> str:
        address = self.wrap(url, label)
        match self.form:
            case "angle":
                return f"{text} <{address}>"
            case "footnotes":
                self.notes.append(address)
                return f"{text} [{len(self.notes)}]"
            case "below":
                return f"{text}\n{address}"
            case "markdown":
                return f"[{text}]({address})"
            case _:
                return f"{text}: {address}"

    def render(self) -> str:
        head = self.issue.get("title") or self.issue.get("subject")
        parts = [self.preview(), f"{head.upper()}\n{'=' * len(head)}"]
        parts += [self.line(line) for line in self.issue.lines]
        parts.append(self.foot())
        if self.notes:
            parts.append("\n".join(f"[{n}] {url}" for n, url in enumerate(self.notes, start=1)))
        return "\n\n".join(part for part in parts if part) + "\n"

    def preview(self) -> str:
        url = (
            f"https://{self.host}/archiv/2026-11" if self.german else f"https://{self.host}/web/88"
        )
        return self.link(
            "Im Browser ansehen" if self.german else "View in browser", url, "navigation"
        )

    @property
    def host(self) -> str:
        return self.issue.get("site", "example.com")

    def line(self, line: Line) -> str:
        fields = line.fields
        match line.mark:
            case "*":
                title, url, *rest = fields
                summary = textwrap.fill(rest[0], 72) if rest else ""
                label = line.label or "article"
                if self.form == "below":
                    return (
                        f"* {title}\n{summary}\n{self.wrap(url, label)}"
                        if summary
                        else f"* {title}\n{self.wrap(url, label)}"
                    )
                return f"{self.link(title, url, label)}\n\n{summary}".strip()
            case ">":
                text = " | ".join(fields)
                return textwrap.fill(
                    LINK.sub(lambda m: self.link(m[1], m[2], m[3] or "article"), text),
                    74,
                    break_long_words=False,
                    break_on_hyphens=False,
                )
            case "#":
                return f"{fields[0]}\n{'-' * len(fields[0])}"
            case "##":
                return fields[0].upper()
            case "$":
                label, title, url, text, cta = fields
                return (
                    f"*** {label} ***\n\n{title}\n\n{textwrap.fill(text, 72)}\n\n"
                    f"{self.link(cta, url, 'sponsor')}\n\n{'*' * 20}"
                )
            case "!":
                return self.link(fields[0], fields[1], fields[2] if len(fields) > 2 else "other")
            case "=":
                return "\n".join(self.link(*field.split("|")) for field in fields)
            case "?":
                answers = [
                    self.link(a, f"https://{self.host}/poll/77?vote={n}", "other")
                    for n, a in enumerate(fields[1:])
                ]
                return "\n".join([fields[0].upper(), *answers])
            case _:
                return "-" * 60

    def foot(self) -> str:
        if self.german:
            return (
                "-- \n"
                + self.link(
                    "Newsletter abbestellen", f"https://{self.host}/abmelden?id=5", "unsubscribe"
                )
                + "\n"
                + self.link("Impressum", f"https://{self.host}/impressum", "navigation")
                + "\nSie erhalten diese E-Mail an leser@example.org.\nRedaktion, Hafenweg 3, 20457 Hamburg"
            )
        return (
            "--\nYou are receiving this because you subscribed.\n"
            + self.link("Unsubscribe", f"https://{self.host}/unsubscribe?u=5", "unsubscribe")
            + "\n"
            + self.link("Follow us on X", f"https://x.com/{self.host.split('.')[0]}", "social")
            + "\nPO Box 112, Portland, OR 97207"
        )
