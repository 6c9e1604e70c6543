"""People and organizations, for administrators of the installation."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from educe.accounts import organizations, people
from educe.accounts.organizations import OrganizationSummary
from educe.accounts.people import Link, People, PersonView, Role
from educe.api.deps import Given, SignedIn
from educe.api.problems import RESPONSES

router = APIRouter(prefix="/api/admin", tags=["users"], responses=RESPONSES)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NewUser(_Strict):
    email: str = Field(max_length=320)
    name: str
    is_admin: bool = Field(False, description="Whether they administer the installation.")
    organization_id: UUID | None = Field(None, description="They become a member of it.")
    role: Role = "member"


class NewUserView(BaseModel):
    """A user who was just added, and the link that signs them in."""

    user: PersonView
    link: Link


class UserChanges(_Strict):
    """What isn't named, or is null, stays as it is."""

    email: str | None = Field(None, max_length=320)
    name: str | None = None
    is_admin: bool | None = None


class GivenPassword(_Strict):
    new: str = Field(max_length=1000, description="10 to 200 characters.")


class NewRole(_Strict):
    role: Role


class NewOrganization(_Strict):
    name: str


class Organizations(BaseModel):
    organizations: list[OrganizationSummary]


Who = Annotated[str, Path(max_length=320, description="A user's id or e-mail address.")]


@router.get("/users", summary="List users")
async def list_all(
    caller: SignedIn,
    search: Annotated[
        str | None, Query(max_length=200, description="Letters of the address or the name.")
    ] = None,
    organization_id: UUID | None = None,
    cursor: Annotated[str | None, Query(max_length=320)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> People:
    """By e-mail address."""
    async with caller.session() as session:
        return await people.list_people(
            session, search=search, organization_id=organization_id, cursor=cursor, limit=limit
        )


@router.post("/users", status_code=201, summary="Add a user")
async def add(body: NewUser, request: Request, caller: SignedIn) -> NewUserView:
    """With a link that signs them in once within a day. Its secret is in this answer and nowhere
    else."""
    async with caller.session() as session:
        user = await people.add_person(
            session, email=body.email, name=body.name, is_admin=body.is_admin
        )
        if body.organization_id is not None:
            user = await organizations.put_member(
                session, str(user.id), body.organization_id, body.role
            )
        link = await people.add_link(session, str(user.id), str(request.base_url))
    return NewUserView(user=user, link=link)


@router.get("/users/{who}", summary="Get a user")
async def get(who: Who, caller: SignedIn) -> PersonView:
    async with caller.session() as session:
        return await people.get_person(session, who)


@router.patch("/users/{who}", summary="Change a user")
async def change(who: Who, body: UserChanges, caller: SignedIn) -> PersonView:
    async with caller.session() as session:
        return await people.change_person(
            session, who, email=body.email, name=body.name, is_admin=body.is_admin
        )


@router.post("/users/{who}/link", status_code=201, summary="Make a sign-in link for a user")
async def link(who: Who, request: Request, caller: SignedIn) -> Link:
    """It signs them in once within a day; their earlier links end. Its secret is in this answer and
    nowhere else."""
    async with caller.session() as session:
        return await people.add_link(session, who, str(request.base_url))


@router.put("/users/{who}/password", status_code=204, summary="Set a user's password")
async def set_password(who: Who, body: GivenPassword, given: Given, caller: SignedIn) -> None:
    """Ends their sessions and unused links."""
    await people.set_password(given.database, given.passwords, caller.user_id, who, body.new)


@router.post("/users/{who}/disable", summary="Disable a user's account")
async def disable(who: Who, caller: SignedIn) -> PersonView:
    """Ends their sessions, tokens and links at once. Their jobs go on, and all that is theirs
    stays."""
    async with caller.session() as session:
        return await people.disable_person(session, who)


@router.post("/users/{who}/enable", summary="Enable a user's account")
async def enable(who: Who, caller: SignedIn) -> PersonView:
    """They sign in with their password or a new link; tokens are to be made anew."""
    async with caller.session() as session:
        return await people.enable_person(session, who)


@router.put("/users/{who}/organizations/{organization_id}", summary="Add a user to an organization")
async def put_member(
    who: Who, organization_id: UUID, body: NewRole, caller: SignedIn
) -> PersonView:
    """Or change their role in it."""
    async with caller.session() as session:
        return await organizations.put_member(session, who, organization_id, body.role)


@router.delete(
    "/users/{who}/organizations/{organization_id}", summary="Remove a user from an organization"
)
async def remove_member(who: Who, organization_id: UUID, caller: SignedIn) -> PersonView:
    """And from all of its projects. Their jobs and files stay."""
    async with caller.session() as session:
        return await organizations.remove_member(session, who, organization_id)


@router.get("/organizations", summary="List organizations")
async def list_organizations(caller: SignedIn) -> Organizations:
    """All of the installation's, by name."""
    async with caller.session() as session:
        return Organizations(organizations=await organizations.list_organizations(session))


@router.post("/organizations", status_code=201, summary="Add an organization")
async def add_organization(body: NewOrganization, caller: SignedIn) -> OrganizationSummary:
    """Without members."""
    async with caller.session() as session:
        return await organizations.add_organization(session, body.name)
