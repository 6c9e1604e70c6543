"""Issues as HTML, in layouts that differ as those of real senders do."""

from collections.abc import Callable
from html import escape

from tests.support.newsletters.issues import LINK, Issue, Line

Wrap = Callable[[str, str], str]  # target, label → address in the mail


class Html:
    """Renders an issue. How items, sections and sponsors look is named in the issue's head."""

    def __init__(self, issue: Issue, wrap: Wrap) -> None:
        self.issue = issue
        self.wrap = wrap
        self.german = issue.get("lang") == "de"
        self.item_form = issue.get("items", "headline")
        self.section_form = issue.get("sections", "h2")
        self.sponsor_form = issue.get("sponsors", "box")
        self.number = 0

    def a(self, inner: str, url: str, label: str, style: str = "", **attributes: str) -> str:
        more = "".join(f' {k.rstrip("_")}="{v}"' for k, v in attributes.items())
        href = escape(self.wrap(url, label), quote=True)
        css = f' style="{style}"' if style else ""
        return f'<a href="{href}"{css}{more} target="_blank">{inner}</a>'

    def body(self) -> str:
        return "\n".join(self.line(line) for line in self.issue.lines)

    def line(self, line: Line) -> str:
        methods = {
            "*": self.item,
            ">": self.paragraph,
            "#": self.section,
            "##": self.subsection,
            "$": self.sponsor,
            "!": self.button,
            "=": self.row,
            "?": self.poll,
            "@": self.picture,
            "---": self.divider,
        }
        return methods[line.mark](line)

    def item(self, line: Line) -> str:
        self.number += 1
        label = line.label or "article"
        title, url, *rest = line.fields
        summary = rest[0] if rest else ""
        more = (
            ["Weiterlesen", "Mehr erfahren", "Zum Artikel"]
            if self.german
            else [
                "Read more",
                "Read the full story",
                "Continue reading →",
            ]
        )
        cta = more[self.number % 3]
        shown, text = escape(title), escape(summary)
        match self.item_form:
            case "card":  # picture, headline and button lead to the same page
                picture = (
                    f'<img src="https://img.{self.host}/{self.number}.jpg" width="560" alt="">'
                )
                return (
                    '<table width="100%" cellpadding="0"><tr><td>'
                    + self.a(picture, url, label)
                    + '</td></tr><tr><td style="padding:12px"><h3 style="margin:0">'
                    + self.a(shown, url, label, "color:#111;text-decoration:none")
                    + f'</h3><p style="font-size:15px">{text}</p>'
                    + self.a(cta, url, label, "background:#0a58ca;color:#fff;padding:8px 14px")
                    + "</td></tr></table>"
                )
            case "button":  # the headline is no link
                return (
                    f'<table role="presentation"><tr><td><h3>{shown}</h3><p>{text}</p>'
                    + "<p>"
                    + self.a(f"<span>{cta}</span>", url, label, "font-weight:bold")
                    + "</p>"
                    + "</td></tr></table>"
                )
            case "list":
                tail = f" – {text}" if text else ""
                return f"<ul><li>{self.a(shown, url, label)}{tail}</li></ul>"
            case "digest":  # headline with minutes, text below
                minutes = f" ({2 + self.number * 3 % 11} minute read)"
                return (
                    '<table><tbody><tr><td class="container"><div class="text-block"><span>'
                    + self.a(f"<span><strong>{shown}{minutes}</strong></span>", url, label)
                    + f"<br><br><span>{text}</span></span></div></td></tr></tbody></table>"
                )
            case "inline":  # a bold lead-in, the link somewhere in the text
                words = text.split()
                cut = max(3, len(words) // 2)
                linked = self.a(" ".join(words[cut : cut + 4]), url, label)
                return (
                    f"<p><strong>{shown}.</strong> {' '.join(words[:cut])} {linked} "
                    f"{' '.join(words[cut + 4 :])}</p>"
                )
            case "whole":  # one anchor around everything
                return self.a(
                    f'<div><img src="https://img.{self.host}/t/{self.number}.png" alt="">'
                    f"<h4>{shown}</h4><p>{text}</p></div>",
                    url,
                    label,
                    "text-decoration:none;color:inherit;display:block",
                )
            case "side":  # picture at the left with the headline as its alt, two columns
                picture = f'<img src="https://img.{self.host}/s{self.number}.jpg" alt="{shown}">'
                return (
                    '<table class="row"><tr><td width="120" valign="top">'
                    + self.a(picture, url, label)
                    + '</td><td valign="top"><p style="font-size:18px;font-weight:bold">'
                    + self.a(shown, url, label)
                    + f"</p><p>{text} {self.a('mehr' if self.german else 'more', url, label)}</p>"
                    + "</td></tr></table>"
                )
            case "source":  # source in brackets behind
                host = url.split("/")[2].removeprefix("www.")
                return f"<p>{self.a(f'<b>{shown}</b>', url, label)} ({host})<br>{text}</p>"
            case "font":  # as word processors write it
                return (
                    f"<P class=MsoNormal><FONT face=Arial size=3><B>{shown}</B></FONT><BR>{text} "
                    f"<FONT color=#0000ff><U>{self.a(cta, url, label)}</U></FONT></P>"
                )
            case _:
                return f"<h3>{self.a(shown, url, label)}</h3>\n<p>{text}</p>"

    @property
    def host(self) -> str:
        return self.issue.get("site", "example.com")

    def paragraph(self, line: Line) -> str:
        text = " | ".join(line.fields)
        parts, position = [], 0
        for match in LINK.finditer(text):
            parts.append(escape(text[position : match.start()]))
            parts.append(self.a(escape(match[1]), match[2], match[3] or "article"))
            position = match.end()
        parts.append(escape(text[position:]))
        return f"<p>{''.join(parts)}</p>"

    def section(self, line: Line) -> str:
        text = escape(line.fields[0])
        match self.section_form:
            case "strong":
                return f"<p><strong>{text}</strong></p>"
            case "upper":
                return (
                    '<table width="100%"><tr><td style="font-size:12px;letter-spacing:2px;'
                    f'text-transform:uppercase">{text}</td></tr></table>'
                )
            case "styled":
                return f'<div style="font-size:22px;font-weight:700;color:#333">{text}</div>'
            case "h1":
                return f'<div class="text-block" style="text-align:center"><h1>{text}</h1></div>'
            case _:
                return f"<h2>{text}</h2>"

    def subsection(self, line: Line) -> str:
        return f'<p style="font-weight:bold">{escape(line.fields[0])}</p>'

    def sponsor(self, line: Line) -> str:
        label, title, url, text, cta = (
            escape(f) if i != 2 else f for i, f in enumerate(line.fields)
        )
        kind = line.label or "sponsor"
        match self.sponsor_form:
            case "linear":  # no box: a label, paragraphs, a line across
                return (
                    f"<p><em>{label}</em></p><p><strong>{self.a(title, url, kind)}</strong></p>"
                    f"<p>{text}</p><p>{self.a(cta, url, kind)}</p><hr>"
                )
            case "heading":
                return f"<h2>{label}</h2><h3>{title}</h3><p>{text} {self.a(cta, url, kind)}</p>"
            case "brackets":  # like any other item, with a word in brackets
                return (
                    '<table><tr><td class="container"><div class="text-block">'
                    + self.a(f"<strong>{title} (Sponsor)</strong>", url, kind)
                    + f"<br><br><span>{text}</span></div></td></tr></table>"
                )
            case "end":  # the label stands below
                return (
                    '<table style="border:1px solid #ddd"><tr><td>'
                    f"<h3>{self.a(title, url, kind)}</h3><p>{text}</p><p>{self.a(cta, url, kind)}</p>"
                    f'<p style="font-size:10px;color:#999">{label}</p></td></tr></table>'
                )
            case "rel":
                return (
                    f"<div><p>{label} {self.a(title, url, kind, rel='sponsored noopener')}: {text} "
                    f"{self.a(cta, url, kind, rel='sponsored noopener')}</p></div>"
                )
            case _:
                logo = '<img src="https://img.sponsors.example/logo.png" alt="Logo" width="140">'
                return (
                    '<table bgcolor="#f4f4f4" width="100%"><tr><td><table><tr><td '
                    f'style="font-size:11px">{label}</td></tr><tr><td>{self.a(logo, url, kind)}</td>'
                    f"</tr><tr><td><h2>{self.a(title, url, kind)}</h2></td></tr><tr><td><p>{text}</p>"
                    f"<p>{self.a(cta, url, kind)}</p></td></tr></table></td></tr></table>"
                )

    def button(self, line: Line) -> str:
        text, url, *label = line.fields
        style = "display:inline-block;padding:10px 20px;background:#111;color:#fff"
        inner = self.a(escape(text), url, label[0] if label else "other", style)
        return f'<table align="center"><tr><td>{inner}</td></tr></table>'

    def button_html(self, text: str, url: str, label: str) -> str:
        return self.button(Line("!", "", (text, url, label)))

    def row(self, line: Line) -> str:
        cells = []
        for field in line.fields:
            text, url, label = field.split("|")
            cells.append(self.a(escape(text), url, label))
        if line.label == "cells":
            inner = "".join(f"<td>{cell}</td>" for cell in cells)
            return f'<table class="nav-links"><tr>{inner}</tr></table>'
        return f'<p style="text-align:center">{" | ".join(cells)}</p>'

    def poll(self, line: Line) -> str:
        question, *answers = line.fields
        links = [
            self.a(escape(answer), f"https://{self.host}/poll/a1b2c3?choice={n}", "other")
            for n, answer in enumerate(answers)
        ]
        items = "".join(f"<li>{link}</li>" for link in links)
        return f"<div><h3>{escape(question)}</h3><ul>{items}</ul></div>"

    def picture(self, line: Line) -> str:
        source, url, label, *alt = line.fields
        shown = escape(alt[0]) if alt else ""
        image = f'<img src="{source}" alt="{shown}">'
        return f"<div>{self.a(image, url, label)}</div>"

    def divider(self, line: Line) -> str:
        return "<hr>"
