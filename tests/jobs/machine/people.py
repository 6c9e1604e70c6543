"""Who there is in an example: users, two organizations, a project in each, and files."""

from uuid import UUID

from educe.ids import new_id
from tests.jobs.machine.ground import Ground


class People:
    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.ids: list[UUID] = []
        self.organizations = [new_id(), new_id()]
        self.projects = [new_id(), new_id()]
        self.files: dict[UUID, UUID] = {}  # the project of each
        self._members: dict[UUID, list[UUID]] = {project: [] for project in self.projects}
        for organization, project in zip(self.organizations, self.projects, strict=True):
            ground.execute("INSERT INTO kb.organizations (id, name) VALUES (%s, 'O')", organization)
            ground.execute(
                "INSERT INTO kb.projects (id, organization_id, name) VALUES (%s, %s, 'P')",
                project,
                organization,
            )
            for n in range(2):
                self._add_file(project, f"{n}.md")

    def add(self, limit: int | None) -> None:
        """Somebody new: in the first organization, in the second, or in both."""
        person = new_id()
        self._ground.execute(
            "INSERT INTO kb.users (id, email, name, max_running_jobs) VALUES (%s, %s, 'P', %s)",
            person,
            f"{person}@example.org",
            limit,
        )
        joins = [[0], [1], [0, 1]][len(self.ids) % 3]
        for n in joins:
            self._ground.execute(
                "INSERT INTO kb.members VALUES (%s, %s, 'owner')", self.organizations[n], person
            )
            self._members[self.projects[n]].append(person)
        self.ids.append(person)

    def remove(self, person: UUID) -> None:
        """The account goes, unless somebody would be alone in a project then."""
        if any(members == [person] for members in self._members.values()):
            return
        self._ground.execute("DELETE FROM kb.users WHERE id = %s", person)
        self.ids.remove(person)
        for members in self._members.values():
            if person in members:
                members.remove(person)

    def members_of(self, project: UUID) -> list[UUID]:
        return self._members[project]

    def projects_of(self, person: UUID) -> list[UUID]:
        return [project for project, members in self._members.items() if person in members]

    def files_in(self, project: UUID) -> list[UUID]:
        return [file_id for file_id, where in self.files.items() if where == project]

    def _add_file(self, project: UUID, name: str) -> None:
        document, file_id = new_id(), new_id()
        self._ground.execute(
            "INSERT INTO kb.documents (id, project_id, name) VALUES (%s, %s, %s)",
            document,
            project,
            name,
        )
        self._ground.execute(
            "INSERT INTO kb.files (id, project_id, document_id, version, name, size, sha256,"
            " media_type, blob_name) VALUES (%s, %s, %s, 1, %s, 1, %s, 'text/markdown', %s)",
            file_id,
            project,
            document,
            name,
            "0" * 64,
            str(file_id),
        )
        self.files[file_id] = project
