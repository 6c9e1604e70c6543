"""Schemas without references, as forms are drawn from them."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field

from educe.extractors.concepts.extractor import ConceptConfig
from educe.extractors.schemas import fields_of, resolved


class Leaf(BaseModel):
    size: int = 1


class Tree(BaseModel):
    leaf: Leaf = Field(Leaf(), title="The leaf")
    more: list[Leaf] = []
    branches: list["Tree"] = []


class Pair(BaseModel):
    left: Leaf
    right: Leaf | None = None


def test_references_are_put_in_their_places() -> None:
    told = resolved(Pair.model_json_schema())
    assert "$defs" not in told
    assert told["properties"]["left"]["properties"]["size"]["default"] == 1
    assert told["properties"]["right"]["anyOf"][0]["title"] == "Leaf"


def test_what_stands_beside_a_reference_is_kept() -> None:
    told = resolved(Tree.model_json_schema())
    leaf = told["$defs"]["Tree"]["properties"]["leaf"]
    assert leaf["title"] == "The leaf"
    assert leaf["properties"]["size"]["type"] == "integer"


def test_only_a_schema_that_contains_itself_stays_referred_to() -> None:
    told = resolved(Tree.model_json_schema())
    assert list(told["$defs"]) == ["Tree"]
    assert told["$defs"]["Tree"]["properties"]["branches"]["items"] == {"$ref": "#/$defs/Tree"}
    assert "$ref" not in str(told["$defs"]["Tree"]["properties"]["more"])


def test_a_field_may_be_called_ref() -> None:
    schema: dict[str, Any] = {"properties": {"$ref": {"type": "string"}}, "default": {"$ref": 3}}
    assert resolved(schema) == schema


def test_every_field_of_our_own_configs_says_what_it_is() -> None:
    for name, field in resolved(ConceptConfig.model_json_schema())["properties"].items():
        assert {"title", "description", "default", "examples"} <= field.keys(), name


def test_fields_of_a_format_are_found_however_they_are_written() -> None:
    class Config(BaseModel):
        plain: Annotated[str, Field(json_schema_extra={"format": "mailbox"})] = ""
        maybe: UUID | None = Field(None, json_schema_extra={"format": "mailbox"})
        inner: Annotated[str, Field(json_schema_extra={"format": "mailbox"})] | None = None
        several: list[Annotated[str, Field(json_schema_extra={"format": "mailbox"})]] = []
        other: UUID | None = None

    found = fields_of(Config.model_json_schema(), "mailbox")
    assert found == ("plain", "maybe", "inner", "several")
    assert fields_of(Config.model_json_schema(), "none") == ()
