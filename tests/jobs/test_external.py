"""Jobs that programs outside do: who may write, what a lost lease means, items, cancelling."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from educe.errors import Conflict, InvalidInput, NotFound
from educe.extractors.errors import JobFatalError
from educe.extractors.external.extractor import ExternalConfig, ExternalExtractor
from educe.jobs.external.claims import ClaimView, Lease, claim, give_back, renew
from educe.jobs.external.items import (
    AddedItems,
    ItemResult,
    ItemsInHand,
    NewItem,
    Written,
    add_items,
    claim_items,
    store_results,
)
from educe.jobs.external.reporting import JobChange, change_job
from tests.jobs.conftest import World
from tests.support.world import Person, until

pytestmark = pytest.mark.slow


class Program:
    """A program outside, that signs in as a person and does one job."""

    def __init__(self, world: World, person: Person, job_id: UUID, name: str = "ocr") -> None:
        self.world = world
        self.person = person
        self.job_id = job_id
        self.name = name
        self.token: UUID | None = None

    async def claim(self, lease_seconds: float = 60) -> ClaimView:
        async with self._session() as session:
            claimed = await claim(
                session, self.job_id, program=self.name, lease_seconds=lease_seconds
            )
        self.token = claimed.token
        return claimed

    async def renew(self) -> Lease:
        async with self._session() as session:
            return await renew(session, self.job_id, self._held(), 60)

    async def give_back(self) -> None:
        async with self._session() as session:
            await give_back(session, self.world.rules, self.job_id, self._held())

    async def report(self, **change: Any) -> dict[str, Any]:
        async with self._session() as session:
            given = JobChange(**change)
            await change_job(session, self.world.rules, self.job_id, given, self.token)
        return self.world.row(self.job_id)

    async def add(self, *labels: str) -> AddedItems:
        async with self._session() as session:
            items = [NewItem(label=label, payload={"path": label}) for label in labels]
            return await add_items(session, self.job_id, items, self.token)

    async def take(self, most: int = 10) -> ItemsInHand:
        async with self._session() as session:
            return await claim_items(session, self.job_id, self._held(), most)

    async def send(self, outcomes: dict[int, Any], *twice: int, **more: Any) -> Written:
        async with self._session() as session:
            results = [ItemResult(seq=n, outcome=o, **more) for n, o in outcomes.items()]
            results += [result for result in results if result.seq in twice]
            return await store_results(session, self.job_id, self._held(), results)

    def kinds(self) -> list[str]:
        return [event["kind"] for event in self.world.events(self.job_id)]

    def lapse(self) -> None:
        """Its lease passes."""
        past = "clock_timestamp() - interval '1 second'"
        self.world.execute(
            f"UPDATE kb.extraction_jobs SET stage_deadline = {past} WHERE id = %s", self.job_id
        )
        self.world.execute(
            f"UPDATE kb.job_items SET deadline = {past} WHERE job_id = %s AND status = 'running'",
            self.job_id,
        )

    def _held(self) -> UUID:
        assert self.token is not None
        return self.token

    @asynccontextmanager
    async def _session(self) -> AsyncIterator[AsyncSession]:
        async with self.world.api.session(self.person.id) as session:
            yield session


@pytest.fixture
def person(world: World) -> Person:
    return world.person()


@pytest.fixture
async def ocr(world: World, person: Person) -> Program:
    job_id = await world.submit(person, extractor="external", engine="tesseract", dpi=[300, 600])
    return Program(world, person, job_id)


@pytest.fixture
def rival(world: World, ocr: Program) -> Program:
    return Program(world, ocr.person, ocr.job_id, "rival")


def sweep(world: World) -> list[Any]:
    with psycopg.connect(world.database.worker_url) as worker:
        return worker.execute("SELECT * FROM kb.sweep(interval '5 seconds')").fetchall()


# the extractor


async def test_its_config_is_kept_as_given_and_it_takes_no_place(
    world: World, ocr: Program
) -> None:
    row = world.row(ocr.job_id)
    assert row["extraction_config"] == {"engine": "tesseract", "dpi": [300, 600]}
    assert (row["runner"], row["admitted_at"]) == ("external", None)
    others = [await world.submit(ocr.person, succeed=1) for _ in range(2)]
    assert all(world.row(job)["admitted_at"] for job in others)
    assert "warning" not in ocr.kinds()


async def test_no_worker_can_run_it() -> None:
    extractor: Any = ExternalExtractor()
    with pytest.raises(JobFatalError, match="program outside"):
        extractor.plan(None)
    with pytest.raises(JobFatalError):
        await extractor.extract(None, None)
    with pytest.raises(JobFatalError):
        await extractor.finish(None, None)
    assert ExternalConfig.model_json_schema()["additionalProperties"] is True


@pytest.mark.slow
async def test_a_worker_leaves_it_alone(world: World, ocr: Program) -> None:
    async with world.worker():
        own = await world.submit(ocr.person, succeed=1)
        await world.until_ended(own)
        await ocr.claim()
        await ocr.add("a.png")
        ocr.lapse()
        await until(lambda: "recovered" in ocr.kinds())
        assert world.row(ocr.job_id)["stage_token"] is None
    assert [item["status"] for item in world.items(ocr.job_id)] == ["pending"]
    assert world.rows("SELECT FROM procrastinate_jobs") == []


# just reporting


async def test_a_program_reports_a_whole_life(world: World, ocr: Program) -> None:
    running = await ocr.report(status="running", total_items=4)
    assert (running["status"], running["started_at"] is None) == ("running", False)
    half = await ocr.report(successful_items=1, failed_items=1, progress_message="Page 2")
    assert (half["processed_items"], half["progress"]) == (2, 50)
    assert half["progress_message"] == "Page 2"
    done = await ocr.report(
        status="completed",
        processed_items=4,
        successful_items=3,
        summary={"message": "3 pages", "counts": {"pages": 3}},
        discovered_types=["Page", "Page", "Table"],
        created_objects=[uuid4()],
    )
    assert (done["status"], done["progress"]) == ("completed", 100)
    assert done["progress_message"] == "3 pages · 1 of 4 items failed"
    assert done["summary"] == {"message": "3 pages", "counts": {"pages": 3}}
    assert done["discovered_types"] == ["Page", "Table"]
    kinds = ocr.kinds()
    assert (kinds[:2], kinds[-1]) == (["submitted", "started"], "completed")
    [attempt] = world.rows("SELECT * FROM kb.job_attempts WHERE job_id = %s", ocr.job_id)
    assert attempt["status"] == "completed"


async def test_a_failure_without_a_message_gets_one(ocr: Program) -> None:
    await ocr.report(status="running")
    failed = await ocr.report(status="failed", error_details={"code": 7})
    assert "gave no reason" in failed["error_message"]
    assert failed["error_details"] == {"code": 7}


@pytest.mark.parametrize(
    ("before", "change", "told"),
    [
        ({}, {"status": "completed"}, "pending job can't become completed"),
        ({}, {"status": "failed"}, "pending job can't become failed"),
        ({"status": "running"}, {"status": "pending"}, "running job can't become pending"),
        ({"status": "cancelled"}, {"status": "running"}, "This job is cancelled"),
        ({"status": "cancelled"}, {"source_metadata": {}}, "This job is cancelled"),
    ],
)
async def test_status_moves_along_the_arrows_only(
    ocr: Program, before: dict[str, Any], change: dict[str, Any], told: str
) -> None:
    if before:
        await ocr.report(**before)
    with pytest.raises(Conflict, match=told):
        await ocr.report(**change)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"total_items": 5, "processed_items": 3}, "processed_items would be 3"),
        ({"processed_items": 2, "successful_items": 1, "failed_items": 0}, "1 together"),
        ({"successful_items": 1}, "1 of total_items 0"),
        ({"error_message": "Oh"}, "goes with the status “failed”"),
        ({"status": "cancelled", "error_details": {}}, "goes with the status “failed”"),
        ({"summary": {"message": "Done"}}, "goes with the status “completed”"),
        ({}, "nothing to change"),
    ],
)
async def test_what_does_not_fit_together_is_refused(
    world: World, ocr: Program, change: dict[str, Any], told: str
) -> None:
    await ocr.report(status="running")
    before = world.row(ocr.job_id)
    with pytest.raises(InvalidInput, match=told):
        await ocr.report(**change)
    assert world.row(ocr.job_id) == before


async def test_progress_is_told_at_most_twice_a_second(world: World, ocr: Program) -> None:
    await ocr.report(status="running", total_items=100)
    for done in range(1, 30):
        row = await ocr.report(successful_items=done)
    seconds = (row["updated_at"] - row["started_at"]).total_seconds()
    assert row["successful_items"] == 29
    assert 1 <= ocr.kinds().count("progress") <= 2 + 2 * seconds
    await ocr.report(source_metadata={"by": "hand"})
    assert ocr.kinds()[-1] == "updated"


async def test_an_end_lets_those_in_that_waited_for_it(world: World, ocr: Program) -> None:
    from educe.jobs.dependencies import Need
    from educe.jobs.submit import NewJob, submit

    async with world.api.session(ocr.person.id) as session:
        new = NewJob(
            ocr.person.project_id, "scripted", {"succeed": 1}, needs=[Need(job_id=ocr.job_id)]
        )
        waiting = await submit(session, world.rules, new, user_id=ocr.person.id)
    await ocr.report(status="running")
    assert world.row(waiting)["admitted_at"] is None
    await ocr.report(status="completed")
    assert world.row(waiting)["admitted_at"] is not None


async def test_a_job_that_waits_for_another_can_not_be_started(world: World, ocr: Program) -> None:
    from educe.jobs.dependencies import Need
    from educe.jobs.submit import NewJob, submit

    async with world.api.session(ocr.person.id) as session:
        new = NewJob(ocr.person.project_id, "external", needs=[Need(job_id=ocr.job_id)])
        job_id = await submit(session, world.rules, new, user_id=ocr.person.id)
    after = Program(world, ocr.person, job_id)
    for start in (after.claim(), after.report(status="running")):
        with pytest.raises(Conflict, match="waits for other jobs"):
            await start
    await ocr.report(status="running")
    await ocr.report(status="completed")
    await after.claim()


async def test_of_a_job_that_workers_do_only_peoples_notes_can_be_changed(
    world: World, person: Person
) -> None:
    program = Program(world, person, await world.submit(person, succeed=1))
    with pytest.raises(Conflict, match=r"workers do this job and keep status, total_items"):
        await program.report(status="running", total_items=3)
    row = await program.report(source_metadata={"course": 7})
    assert (row["source_metadata"], row["status"]) == ({"course": 7}, "pending")
    for refused in (program.claim(), program.add("x")):
        with pytest.raises(Conflict, match="Educe's own workers do this job"):
            await refused


async def test_somebody_elses_job_is_not_there(world: World, ocr: Program) -> None:
    stranger = Program(world, world.person(), ocr.job_id)
    stranger.token = (await ocr.claim()).token  # even with the token
    for refused in (
        stranger.renew(),
        stranger.give_back(),
        stranger.report(status="cancelled"),
        stranger.add("x"),
        stranger.take(),
        stranger.send({1: "succeeded"}),
        stranger.claim(),
    ):
        with pytest.raises(NotFound):
            await refused
    ocr.lapse()
    with pytest.raises(NotFound):
        await stranger.claim()
    assert world.row(ocr.job_id)["stage_token"] == ocr.token


# claims


async def test_a_claim_starts_the_job_and_keeps_others_out(
    world: World, ocr: Program, rival: Program
) -> None:
    claimed = await ocr.claim(lease_seconds=30)
    row = world.row(ocr.job_id)
    assert (row["status"], row["last_worker"], claimed.attempt) == ("running", "ocr", 1)
    assert (claimed.lease_until, claimed.cancelling) == (row["stage_deadline"], False)
    with pytest.raises(Conflict, match=r"“ocr” holds this job until 20"):
        await rival.claim()
    with pytest.raises(Conflict, match=r"“ocr” holds this job .* Send the claim's token"):
        await rival.report(total_items=3)
    rival.token = uuid4()
    for refused in (rival.report(total_items=3), rival.add("x"), rival.take(), rival.renew()):
        with pytest.raises(Conflict, match=r"lost the claim .* “ocr” holds"):
            await refused
    assert (await ocr.report(total_items=3))["total_items"] == 3


async def test_of_many_programs_that_come_at_once_one_gets_the_job(
    world: World, ocr: Program
) -> None:
    programs = [Program(world, ocr.person, ocr.job_id, f"p{n}") for n in range(8)]
    for _ in range(3):
        came = await asyncio.gather(*(p.claim() for p in programs), return_exceptions=True)
        assert sum(isinstance(each, ClaimView) for each in came) == 1
        assert sum(isinstance(each, Conflict) for each in came) == 7
        ocr.lapse()


async def test_a_claim_that_is_renewed_lasts(world: World, ocr: Program) -> None:
    claimed = await ocr.claim(lease_seconds=5)
    await ocr.add("a")
    await ocr.take()
    renewed = await ocr.renew()
    assert (renewed.lease_until - claimed.lease_until).total_seconds() > 50
    assert world.items(ocr.job_id)[0]["deadline"] == renewed.lease_until


async def test_when_its_lease_has_passed_the_next_one_gets_the_job_and_the_old_token_writes_nothing(
    world: World, ocr: Program, rival: Program
) -> None:
    await ocr.claim()
    await ocr.add("a", "b")
    assert [item.seq for item in (await ocr.take()).items] == [1, 2]
    await ocr.send({1: "succeeded"})
    ocr.lapse()
    for refused in (ocr.renew(), ocr.take(), ocr.add("c"), ocr.report(status="completed")):
        with pytest.raises(Conflict, match="lost the claim"):
            await refused

    await rival.claim()
    assert ocr.kinds()[-2:] == ["recovered", "claimed"]
    told = world.events(ocr.job_id)[-2]["message"]
    assert told.startswith("Nothing was heard of ocr in time")
    for late in (ocr.send({2: "succeeded"}), ocr.give_back(), ocr.report(status="failed")):
        with pytest.raises(Conflict, match="lost the claim"):
            await late
    [again] = (await rival.take()).items
    assert (again.seq, again.label, again.payload, again.attempts) == (2, "b", {"path": "b"}, 0)
    assert world.items(ocr.job_id)[1]["losses"] == 1
    assert (await rival.send({2: "succeeded"})).successful_items == 2


async def test_the_sweeper_frees_a_lapsed_claim_and_sends_nothing(
    world: World, ocr: Program
) -> None:
    await ocr.claim()
    await ocr.add("a")
    await ocr.take()
    assert sweep(world) == []
    assert world.row(ocr.job_id)["stage_token"] == ocr.token
    ocr.lapse()
    assert sweep(world) == []
    row = world.row(ocr.job_id)
    assert (row["stage_token"], row["status"], row["last_worker"]) == (None, "running", "ocr")
    assert (world.items(ocr.job_id)[0]["status"], ocr.kinds()[-1]) == ("pending", "recovered")


async def test_items_taken_in_the_moment_of_the_loss_are_freed_by_the_next_claim(
    world: World, ocr: Program, rival: Program
) -> None:
    await ocr.claim()
    await ocr.add("a")
    await ocr.take()
    world.execute(  # as a release that ran beside the taking leaves it
        "UPDATE kb.extraction_jobs SET stage_token = NULL, stage_deadline = NULL WHERE id = %s",
        ocr.job_id,
    )
    await rival.claim()
    assert [item.seq for item in (await rival.take()).items] == [1]


async def test_a_claim_that_is_given_back_is_free_at_once_and_charges_nothing(
    world: World, ocr: Program, rival: Program
) -> None:
    await ocr.claim()
    await ocr.add("a")
    await ocr.take()
    await ocr.give_back()
    [item] = world.items(ocr.job_id)
    assert (item["status"], item["losses"], item["token"]) == ("pending", 0, None)
    await rival.claim()
    assert "recovered" not in ocr.kinds()


async def test_a_paused_or_later_job_can_not_be_claimed(world: World, ocr: Program) -> None:
    world.execute("INSERT INTO kb.pauses (kind, name) VALUES ('extractor', 'external')")
    with pytest.raises(Conflict, match="paused"):
        await ocr.claim()
    world.execute("DELETE FROM kb.pauses")
    world.execute(
        "UPDATE kb.extraction_jobs SET run_at = now() + interval '1 hour' WHERE id = %s", ocr.job_id
    )
    with pytest.raises(Conflict, match="isn't to start before"):
        await ocr.claim()


# items


async def test_items_are_added_taken_and_done_with_counters_that_add_up(
    world: World, ocr: Program
) -> None:
    added = await ocr.add("a", "b")
    assert (added.first_seq, added.last_seq, added.total_items) == (1, 2, 2)
    await ocr.claim()
    assert (await ocr.add("c")).first_seq == 3
    assert [item.seq for item in (await ocr.take(2)).items] == [1, 2]
    written = await ocr.send({1: "succeeded", 2: "failed", 3: "succeeded"}, error="No text.")
    assert (written.written, written.successful_items, written.failed_items) == (2, 1, 1)
    with pytest.raises(Conflict, match="1 of this job's 3 items aren't done"):
        await ocr.report(status="completed")
    assert [item.seq for item in (await ocr.take()).items] == [3]
    last = await ocr.send({3: "succeeded"}, result={"text": "Hello"})
    assert (last.processed_items, last.total_items, last.progress) == (3, 3, 90)
    assert (await ocr.take()).items == []
    done = await ocr.report(status="completed", summary={"message": "2 pages"})
    assert (done["status"], done["progress"], done["stage_token"]) == ("completed", 100, None)
    assert done["progress_message"] == "2 pages · 1 of 3 items failed"
    _, failed, third = world.items(ocr.job_id)
    assert failed["error"] == {"kind": "permanent", "message": "No text."}
    assert third["result"] == {"text": "Hello"}
    assert "b: No text." in [event["message"] for event in world.events(ocr.job_id)]


async def test_an_item_that_is_to_run_again_is_free_after_its_delay(
    world: World, ocr: Program
) -> None:
    await ocr.add("a", "b")
    await ocr.claim()
    await ocr.take()
    written = await ocr.send({1: "again"}, error="Busy.", delay_seconds=3600)
    assert (written.written, written.processed_items) == (1, 0)
    assert (await ocr.take()).items == []
    world.execute("UPDATE kb.job_items SET due_at = now() WHERE job_id = %s", ocr.job_id)
    [again] = (await ocr.take()).items
    assert (again.seq, again.attempts) == (1, 1)


async def test_the_same_results_sent_twice_count_once(ocr: Program) -> None:
    await ocr.add("a", "b")
    await ocr.claim()
    await ocr.take()
    assert (await ocr.send({1: "succeeded"})).written == 1
    again = await ocr.send({1: "succeeded"})
    assert (again.written, again.successful_items) == (0, 1)
    with pytest.raises(InvalidInput, match="named twice"):
        await ocr.send({2: "succeeded"}, 2)


async def test_an_item_that_was_lost_twice_is_handed_out_alone(world: World, ocr: Program) -> None:
    await ocr.add("a", "b", "c")
    for _ in range(2):
        await ocr.claim()
        assert [item.seq for item in (await ocr.take(1)).items] == [1]
        ocr.lapse()
    await ocr.claim()
    assert [item.seq for item in (await ocr.take()).items] == [2, 3]
    assert (await ocr.take()).items == []
    await ocr.send({2: "succeeded", 3: "succeeded"})
    assert [item.seq for item in (await ocr.take()).items] == [1]
    await ocr.add("d")
    assert (await ocr.take()).items == []


async def test_counters_of_a_job_with_items_are_not_reported_and_the_other_way_round(
    world: World, ocr: Program
) -> None:
    await ocr.add("a")
    with pytest.raises(Conflict, match="total_items follow from them"):
        await ocr.report(status="running", total_items=7)
    other = Program(world, ocr.person, await world.submit(ocr.person, extractor="external"))
    await other.report(total_items=7)
    with pytest.raises(Conflict, match="reported without items"):
        await other.add("a")


async def test_what_is_in_hand_when_the_program_ends_the_job_is_there_for_a_retry(
    world: World, ocr: Program
) -> None:
    await ocr.add("a", "b")
    await ocr.claim()
    await ocr.take()
    await ocr.send({1: "succeeded"})
    await ocr.report(status="failed", error_message="The scanner is on fire.")
    assert [item["status"] for item in world.items(ocr.job_id)] == ["succeeded", "pending"]
    ocr.token = None
    await world.retry(ocr.person, ocr.job_id)
    row = world.row(ocr.job_id)
    assert (row["status"], row["attempt"], row["admitted_at"]) == ("pending", 2, None)
    assert (await ocr.claim()).attempt == 2
    assert [item.seq for item in (await ocr.take()).items] == [2]
    [attempt] = world.rows("SELECT * FROM kb.job_attempts WHERE job_id = %s", ocr.job_id)
    assert (attempt["worker"], attempt["message"]) == ("ocr", "The scanner is on fire.")


# cancelling


async def test_a_running_job_that_nobody_claims_is_cancelled_at_once(
    world: World, ocr: Program
) -> None:
    await ocr.report(status="running")
    await world.cancel(ocr.person, ocr.job_id)
    assert world.row(ocr.job_id)["status"] == "cancelled"


async def test_every_answer_tells_a_program_that_its_job_is_to_be_cancelled(
    world: World, ocr: Program
) -> None:
    await ocr.claim()
    await ocr.add("a", "b")
    await ocr.take(1)
    await world.cancel(ocr.person, ocr.job_id)
    assert world.row(ocr.job_id)["status"] == "running"
    assert (await ocr.renew()).cancelling
    assert (await ocr.send({1: "succeeded"})).cancelling
    assert (await ocr.add("c")).cancelling
    assert (await ocr.take()).model_dump() == {"items": [], "cancelling": True}
    cancelled = await ocr.report(status="cancelled")
    assert (cancelled["status"], cancelled["successful_items"]) == ("cancelled", 1)


async def test_work_that_completes_before_it_hears_of_the_cancel_is_completed(
    world: World, ocr: Program
) -> None:
    await ocr.claim()
    await world.cancel(ocr.person, ocr.job_id)
    assert (await ocr.report(status="completed"))["status"] == "completed"


@pytest.mark.parametrize("end", ["give back", "lapse"])
async def test_a_cancel_is_confirmed_when_the_claim_ends(
    world: World, ocr: Program, end: str
) -> None:
    await ocr.claim()
    await ocr.add("a")
    await ocr.take()
    await world.cancel(ocr.person, ocr.job_id)
    if end == "give back":
        await ocr.give_back()
    else:
        ocr.lapse()
        assert [row[:2] for row in sweep(world)] == [(ocr.job_id, True)]
    assert world.row(ocr.job_id)["status"] == "cancelled"
    with pytest.raises(Conflict, match="This job is cancelled"):
        await ocr.claim()


async def test_a_job_is_stopped_by_force_whatever_its_program_does(
    world: World, ocr: Program
) -> None:
    await ocr.claim()
    await ocr.add("a")
    await ocr.take()
    await world.cancel(ocr.person, ocr.job_id, force=True)
    assert world.row(ocr.job_id)["status"] == "cancelled"
    with pytest.raises(Conflict, match=r"lost the claim .* The job is cancelled"):
        await ocr.send({1: "succeeded"})
    assert world.items(ocr.job_id)[0]["status"] == "pending"
