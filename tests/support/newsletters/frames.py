"""What services put above and below an issue: navigation, icons, feet."""

from collections.abc import Callable
from html import escape

from tests.support.newsletters.html import Html

HEAD = (
    '<!DOCTYPE html><html><head><meta charset="{charset}"><title>{subject}</title>'
    "<style>a{{color:#06c}} .x{{display:none}}</style></head><body>"
)
NETWORKS = {
    "Facebook": "https://www.facebook.com/{name}",
    "X": "https://x.com/{name}",
    "Instagram": "https://www.instagram.com/{name}/",
    "LinkedIn": "https://www.linkedin.com/company/{name}",
    "YouTube": "https://www.youtube.com/@{name}",
    "Mastodon": "https://mastodon.social/@{name}",
    "Bluesky": "https://bsky.app/profile/{name}.bsky.social",
}


def img(source: str, alt: str = "") -> str:
    return f'<img src="{source}" alt="{escape(alt)}">'


def icons(page: Html, *networks: str, words: bool = False) -> str:
    name = page.host.split(".")[0].replace("-", "")
    cells = []
    for network in networks:
        inner = network if words else img(f"https://cdn.icons.example/{network}.png", f"{network}")
        cells.append(f"<td>{page.a(inner, NETWORKS[network].format(name=name), 'social')}</td>")
    return f"<table><tr>{''.join(cells)}</tr></table>"


def substack(page: Html) -> str:
    issue, host = page.issue, page.host
    slug = issue.get("slug", "this-issue")
    post = f"https://{host}/p/{slug}"
    app = "https://substack.com/app-link/post?publication_id=231&post_id=14&utm_source=substack&isFreemail=true&token=eyJ1c2VyX2lkIjo1"
    author = issue.get("author", "the author")
    actions = "".join(
        page.a(
            f'<img src="https://substackcdn.com/icon/{n}.png" alt="">{c}',
            f"{post}{tail}",
            "social",
            class_="email-icon-button",
        )
        for n, tail, c in (
            ("heart", "?submitLike=true&action=post-like", "41"),
            ("comment", "/comments?utm_medium=email", "12"),
            ("share", "?utm_campaign=email-share&action=share", ""),
            ("restack", "?action=restack", ""),
        )
    )
    image = "https://substackcdn.com/image/fetch/f_auto,q_auto:good/https%3A%2F%2Fsubstack-post-media.s3.amazonaws.com%2Fpublic%2Fimages%2F9f2.png"
    figure = page.a(
        f'<img src="{image}" class="sizing-normal" alt="">', image, "image", class_="image-link"
    )
    paid = (
        page.button_html(
            "Upgrade to paid", f"https://{host}/subscribe?utm_medium=email&r=3xzp8", "navigation"
        )
        if issue.get("paid")
        else ""
    )
    return (
        f'<div class="preheader" style="display:none;font-size:1px">{escape(issue.get("preview", "…"))}'
        + "͏ &zwnj; " * 20
        + '</div><div class="post-header">'
        + f'<div class="email-banner">Forwarded this email? {page.a("Subscribe here", f"https://{host}/subscribe?utm_source=email", "navigation")} for more</div>'
        + f'<h1 class="post-title">{page.a(escape(issue.get("subject")), app, "navigation")}</h1>'
        + f'<h3 class="subtitle">{escape(issue.get("preview", ""))}</h3>'
        + f'<div class="meta">{page.a(escape(author), "https://substack.com/@" + author.lower().replace(" ", ""), "other")}<br>Nov 3</div>'
        + f"<div>{actions}{page.a('READ IN APP', f'https://open.substack.com/pub/{host.split(chr(46))[0]}/p/{slug}?utm_source=email&redirect=app-store', 'navigation')}</div></div>"
        + f"<p>{page.a(img(image + '2', 'chart'), image, 'image')}</p>{figure}"
        + f'<div class="body markup">{page.body()}</div>{paid}'
        + page.button_html("Share", f"{post}?utm_source=substack&action=share", "social")
        + page.button_html("Leave a comment", f"{post}/comments", "social")
        + f'<div class="footer">© 2026 {escape(author)}<br>548 Market Street PMB 72296, San Francisco, CA 94104<br>'
        + page.a(
            "Unsubscribe",
            f"https://{host}/action/disable_email?token=eyJ1c2VyX2lkIjo1",
            "unsubscribe",
        )
        + page.a(
            img("https://substackcdn.com/publish.png", "Start writing"),
            "https://substack.com/signup?utm_source=substack&utm_medium=email",
            "navigation",
        )
        + "</div>"
    )


