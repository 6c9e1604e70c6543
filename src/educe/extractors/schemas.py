"""JSON Schemas as a form can be drawn from them: with what they refer to put in its place."""

from typing import Any

_PREFIX = "#/$defs/"


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema without `$ref`s to its own `$defs`. Only a definition that contains itself stays
    referred to, and defined."""
    definitions = schema.get("$defs", {})
    left: set[str] = set()
    whole = _resolve({k: v for k, v in schema.items() if k != "$defs"}, definitions, (), left)
    kept: dict[str, Any] = {}
    while missing := left - kept.keys():
        name = min(missing)
        kept[name] = _resolve(definitions[name], definitions, (name,), left)
    return {**whole, "$defs": kept} if kept else whole


def fields_of(schema: dict[str, Any], form: str) -> tuple[str, ...]:
    """The fields that hold, or list, or may be left to hold what has this `format`."""
    properties: dict[str, Any] = resolved(schema).get("properties", {})
    return tuple(name for name, field in properties.items() if _has_format(field, form))


def _has_format(field: Any, form: str) -> bool:
    if not isinstance(field, dict):
        return False
    parts = [field.get("items"), *field.get("anyOf", ()), *field.get("allOf", ())]
    return field.get("format") == form or any(_has_format(part, form) for part in parts)


def _resolve(
    part: Any, definitions: dict[str, Any], within: tuple[str, ...], left: set[str]
) -> Any:
    """`within`: the definitions that the part is being put into; `left`: those that stay."""
    if isinstance(part, list):
        return [_resolve(each, definitions, within, left) for each in part]
    if not isinstance(part, dict):
        return part
    referred = str(part.get("$ref", ""))
    name = referred.removeprefix(_PREFIX)
    if name not in definitions or not referred.startswith(_PREFIX):
        return {key: _resolve(each, definitions, within, left) for key, each in part.items()}
    if name in within:
        left.add(name)
        return part
    beside = {key: each for key, each in part.items() if key != "$ref"}
    whole = {**definitions[name], **beside}  # what stands beside a reference is about this place
    return _resolve(whole, definitions, (*within, name), left)
