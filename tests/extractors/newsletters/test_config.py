"""What an extraction can be told, and what is made of it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from pydantic import ValidationError

from educe.errors import InvalidConfig
from educe.extractors.newsletters.config import NewsletterConfig
from educe.extractors.newsletters.extractor import NewsletterExtractor

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("given", "back"),
    [({}, 7 * 24), ({"hours_back": 1.5}, 1.5), ({"days_back": 0.5}, 12), ({"days_back": 30}, 720)],
)
def test_fractions_of_hours_and_days_count(given: dict[str, Any], back: float) -> None:
    assert NewsletterConfig(**given).wanted(NOW).since == NOW - timedelta(hours=back)


def test_of_a_file_all_messages_are_wanted_unless_somebody_says_how_far_back() -> None:
    assert NewsletterConfig().wanted_of_file(NOW).since is None
    assert NewsletterConfig(hours_back=1).wanted_of_file(NOW).since == NOW - timedelta(hours=1)


@pytest.mark.parametrize(
    "given",
    [
        {"hours_back": 1, "days_back": 1},
        {"hours_back": 0},
        {"days_back": -1},
        {"days_back": float("inf")},
        {"hours_back": float("nan")},
        {"max_results": 0},
        {"max_results": 10_001},
        {"senders": ["not an address"]},
        {"folders": [""]},
        {"only_new": True, "again": True},
        {"mailbox_id": "mine"},
        {"mailbox": "mine"},
    ],
)
def test_what_makes_no_sense_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        NewsletterConfig(**given)


def test_of_only_new_messages_none_is_left_out_before_memory_was_asked() -> None:
    assert NewsletterConfig(max_results=5).wanted(NOW).most == 5
    assert NewsletterConfig(max_results=5, only_new=True).wanted(NOW).most is None


def test_without_a_mailbox_or_a_file_there_is_nothing_to_read() -> None:
    extractor = NewsletterExtractor()
    extractor.check(NewsletterConfig(mailbox_id=uuid4()), 0)
    extractor.check(NewsletterConfig(), 1)
    with pytest.raises(InvalidConfig) as refusal:
        extractor.check(NewsletterConfig(), 0)
    assert refusal.value.details["fields"][0]["field"] == "mailbox_id"


def test_the_schema_says_what_forms_need() -> None:
    fields = NewsletterConfig.model_json_schema()["properties"]
    assert {"type": "string", "format": "mailbox"} in fields["mailbox_id"]["anyOf"]
    assert fields["senders"]["items"]["format"] == "mail-sender"
    assert fields["folders"]["items"]["format"] == "mail-folder"
    advanced = {name for name, field in fields.items() if field.get("advanced")}
    assert advanced == {"max_results", "folders", "subject", "again", "check_pages"}
    assert all(field.get("title") and field.get("description") for field in fields.values())


def test_the_stored_config_is_read_again() -> None:
    config = NewsletterConfig(mailbox_id=uuid4(), senders=("News@Example.org",), days_back=0.5)
    assert NewsletterConfig.model_validate(config.model_dump(mode="json")) == config
    assert config.senders == ("news@example.org",)