def beehiiv(page: Html) -> str:
    issue, host = page.issue, page.host
    post = f"https://{host}/p/{issue.get('slug', 'issue')}"
    share = {
        "Facebook": f"https://www.facebook.com/sharer/sharer.php?u={post}",
        "X": f"https://twitter.com/intent/tweet?url={post}",
        "LinkedIn": f"https://www.linkedin.com/sharing/share-offsite?url={post}",
    }
    row = "".join(
        page.a(img(f"https://media.beehiiv.com/i/{n}.png", f"{n[:2].lower()}"), u, "social")
        for n, u in share.items()
    )
    referral = ""
    if issue.get("referral"):
        referral = (
            "<table><tr><td><h2>Share "
            + escape(issue.get("title", host))
            + "</h2><p>You currently have 0 referrals, only 3 away from "
            "receiving a sticker pack.</p>"
            + page.a("Click to Share", f"https://{host}/subscribe?ref=PLuA8kzEY1", "social")
            + "<p>Or copy and paste this link to others: "
            + page.a(
                f"https://{host}/subscribe?ref=PLuA8kzEY1",
                f"https://{host}/subscribe?ref=PLuA8kzEY1",
                "social",
            )
            + "</p></td></tr></table>"
        )
    return (
        '<div style="display:none;max-height:0">'
        + escape(issue.get("preview", ""))
        + "</div>"
        + f"<table><tr><td>November 4, 2026 &nbsp; | &nbsp; {page.a('Read Online', post, 'navigation')}</td></tr></table>"
        + f"<table><tr><td>{row}</td></tr></table>"
        + f"<div>{page.a(img('https://media.beehiiv.com/logo.png', issue.get('title', host)), f'https://{host}/', 'navigation')}</div>"
        + page.body()
        + referral
        + icons(page, "X", "Instagram", "LinkedIn")
        + '<table class="footer"><tr><td>Update your email preferences or unsubscribe '
        + page.a("here", f"https://{host}/subscribe/preferences?sub={'0' * 8}", "unsubscribe")
        + f"<br>© 2026 {escape(issue.get('title', host))}<br>228 Park Ave S, New York, NY 10003, United States</td></tr><tr><td>"
        + page.a("Powered by beehiiv", "https://www.beehiiv.com/?utm_source=powered", "navigation")
        + page.a("Terms of Service", "https://www.beehiiv.com/tou", "navigation")
        + "</td></tr></table>"
    )


