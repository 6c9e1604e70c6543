"""What people do with jobs and files, through the functions that the API calls."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from educe.documents.files import delete_file
from educe.errors import Conflict
from educe.jobs.cancel import cancel
from educe.jobs.delete import delete_job
from educe.jobs.dependencies import Condition, Need
from educe.jobs.queue.priorities import change_priority
from educe.jobs.retry import RetryFrom, retry
from educe.jobs.states import Priority
from educe.jobs.submit import NewJob, submit_all
from tests.jobs.machine.snapshot import ended
from tests.jobs.machine.state import State, action, pick, some

KINDS = ["scripted", "scripted_waiting"]
_MOST_JOBS = 12
_CONDITIONS = st.sampled_from(["success", "failure", "any"])


class PeopleAct(State):
    @action(
        weight=10,
        when=lambda s: len(s.seen.jobs) < _MOST_JOBS,
        who=some,
        where=some,
        kind=st.sampled_from(KINDS),
        priority=st.sampled_from([Priority.NORMAL, Priority.URGENT, Priority.LOW]),
        files=st.sets(st.integers(0, 1)),
        needs=st.just({}) | st.dictionaries(some, _CONDITIONS, max_size=2),
        later=st.sampled_from([False, False, False, False, False, True]),
        chain=st.sampled_from([0, 0, 0, 1, 2]),
    )
    def submit(
        self,
        who: int,
        where: int,
        kind: str,
        priority: Priority,
        files: set[int],
        needs: dict[int, Condition],
        later: bool,
        chain: int,
    ) -> None:
        """A job, and a chain of more that each need the one before."""
        person = pick(self.people.ids, who)
        project = pick(self.people.projects_of(person), where)
        there = self.people.files_in(project)
        neighbours = [job["id"] for job in self.jobs() if job["project_id"] == project]
        wanted = {pick(neighbours, n): asked for n, asked in needs.items() if neighbours}
        first = NewJob(
            project,
            kind,
            file_ids=[there[n] for n in files if n < len(there)],
            priority=priority,
            needs=[Need(job_id=job, condition=asked) for job, asked in wanted.items()],
            run_at=datetime.now(UTC) + timedelta(hours=1) if later else None,
        )
        jobs = [first]
        for _ in range(chain):
            needed = Need(job_id=jobs[-1].id)
            jobs.append(NewJob(project, kind, priority=priority, needs=[needed]))
        error = self.as_person(
            person, lambda s: submit_all(s, self.ground.rules, jobs, user_id=person)
        )
        hopeless = any(self.seen.came_true(job, asked) is False for job, asked in wanted.items())
        assert isinstance(error, Conflict) if hopeless else error is None

    @action(
        weight=3,
        when=State.jobs,
        who=some,
        which=some,
        force=st.sampled_from([False, False, True]),
    )
    def cancel(self, who: int, which: int, force: bool) -> None:
        held = [self.seen.jobs[work.job_id] for work in self.busy()]
        job = pick(held if held and which % 2 else self.jobs(), which)
        person = self.somebody(job, who)
        error = self.as_person(
            person,
            lambda s: cancel(s, self.ground.rules, job["id"], user_id=person, force=force),
        )
        if self.not_theirs(person, job, error):
            return
        assert isinstance(error, Conflict) if ended(job) else error is None
        if not ended(job) and (force or job["status"] == "pending"):
            assert self.now().jobs[job["id"]]["status"] == "cancelled"

    @action(
        weight=5,
        when=lambda s: any(map(ended, s.jobs())),
        who=some,
        which=some,
        begin=st.sampled_from(RetryFrom),
    )
    def retry(self, who: int, which: int, begin: RetryFrom) -> None:
        over = [job for job in self.jobs() if ended(job)]
        promising = [job for job in over if job["status"] != "completed" or job["failed_items"]]
        job = pick(promising if promising and which % 5 else over, which)
        person = self.somebody(job, who)
        error = self.as_person(
            person, lambda s: retry(s, self.ground.rules, job["id"], begin=begin)
        )
        if self.not_theirs(person, job, error):
            return
        pointless = job["failed_items"] == 0 and (
            job["status"] == "completed" or begin is RetryFrom.FAILED_ITEMS
        )
        hopeless = False in self.seen.met(job)
        sourceless = None in self.seen.files[job["id"]]
        if pointless or hopeless or sourceless:
            assert isinstance(error, Conflict)
        else:
            assert error is None
            assert self.now().jobs[job["id"]]["attempt"] == job["attempt"] + 1

    @action(when=State.jobs, who=some, which=some)
    def delete_job(self, who: int, which: int) -> None:
        job = pick(self.jobs(), which)
        person = self.somebody(job, who)
        error = self.as_person(person, lambda s: delete_job(s, job["id"]))
        if self.not_theirs(person, job, error):
            return
        if ended(job):
            assert error is None
            self.deleting = {job["id"]}
        else:
            assert isinstance(error, Conflict)

    @action(when=lambda s: s.people.files, which=some)
    def delete_file(self, which: int) -> None:
        file_id, project = pick(list(self.people.files.items()), which)
        person = self.people.members_of(project)[0]
        error = self.as_person(person, lambda s: delete_file(s, file_id))
        if locks := self.seen.locks(file_id):
            assert isinstance(error, Conflict)
            assert set(error.details["jobs"]) == set(map(str, locks))
        else:
            assert error is None
            del self.people.files[file_id]

    @action(
        weight=2,
        when=lambda s: not all(map(ended, s.jobs())),
        which=some,
        priority=st.sampled_from(Priority),
    )
    def change_priority(self, which: int, priority: Priority) -> None:
        job = pick(list(self.seen.active()), which)
        person = self.people.members_of(job["project_id"])[0]
        error = self.as_person(
            person, lambda s: change_priority(s, self.ground.rules, [job["id"]], priority)
        )
        assert error is None
