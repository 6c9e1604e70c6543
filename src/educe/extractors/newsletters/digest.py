"""Articles for people to read: a page for mail programs and browsers, and the same as Markdown.

Everything in them was written by strangers. The page loads nothing and runs nothing.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from educe.articles.found import FoundLink, FoundNewsletter

_LONGEST = 240  # characters of what is said of an article
_WEB = ("https://", "http://")
# also what GitHub and others make a link of by themselves, and what means something in front
_MARKS = re.compile(r"(?i)([\\`*_{}\[\]#!|<>~&@^$]|:(?=//)|(?<=www)\.|^[-+=])")
_NUMBERED = re.compile(r"^(\d{1,9})([.)])")

_STYLE = """
:root { color-scheme: light dark; }
body { margin: 0; background: #f6f6f4; color: #1d1d1b;
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { max-width: 42rem; margin: 0 auto; padding: 1.5rem 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; margin: 0 0 .25rem; }
h2 { font-size: 1.1rem; margin: 2rem 0 0; }
ul { list-style: none; margin: .5rem 0 0; padding: 0; }
li { margin: 1rem 0; }
a { color: #0b57b0; font-weight: 600; }
p { margin: .15rem 0 0; }
.about { color: #5c5c57; font-size: .875rem; }
@media (prefers-color-scheme: dark) {
  body { background: #171715; color: #ecece8; }
  a { color: #8ab8ff; }
  .about { color: #a9a9a2; }
}
"""
HTML_END = "</main>\n</body>\n</html>\n"


@dataclass
class Totals:
    """Of all newsletters that were read."""

    newsletters: int = 0
    articles: int = 0
    rejected: int = 0
    unresolved: int = 0
    links: int = 0

    def add(self, newsletter: FoundNewsletter) -> None:
        kept = sum(link.kept for link in newsletter.links)
        self.newsletters += 1
        self.links += len(newsletter.links)
        self.articles += kept
        self.rejected += len(newsletter.links) - kept
        ways = (link.way for link in newsletter.links)
        self.unresolved += sum(way is not None and way.how == "unresolved" for way in ways)

    def __str__(self) -> str:
        return (
            f"{counted(self.articles, 'article')} from {counted(self.newsletters, 'newsletter')},"
            f" {counted(self.rejected, 'link')} rejected"
        )


def counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def html_begin(totals: Totals) -> str:
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy"'
        " content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{_digest(totals)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f'<h1>Articles</h1>\n<p class="about">{_digest(totals)}</p>\n'
    )


def html_entry(newsletter: FoundNewsletter) -> str:
    kept = [link for link in newsletter.links if link.kept]
    if not kept:
        return ""
    listed = "".join(_html_article(link, said) for link, said in _with_words(kept))
    return (
        f"<section>\n<h2>{escape(_subject(newsletter))}</h2>\n"
        f'<p class="about">{escape(_about(newsletter))}</p>\n<ul>\n{listed}</ul>\n</section>\n'
    )


def markdown_begin(totals: Totals) -> str:
    return f"# Articles\n\n{_digest(totals)}\n"


def markdown_entry(newsletter: FoundNewsletter) -> str:
    kept = [link for link in newsletter.links if link.kept]
    if not kept:
        return ""
    head = f"\n## {marked(_subject(newsletter))}\n\n{marked(_about(newsletter))}\n\n"
    return head + "".join(_markdown_article(link, said) for link, said in _with_words(kept))


def marked(text: str) -> str:
    """Text in which nothing is Markdown."""
    return _NUMBERED.sub(r"\1\\\2", _MARKS.sub(r"\\\1", " ".join(text.split())))


def _html_article(link: FoundLink, said: str) -> str:
    title, url = escape(_title(link)), link.canonical_url
    if url.lower().startswith(_WEB):
        title = f'<a href="{escape(url)}" rel="noopener noreferrer">{title}</a>'
    about = f'<p class="about">{escape(_site(link))}</p>' if _site(link) else ""
    words = f"<p>{escape(said)}</p>" if said else ""
    return f"<li>{title}{about}{words}</li>\n"


def _markdown_article(link: FoundLink, said: str) -> str:
    title, url = marked(_title(link)), link.canonical_url
    if url.lower().startswith(_WEB) and not re.search(r"[\s<>]", url):
        title = f"[{title}](<{url}>)"
    about = f" · {marked(_site(link))}" if _site(link) else ""
    words = f"  \n  {marked(said)}" if said else ""
    return f"- {title}{about}{words}\n"


def _digest(totals: Totals) -> str:
    return f"{counted(totals.articles, 'article')} from {counted(totals.newsletters, 'newsletter')}"


def _subject(newsletter: FoundNewsletter) -> str:
    return newsletter.subject or "Without a subject"


def _about(newsletter: FoundNewsletter) -> str:
    sender = newsletter.sender_name or newsletter.sender_address
    parts = (sender, _day(newsletter.received_at))
    return " · ".join(part for part in parts if part)


def _site(link: FoundLink) -> str:
    return " · ".join(part for part in (link.site, _day(link.published)) if part)


def _title(link: FoundLink) -> str:
    return link.title or link.canonical_url


def _with_words(links: Sequence[FoundLink]) -> Iterator[tuple[FoundLink, str]]:
    """Each with what its page or the newsletter says of it, beyond its title. Words that stand
    around several of them say too little of each."""
    shared = Counter(link.snippet for link in links)
    for link in links:
        own = link.snippet if shared[link.snippet] == 1 else ""
        yield link, _cut(link.description or own, link.title)


def _cut(text: str, title: str) -> str:
    text = " ".join(text.split()).removeprefix(title).strip(" :–—-")
    return text if len(text) <= _LONGEST else text[:_LONGEST].rsplit(" ", 1)[0] + "…"


def _day(moment: datetime | None) -> str:
    return f"{moment.day} {moment:%B %Y}" if moment is not None else ""