def mailchimp(page: Html) -> str:
    issue, host = page.issue, page.host
    name = host.split(".")[0]
    de = page.german
    return (
        f'<table id="templatePreheader"><tr><td>{escape(issue.get("preview", ""))} '
        + page.a(
            "Diese E-Mail im Browser ansehen" if de else "View this email in your browser",
            f"https://mailchi.mp/{name}/{issue.get('slug', 'november')}?e=abc",
            "navigation",
        )
        + '</td></tr></table><table id="templateHeader"><tr><td>'
        + page.a(
            img(f"https://mcusercontent.com/{name}/logo.png", issue.get("title", name)),
            f"https://www.{host}/",
            "navigation",
        )
        + "</td></tr></table>"
        + nav(page)
        + f'<table id="templateBody"><tr><td>{page.body()}</td></tr></table>'
        + '<table class="mcnFollowContent"><tr><td>'
        + icons(page, "Facebook", "Instagram", "X")
        + page.a("Website", f"https://www.{host}/", "navigation")
        + '</td></tr></table><table id="templateFooter"><tr><td><em>Copyright © 2026 '
        + escape(issue.get("title", host))
        + (", Alle Rechte vorbehalten." if de else ", All rights reserved.")
        + "</em><br><br><strong>Our mailing address is:</strong><br>12 Mill Lane, Bristol BS1 4DJ<br><br>"
        + (
            "Sie möchten ändern, wie Sie diese E-Mails erhalten?<br>Sie können "
            if de
            else "Want to change how you receive these emails?<br>You can "
        )
        + page.a(
            "Ihre Einstellungen ändern" if de else "update your preferences",
            f"https://{name}.us7.list-manage.com/profile?u=1&id=2&e=3",
            "unsubscribe",
        )
        + (" oder " if de else " or ")
        + page.a(
            "sich abmelden" if de else "unsubscribe from this list",
            f"https://{name}.us7.list-manage.com/unsubscribe?u=1&id=2&e=3&c=4",
            "unsubscribe",
        )
        + ".<br>"
        + page.a(
            img(
                "https://cdn-images.mailchimp.com/monkey_rewards/grow-business-banner-2.png",
                "Email Marketing Powered by Mailchimp",
            ),
            "http://www.mailchimp.com/email-referral/?utm_source=freemium_newsletter",
            "navigation",
        )
        + "</td></tr></table>"
    )


def nav(page: Html) -> str:
    """The bar under the logo, if the issue has one: words|address pairs."""
    given = page.issue.get("nav")
    if not given:
        return ""
    cells = []
    for field in given.split(" ; "):
        text, url = field.split("|")
        cells.append(f'<td style="padding:0 9px">{page.a(escape(text), url, "navigation")}</td>')
    return f"<table><tr>{''.join(cells)}</tr></table>"


def convertkit(page: Html) -> str:
    issue = page.issue
    return (
        '<div class="message-content" style="font-family:Georgia">'
        + page.body()
        + f"<p>– {escape(issue.get('author', 'Me'))}</p></div><div style='font-size:13px;color:#888'><hr><p>"
        + page.a("Unsubscribe", "https://unsubscribe.convertkit-mail2.com/wvu0d5", "unsubscribe")
        + " | "
        + page.a(
            "Update your profile", "https://preferences.convertkit-mail2.com/wvu0d5", "unsubscribe"
        )
        + " | 113 Cherry St #92768, Seattle, WA 98104-2205</p>"
        + page.a(
            img("https://cdn.convertkit.com/assets/built-with.png", "Built with Kit"),
            "https://kit.com/?utm_campaign=poweredby",
            "navigation",
        )
        + "</div>"
    )


def ghost(page: Html) -> str:
    issue, host = page.issue, page.host
    post = f"https://{host}/{issue.get('slug', 'issue')}/"
    author = issue.get("author", "Redaktion")
    return (
        f'<table class="header"><tr><td>{page.a(img(f"https://{host}/icon.png"), f"https://{host}/", "navigation")}'
        + page.a(escape(issue.get("title", host)), f"https://{host}/", "navigation")
        + f'</td></tr><tr><td class="post-title">{page.a(escape(issue.get("subject")), post, "navigation", class_="post-title-link")}</td></tr>'
        + f'<tr><td class="post-meta">By {escape(author)} • 4 Nov 2026 '
        + page.a("View in browser", post, "navigation", class_="view-online-link")
        + '</td></tr></table><div class="post-content">'
        + page.body()
        + '</div><table class="feedback-buttons"><tr><td>'
        + page.a("More like this", f"https://{host}/#/feedback/66a1/1/?uuid=9b", "other")
        + "</td><td>"
        + page.a("Less like this", f"https://{host}/#/feedback/66a1/0/?uuid=9b", "other")
        + "</td><td>"
        + page.a("Comment", f"{post}#ghost-comments", "social")
        + f"</td></tr></table><p class='footer'>{escape(issue.get('title', host))} © 2026 – "
        + page.a(
            "Unsubscribe",
            f"https://{host}/unsubscribe/?uuid=9b&key=4c&newsletter=77",
            "unsubscribe",
        )
        + "</p>"
        + page.a(
            img("https://static.ghost.org/v4/images/powered.png", "Powered by Ghost"),
            "https://ghost.org/?via=pbg-newsletter",
            "navigation",
        )
    )


