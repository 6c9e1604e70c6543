"""What children do in their slices, zombies as well: what they may write is told from the snapshot
before."""

from hypothesis import strategies as st

from educe.ids import new_id
from tests.jobs.machine.driver import let_time_pass, work_through
from tests.jobs.machine.fleet_acts import FleetActs
from tests.jobs.machine.played import PlayedSlice
from tests.jobs.machine.snapshot import ended
from tests.jobs.machine.state import State, action, pick, some

_MOST_SLICES = 5
_OUTCOMES = st.lists(st.sampled_from(["succeeded", "failed", "again"]), min_size=1, max_size=5)


class SlicesAct(FleetActs):
    @action(
        weight=12,
        when=lambda s: s.ground.engine.lying and s.workers and len(s.slices) < _MOST_SLICES,
        which=some,
        where=some,
        again=st.sampled_from([False, False, False, True]),
    )
    def take(self, which: int, where: int, again: bool) -> None:
        """A delivery comes to a worker; `again`: it will come once more."""
        delivery = pick(self.ground.engine.lying, which)
        if not again:
            self.ground.engine.lying.remove(delivery)
        work = PlayedSlice.begin(self.ground, pick(self.workers, where), delivery.job_id)
        if work.stage is None:
            self.ground.give_back(work.store)
            return
        assert not ended(self.seen.jobs[delivery.job_id])
        assert self.seen.works(work.worker_id)
        self.slices.append(work)

    @action(
        weight=6,
        when=lambda s: s.at("extract") and s.workers and len(s.slices) < _MOST_SLICES,
        which=some,
        where=some,
        how=some,
    )
    def join(self, which: int, where: int, how: int) -> None:
        """One more child at a job that is being extracted, while the first goes on."""
        first = pick(self.at("extract"), which)
        work = PlayedSlice.begin(self.ground, pick(self.workers, where), first.job_id)
        self.look()
        if work.stage == "extract":
            work.claim(2)
        self.slices.append(work)
        self._go_on(first, how)

    @action(
        weight=6,
        when=lambda s: s.workers and s.busy() and len(s.slices) < _MOST_SLICES,
        which=some,
        where=some,
        reason=st.sampled_from(["lost", "handed_back", "crashed"]),
        how=some,
    )
    def take_over(self, which: int, where: int, reason: str, how: int) -> None:
        """What one child held another one gets; the first lives on, doesn't know, and writes."""
        work = pick(self.busy(), which)
        self.release(work, reason)
        self.look()
        let_time_pass(self.ground)
        heir = PlayedSlice.begin(self.ground, pick(self.workers, where), work.job_id)
        self.look()
        if heir.stage == "extract":
            heir.claim(4)
        self.slices.append(heir)
        self._go_on(work, how)

    def _go_on(self, work: PlayedSlice, how: int) -> None:
        """The child writes what it takes to be its own."""
        self.look()
        if work.stage == "plan":
            self.plan(which=self.at("plan").index(work), items=4)
        elif work.stage == "finish":
            self.finish(
                which=self.at("finish").index(work), status="completed", types=[], objects=1
            )
        elif work in self.in_hand():
            which = self.in_hand().index(work)
            pick(
                [
                    lambda: self.checkpoint(which=which, outcomes=["succeeded"] * 4),
                    lambda: self.hand_back(which=which, many=4),
                    lambda: self.meet_a_fatal_error(which=which),
                ],
                how,
            )()

    @action(
        weight=10,
        when=lambda s: s.ground.engine.lying and s.workers,
        which=some,
        where=some,
        outcomes=_OUTCOMES,
    )
    def work_through(self, which: int, where: int, outcomes: list[str]) -> None:
        """A delivery, with nobody in between."""
        delivery = pick(self.ground.engine.lying, which)
        self.ground.engine.lying.remove(delivery)
        work = PlayedSlice.begin(self.ground, pick(self.workers, where), delivery.job_id)
        work_through(work, outcomes, self.look)
        self.ground.give_back(work.store)

    @action(
        weight=10, when=lambda s: s.at("plan"), which=some, items=st.sampled_from([4, 3, 5, 1, 0])
    )
    def plan(self, which: int, items: int) -> None:
        work = pick(self.at("plan"), which)
        ours = self.seen.holds_stage(work.job_id, work.token)
        assert (work.plan(items) is not None) == ours

    @action(weight=8, when=lambda s: s.at("extract"), which=some, most=st.integers(1, 4))
    def claim(self, which: int, most: int) -> None:
        work = pick(self.at("extract"), which)
        if work.claim(most):
            assert self.seen.works(work.worker_id)
            assert self.seen.jobs[work.job_id]["status"] == "running"

    @action(
        weight=12,
        when=State.in_hand,
        which=some,
        outcomes=_OUTCOMES,
    )
    def checkpoint(self, which: int, outcomes: list[str]) -> None:
        work = pick(self.in_hand(), which)
        told = dict(zip(sorted(work.hand), outcomes, strict=False))
        ours = self.seen.held(work.job_id, work.token)
        written = work.checkpoint(told)
        assert written.written == len(told.keys() & ours)
        now = self.now()
        assert written.complete == (
            bool(written.written) and now.holds_stage(work.job_id, work.token)
        )

    @action(weight=4, when=State.in_hand, which=some, many=st.integers(1, 4))
    def hand_back(self, which: int, many: int) -> None:
        work = pick(self.in_hand(), which)
        seqs = set(sorted(work.hand)[:many])
        left = self.seen.claims(work.job_id) - {(seq, work.token) for seq in seqs}
        work.hand_back(seqs)
        assert self.now().claims(work.job_id) == left

    @action(weight=2, when=State.in_hand, which=some)
    def meet_a_fatal_error(self, which: int) -> None:
        work = pick(self.in_hand(), which)
        ours = bool(self.seen.held(work.job_id, work.token))
        assert work.fail_job() == ours

    @action(weight=2, when=lambda s: s.at("plan", "finish"), which=some)
    def postpone(self, which: int) -> None:
        pick(self.at("plan", "finish"), which).postpone()

    @action(
        weight=10,
        when=lambda s: s.at("finish"),
        which=some,
        status=st.sampled_from(["completed", "completed", "failed"]),
        types=st.lists(st.sampled_from(["Person", "Place"]), unique=True),
        objects=st.integers(0, 2),
    )
    def finish(self, which: int, status: str, types: list[str], objects: int) -> None:
        work = pick(self.at("finish"), which)
        ours = self.seen.holds_stage(work.job_id, work.token)
        found = {"types": types, "objects": [new_id() for _ in range(objects)]}
        assert work.end(status, **(found if status == "completed" else {})) == ours

    @action(weight=1, when=lambda s: s.at("plan"), which=some)
    def fail_to_plan(self, which: int) -> None:
        work = pick(self.at("plan"), which)
        ours = self.seen.holds_stage(work.job_id, work.token)
        assert work.end("failed", error={"message": "no"}) == ours

    @action(weight=4, when=lambda s: s.slices, which=some)
    def end_slice(self, which: int) -> None:
        """A child ends its slice when it holds nothing. A zombie is ended whatever it believes."""
        work = pick(self.slices, which)
        if work.believes_to_hold() and not work.zombie:
            return
        if work.stage == "extract":
            work.send_round()
        self.slices.remove(work)
        self.ground.give_back(work.store)
