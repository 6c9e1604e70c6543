"""Targets hidden in tracking addresses, in the forms that the services give them."""

import base64
import hashlib
import json
from urllib.parse import quote


def _token(text: str, length: int) -> str:
    raw = hashlib.sha256(text.encode()).digest() + hashlib.sha512(text.encode()).digest()
    return base64.urlsafe_b64encode(raw).decode().replace("=", "")[:length]


def _hex(text: str, length: int) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:length]


def _json(**members: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(members).encode()).decode().rstrip("=")


def _jwt(**members: object) -> str:
    return f"{_json(typ='JWT', alg='HS256')}.{_json(**members)}.{_token(str(members), 43)}"


def wrapped(kind: str, url: str, *, salt: str, number: int) -> tuple[str, bool]:
    """The address in the mail, and whether its target can't be read from it."""
    seed = f"{salt}{url}"
    site = salt.rsplit("@", maxsplit=1)[-1]
    name = site.split(".")[0]
    match kind:
        case "substack2":
            data = _json(e=url, p=140000000 + number, s=98231, f=True, u=5120093, iat=1762000000)
            return f"https://substack.com/redirect/2/{data}.{_token(seed, 43)}?", False
        case "substack":
            h = _hex(seed, 32)
            uuid = f"{h[:8]}-{h[8:12]}-4{h[13:16]}-a{h[17:20]}-{h[20:32]}"
            return (
                f"https://substack.com/redirect/{uuid}?j=eyJ1IjoiM3h6cDgifQ.{_token(seed, 43)}",
                True,
            )
        case "beehiiv":
            data = _jwt(
                url=url, post_id=_hex(salt, 32), publication_id=_hex(site, 32), iss="orchid"
            )
            return f"https://flight.beehiiv.net/v2/clicks/{data}", False
        case "beehiiv-sendgrid":
            token = _token(seed, 96)
            return (
                f"https://link.mail.beehiiv.com/ss/c/u001.{token}/4l8/"
                f"{_token(salt, 22)}/h{number}/h001.{_token(seed[::-1], 43)}",
                True,
            )
        case "mailchimp":
            return (
                f"https://{name}.us7.list-manage.com/track/click?u={_hex(site, 25)}"
                f"&id={_hex(url, 10)}&e={_hex(salt, 10)}",
                True,
            )
        case "convertkit":
            data = base64.urlsafe_b64encode(url.encode()).decode()
            return (
                f"https://click.convertkit-mail2.com/{_token(salt, 20).lower()}/"
                f"{_token(seed, 18).lower()}/{data}",
                False,
            )
        case "ghost":
            return f"https://{site}/r/{_hex(seed, 8)}?m={_hex(salt, 32)}", True
        case "ses":
            return (
                f"https://tracking.{site}/CL0/{quote(url, safe=':=')}/1/0100019a{_hex(seed, 8)}-"
                f"{_hex(salt, 12)}-000000/{_token(seed, 43)}=412",
                False,
            )
        case "sendgrid":
            token = _token(seed, 86) + _token(url, 86)
            return (
                f"https://u2417713.ct.sendgrid.net/ls/click?upn=u001.{token}-3D-3D_{_token(salt, 80)}",
                True,
            )
        case "hubspot":
            return f"https://d2v8tf04.na1.hubspotlinks.com/Ctc/{_token(seed, 110)}", True
        case "klaviyo":
            return f"https://ctrk.klclick2.com/l/01{_token(seed, 24).upper()}_{number}", True
        case "cleverreach":
            return (
                f"https://{_hex(site, 6)}.seu2.cleverreach.com/c/{100000 + number}/{_token(seed, 16)}",
                True,
            )
        case "campaign-monitor":
            return (
                f"https://{name}.createsend1.com/t/t-l-{_hex(seed, 14)}-{_token(salt, 10).lower()}-{number}/",
                True,
            )
        case "safelinks":
            return (
                "https://eur02.safelinks.protection.outlook.com/?url="
                f"{quote(url, safe='')}&data=05%7C02%7C{_hex(seed, 20)}&sdata={_token(seed, 30)}%3D&reserved=0",
                False,
            )
        case "utm":
            mark = "&" if "?" in url else "?"
            base, hash_, fragment = url.partition("#")
            return (
                f"{base}{mark}utm_source={name}&utm_medium=email&utm_campaign=issue-{number}{hash_}{fragment}",
                False,
            )
        case _:
            return url, False
