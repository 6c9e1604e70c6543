"""JSON that people and programs may fill as they like, within bounds.

What is stored must be shown again, on every list that has it: so it is neither large nor deep.
"""

import json
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, JsonValue

MOST_LEVELS = 50
MOST_BYTES = 1_000_000

T = TypeVar("T")


def _bounded(value: T) -> T:
    if _deeper_than(value, MOST_LEVELS):
        raise ValueError(f"it is nested deeper than {MOST_LEVELS} levels")
    if len(json.dumps(value)) > MOST_BYTES:
        raise ValueError(f"it is larger than {MOST_BYTES:,} bytes")
    return value


def _deeper_than(value: Any, levels: int) -> bool:
    inner = list(value.values()) if isinstance(value, dict) else value
    if not isinstance(inner, list):
        return False
    return levels == 0 or any(_deeper_than(each, levels - 1) for each in inner)


FreeObject = Annotated[dict[str, Any], AfterValidator(_bounded)]
FreeValue = Annotated[JsonValue, AfterValidator(_bounded)]
