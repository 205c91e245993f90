"""Who has a seat, and who may say so."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select

from helpdesk.desk import signing_in, staffing
from helpdesk.desk.refused import Refused
from helpdesk.records.events import Event
from helpdesk.records.staff import Staff, TeamMember
from tests.cast import Office


@pytest.fixture
def root(office: Office) -> int:
    """Rita, the admin."""
    return added(office, name="Rita Root", email="rita@brightbyte.example", role="admin")


def added(office: Office, **details: str) -> int:
    with office.database.writing() as connection:
        return staffing.add(connection, now=office.clock.now(), **details)  # type: ignore[arg-type]  # all are texts


def facts(office: Office, kind: str) -> list[dict[str, object]]:
    with office.database.reading() as connection:
        rows = connection.execute(select(Event.staff_id, Event.data).where(Event.kind == kind).order_by(Event.id))
        return [{"by": row.staff_id, **row.data} for row in rows]


def test_a_new_colleague_gets_a_seat_in_a_team(office: Office, root: int) -> None:
    with office.database.writing() as connection:
        cleo = staffing.add(
            connection,
            name="  Cleo de  Vries ",
            email=" Cleo@Brightbyte.Example",
            role="agent",
            teams=("orders", "technicians", "orders"),
            now=office.clock.now(),
            acting=root,
        )
    with office.database.reading() as connection:
        row = connection.execute(select(Staff.name, Staff.initials, Staff.email).where(Staff.id == cleo)).one()
        teams = connection.execute(select(TeamMember.team_id).where(TeamMember.staff_id == cleo)).scalars().all()
    assert tuple(row) == ("Cleo de Vries", "CD", "cleo@brightbyte.example")
    assert set(teams) == set(office.teams.values())
    assert facts(office, "staff_added")[-1] == {"by": root, "member": cleo, "role": "agent"}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"email": "ADA@brightbyte.example"}, "has a seat already"),
        ({"email": "nowhere"}, "looks like"),
        ({"email": "a b@example.org"}, "looks like"),
        ({"email": "ada\u202e@example.org"}, "looks like"),
        ({"role": "owner"}, "There is no role 'owner'"),
        ({"name": "  "}, "A name has"),
        ({"name": "Ada\x00"}, "A name has"),
        ({"initials": "!"}, "Initials are"),
        ({"teams": ("press",)}, "There is no team 'press'"),
    ],
)
def test_what_is_not_right_is_refused_and_leaves_nothing(office: Office, change: dict[str, str], sentence: str) -> None:
    details = {"name": "Cleo", "email": "cleo@brightbyte.example", "role": "agent", **change}
    with pytest.raises(Refused, match=sentence):
        added(office, **details)
    with office.database.reading() as connection:
        assert len(connection.execute(select(Staff.id)).all()) == 3
    assert facts(office, "staff_added") == []


def test_only_an_admin_decides_who_works_here(office: Office, root: int) -> None:
    now = office.clock.now()
    for acting in (office.ada, office.mona):
        with office.database.writing() as connection:
            for refused in (
                lambda: staffing.add(connection, name="Eve", email="e@x.org", role="admin", now=now, acting=acting),  # noqa: B023 - called at once
                lambda: staffing.deactivate(connection, office.ben, now, acting=acting),  # noqa: B023 - called at once
                lambda: staffing.change_role(connection, acting, "admin", now, acting=acting),  # noqa: B023 - called at once
                lambda: staffing.sign_in_link(connection, root, now, acting=acting),  # noqa: B023 - called at once
            ):
                with pytest.raises(Refused, match="This needs the role admin") as caught:
                    refused()
                assert caught.value.status == 403
    assert len(facts(office, "staff_deactivated")) == 0


def test_duty_is_set_by_oneself_or_a_manager(office: Office) -> None:
    now = office.clock.now()
    with office.database.writing() as connection:
        staffing.set_on_duty(connection, office.ada, False, now, acting=office.ada)
        staffing.set_on_duty(connection, office.ada, False, now, acting=office.ada)
        staffing.set_on_duty(connection, office.ada, True, now, acting=office.mona)
        with pytest.raises(Refused, match="manager or admin"):
            staffing.set_on_duty(connection, office.ada, False, now, acting=office.ben)
    assert [(fact["by"], fact["on_duty"]) for fact in facts(office, "staff_on_duty")] == [
        (office.ada, False),
        (office.mona, True),
    ]


def test_only_the_newest_link_of_a_person_works(office: Office) -> None:
    now = office.clock.now()
    with office.database.writing() as connection:
        old, new = (staffing.sign_in_link(connection, office.ada, now) for _ in range(2))
        bens = staffing.sign_in_link(connection, office.ben, now)
        assert signing_in.use_link(connection, old, now) is None
        assert signing_in.use_link(connection, new, now) == office.ada
        assert signing_in.use_link(connection, new, now) is None
        assert signing_in.use_link(connection, bens, now) == office.ben
    assert len({old, new, bens}) == 3


def test_two_browsers_that_use_one_link_at_once_make_one_sign_in(office: Office) -> None:
    now = office.clock.now()
    with office.database.writing() as connection:
        token = staffing.sign_in_link(connection, office.ada, now)
    together = Barrier(8)

    def use(_: int) -> int | None:
        together.wait(timeout=30)
        with office.database.writing() as connection:
            return signing_in.use_link(connection, token, now)

    with ThreadPoolExecutor(8) as browsers:
        used = list(browsers.map(use, range(8)))
    assert sorted(used, key=bool) == [None] * 7 + [office.ada]
