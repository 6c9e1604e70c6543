import base64
import json
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from educe.errors import InvalidInput
from educe.fetching.decoding import embedded_target
from educe.fetching.links import Link

TARGET = "https://news.example.com/a?b=1&c=d"


def b64(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def packed(**data: object) -> str:
    return b64(json.dumps(data))


def decoded(url: str) -> str | None:
    found = embedded_target(Link.parse(url))
    return found.url if found else None


ENCODED = quote(TARGET, safe="")
STANDARD = base64.b64encode(TARGET.encode()).decode()  # has a slash in it
MANDRILL = base64.b64encode(
    json.dumps(
        {"s": "x", "v": 1, "p": json.dumps({"u": 7, "v": 1, "url": TARGET, "id": "9"})}
    ).encode()
).decode()


@pytest.mark.parametrize(
    "url",
    [
        f"https://nam02.safelinks.protection.outlook.com/?url={ENCODED}&data=05%7C01&sdata=x",
        f"https://www.google.com/url?q={ENCODED}&sa=D&usg=x",
        f"https://www.google.de/url?sa=t&url={ENCODED}",
        f"https://l.facebook.com/l.php?u={ENCODED}&h=AT0",
        f"https://l.instagram.com/?u={ENCODED}&e=AT0",
        f"https://www.linkedin.com/redir/redirect?url={ENCODED}&urlhash=x",
        f"https://www.linkedin.com/safety/go?url={ENCODED}",
        f"https://www.youtube.com/redirect?event=video&q={ENCODED}",
        f"https://out.reddit.com/?url={ENCODED}",
        f"https://slack-redir.net/link?url={ENCODED}",
        f"https://medium.com/r/?url={ENCODED}",
        f"https://medium.com/m/global-identity-2?redirectUrl={ENCODED}",
        f"https://duckduckgo.com/l/?uddg={ENCODED}&rut=x",
        f"https://www.bing.com/ck/a?!&&p=x&u=a1{b64(TARGET)}&ntb=1",
        f"https://linkprotect.cudasvc.com/url?a={ENCODED}&c=E,1",
        f"https://secure-web.cisco.com/1Abc-_x/{ENCODED}",
        f"https://eu-west-1.protection.sophos.com/?d=example.com&u={b64(TARGET)}&i=x",
        f"https://clicktime.symantec.com/15x?h=y&u={ENCODED}",
        "https://urldefense.proofpoint.com/v2/url?u="
        "https-3A__news.example.com_a-3Fb-3D1-26c-3Dd&d=DwMFaQ&c=x&e=",
        f"https://urldefense.proofpoint.com/v1/url?u={ENCODED}&k=x",
        f"https://urldefense.com/v3/__{TARGET}__;!!N11eV2iwtfs!abc$",
        f"https://urldefense.com/v3/__https://news.example.com/a*b=1*c=d__;{b64('?&')}!!x$",
        f"https://substack.com/redirect/2/{packed(e=TARGET, p=1, s=2, f=True)}.Sig-na_ture",
        f"https://flight.beehiiv.net/v2/clicks/{packed(alg='x')}.{packed(url=TARGET, id='x')}.s",
        f"https://click.convertkit-mail2.com/d0uw/6qheh8/{b64(TARGET)}",
        f"https://f90a.click.convertkit-mail.com/8xu3/e0hp/{STANDARD}",
        f"https://link.example.org/click/123.456/{b64(TARGET)}/5f3Bxyz",
        f"https://mandrillapp.com/track/click/30/news.example.com?p={quote(MANDRILL)}",
        f"https://e.customeriomail.com/e/c/{packed(email_id='x', href=TARGET, t=1)}/abc",
        f"https://click.pstmrk.it/3s/{quote('news.example.com/a?b=1&c=d', safe='')}/abc/def",
        f"https://tracking.tldrnewsletter.com/CL0/{quote(TARGET, safe=':')}/1/0100-x/sig=452",
        f"https://abc.r.us-east-1.awstrack.me/L0/{quote(TARGET, safe=':')}/1/0100-x/sig=5",
        f"https://click.example.org/track/click?u={ENCODED}&m=1",
        f"https://go.example.org/redirect?id=7&url={quote(ENCODED)}",
        f"https://example.org/out.php?to={ENCODED}",
        f"https://links.example.org/{packed(x=1, url=TARGET)}",
        f"https://example.org/redirect/{ENCODED}",
        f"https://example.org/a/b?data={b64(TARGET)}",
    ],
)  # fmt: skip
def test_a_target_that_stands_in_the_link_is_read(url: str) -> None:
    assert decoded(url) == TARGET


def test_the_characters_that_proofpoint_replaces_come_back() -> None:
    url = f"https://urldefense.com/v3/__https://example.com/*x/**Ay__;{b64('é%&')}!!x$"
    assert decoded(url) == "https://example.com/%C3%A9x/%25&y"


@pytest.mark.parametrize(
    "url",
    [
        "https://us1.list-manage.com/track/click?u=5b1c&id=2f&e=9",  # opaque
        "https://protect-us.mimecast.com/s/AbCd?domain=example.com",
        "https://substack.com/redirect/d043d9ec-0315-4fb4?j=eyJ1IjoicXd0ciJ9.x",
        "https://email.mg2.substack.com/c/eJwlkMmOxCAMRL8m3Ig",
        "https://link.mail.beehiiv.com/ss/c/u001.abcdef/4a/x/h1/h001.y",
        "https://u1.ct.sendgrid.net/ls/click?upn=u001.abcdef",
        # not meant as redirects
        f"https://www.facebook.com/sharer/sharer.php?u={ENCODED}",
        f"https://twitter.com/intent/tweet?url={ENCODED}",
        f"https://www.linkedin.com/shareArticle?url={ENCODED}",
        f"https://web.archive.org/web/2026/{TARGET}",
        f"https://example.com/login?next={ENCODED}",
        f"https://example.com/article?url={ENCODED}",
        "https://www.google.com/search?q=https+explained",
        # only look like it
        "https://go.example.org/redirect?url=/relative",
        "https://go.example.org/redirect?url=javascript:alert(1)",
        "https://go.example.org/redirect?url=https%3A%2F%2F",
        "https://click.convertkit-mail.com/x/y/aHR0cHM6Ly8",
        "https://substack.com/redirect/2/eyJlIjoi",
        f"https://substack.com/redirect/2/{packed(e='mailto:a@example.com')}.x",
        "https://click.example.org/track?url=https://click.example.org/other",
        f"https://mandrillapp.com/track/click/1/x?p={b64('[' * 5_900)}",
    ],
)  # fmt: skip
def test_what_holds_no_target_is_left_as_it_is(url: str) -> None:
    assert decoded(url) is None


@settings(deadline=None)  # the machine may be busy
@given(st.text(max_size=300))
def test_whatever_stands_in_a_link_decoding_ends_well(text: str) -> None:
    starts = ("https://substack.com/redirect/2/eyJ", "https://urldefense.com/v3/__", "https://t.co/",
              "https://go.example.org/redirect?url=https://")  # fmt: skip
    for start in starts:
        try:
            link = Link.parse(start + text)
        except InvalidInput:
            continue
        found = embedded_target(link)
        assert found is None or len(found.url) <= len(link.url) + 9
