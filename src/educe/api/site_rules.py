"""Sites that a project always takes articles from, or leaves out."""

from collections.abc import Sequence
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy.ext.asyncio import AsyncSession

from educe.accounts.names import names_of
from educe.accounts.projects import get_project
from educe.api.deps import Given, SignedIn
from educe.api.idempotency import Once
from educe.api.problems import RESPONSES
from educe.articles.site_rules import (
    NewSiteRule,
    SiteRulesView,
    SiteRuleView,
    add_rule,
    delete_rule,
    get_rule,
    list_rules,
)
from educe.documents.files import query_in

router = APIRouter(prefix="/api", tags=["articles"], responses=RESPONSES)


@router.get("/projects/{project_id}/site-rules", summary="List a project's rules for sites")
async def list_of_project(project_id: UUID, caller: SignedIn) -> SiteRulesView:
    """By host."""
    async with caller.session() as session:
        await get_project(session, project_id)
        rules = await list_rules(await query_in(session), project_id)
        return SiteRulesView(rules=await named(session, rules.rules))


@router.post(
    "/projects/{project_id}/site-rules", status_code=201, summary="Add a project's rule for a site"
)
async def add(
    project_id: UUID, body: NewSiteRule, given: Given, caller: SignedIn, once: Once
) -> SiteRuleView:
    """It holds at once for the links that there are, and for later newsletters. 409 when there is
    a rule for the same."""
    async with once.transaction() as session:
        await get_project(session, project_id)
        query = await query_in(session)
        rule_id, _ = await add_rule(query, project_id, body, user_id=caller.user_id)
        [rule] = await named(session, [await get_rule(query, rule_id)])
        made = await once.made(rule, location=f"/api/projects/{project_id}/site-rules")
    given.hints.project_changed(project_id, "articles")
    return made


@router.delete("/site-rules/{rule_id}", status_code=204, summary="Delete a rule for a site")
async def delete(rule_id: UUID, given: Given, caller: SignedIn) -> None:
    """What it decided is again as it would be without it."""
    async with caller.session() as session:
        project_id = await delete_rule(await query_in(session), rule_id)
    given.hints.project_changed(project_id, "articles")


async def named(session: AsyncSession, rules: Sequence[SiteRuleView]) -> list[SiteRuleView]:
    """With the names of those who made them."""
    names = await names_of(session, (rule.created_by for rule in rules))
    return [
        rule.model_copy(
            update={"created_by_name": names.get(rule.created_by) if rule.created_by else None}
        )
        for rule in rules
    ]
