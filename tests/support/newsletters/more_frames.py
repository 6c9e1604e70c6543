"""Frames that only the test half has: nothing was tuned on them."""

from html import escape

from tests.support.newsletters.frames import FRAMES, icons, img, nav
from tests.support.newsletters.html import Html


def smart(page: Html) -> str:
    """Numbered items, a sponsor on top, sharing icons at every turn."""
    issue, host = page.issue, page.host
    share = "".join(
        page.a(img(f"https://static.{host}/{n}.png", f"Share on {n}"), url, "social")
        for n, url in (
            ("Facebook", f"https://www.facebook.com/sharer/sharer.php?u=https%3A%2F%2F{host}%2Fam"),
            ("X", f"https://x.com/intent/post?text=AM&url=https%3A%2F%2F{host}%2Fam"),
            (
                "LinkedIn",
                f"https://www.linkedin.com/shareArticle?mini=true&url=https%3A%2F%2F{host}%2Fam",
            ),
        )
    )
    top = issue.get("presented", "")
    name, url = top.split("|") if top else ("", "")
    presented = f"<td>PRESENTED BY {page.a(escape(name), url, 'sponsor')}</td>" if top else ""
    return (
        f"<table><tr><td>{page.a('Open in app', f'https://{host}/app-open?s=nl', 'navigation')} "
        + f"{page.a('View in browser', f'https://{host}/newsletters/am-91.html', 'navigation')}</td></tr></table>"
        + f"<table><tr>{presented}</tr></table>"
        + page.a(
            img(f"https://static.{host}/am.png", issue.get("title")),
            f"https://www.{host}/newsletters",
            "navigation",
        )
        + f"<p>By {page.a(escape(issue.get('author')), f'https://www.{host}/authors/' + issue.get('author').lower().replace(' ', '-'), 'other')} · Nov 04, 2026</p>"
        + page.body()
        + f"<table><tr><td>{share}</td></tr></table>"
        + f"<p>Thanks for reading. Thanks to Sheryl Poe for copy editing. {page.a('Go deeper on our site', f'https://www.{host}/', 'navigation')}.</p>"
        + f"<p>{page.a('Sign up for our other newsletters', f'https://www.{host}/signup/all', 'navigation')} | "
        + f"{page.a('Got a confidential tip?', f'https://www.{host}/tips', 'navigation')} | {page.a('Advertise with us', f'https://www.{host}/advertise-media-kit-2026', 'navigation')}</p>"
        + f"<div>{escape(issue.get('title'))}, 3100 Clarendon Blvd, Arlington VA 22201<br>You received this email because you signed up for newsletters from us.<br>To stop receiving this newsletter, "
        + page.a(
            "unsubscribe or manage your email preferences",
            f"https://link.{host}/manage/a8/optout",
            "unsubscribe",
        )
        + f". Sponsorship has no influence on editorial content. {icons(page, 'X', 'LinkedIn', 'Instagram')}</div>"
    )


def reading_list(page: Html) -> str:
    """A platform's digest: stories with their authors, claps and topics."""
    host = page.host
    return (
        page.a(
            img(f"https://cdn.{host}/logo.png", host), f"https://{host}/?source=email", "navigation"
        )
        + f"<div>{page.a('Stories for you', f'https://{host}/me/list', 'navigation')} · {page.a('Become a member', f'https://{host}/plans?source=email', 'navigation')}</div>"
        + "<h1>Today's highlights</h1>"
        + page.body()
        + f"<div>{page.a('See more of what you like', f'https://{host}/me/following-feed/topics', 'navigation')}</div>"
        + f"<div>{page.a('Read from anywhere', f'https://rsci.app.link/?%24canonical_url=https%3A%2F%2F{host}', 'navigation')}{page.a(img('https://cdn.example/as.png', 'App Store'), 'https://itunes.apple.com/app/id828256236', 'navigation')}</div>"
        + f"<div>Sent to reader@example.org. {page.a('Unsubscribe from this type of email', f'https://{host}/me/email-settings/unsub?t=9', 'unsubscribe')}<br>"
        + f"{page.a('Careers', f'https://{host}/jobs-at-us/9500a86e', 'navigation')} · {page.a('Help Center', f'https://help.{host}/hc/en-us', 'navigation')} · {page.a('Terms', f'https://policy.{host}/terms-of-service-9db0094a1e0f', 'navigation')}</div>"
    )


def press_de(page: Html) -> str:
    """A German weekly: contents on top with jumps, "nach oben", a long foot."""
    issue, host = page.issue, page.host
    jumps = "<br>".join(
        f'<a href="#a{n}">{escape(line.fields[0])}</a>'
        for n, line in enumerate(issue.lines)
        if line.mark == "#"
    )
    return (
        f"<div style='font-size:10px'>{page.a('Webansicht', f'https://mail.{host}/web/4711/x9', 'navigation')} | {page.a('Abmelden', f'https://mail.{host}/weg/4711/x9', 'unsubscribe')} | {page.a('Newsletter empfehlen', f'https://mail.{host}/tipp/4711', 'social')}</div>"
        + page.a(
            img(f"https://bilder.{host}/kopf.jpg", issue.get("title")),
            f"https://www.{host}",
            "navigation",
        )
        + nav(page)
        + f"<div><b>In dieser Ausgabe</b><br>{jumps}</div>"
        + page.body()
        + '<p><a href="#top">Nach oben</a></p>'
        + f"<table><tr><td><b>Ihr Kontakt zur Redaktion</b><br><a href='mailto:redaktion@{host}'>redaktion@{host}</a><br>"
        + f"{page.a('Mediadaten 2027', f'https://www.{host}/downloads/mediadaten-2027-preisliste-nr-14.pdf', 'navigation')} · {page.a('Probeabo', f'https://www.{host}/abo/probe-lesen', 'navigation')} · {page.a('AGB', f'https://www.{host}/agb/', 'navigation')}</td></tr></table>"
        + f"<p style='font-size:10px'>{escape(issue.get('title'))} Verlag GmbH, Amtsgericht Stuttgart HRB 12345, Geschäftsführerin: Petra Holl. Sie bekommen diesen Newsletter, weil Sie sich mit reader@example.org eingetragen haben. {page.a('Profil bearbeiten', f'https://mail.{host}/profil/x9', 'unsubscribe')} {page.a('Datenschutzhinweise', f'https://www.{host}/datenschutz', 'navigation')}</p>"
    )


def bare(page: Html) -> str:
    """One person's mail without any frame but a line at the end."""
    issue, host = page.issue, page.host
    return (
        f"<div>{page.body()}</div><p>You're reading <b>{escape(issue.get('title'))}</b>. "
        + f"Got this from a friend? {page.a('Get your own', f'https://{host}/', 'navigation')}.</p>"
        + f"<p><small>{page.a('Say goodbye', f'https://{host}/unsubscribe/8f2/', 'unsubscribe')} · {page.a('Archive', f'https://{host}/archive/', 'navigation')} · Brought to you by {page.a('Buttondown', 'https://buttondown.com/refer/x', 'navigation')}, the easiest way to start a newsletter.</small></p>"
    )


FRAMES.update({"smart": smart, "reading-list": reading_list, "press-de": press_de, "bare": bare})
