"""Following a job in the terminal: a bar where somebody looks, plain lines where nobody does."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.progress import (
    BarColumn,
    Progress,
    SpinnerColumn,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
)

from educe.cli.console import errors
from educe.client import EduceClient
from educe.client.views import Event

_TOLD = frozenset({"warning", "item_failed", "recovered", "retrying", "cancelling"})


class Detached(Exception):
    """The one who watched has left; the job goes on."""


class _Display(Protocol):
    def show(self, percent: int, message: str) -> None: ...

    def tell(self, message: str) -> None: ...


def follow(client: EduceClient, job_id: str) -> str:
    """Shows the job until it has ended. Returns its last event's kind.

    Raises Detached at Ctrl-C."""
    kind = ""
    try:
        with _display() as display:
            display.show(0, "Waiting for its turn")
            for event in client.watch(job_id):
                kind = event["kind"]
                _show(display, event)
    except KeyboardInterrupt:
        raise Detached from None
    return kind


def _show(display: _Display, event: Event) -> None:
    match event["kind"]:
        case "started":
            display.show(0, "Started")
        case "progress":
            display.show(event["data"]["progress"], event["message"])
        case "completed":
            display.show(100, event["message"])
        case "failed" | "cancelled":
            display.tell(event["message"])
        case kind if kind in _TOLD:
            display.tell(event["message"])


@contextmanager
def _display() -> Iterator[_Display]:
    if not errors.is_terminal:
        yield _Lines()
        return
    columns = (
        SpinnerColumn(),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}", markup=False),
    )
    with Progress(*columns, console=errors) as progress:
        yield _Bar(progress)


class _Bar:
    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task = progress.add_task("", total=100)

    def show(self, percent: int, message: str) -> None:
        self._progress.update(self._task, completed=percent, description=message)

    def tell(self, message: str) -> None:
        self._progress.console.print(message, markup=False, highlight=False, soft_wrap=True)


class _Lines:
    def __init__(self) -> None:
        self._last = ""

    def show(self, percent: int, message: str) -> None:
        if message != self._last:
            self._last = message
            self.tell(f"{percent:3d} %  {message}")

    def tell(self, message: str) -> None:
        errors.print(message, markup=False, highlight=False, soft_wrap=True)
