"""Trying a mailbox: step by step, what works and what doesn't."""

from pydantic import BaseModel, Field

from educe.mailboxes.failures import STEPS, MailboxFailed, Step
from educe.mailboxes.imap import FolderState
from educe.mailboxes.reading import ImapSource

_NAMES: dict[Step, str] = {
    "host": "The host is known and may be connected to.",
    "connection": "The server answers.",
    "encryption": "The connection is encrypted, and the certificate is right.",
    "sign_in": "The sign-in works.",
    "folder": "The folder can be read.",
}


class TriedStep(BaseModel):
    """One step. `ok`: null when it wasn't reached."""

    step: Step
    ok: bool | None
    message: str


class Trial(BaseModel):
    """Whether a mailbox can be read, and how far one gets."""

    ok: bool
    code: str | None = Field(None, description="Why not, as a word for programs.")
    message: str = Field(description="In one sentence or two, what is wrong and what to do.")
    steps: list[TriedStep]
    messages: int | None = Field(None, description="How many are in the folder.")


async def try_mailbox(source: ImapSource) -> Trial:
    """Signs in and opens the folder. Raises nothing that is the mailbox's fault."""
    try:
        state = await source.look()
    except MailboxFailed as error:
        return _failed(error)
    return _worked(state)


def _worked(state: FolderState) -> Trial:
    steps = [TriedStep(step=step, ok=True, message=_NAMES[step]) for step in STEPS]
    told = f"It works: {state.messages:,} messages in “{state.name}”. None of them was touched."
    return Trial(ok=True, message=told, steps=steps, messages=state.messages)


def _failed(error: MailboxFailed) -> Trial:
    at = STEPS.index(error.step)
    steps = [
        *(TriedStep(step=step, ok=True, message=_NAMES[step]) for step in STEPS[:at]),
        TriedStep(step=error.step, ok=False, message=error.message),
        *(TriedStep(step=step, ok=None, message="") for step in STEPS[at + 1 :]),
    ]
    return Trial(ok=False, code=error.code, message=error.message, steps=steps)