def corporate(page: Html) -> str:
    issue, host = page.issue, page.host
    if page.german:
        return _german_corporate(page)
    return (
        f'<div class="preheader">{escape(issue.get("preview", ""))} <a href="{page.wrap(f"https://view.{host}/?qs=88ab", "navigation")}">View online</a></div>'
        + page.a(
            f'<img src="https://img.{host}/logo.png" alt="{escape(issue.get("title", host))} logo">',
            f"https://www.{host}",
            "navigation",
        )
        + nav(page)
        + f"<table><tr><td>{page.body()}</td></tr></table>"
        + "<p>Follow us</p>"
        + icons(page, "LinkedIn", "X", "YouTube", "Facebook")
        + f"<p style='font-size:11px'>You are receiving this email because you opted in at {escape(issue.get('title', host))} or attended one of our events. "
        + page.a("Manage preferences", f"https://info.{host}/preferences?id=12", "unsubscribe")
        + " | "
        + page.a("Unsubscribe", f"https://info.{host}/u/12", "unsubscribe")
        + " | "
        + page.a(
            "Privacy Policy", f"https://www.{host}/legal/privacy-notice-for-customers", "navigation"
        )
        + " | "
        + page.a(
            "Contact us", f"https://www.{host}/company/get-in-touch-with-our-team", "navigation"
        )
        + f"<br>{escape(issue.get('title', host))} Inc., 400 Howard St, San Francisco. All rights reserved.</p>"
    )


def _german_corporate(page: Html) -> str:
    issue, host = page.issue, page.host
    return (
        "<table><tr><td>Falls dieser Newsletter nicht richtig angezeigt wird, klicken Sie bitte "
        + page.a("hier", f"https://news.{host}/m/7781/0-b2/", "navigation")
        + ".</td></tr></table>"
        + page.a(
            f'<img src="https://img.{host}/logo.gif" alt="{escape(issue.get("title", host))}">',
            f"https://www.{host}/",
            "navigation",
        )
        + nav(page)
        + page.body()
        + "<table><tr><td>Folgen Sie uns:</td></tr></table>"
        + icons(page, "Facebook", "LinkedIn", "Instagram")
        + f"<p><b>Impressum</b><br>{escape(issue.get('title', host))}<br>Lindenstraße 14, 50674 Köln<br>Vertretungsberechtigt: Dr. M. Brandt<br>"
        + page.a("Datenschutz", f"https://www.{host}/datenschutz/", "navigation")
        + " | "
        + page.a("Impressum", f"https://www.{host}/impressum/", "navigation")
        + " | "
        + page.a("Newsletter weiterempfehlen", f"https://news.{host}/tell/7781", "social")
        + "</p><p>Sie erhalten diese E-Mail, weil Sie sich auf unserer Website angemeldet haben. Wenn Sie keine weiteren E-Mails wünschen, können Sie sich "
        + page.a("hier", f"https://news.{host}/out/7781", "unsubscribe")
        + " abmelden.</p>"
    )


