"""What the command line shows and stores of what strangers wrote."""

from pathlib import Path
from typing import Any, cast

import pytest

from educe.cli.article_lists import show_articles, show_newsletters, show_rejected
from educe.cli.extract import save_artifacts
from educe.client import EduceClient

HOSTILE = "\x1b[2J\x1b]0;owned\x07[bold]Sale\u202e\r\n[/nonsense] \x9b31m"


def newsletter(**other: Any) -> Any:
    article = {"title": HOSTILE, "url": "u", "canonical_url": f"https://a.example/{HOSTILE}"}
    usual = {"subject": HOSTILE, "sender": HOSTILE, "date": "2026-05-08T06:00:03+00:00"}
    return {**usual, "articles": [{**article, "site": "a.example"}], **other}


def test_nothing_of_a_mail_steers_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    source = {"subject": HOSTILE, "sender_address": HOSTILE, "received_at": None}
    [article] = newsletter()["articles"]
    link = {**article, "id": "1", "text": HOSTILE, "target_url": HOSTILE, "stage": "host",
            "reason": HOSTILE, "rule_id": HOSTILE, "subject": HOSTILE}  # fmt: skip
    show_newsletters([newsletter()])
    show_articles([{**article, "sources": [source], "source_count": 2}])
    show_rejected([link])
    shown = capsys.readouterr().out
    assert all(c.isprintable() or c == "\n" for c in shown)
    assert "[bold]Sale [/nonsense]" in shown
    assert "2026-05-08 06:00" in shown
    assert "and 1 more" in shown


def test_what_has_no_name_is_shown_all_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    [article] = newsletter()["articles"]
    bare = {**article, "title": "", "canonical_url": "", "url": "https://a.example/1"}
    show_newsletters([newsletter(subject="", date=None, articles=[bare]), newsletter(articles=[])])
    shown = capsys.readouterr().out
    assert "(no subject)" in shown
    assert "• a.example" in shown
    assert "https://a.example/1" in shown
    assert "no articles" in shown


class Artifacts:
    """Has artifacts of these names."""

    def __init__(self, *names: str) -> None:
        self._names = names

    def artifacts(self, job_id: str) -> list[dict[str, Any]]:
        return [{"name": name} for name in self._names]

    def download_artifact(self, job_id: str, name: str, to: Path) -> Path:
        to.write_text(name)
        return to


def test_artifacts_lie_in_folders_by_their_names_and_never_outside(tmp_path: Path) -> None:
    names = ("rejected.txt", "raw_html/0a.html", "../../up.txt", "/etc/absolute.txt", "a/../b.txt")
    folder = tmp_path / "deep" / "results"
    saved = save_artifacts(cast("EduceClient", Artifacts(*names)), "job", folder)
    assert [path.relative_to(folder).as_posix() for path in saved] == [
        "rejected.txt",
        "raw_html/0a.html",
        "up.txt",
        "etc/absolute.txt",
        "a/b.txt",
    ]
    everything = {path for path in tmp_path.rglob("*") if path.is_file()}
    assert everything == set(saved)
