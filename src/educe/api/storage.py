"""What is stored, for how long jobs are kept, and what remains of them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import Field

from educe.accounts.projects import get_project
from educe.api.deps import Given, SignedIn
from educe.api.problems import RESPONSES
from educe.jobs.retention.archive import (
    ArchivedJobView,
    ArchiveFilter,
    ArchiveView,
    archived_job,
    list_archive,
)
from educe.jobs.retention.keeping import Keep
from educe.jobs.retention.rules import (
    RetentionDays,
    RetentionView,
    decide_retention,
    retention_of,
)
from educe.jobs.retention.storage import (
    InstallationStorage,
    OrganizationStorage,
    ProjectStorage,
    storage_of_installation,
    storage_of_organization,
    storage_of_project,
)

router = APIRouter(prefix="/api", tags=["storage"], responses=RESPONSES)


class ArchiveListing(ArchiveFilter):
    """Which archived extractions, and which page of them."""

    cursor: str | None = Field(None, max_length=200, description="`next` of the page before.")
    limit: int = Field(50, ge=1, le=200)


@router.get("/projects/{project_id}/storage", summary="How much does a project store?")
async def of_project(project_id: UUID, caller: SignedIn) -> ProjectStorage:
    async with caller.session() as session:
        return await storage_of_project(session, project_id)


@router.get("/organizations/{organization_id}/storage", summary="How much does it store?")
async def of_organization(organization_id: UUID, caller: SignedIn) -> OrganizationStorage:
    """For its owners and admins; 403 for other members."""
    async with caller.session() as session:
        return await storage_of_organization(session, organization_id, user_id=caller.user_id)


@router.get("/admin/storage", summary="How much is stored in all?")
async def of_installation(caller: SignedIn) -> InstallationStorage:
    """For administrators; 403 for others."""
    async with caller.session() as session:
        return await storage_of_installation(session)


@router.get("/organizations/{organization_id}/retention", summary="For how long are jobs kept?")
async def get_retention(organization_id: UUID, given: Given, caller: SignedIn) -> RetentionView:
    async with caller.session() as session:
        return await retention_of(
            session,
            Keep.from_settings(given.settings),
            organization_id,
            user_id=caller.user_id,
        )


@router.put("/organizations/{organization_id}/retention", summary="Decide how long jobs are kept")
async def put_retention(
    organization_id: UUID, body: RetentionDays, given: Given, caller: SignedIn
) -> RetentionView:
    """For its owners and admins; 403 for other members. Holds within about a minute, for jobs that
    have ended already too."""
    async with caller.session() as session:
        return await decide_retention(
            session,
            Keep.from_settings(given.settings),
            organization_id,
            body,
            user_id=caller.user_id,
        )


@router.get("/projects/{project_id}/archive", summary="List a project's archived extractions")
async def archive(
    project_id: UUID, caller: SignedIn, listing: Annotated[ArchiveListing, Query()]
) -> ArchiveView:
    """Newest first."""
    async with caller.session() as session:
        await get_project(session, project_id)
        return await list_archive(
            session, project_id, listing, cursor=listing.cursor, limit=listing.limit
        )


@router.get("/archive/{job_id}", summary="Get an archived extraction")
async def get_archived(job_id: UUID, caller: SignedIn) -> ArchivedJobView:
    async with caller.session() as session:
        return await archived_job(session, job_id)
