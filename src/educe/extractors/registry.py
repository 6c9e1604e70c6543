"""The extractors that are installed: Educe's own, third parties', and those a setting names."""

import importlib
from collections.abc import Iterable
from importlib.metadata import entry_points
from typing import Any, cast

from pydantic import BaseModel, ValidationError

from educe.errors import InvalidConfig, InvalidInput
from educe.extractors.contract import AnyExtractor, steps_of
from educe.extractors.schemas import fields_of

_GROUP = "educe.extractors"


class Registry:
    """Finds extractors by name; loads an extractor's code when it is first asked for."""

    def __init__(self, extra: Iterable[str] = ()) -> None:
        """`extra`: further extractors as `module:Class`.

        Raises InvalidInput when one of them can't be loaded."""
        self._installed = {point.name: point for point in entry_points(group=_GROUP)}
        self._extra = {made.name: made for made in map(_load, extra)}
        self._made: dict[str, AnyExtractor] = {}
        self._mailbox_fields: dict[str, tuple[str, ...]] = {}

    def names(self) -> list[str]:
        return sorted({*self._installed, *self._extra})

    def get(self, name: str) -> AnyExtractor:
        """Raises InvalidInput when there is none of this name."""
        if name in self._extra:
            return self._extra[name]
        if name not in self._made:
            if name not in self._installed:
                raise InvalidInput(
                    f"There is no extractor named “{name}”."
                    f" Installed are: {', '.join(self.names())}."
                )
            made = cast("AnyExtractor", self._installed[name].load()())
            if made.name != name:
                raise InvalidInput(
                    f"The extractor installed as “{name}” calls itself “{made.name}”. Its entry "
                    "point and its `name` must be the same."
                )
            self._made[name] = made
        return self._made[name]

    def mailbox_fields(self, name: str) -> tuple[str, ...]:
        """The config's fields that name mailboxes: `"format": "mailbox"` in its JSON Schema."""
        if name not in self._mailbox_fields:
            schema = self.get(name).config.model_json_schema(by_alias=False)
            self._mailbox_fields[name] = fields_of(schema, "mailbox")
        return self._mailbox_fields[name]

    def steps(self, name: str) -> list[dict[str, Any]]:
        """The parts of its work, as they are stored with a job; empty when it isn't installed."""
        try:
            return [step.model_dump(mode="json") for step in steps_of(self.get(name))]
        except InvalidInput:
            return []

    def validate(self, name: str, config: dict[str, Any]) -> BaseModel:
        """The config as the extractor's model.

        Raises InvalidInput for an unknown extractor and InvalidConfig, which says which field and
        why, for a config that doesn't fit."""
        model: type[BaseModel] = self.get(name).config
        try:
            return model.model_validate(config)
        except ValidationError as error:
            problems = [
                {"field": ".".join(map(str, e["loc"])) or "config", "problem": e["msg"]}
                for e in error.errors()
            ]
            told = "; ".join(f"{p['field']}: {p['problem']}" for p in problems)
            raise InvalidConfig(
                f"The config doesn't fit “{name}”. {told}.", fields=problems
            ) from None


def unknown_keys(model: type[BaseModel], config: dict[str, Any]) -> list[str]:
    """Keys of a config that its model would silently leave out."""
    if model.model_config.get("extra", "ignore") != "ignore":
        return []
    known = {
        name
        for key, field in model.model_fields.items()
        for name in (key, field.alias, field.validation_alias)
        if isinstance(name, str)
    }
    return [key for key in config if key not in known]


def _load(path: str) -> AnyExtractor:
    module, _, name = path.partition(":")
    try:
        return cast("AnyExtractor", getattr(importlib.import_module(module), name)())
    except (ImportError, AttributeError, ValueError) as error:
        raise InvalidInput(
            f"The extractor “{path}” can't be loaded: {error}. Name it as `module:Class`."
        ) from error
