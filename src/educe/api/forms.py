"""Reading an upload's form with bounded memory: files above a megabyte are spooled to disk."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from educe.documents.sizes import human_size
from educe.documents.uploads import Upload
from educe.errors import InvalidInput, TooLarge

_MOST_FILES = 1000
_LARGEST_FILES = 4  # so many files of the largest size fit into one request
_OVERHEAD = 1024 * 1024
_CHUNK = 1024 * 1024

#: how the body is described in OpenAPI
REQUEST_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["files"],
                    "properties": {
                        "files": {"type": "array", "items": {"type": "string", "format": "binary"}}
                    },
                }
            }
        },
    }
}


@asynccontextmanager
async def uploads_in(request: Request, largest_file: int) -> AsyncIterator[list[Upload]]:
    """The files of a multipart form, whatever their fields are called.

    Raises InvalidInput when it is no such form or holds no file, and TooLarge, before anything is
    read where the request says its length, when it is longer than all files together may be.
    """
    limit = _LARGEST_FILES * largest_file + _OVERHEAD
    _refuse_length(request, limit)
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise InvalidInput("Send the files as multipart/form-data, in fields named “files”.")
    parser = MultiPartParser(request.headers, _counted(request, limit), max_files=_MOST_FILES)
    try:
        form = await parser.parse()
    except MultiPartException as error:
        raise InvalidInput(f"The form can't be read: {error.message} Send it again.") from None
    try:
        files = [value for _, value in form.multi_items() if isinstance(value, UploadFile)]
        if not files:
            raise InvalidInput("The form holds no file. Send at least one, in a field “files”.")
        yield [Upload(file.filename or "", _chunks(file)) for file in files]
    finally:
        await form.close()


def _refuse_length(request: Request, limit: int) -> None:
    told = request.headers.get("content-length", "")
    if told.isascii() and told.isdigit() and int(told) > limit:
        raise _too_large(limit)


async def _counted(request: Request, limit: int) -> AsyncGenerator[bytes, None]:
    read = 0
    async for chunk in request.stream():
        read += len(chunk)
        if read > limit:
            raise _too_large(limit)
        yield chunk


def _too_large(limit: int) -> TooLarge:
    return TooLarge(
        f"The request is larger than {human_size(limit)}. Upload fewer or smaller files at a time."
    )


async def _chunks(file: UploadFile) -> AsyncIterator[bytes]:
    while chunk := await file.read(_CHUNK):
        yield chunk
