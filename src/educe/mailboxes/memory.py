"""What Educe remembers of mailboxes: which messages were processed, and how far folders were read.

A message is one job's at a time. It counts as processed when that job says so, at its end; until
then another job may take it over if the first one has ended.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from educe.limits.slots import Query
from educe.mailboxes.messages import Found, RawMessage
from educe.mailboxes.wanted import Mark, Wanted

# the mailbox may be gone by now
_CLAIM = """
    INSERT INTO kb.mail_messages AS m
        (project_id, key, mailbox_id, place, received_at, sender, subject, job_id)
    SELECT %s, n.key, (SELECT b.id FROM kb.mailboxes b WHERE b.id = %s), n.place, n.received_at,
        n.sender, n.subject, %s
    FROM unnest(%s::bytea[], %s::text[], %s::timestamptz[], %s::text[], %s::text[])
        AS n (key, place, received_at, sender, subject)
    ORDER BY n.key
    ON CONFLICT (project_id, key) DO UPDATE SET
        job_id = excluded.job_id,
        -- a copy in a file doesn't make the mailbox's forgotten: there it needn't be fetched again
        mailbox_id = coalesce(excluded.mailbox_id, m.mailbox_id),
        place = CASE WHEN excluded.mailbox_id IS NULL AND m.mailbox_id IS NOT NULL
            THEN m.place ELSE excluded.place END
    WHERE m.job_id = excluded.job_id OR (m.processed_at IS NULL AND NOT EXISTS (
        SELECT FROM kb.extraction_jobs j
        WHERE j.id = m.job_id AND j.status IN ('pending', 'running')))
    RETURNING m.key
"""
_ADVANCE = """
    INSERT INTO kb.mail_marks
        (project_id, mailbox_id, folder, search, uidvalidity, uidnext, seen_until)
    SELECT b.project_id, b.id, %s, %s, %s, %s, %s
    FROM kb.mailboxes b WHERE b.project_id = %s AND b.id = %s
    ON CONFLICT (mailbox_id, folder, search) DO UPDATE SET
        uidvalidity = excluded.uidvalidity, uidnext = excluded.uidnext,
        seen_until = excluded.seen_until, updated_at = now()
"""


class Memory:
    """Of one project, in whose name `query` must be while it is used."""

    def __init__(self, query: Query, project_id: UUID) -> None:
        self._query = query
        self._project_id = project_id

    async def unread(self, mailbox_id: UUID, found: Sequence[Found]) -> list[Found]:
        """Those that weren't processed from this place before: they needn't be fetched to know."""
        rows = await self._query(
            "SELECT place FROM kb.mail_messages WHERE mailbox_id = %s AND place = ANY (%s)"
            " AND processed_at IS NOT NULL",
            mailbox_id,
            [message.place for message in found],
        )
        known = {place for (place,) in rows}
        return [message for message in found if message.place not in known]

    async def claim(
        self, job_id: UUID, mailbox_id: UUID | None, messages: Iterable[RawMessage]
    ) -> set[bytes]:
        """The keys of those that are this job's from here on: not processed by another, and no
        other that is active has them. Asked again, the job gets the same."""
        by_key = {message.key: message.found for message in messages}
        rows = await self._query(
            _CLAIM,
            self._project_id,
            mailbox_id,
            job_id,
            list(by_key),
            [found.place for found in by_key.values()],
            [found.received for found in by_key.values()],
            [found.sender for found in by_key.values()],
            [found.subject for found in by_key.values()],
        )
        return {bytes(key) for (key,) in rows}

    async def read_before(self, keys: Iterable[bytes]) -> set[bytes]:
        """Those of them that were processed, whichever job did."""
        rows = await self._query(
            "SELECT key FROM kb.mail_messages WHERE project_id = %s AND key = ANY (%s)"
            " AND processed_at IS NOT NULL",
            self._project_id,
            list(keys),
        )
        return {bytes(key) for (key,) in rows}

    async def others(self, job_id: UUID, keys: Iterable[bytes]) -> dict[bytes, bool]:
        """Those of them that another job has by now, and whether it has processed them."""
        rows = await self._query(
            "SELECT key, processed_at IS NOT NULL FROM kb.mail_messages"
            " WHERE project_id = %s AND key = ANY (%s) AND job_id IS DISTINCT FROM %s",
            self._project_id,
            list(keys),
            job_id,
        )
        return {bytes(key): done for key, done in rows}

    async def processed(self, job_id: UUID, keys: Iterable[bytes]) -> None:
        """These were done by the job; nobody does them again."""
        await self._query(
            "UPDATE kb.mail_messages SET processed_at = coalesce(processed_at, now())"
            " WHERE project_id = %s AND job_id = %s AND key = ANY (%s)",
            self._project_id,
            job_id,
            list(keys),
        )

    async def marks(self, mailbox_id: UUID, wanted: Wanted) -> dict[str, Mark]:
        """How far each folder was read by searches of this kind."""
        rows = await self._query(
            "SELECT folder, uidvalidity, uidnext, seen_until FROM kb.mail_marks"
            " WHERE mailbox_id = %s AND search = %s",
            mailbox_id,
            search_key(wanted),
        )
        return {
            folder: Mark(uidvalidity=validity, uidnext=uidnext, seen_until=seen)
            for folder, validity, uidnext, seen in rows
        }

    async def advance(self, mailbox_id: UUID, wanted: Wanted, marks: Mapping[str, Mark]) -> None:
        """Only when what was read before them has been processed: see reading.mark_after."""
        for folder, mark in marks.items():
            await self._query(
                _ADVANCE,
                folder,
                search_key(wanted),
                mark.uidvalidity,
                mark.uidnext,
                mark.seen_until,
                self._project_id,
                mailbox_id,
            )


def search_key(wanted: Wanted) -> bytes:
    """The same for searches that find the same as time goes on."""
    what = [sorted(set(wanted.senders)), wanted.subject.casefold()]
    return hashlib.sha256(json.dumps(what).encode()).digest()
