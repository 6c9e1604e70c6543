"""Short mails for tests."""

from email.message import EmailMessage
from email.policy import SMTP

from educe.extractors.newsletters.filtering.chain import Filter, Known
from educe.extractors.newsletters.filtering.verdicts import Judgement
from educe.extractors.newsletters.links import Link, extract_links
from educe.extractors.newsletters.messages import Newsletter, read_message


def mail(html: str = "", text: str = "", **headers: str) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["From"] = headers.pop("sender", "The Weekly <weekly@example.org>")
    message["Subject"] = headers.pop("subject", "Issue 12")
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    if text or not html:
        message.set_content(text)
    if html and text:
        message.add_alternative(html, subtype="html")
    elif html:
        message.set_content(html, subtype="html")
    return message.as_bytes()


def newsletter(html: str = "", text: str = "", **headers: str) -> Newsletter:
    return read_message(mail(html, text, **headers))


def links(html: str = "", text: str = "") -> tuple[Link, ...]:
    return extract_links(newsletter(html, text)).links


#: what stands around a link in the tests of rules: enough for it to be an article otherwise
BEFORE = "<h1>The Weekly</h1><p>" + "Some words that open this issue and say what it is about. " * 3
AFTER = "</p><p>" + "And as many words that end it. " * 8 + "</p>"


def judged(
    html: str, *, known: Known | None = None, chain: Filter | None = None, **headers: str
) -> dict[str, Judgement]:
    """Judgements by address, of links that stand in the middle of a mail."""
    made = newsletter(BEFORE + html + AFTER, **headers)
    found = extract_links(made).links
    return {j.link.url: j for j in (chain or Filter()).judge(made, found, known)}


def judge(url: str, text: str = "How the river changed its course twice") -> Judgement:
    """The judgement on one link that is a headline."""
    return judged(f'</p><h3><a href="{url}">{text}</a></h3><p>')[url]
