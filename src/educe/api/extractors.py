"""The extractors that are installed."""

from fastapi import APIRouter

from educe.api.deps import Given, SignedIn
from educe.api.problems import RESPONSES
from educe.extractors.descriptions import ExtractorView, describe_all

router = APIRouter(prefix="/api/extractors", tags=["extractors"], responses=RESPONSES)


@router.get("", summary="List extractors")
async def list_all(given: Given, caller: SignedIn) -> list[ExtractorView]:
    """Their names, titles, and the JSON Schemas of their configs."""
    return await describe_all(given.rules.registry)
