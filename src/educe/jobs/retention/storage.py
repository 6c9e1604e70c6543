"""How much is stored: by project, by organization, in all."""

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from pydantic import BaseModel, Field, computed_field
from sqlalchemy import ColumnElement, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from educe.accounts.managing import require_administrator, require_manager
from educe.accounts.models import Organization, Project
from educe.accounts.projects import get_project
from educe.documents.models import File
from educe.jobs.models import JobArtifact
from educe.jobs.retention.models import BlobCollection

SHOWN = 100


class Amount(BaseModel):
    """How many, and how many bytes together."""

    count: int = 0
    bytes: int = 0


class Storage(BaseModel):
    """What lies in the blob store."""

    files: Amount = Field(description="Uploads: each version of each document.")
    artifacts: Amount = Field(description="Files that jobs wrote.")

    @computed_field  # type: ignore[prop-decorator]
    @property
    def blobs(self) -> Amount:
        """Both together."""
        return total((self.files, self.artifacts))


class ProjectStorage(Storage):
    """What a project stores."""

    project_id: UUID
    name: str


class OrganizationTotal(Storage):
    """What an organization stores."""

    organization_id: UUID
    name: str


class OrganizationStorage(OrganizationTotal):
    """What an organization stores, and which of its projects."""

    projects: list[ProjectStorage] = Field(description=f"The {SHOWN} largest, largest first.")


class InstallationStorage(Storage):
    """What is stored in all, and by which organizations."""

    database_bytes: int = Field(description="The database on disk, indexes included.")
    organizations: list[OrganizationTotal] = Field(
        description=f"The {SHOWN} largest, largest first."
    )
    collected: Amount = Field(description="Blobs that nothing named, deleted so far.")
    collected_at: datetime | None = Field(description="When such blobs were last looked for.")


AnyStorage = TypeVar("AnyStorage", bound=Storage)


async def storage_of_project(session: AsyncSession, project_id: UUID) -> ProjectStorage:
    """Raises NotFound."""
    await get_project(session, project_id)
    [stored] = await _by_project(session, Project.id == project_id)
    return stored


async def storage_of_organization(
    session: AsyncSession, organization_id: UUID, *, user_id: UUID
) -> OrganizationStorage:
    """Raises NotFound, and Forbidden for who neither owns nor administers it: others don't see all
    of its projects."""
    await require_manager(session, organization_id, user_id)
    organization = await session.get_one(Organization, organization_id)
    projects = await _by_project(session, Project.organization_id == organization_id)
    return OrganizationStorage(
        organization_id=organization_id,
        name=organization.name,
        files=total(project.files for project in projects),
        artifacts=total(project.artifacts for project in projects),
        projects=_largest(projects),
    )


async def storage_of_installation(session: AsyncSession) -> InstallationStorage:
    """Raises Forbidden for who doesn't administer the installation."""
    await require_administrator(session)
    rows = await session.execute(text("SELECT * FROM kb.storage_of_organizations()"))
    organizations = [
        OrganizationTotal(
            organization_id=row.organization_id,
            name=row.name,
            files=Amount(count=row.files, bytes=row.file_bytes),
            artifacts=Amount(count=row.artifacts, bytes=row.artifact_bytes),
        )
        for row in rows
    ]
    blobs, size, at = (
        await session.execute(
            select(
                func.coalesce(func.sum(BlobCollection.deleted_blobs), 0),
                func.coalesce(func.sum(BlobCollection.deleted_bytes), 0),
                func.max(BlobCollection.looked_at),
            )
        )
    ).one()
    return InstallationStorage(
        files=total(one.files for one in organizations),
        artifacts=total(one.artifacts for one in organizations),
        database_bytes=await session.scalar(select(func.pg_database_size(func.current_database()))),
        organizations=_largest(organizations),
        collected=Amount(count=blobs, bytes=size),
        collected_at=at,
    )


def total(amounts: Iterable[Amount]) -> Amount:
    """All together."""
    counted = list(amounts)
    return Amount(
        count=sum(amount.count for amount in counted), bytes=sum(amount.bytes for amount in counted)
    )


async def _by_project(session: AsyncSession, wanted: ColumnElement[bool]) -> list[ProjectStorage]:
    files = await _amounts(session, File, wanted)
    artifacts = await _amounts(session, JobArtifact, wanted)
    projects = await session.execute(select(Project.id, Project.name).where(wanted))
    return [
        ProjectStorage(
            project_id=project_id,
            name=name,
            files=files.get(project_id, Amount()),
            artifacts=artifacts.get(project_id, Amount()),
        )
        for project_id, name in projects
    ]


async def _amounts(
    session: AsyncSession, stored: type[File] | type[JobArtifact], wanted: ColumnElement[bool]
) -> dict[UUID, Amount]:
    rows = await session.execute(
        select(stored.project_id, func.count(), func.sum(stored.size))
        .join(Project, Project.id == stored.project_id)
        .where(wanted)
        .group_by(stored.project_id)
    )
    return {project_id: Amount(count=count, bytes=size) for project_id, count, size in rows}


def _largest(stored: list[AnyStorage]) -> list[AnyStorage]:
    return sorted(stored, key=lambda one: one.blobs.bytes, reverse=True)[:SHOWN]
