"""Whether a job's config can be run: what its model can't say of it."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from educe.errors import InvalidConfig
from educe.extractors.registry import Registry
from educe.mailboxes.models import Mailbox

_NOT_HERE = (
    "This project has no such mailbox. GET /api/mailboxes lists yours; each is one project's."
)


def valid_config(
    registry: Registry, extractor: str, config: dict[str, Any], sources: int | None
) -> dict[str, Any]:
    """The config as it is stored. `sources`: how many files there are to be read; None: nobody
    knows yet.

    Raises InvalidInput for an unknown extractor, InvalidConfig and InvalidInput for what it
    refuses."""
    model: BaseModel = registry.validate(extractor, config)
    check = getattr(registry.get(extractor), "check", None)
    if check is not None and sources is not None:
        check(model, sources)
    return model.model_dump(mode="json")


class MailboxIds:
    """The mailboxes that configs name."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def named(self, extractor: str, config: dict[str, Any]) -> list[tuple[str, str]]:
        """Field and id."""
        fields = self._registry.mailbox_fields(extractor)
        return [(field, one) for field in fields for one in _listed(config.get(field))]

    async def found(
        self, session: AsyncSession, configs: Iterable[tuple[str, dict[str, Any]]]
    ) -> set[tuple[str, UUID]]:
        """Those that there are for the session's user, each with its project. `configs`: each with
        its extractor."""
        wanted = {one for config in configs for _, one in self.named(*config)}
        ids = [UUID(one) for one in wanted if _is_id(one)]
        if not ids:
            return set()
        rows = await session.execute(
            select(Mailbox.id, Mailbox.project_id).where(Mailbox.id.in_(ids))
        )
        return {(str(row.id), row.project_id) for row in rows}

    def refuse_missing(
        self,
        there: set[tuple[str, UUID]],
        project_id: UUID,
        extractor: str,
        config: dict[str, Any],
    ) -> None:
        """`there`: as `found` told. Raises InvalidConfig."""
        problems = [
            {"field": field, "problem": _NOT_HERE}
            for field, one in self.named(extractor, config)
            if (one, project_id) not in there
        ]
        if problems:
            told = f"The config doesn't fit “{extractor}”. {problems[0]['field']}: {_NOT_HERE}"
            raise InvalidConfig(told, fields=problems)


def _listed(value: Any) -> Sequence[str]:
    values = value if isinstance(value, list) else [value]
    return [str(one) for one in values if one is not None]


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
