"""Whatever happens in whatever order, nothing is lost, doubled or misreported: after each step, on each network.

Everything is drawn, nothing is timed: the clock stands until a step sets it forward, faults are steps, and requests may
take a minute. `HELPDESK_TEST_PLAYS=2000` plays more; what fails is shown in as few steps as possible.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from helpdesk.records.database import Database
from tests.crashes.desk import Step
from tests.crashes.dialects import NETWORKS
from tests.crashes.network_mistakes import MISTAKES
from tests.crashes.playing import Play, play
from tests.databases import emptied, fast_folder

PLAYS = int(os.environ.get("HELPDESK_TEST_PLAYS", "8"))  # of each network on SQLite, half as many on PostgreSQL
STEPS = 25
EFFECTS = ("status", "status_after", "drop_before", "drop_after", "truncate", "html")
Opening = Callable[[ExitStack], Database]


def machine(
    opening: Opening, network: str, *, effects: Sequence[str] = EFFECTS, wrong: Mapping[str, Step] | None = None
) -> type[RuleBasedStateMachine]:
    """The moves of customers, staff, the worker and the weather on this network; `wrong` replaces steps of the desk."""

    class AnyOrder(RuleBasedStateMachine):
        play: Play

        def __init__(self) -> None:
            super().__init__()
            self.ended = ExitStack()

        @initialize()
        def opens(self) -> None:
            folder = Path(tempfile.mkdtemp(dir=fast_folder()))
            self.ended.callback(shutil.rmtree, folder.parent)
            database = opening(self.ended)
            self.play = self.ended.enter_context(play(database, folder, network))
            self.play.desk.steps.update(wrong or {})

        @rule(who=st.integers(0, 2), number=st.integers(1, 3))
        def carl_writes(self, who: int, number: int) -> None:
            self.play.carl_writes(who=who, number=number)

        @precondition(lambda self: self.play.written)
        @rule(which=st.integers(0, 99), words=st.sampled_from(("refund?", "& <b>screen</b>", "thank you")))
        def carl_changes_his_post(self, which: int, words: str) -> None:
            self.play.clock.forward(seconds=1)
            post = self.play.written[which % len(self.play.written)]
            self.play.network.changes(post, f"{self.play.network.handle} {words}")

        @precondition(lambda self: self.play.written)
        @rule(which=st.integers(0, 99))
        def carl_takes_his_post_back(self, which: int) -> None:
            self.play.network.disappears(self.play.written.pop(which % len(self.play.written)))

        @rule()
        def worker_listens(self) -> None:
            self.play.desk.work("poll", "sort")

        @rule()
        def ada_answers(self) -> None:
            self.play.ada_answers()

        @rule()
        def a_quiet_minute(self) -> None:
            self.play.desk.work("poll", "sort")
            self.play.ada_answers()
            self.play.clock.forward(minutes=1)
            self.play.desk.work("send")

        @rule()
        def worker_sends(self) -> None:
            self.play.desk.work("send")

        @rule()
        def worker_looks(self) -> None:
            self.play.desk.work("reconcile", "recheck", "move", "watch")

        @rule(effect=st.sampled_from(effects), reading=st.booleans(), after=st.integers(0, 2))
        def the_network_fails(self, effect: str, reading: bool, after: int) -> None:
            self.play.network.fails(effect, method="GET" if reading else "POST", path="*", after=after)

        @rule(after=st.booleans())
        def the_process_dies_while_it_sends(self, after: bool) -> None:
            self.play.dies_sending(after=after)

        @rule()
        def the_process_dies(self) -> None:
            self.play.restarts()

        @rule(minutes=st.sampled_from((1, 3, 6, 20, 70)))
        def time_goes_by(self, minutes: int) -> None:
            self.play.clock.forward(minutes=minutes)

        @invariant()
        def nothing_is_wrong(self) -> None:
            if hasattr(self, "play"):
                assert self.play.wrong() == []

        def teardown(self) -> None:
            try:
                if hasattr(self, "play"):
                    assert self.play.finish() == []
            finally:
                self.ended.close()

    return AnyOrder


def settle(plays: int, phases: tuple[Phase, ...] = tuple(Phase)) -> settings:
    """The same plays at each run, unless more are asked for; a busy machine is no mistake."""
    unlikely = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    return settings(
        max_examples=plays, stateful_step_count=STEPS, deadline=None, derandomize=True, database=None, phases=phases,
        report_multiple_bugs=False,
        suppress_health_check=unlikely,
    )  # fmt: skip


@pytest.fixture
def on_sqlite(sqlite_template: Path) -> Opening:
    def opening(ended: ExitStack) -> Database:
        folder = fast_folder()
        ended.callback(shutil.rmtree, folder)
        shutil.copy(sqlite_template, folder / "helpdesk.db")
        database = Database(f"sqlite:///{folder / 'helpdesk.db'}")
        ended.callback(database.close)
        return database

    return opening


@pytest.fixture
def on_postgresql(postgres: Database) -> Opening:
    def opening(ended: ExitStack) -> Database:
        emptied(postgres)
        ended.callback(emptied, postgres)
        return postgres

    return opening


@pytest.mark.parametrize("network", sorted(NETWORKS))
def test_any_order_of_events_on_sqlite(network: str, on_sqlite: Opening) -> None:
    run_state_machine_as_test(machine(on_sqlite, network), settings=settle(PLAYS))


@pytest.mark.parametrize("network", sorted(NETWORKS))
def test_any_order_of_events_on_postgresql(network: str, on_postgresql: Opening) -> None:
    run_state_machine_as_test(machine(on_postgresql, network), settings=settle(max(PLAYS // 2, 1)))


def test_a_desk_that_repeats_a_post_is_found(on_sqlite: Opening) -> None:
    wrong = MISTAKES["a POST that is repeated"].steps
    with pytest.raises(AssertionError, match="was posted 2 times"):
        run_state_machine_as_test(
            machine(on_sqlite, "mastodon", effects=["drop_after"], wrong=wrong), settings=settle(100, (Phase.generate,))
        )
