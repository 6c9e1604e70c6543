"""Reads one file in a process of its own: `python -m educe.documents.reading.child <seconds>
<bytes of memory> <parent pid>`.

Whatever a hostile file does to a reader, it does here, where there is nothing else: no database, no
secrets, little time and memory. On stdin a line of JSON, {"name", "media_type"}, and the file's
bytes; on stdout JSON, {"text", "places"} or {"refused"}.
"""

import json
import resource
import sys
from base64 import b64encode
from typing import Any

from educe.documents.reading.read import read
from educe.errors import EduceError
from educe.processes import die_with_parent

MOST_CHARACTERS = 3_000_000  # what is longer keeps whoever asked busy for too long
MOST_WRITTEN = 100_000_000  # bytes of answer


def main(seconds: int, memory: int, parent: int) -> None:
    die_with_parent(parent=parent)
    _limit(resource.RLIMIT_AS, memory)
    _limit(resource.RLIMIT_CPU, seconds)
    _limit(resource.RLIMIT_FSIZE, MOST_WRITTEN)
    _limit(resource.RLIMIT_CORE, 0)
    order = json.loads(sys.stdin.buffer.readline())
    # what a library prints mustn't get into the answer
    answer, sys.stdout = sys.stdout, sys.stderr
    json.dump(_answer(sys.stdin.buffer.read(), order), answer)
    answer.flush()


def _answer(data: bytes, order: dict[str, Any]) -> dict[str, Any]:
    name = order["name"]
    try:
        text = read(data, order["media_type"], name=name)
    except EduceError as error:
        if isinstance(error.__cause__, MemoryError):
            return _not_now(f"{name} needs more memory to be read than a preview may take.")
        return {"refused": {"slug": error.slug, "message": error.message}}
    if len(text.text) > MOST_CHARACTERS:
        return _not_now(f"{name} holds more text than a preview may read.")
    places = b64encode(text.places).decode() if text.places else None
    return {"text": text.model_dump(mode="json"), "places": places}


def _not_now(message: str) -> dict[str, Any]:
    return {"not_now": f"{message} An extraction reads it in the background."}


def _limit(what: int, most: int) -> None:
    _, hard = resource.getrlimit(what)
    bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(what, (bound, bound))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