def digest(page: Html) -> str:
    issue, host = page.issue, page.host
    return (
        '<table><tr><td align="center">'
        + " | ".join(
            page.a(words, url, "navigation")
            for words, url in (
                ("Sign Up", f"https://{host}/signup?utm_source={host.split('.')[0]}"),
                ("Jobs", f"https://jobs.ashbyhq.com/{host}"),
                ("Advertise", f"https://advertise.{host}/"),
                ("View Online", f"https://a.{host}/web-version?ep=1&lc=7f"),
            )
        )
        + f"</td></tr></table><h1>{escape(issue.get('title', host))} 2026-11-04</h1>"
        + page.body()
        + "<table><tr><td><p>Love this? Tell your friends and get rewards! Share your referral link below with friends to get free swag!</p>"
        + page.a(f"https://refer.{host}/6b2c/2", f"https://refer.{host}/6b2c/2", "social")
        + "<br>"
        + page.a(
            "Track your referrals here.", f"https://hub.{host}/api/manage?code=6b", "navigation"
        )
        + "</td></tr><tr><td><p><strong>Want to advertise? 📰</strong></p><p>If your company is interested in reaching an audience of professionals, you may want to "
        + page.a("advertise with us", f"https://advertise.{host}/?utm_source=footer", "navigation")
        + ".</p><p>Want to work with us? "
        + page.a("Apply here", f"https://jobs.ashbyhq.com/{host}/engineer", "other")
        + ". If you have any comments or feedback, just respond to this email!</p><p>Thanks for reading,<br>"
        + page.a("Dana Whitfield", "https://x.com/danawhitfield", "social")
        + " &amp; "
        + page.a("Ikem Obi", "https://www.linkedin.com/in/ikemobi", "social")
        + "</p></td></tr><tr><td>"
        + page.a(
            "Manage your subscriptions",
            f"https://{host}/manage?email=reader%40example.org",
            "unsubscribe",
        )
        + " to our other newsletters on tech, startups, and programming. Or if this one isn't for you, please "
        + page.a("unsubscribe", f"https://a.{host}/unsubscribe?ep=1&l=2", "unsubscribe")
        + ".</td></tr></table>"
    )


def media(page: Html) -> str:
    issue, host = page.issue, page.host
    ad = (
        '<table><tr><td style="font-size:10px">ADVERTISEMENT</td></tr><tr><td>'
        + page.a(
            img("https://li.example.com/imp?s=125&sz=300x250", ""),
            "https://li.liadm.com/click?s=125&sz=300x250&li=daily",
            "sponsor",
        )
        + "</td></tr><tr><td>"
        + page.a(
            img("https://li.example.com/adchoices.png", "Powered by LiveIntent"),
            "https://www.liveintent.com/powered-by",
            "sponsor",
        )
        + "</td></tr></table>"
    )
    return (
        f"<table><tr><td>{page.a('View in browser', f'https://messaging.{host}/v?id=77', 'navigation')} | {page.a(host, f'https://www.{host}', 'navigation')}</td></tr></table>"
        + page.a(
            f'<img src="https://static.{host}/nl.png" alt="{escape(issue.get("title", host))}">',
            f"https://www.{host}/newsletters/briefing",
            "navigation",
        )
        + nav(page)
        + page.body()
        + ad
        + f"<p>{escape('Get the app')}</p>"
        + page.a(
            img("https://static.x.example/appstore.png", "Download on the App Store"),
            "https://apps.apple.com/us/app/id28494",
            "navigation",
        )
        + page.a(
            img("https://static.x.example/play.png", "Get it on Google Play"),
            "https://play.google.com/store/apps/details?id=com.news",
            "navigation",
        )
        + f"<div class='email-footer'><p>Need help? Review our {page.a('newsletter help page', f'https://help.{host}/hc/en-us/articles/360-email-newsletters', 'navigation')} or {page.a('contact us', f'https://help.{host}/contact', 'navigation')} for assistance.</p>"
        + f"<p>You received this email because you signed up for {escape(issue.get('title', host))}. To stop receiving it, {page.a('unsubscribe', f'https://{host}/email/out?x=1', 'unsubscribe')}, or {page.a('opt out of other promotional emails', f'https://{host}/email/prefs', 'unsubscribe')}.</p>"
        + f"<p>{page.a('Subscribe to the paper', f'https://www.{host}/subscription/all-access', 'navigation')} · {page.a('Privacy policy', f'https://www.{host}/privacy', 'navigation')}</p>"
        + icons(page, "Facebook", "X", "Instagram", words=True)
        + "<p>620 Eighth Avenue, New York, NY 10018</p></div>"
    )


FRAMES: dict[str, Callable[[Html], str]] = {
    "substack": substack,
    "beehiiv": beehiiv,
    "mailchimp": mailchimp,
    "convertkit": convertkit,
    "ghost": ghost,
    "corporate": corporate,
    "digest": digest,
    "media": media,
}
