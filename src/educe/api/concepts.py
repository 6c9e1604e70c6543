"""Concepts: finding them, and what is known of one."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from educe.accounts.projects import get_project
from educe.api.deps import SignedIn
from educe.api.downloads import attachment
from educe.api.graph import Limit, snapshot_of
from educe.api.problems import RESPONSES
from educe.documents.files import query_in
from educe.graph.concept import ConceptDetail, Direction, RelationPage, get_concept, list_relations
from educe.graph.concepts_csv import to_csv
from educe.graph.evidence import EvidencePage, evidence_of
from educe.graph.finding import ConceptPage, Sort, Wanted, find_concepts
from educe.graph.neighbourhood import MOST_HOPS, Neighbourhood, neighbourhood
from educe.graph.nodes import project_of

router = APIRouter(prefix="/api", tags=["graph"], responses=RESPONSES)

NO_NUL = r"^[^\x00]*$"
Kinds = Annotated[list[str], Query(max_length=50, description="Of these types; repeat it.")]
Cursor = Annotated[str | None, Query(max_length=4000, description="`next` of the page before.")]
Most = Annotated[int, Query(ge=1, le=200)]
Hops = Annotated[int, Query(ge=1, le=MOST_HOPS)]
Around = Annotated[int, Query(ge=1, le=1000, description="The most concepts around it.")]
InFile = Annotated[UUID | None, Query(description="In this file, in the order of its text.")]


class Listing(BaseModel):
    """Which concepts, and which page of them."""

    model_config = ConfigDict(extra="forbid")

    search: str = Field(
        "",
        max_length=200,
        pattern=NO_NUL,
        description="Words, or parts of them, of the name, an alias or the definition. Case and"
        " accents don't count. One or two characters: beginnings of words only.",
    )
    type: list[str] = Field([], max_length=50, description="Of these types; repeat it.")
    community: list[int] = Field([], max_length=500, description="Of these; repeat it.")
    file_id: UUID | None = Field(None, description="With evidence in this file.")
    sort: Sort | None = Field(None, description="By default `relevance` with a search.")
    descending: bool | None = Field(None, description="By default yes, but for names.")
    cursor: str | None = Field(None, max_length=4000, description="`next` of the page before.")
    limit: int = Field(50, ge=1, le=200)

    def wanted(self) -> Wanted:
        return Wanted(
            search=self.search,
            types=tuple(self.type),
            communities=tuple(self.community),
            file_id=self.file_id,
            sort=self.sort,
            descending=self.descending,
        )


@router.get("/projects/{project_id}/concepts", summary="Find concepts")
async def find(
    project_id: UUID, caller: SignedIn, listing: Annotated[Listing, Query()]
) -> ConceptPage:
    """With a search the best fit first: the name itself, a name that begins so, that has a word
    which begins so, that has it inside; an alias; the definition; and the more central first."""
    async with caller.session() as session:
        await get_project(session, project_id)
        return await find_concepts(
            await query_in(session),
            project_id,
            listing.wanted(),
            cursor=listing.cursor,
            limit=listing.limit,
        )


@router.get(
    "/projects/{project_id}/concepts.csv",
    summary="Get the concepts as a table",
    response_class=Response,
    responses={200: {"content": {"text/csv": {}}, "description": "The table"}},
)
async def csv(project_id: UUID, caller: SignedIn, limit: Limit = None) -> Response:
    """The most central first, for spreadsheets; no cell is taken for a formula."""
    snapshot = await snapshot_of(caller, project_id, limit, 1)
    headers = {
        "Content-Disposition": attachment("concepts.csv"),
        "X-Content-Type-Options": "nosniff",
    }
    return Response(to_csv(snapshot), media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/concepts/{concept_id}", summary="Get a concept")
async def get(concept_id: UUID, caller: SignedIn) -> ConceptDetail:
    """With its surest relations; `relations_next` is the cursor of the others."""
    async with caller.session() as session:
        return await get_concept(await query_in(session), concept_id)


@router.get("/concepts/{concept_id}/relations", summary="List a concept's relations")
async def relations(
    concept_id: UUID,
    caller: SignedIn,
    type: Kinds = [],  # noqa: A002, B006
    direction: Direction | None = None,
    cursor: Cursor = None,
    limit: Most = 50,
) -> RelationPage:
    """The surest first, then those to the most central concepts."""
    async with caller.session() as session:
        return await list_relations(
            await query_in(session),
            concept_id,
            types=type,
            direction=direction,
            cursor=cursor,
            limit=limit,
        )


@router.get("/concepts/{concept_id}/neighbourhood", summary="Get what is around a concept")
async def around(
    concept_id: UUID,
    caller: SignedIn,
    hops: Hops = 1,
    limit: Around = 100,
    relation_type: Kinds = [],  # noqa: B006
) -> Neighbourhood:
    """The nearest concepts first, then the most central, and all that relates them."""
    async with caller.session() as session:
        query = await query_in(session)
        return await neighbourhood(
            query,
            await project_of(query, concept_id),
            [concept_id],
            hops=hops,
            limit=limit,
            types=relation_type,
        )


@router.get("/concepts/{concept_id}/evidence", summary="List a concept's evidence")
async def evidence(
    concept_id: UUID,
    caller: SignedIn,
    file_id: InFile = None,
    cursor: Cursor = None,
    limit: Most = 20,
) -> EvidencePage:
    """The definition's first, then the best first."""
    async with caller.session() as session:
        query = await query_in(session)
        await project_of(query, concept_id)
        return await evidence_of(
            query, "object_id", concept_id, file_id=file_id, cursor=cursor, limit=limit
        )
