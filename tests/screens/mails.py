"""Made-up newsletters of the last days, as they lie in a mailbox."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

Linked = tuple[str, str]  # text, address without the scheme
#: where a link leads in the mail, by where it leads at last
Track = Callable[[str], str]

_PAPER = "harbour-observer.example/stories"
SEAGRASS = f"{_PAPER}/seagrass-meadows-return-to-the-estuary"
NIGHT_TRAIN = "nightrails.example/stories/the-sleeper-that-crosses-four-borders"


@dataclass(frozen=True)
class Story:
    title: str
    address: str
    teaser: str


@dataclass(frozen=True)
class Issue:
    sender: str
    host: str
    subject: str
    hours_ago: int
    heading: str
    stories: Sequence[Story]
    others: Sequence[Linked] = ()
    sponsor: Linked | None = None
    tracked: bool = False


ISSUES = (
    Issue(
        "The Tide Table",
        "tidetable.example",
        "The meadows are back",
        1,
        "This week",
        (
            Story(
                "Seagrass meadows return to the estuary",
                SEAGRASS,
                "Volunteers planted the first shoots by hand. Divers have now counted more than"
                " forty hectares, and the seahorses found them before the divers did.",
            ),
            Story(
                "How storm surges remember the last winter",
                "coastlab.example/papers/how-storm-surges-remember-the-last-winter",
                "The height of a surge depends on sand that was moved months before: a long look"
                " at the tide gauges of nine harbours.",
            ),
            Story(
                "The lighthouse keeper's last logbook",
                f"{_PAPER}/the-lighthouse-keepers-last-logbook",
                "She wrote down the weather four times a day for thirty-two years. A historian has"
                " read all of it.",
            ),
        ),
        (("Register now: harbour walk by lantern", "events.tidetable.example/register/walk"),),
        ("Oilskins that last: twenty per cent off for readers", "saltwater.example/sale"),
        tracked=True,
    ),
    Issue(
        "Night Train Letter",
        "nighttrain.example",
        "Four borders before breakfast",
        3,
        "Long reads",
        (
            Story(
                "Seagrass meadows return to the estuary",
                SEAGRASS,
                "Seen from the window: the line along the coast now passes a meadow that wasn't"
                " there when it was built.",
            ),
            Story(
                "The sleeper that crosses four borders",
                NIGHT_TRAIN,
                "Fourteen hours, one dining car, and a conductor who knows every passenger's"
                " breakfast.",
            ),
            Story(
                "Why new sleeping cars take six years to build",
                "railgazette.example/news/why-new-sleeping-cars-take-six-years-to-build",
                "Fire rules, axle loads, and a single factory that still makes the folding beds.",
            ),
        ),
        (("Sign in to book", "nighttrain.example/login"),),
        ("A berth for two, breakfast included", "berths.example/offer"),
        tracked=True,
    ),
    Issue(
        "Kernel & Crumb",
        "kernelandcrumb.example",
        "No. 112: one oven, eight loaves",
        16,
        "Articles",
        (
            Story(
                "A scheduler explained with a single oven",
                "kernelnotes.example/posts/a-scheduler-explained-with-a-single-oven",
                "Eight loaves, one oven, no starvation: fair queues for bakers, and why priorities"
                " alone burn the crust.",
            ),
            Story(
                "Why your starter sleeps in the fridge",
                "breadscience.example/articles/why-your-starter-sleeps-in-the-fridge",
                "The chemistry of cold dough, with graphs, and what three days of patience do to"
                " the taste.",
            ),
            Story(
                "The checksum on the back of the flour bag",
                "breadscience.example/articles/the-checksum-on-the-back-of-the-flour-bag",
                "What the printed digits mean, and how to verify them by hand.",
            ),
        ),
        (("We are hiring: baker who reads man pages", "jobs.kernelandcrumb.example/openings/3"),),
    ),
    Issue(
        "City Desk",
        "citydesk.example",
        "Trees, gardens and river baths",
        27,
        "Streets and water",
        (
            Story(
                "How one crossing got its shade back",
                "daily-courier.example/city/how-one-crossing-got-its-shade-back",
                "Sixteen trees, one summer, seven degrees: what the sensors on the lamp posts say.",
            ),
            Story(
                "What happened when the parking spaces became gardens",
                "openstreets.example/reports/what-happened-when-the-parking-spaces-became-gardens",
                "A report over five years, with the numbers of shops, bees and quarrels.",
            ),
            Story(
                "The river baths reopen after ninety years",
                "daily-courier.example/city/the-river-baths-reopen-after-ninety-years",
                "The water is clean enough again. Bring a towel.",
            ),
        ),
        (("This month's episode of our podcast", "podcast.citydesk.example/episodes/88"),),
        tracked=True,
    ),
    Issue(
        "Proof by Postcard",
        "proofbypostcard.example",
        "Knots that nobody can tie twice",
        50,
        "Three short ones",
        (
            Story(
                "A knot that took forty years to untie",
                "small-theorems.example/posts/a-knot-that-took-forty-years-to-untie",
                "A graduate student answered the question on a long bus ride, with a napkin.",
            ),
            Story(
                "What a deck of cards knows about randomness",
                "small-theorems.example/posts/what-a-deck-of-cards-knows-about-randomness",
                "Seven shuffles are enough, if you shuffle badly in the right way.",
            ),
            Story(
                "The map that needed a fifth colour after all",
                "atlas-of-errors.example/essays/the-map-that-needed-a-fifth-colour",
                "A cartographer, a printer and an island that belongs to two countries.",
            ),
        ),
        (("Take our readers' survey", "survey.proofbypostcard.example/2"),),
        tracked=True,
    ),
    Issue(
        "The Tide Table",
        "tidetable.example",
        "A map of every wreck",
        74,
        "This week",
        (
            Story(
                "Four thousand wrecks, and what grows on them",
                "coastlab.example/papers/four-thousand-wrecks-and-what-grows-on-them",
                "Steel, oak and coral: a census of the reefs that nobody meant to build.",
            ),
            Story(
                "The ferry that runs on yesterday's wind",
                f"{_PAPER}/the-ferry-that-runs-on-yesterdays-wind",
                "Batteries the size of a bus, charged by night, crossing at seven.",
            ),
            Story(
                "A border, a timetable and a very long breakfast",
                NIGHT_TRAIN,
                "Our favourite train story of the month.",
            ),
        ),
        (("Give a subscription to a friend", "tidetable.example/gift"),),
        tracked=True,
    ),
)


def mails(track: Track) -> Iterator[tuple[datetime, bytes]]:
    """When each came, and what it is."""
    now = datetime.now(UTC)
    for issue in ISSUES:
        received = now - timedelta(hours=issue.hours_ago, minutes=17)
        yield received, _mail(issue, received, track if issue.tracked else _direct)


def _direct(address: str) -> str:
    return f"https://{address}"


def _mail(issue: Issue, received: datetime, track: Track) -> bytes:
    made = EmailMessage(policy=SMTP)
    made["From"] = f'"{issue.sender}" <letter@{issue.host}>'
    made["To"] = "Maria Rossi <maria@example.org>"
    made["Subject"] = issue.subject
    made["Date"] = format_datetime(received)
    made["Message-ID"] = f"<{received:%Y%m%d%H}@{issue.host}>"
    made["List-Id"] = f"<letter.{issue.host}>"
    made["List-Unsubscribe"] = f"<https://{issue.host}/unsubscribe/8d21>"
    made.set_content("".join(_html(issue, track)), subtype="html")
    return made.as_bytes()


def _html(issue: Issue, track: Track) -> Iterator[str]:
    yield "<html><body><table role=presentation width=600><tr><td>"
    yield f'<p><a href="https://{issue.host}/view/112">View in your browser</a></p>'
    yield f"<h1>{issue.subject}</h1><p>Good morning. Here is what we have read with pleasure.</p>"
    yield f"<h2>{issue.heading}</h2>"
    for story in issue.stories:
        title = f'<a href="{track(story.address)}"><b>{story.title}</b></a>'
        yield f"<p>{title}<br>{story.teaser}</p>"
    if issue.sponsor:
        text, address = issue.sponsor
        yield f'<div><p>SPONSORED</p><p><a href="https://{address}">{text}</a></p></div>'
    for text, address in issue.others:
        yield f'<p><a href="https://{address}">{text}</a></p>'
    yield f"<p>Until next time,<br>{issue.sender}</p><hr><p>"
    yield f'<a href="https://social.example/@{issue.host.partition(".")[0]}">Follow us</a> | '
    yield f'<a href="https://{issue.host}/about">About</a> | '
    yield f'<a href="https://{issue.host}/unsubscribe/8d21">Unsubscribe</a>'
    yield "</p></td></tr></table></body></html>"
