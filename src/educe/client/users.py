"""`client.users`: people and organizations, who sees a project, and one's own password."""

from collections.abc import Iterator, Sequence
from typing import Any, TypedDict, cast
from urllib.parse import quote

from educe.client.transport import Transport


class Membership(TypedDict):
    """An organization that a user is a member of. `role`: owner, admin or member."""

    id: str
    name: str
    role: str


class User(TypedDict):
    """A user, as administrators see them."""

    id: str
    email: str
    name: str
    is_admin: bool
    has_password: bool
    created_at: str
    disabled_at: str | None
    seen_at: str | None
    organizations: list[Membership]


class Link(TypedDict):
    """A one-time sign-in link."""

    secret: str
    url: str
    expires_at: str


class NewUser(TypedDict):
    """A user who was just added."""

    user: User
    link: Link


class Organization(TypedDict):
    """An organization, and how many members and projects it has."""

    id: str
    name: str
    created_at: str
    members: int
    projects: int


class Users:
    """The people of one server. Users are named by id or e-mail address. What doesn't say otherwise
    is for administrators."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def list(
        self, *, search: str | None = None, organization_id: str | None = None
    ) -> Iterator[User]:
        """By e-mail address, fetched page by page as they are asked for."""
        wanted = {"search": search, "organization_id": organization_id}
        given = {name: value for name, value in wanted.items() if value is not None}
        found = self._transport.pages("/api/admin/users", "users", "cursor", **given)
        return (cast("User", user) for user in found)

    def get(self, who: str) -> User:
        return self._user("GET", who)

    def add(
        self,
        email: str,
        name: str,
        *,
        is_admin: bool = False,
        organization_id: str | None = None,
        role: str = "member",
    ) -> NewUser:
        """`is_admin`: whether they administer the installation; `role`: in the organization."""
        body = {
            "email": email,
            "name": name,
            "is_admin": is_admin,
            "organization_id": organization_id,
            "role": role,
        }
        return cast("NewUser", self._transport.ask("POST", "/api/admin/users", json=body))

    def change(self, who: str, **changes: Any) -> User:
        """Changes what is named: `email`, `name`, `is_admin`."""
        return self._user("PATCH", who, json=changes)

    def link(self, who: str) -> Link:
        """A new sign-in link; earlier ones end."""
        return cast("Link", self._transport.ask("POST", f"{_address(who)}/link"))

    def set_password(self, who: str, new: str) -> None:
        """Ends their sessions."""
        self._transport.ask("PUT", f"{_address(who)}/password", json={"new": new})

    def disable(self, who: str) -> User:
        """Ends their sessions, tokens and links. Their jobs go on."""
        return self._user("POST", who, "/disable")

    def enable(self, who: str) -> User:
        return self._user("POST", who, "/enable")

    def put_member(self, who: str, organization_id: str, role: str) -> User:
        """Adds them to the organization, or changes their role in it."""
        return self._user("PUT", who, f"/organizations/{organization_id}", json={"role": role})

    def remove_member(self, who: str, organization_id: str) -> User:
        """And from all of the organization's projects."""
        return self._user("DELETE", who, f"/organizations/{organization_id}")

    def organizations(self) -> Sequence[Organization]:
        """All of the installation's, by name."""
        answer = self._transport.ask("GET", "/api/admin/organizations")
        return cast("Sequence[Organization]", answer["organizations"])

    def add_organization(self, name: str) -> Organization:
        body = {"name": name}
        answer = self._transport.ask("POST", "/api/admin/organizations", json=body)
        return cast("Organization", answer)

    # for owners and admins of an organization, and for who made a project

    def members(self, organization_id: str) -> Sequence[dict[str, Any]]:
        """The members of an organization that one manages."""
        path = f"/api/organizations/{organization_id}/members"
        return cast("Sequence[dict[str, Any]]", self._transport.ask("GET", path)["members"])

    def of_project(self, project_id: str) -> dict[str, Any]:
        """Who sees the project, for everybody who does: `members`, and whether one `may_change`
        that."""
        answer = self._transport.ask("GET", f"/api/projects/{project_id}/members")
        return cast("dict[str, Any]", answer)

    def share_project(self, project_id: str, who: str) -> dict[str, Any]:
        """Lets a member of the organization see the project."""
        path = f"/api/projects/{project_id}/members/{quote(who, safe='')}"
        return cast("dict[str, Any]", self._transport.ask("PUT", path))

    def unshare_project(self, project_id: str, who: str) -> None:
        path = f"/api/projects/{project_id}/members/{quote(who, safe='')}"
        self._transport.ask("DELETE", path)

    # for everybody

    def change_own_password(self, new: str, current: str | None = None) -> None:
        """`current`: the present one, if there is one. Ends one's sessions."""
        body = {"new": new, "current": current}
        self._transport.ask("PUT", "/api/auth/password", json=body)

    def _user(self, method: str, who: str, path: str = "", **request: Any) -> User:
        return cast("User", self._transport.ask(method, f"{_address(who)}{path}", **request))


def _address(who: str) -> str:
    return f"/api/admin/users/{quote(who, safe='')}"
