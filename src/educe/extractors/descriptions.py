"""What people choose an extractor by: its title, and the schema that its config's form is drawn
from."""

import asyncio
import logging
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from educe.extractors.contract import Runner, steps_of
from educe.extractors.registry import Registry
from educe.extractors.schemas import resolved

_log = logging.getLogger(__name__)


class StepName(BaseModel):
    """A part of the work that goes on in each item."""

    model_config = ConfigDict(from_attributes=True)

    name: str
    title: str


class ExtractorView(BaseModel):
    """An installed extractor, or why it can't be used."""

    name: str
    title: str
    description: str = Field("", description="What it does, for those who choose one.")
    runner: Runner | None = Field(
        None, description="Who does its jobs: Educe's workers, or a program outside."
    )
    config_schema: dict[str, Any] | None = Field(
        None,
        description="JSON Schema. References in it are resolved, save those of a schema that"
        " contains itself.",
    )
    steps: list[StepName] = Field(
        [], description="The parts of its work that a job's `steps` tell of."
    )
    error: str | None = None


async def describe_all(registry: Registry) -> list[ExtractorView]:
    """All extractors by name. Their code is loaded in a thread; one that fails to load is told."""
    return [await asyncio.to_thread(_describe, registry, name) for name in registry.names()]


def _describe(registry: Registry, name: str) -> ExtractorView:
    try:
        extractor = registry.get(name)
        return ExtractorView(
            name=name,
            title=extractor.title,
            description=getattr(extractor, "description", ""),
            runner=extractor.runner,
            config_schema=resolved(extractor.config.model_json_schema()),
            steps=[StepName.model_validate(step) for step in steps_of(extractor)],
        )
    except Exception as error:  # third parties' code: anything can happen
        _log.exception("the extractor %s can't be loaded", name)
        told = f"It can't be loaded ({type(error).__name__}). Repair or uninstall it."
        return ExtractorView(name=name, title=name, error=told)
