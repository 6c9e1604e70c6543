"""What those do who run Educe: limits, pauses, accounts."""

from typing import Literal

from hypothesis import strategies as st

from tests.jobs.machine.people_act import KINDS
from tests.jobs.machine.state import State, action, pick, some


class OperatorsAct(State):
    @action(
        weight=2,
        which=some,
        limit=st.sampled_from([1, 2, 3, None]),
        of=st.sampled_from(["users", "organizations"]),
    )
    def change_limit(
        self, which: int, limit: int | None, of: Literal["users", "organizations"]
    ) -> None:
        whose = pick(self.people.ids if of == "users" else self.people.organizations, which)
        self.ground.execute(f"UPDATE kb.{of} SET max_running_jobs = %s WHERE id = %s", limit, whose)

    @action(when=lambda s: len(s.people.ids) > 2, which=some, really=st.sampled_from([False, True]))
    def remove_account(self, which: int, really: bool) -> None:
        if really:
            self.people.remove(pick(self.people.ids, which))

    @action(name=st.sampled_from(["", *KINDS]))
    def pause(self, name: str) -> None:
        self.ground.execute(
            "INSERT INTO kb.pauses (kind, name) VALUES (%s, %s) ON CONFLICT DO NOTHING",
            "extractor" if name else "queue",
            name,
        )

    @action(weight=3, when=lambda s: s.seen.pauses)
    def resume(self) -> None:
        self.ground.execute("DELETE FROM kb.pauses")

    @action(when=lambda s: s.workers, which=some, pause=st.sampled_from([False, False, True]))
    def pause_or_resume_worker(self, which: int, pause: bool) -> None:
        self.ground.execute(
            "UPDATE kb.workers SET paused_at = CASE WHEN %s THEN now() END WHERE id = %s",
            pause,
            pick(self.workers, which),
        )
