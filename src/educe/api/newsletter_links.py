"""Links of newsletters that are no articles, and what readers say of links."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from educe.accounts.projects import get_project
from educe.api.deps import Given, SignedIn
from educe.api.problems import RESPONSES
from educe.api.site_rules import named
from educe.articles.filters import LinkFilter
from educe.articles.links import find_rejected as find_rejected_links
from educe.articles.links import get_link
from educe.articles.overruling import overrule_link
from educe.articles.site_rules import SiteRuleView, get_rule
from educe.articles.views import LinksView, LinkView
from educe.documents.files import query_in

router = APIRouter(prefix="/api", tags=["articles"], responses=RESPONSES)


class Listing(LinkFilter):
    """Which links, and which page of them."""

    cursor: str | None = Field(
        None, max_length=400, description="`next_cursor` of the page before."
    )
    limit: int = Field(50, ge=1, le=200)

    def wanted(self) -> LinkFilter:
        return LinkFilter.model_validate(self.model_dump(include=set(LinkFilter.model_fields)))


class Decision(BaseModel):
    """What a reader says of a link."""

    model_config = ConfigDict(extra="forbid")

    kept: bool | None = Field(
        description="Whether it leads to an article; none: let the rules say it."
    )
    always: bool = Field(False, description="For whatever leads to the link's site.")


class Judged(BaseModel):
    """What the decision brought about."""

    link: LinkView
    changed: int = Field(description="Links that are kept now and weren't, or the reverse.")
    site_rule: SiteRuleView | None = Field(None, description="That `always` made.")


@router.get("/projects/{project_id}/rejected-links", summary="List a project's rejected links")
async def find_rejected(
    project_id: UUID, caller: SignedIn, listing: Annotated[Listing, Query()]
) -> LinksView:
    """Those that are no articles, each with the reason; the newest newsletter's first."""
    async with caller.session() as session:
        await get_project(session, project_id)
        return await find_rejected_links(
            await query_in(session),
            project_id,
            listing.wanted(),
            cursor=listing.cursor,
            limit=listing.limit,
        )


@router.put("/newsletter-links/{link_id}/verdict", summary="Overrule a link's verdict")
async def judge(link_id: UUID, body: Decision, given: Given, caller: SignedIn) -> Judged:
    """It holds at once for all links that lead to the same, and is remembered for later
    newsletters. With `always` it becomes a rule of the project for the link's site."""
    async with caller.session() as session:
        query = await query_in(session)
        project_id, changed, rule_id = await overrule_link(
            query, link_id, kept=body.kept, always=body.always, user_id=caller.user_id
        )
        link = await get_link(query, link_id)
        rules = await named(session, [await get_rule(query, rule_id)]) if rule_id else []
    given.hints.project_changed(project_id, "articles")
    return Judged(link=link, changed=changed, site_rule=rules[0] if rules else None)
