"""What is too much for memory, in files without a name that vanish with their process."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Generic, TypeVar

from pydantic import BaseModel

ModelT = TypeVar("ModelT", bound=BaseModel)
_IN_MEMORY = 1_000_000  # bytes, until a file is made


@contextmanager
def spool() -> Iterator[IO[bytes]]:
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as file:
        yield file


class Shelf(Generic[ModelT]):
    """Models, put down one after the other and taken up again in the same order."""

    def __init__(self, file: IO[bytes], model: type[ModelT]) -> None:
        self._file = file
        self._model = model

    def add(self, one: ModelT) -> None:
        self._file.write(one.model_dump_json().encode() + b"\n")

    def __iter__(self) -> Iterator[ModelT]:
        self._file.seek(0)
        for line in self._file:
            yield self._model.model_validate_json(line)


def between(begin: str, body: IO[bytes], end: str, whole: IO[bytes]) -> None:
    """Writes the body with what stands before it and behind it."""
    body.seek(0)
    whole.write(begin.encode("utf-8", "replace"))
    shutil.copyfileobj(body, whole)
    whole.write(end.encode("utf-8", "replace"))
