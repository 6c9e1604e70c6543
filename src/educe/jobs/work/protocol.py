"""What a worker's parent and its children say to each other: a line of JSON each, over a socket.

parent → child   {"work": job id, "token": token}
                                            one slice of work
                 {"stop": true}             end the slice after the items in hand
child → parent   {"ready": true}
                 {"retries": n}             how many attempts this job's items have
                 {"limit": seconds | null}  how long one item may take; null: none is under way
                 {"spread": n}              so many items more than one are there for others
                 {"changed": job id}        somebody may be watching
                 {"done": true}             the slice is over; nothing is held
                 {"done": false}            the slice broke off: release what the token holds
"""

import asyncio
import json
from typing import Any


class Channel:
    """One end of the socket."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    def send(self, **message: Any) -> None:
        self._writer.write(json.dumps(message).encode() + b"\n")

    async def receive(self) -> dict[str, Any] | None:
        """The next message; None when the other side is gone."""
        try:
            line = await self._reader.readline()
        except ConnectionError:
            return None
        return json.loads(line) if line.endswith(b"\n") else None

    def close(self) -> None:
        self._writer.close()
