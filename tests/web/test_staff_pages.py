"""The staff pages: Olga gives seats and takes them away, Mona sees who is where and moves people between teams."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import insert, select

from helpdesk.desk import staffing
from helpdesk.desk.seats import ON_A_PAGE
from helpdesk.records.events import Event
from helpdesk.records.staff import ALL, Staff, TeamMember
from tests.cast import Office
from tests.web.browser import ADDRESS, Browser
from tests.web.customers import writes


@pytest.fixture
def mona(app: Flask, office: Office) -> Browser:
    browser = Browser(app)
    browser.follow_link(office, office.mona)
    return browser


@pytest.fixture
def olga(app: Flask, office: Office) -> Browser:
    with office.database.writing() as connection:
        number = staffing.add(
            connection, name="Olga", email="olga@brightbyte.example", role="admin", now=office.clock.now()
        )
    browser = Browser(app)
    browser.follow_link(office, number)
    return browser


def row(office: Office, email: str) -> Staff:
    with office.database.reading() as connection:
        return connection.execute(select(Staff).where(Staff.email == email)).one()  # type: ignore[return-value]


def teams_of(office: Office, staff_id: int) -> dict[int, bool]:
    of = select(TeamMember.team_id, TeamMember.leads).where(TeamMember.staff_id == staff_id)
    with office.database.reading() as connection:
        return {found.team_id: found.leads for found in connection.execute(of)}


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_olga_gives_cleo_a_seat_and_the_link_signs_her_in_once(office: Office, olga: Browser, app: Flask) -> None:
    given = {"name": "Cleo <b>Vries", "email": "Cleo@Brightbyte.example", "team": "orders", "approval": "all"}
    made = olga.send("/staff", **given)
    assert made.status_code == 201
    assert "Cleo &lt;b&gt;Vries" in made.text
    address = re.search(r'value="http://127\.0\.0\.1(/sign-in/link/[^"]+)"', made.text)
    assert address
    cleo = row(office, "cleo@brightbyte.example")
    assert (cleo.name, cleo.role, cleo.supervised) == ("Cleo <b>Vries", "agent", ALL)
    assert set(teams_of(office, cleo.id)) == {office.teams["orders"]}
    hers = Browser(app)
    assert hers.send(address[1]).status_code == 302
    assert hers.is_signed_in()
    assert Browser(app).open(address[1]).status_code == 404, "once"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"email": "ada@brightbyte.example"}, "has a seat already"),
        ({"name": ""}, "A name has 1 to"),
        ({"role": "owner"}, "There is no role"),
        ({"team": "lawyers"}, "There is no team"),
        ({"approval": "some"}, "Say none, all"),
    ],
)
def test_what_is_not_right_is_said_beside_the_form_which_keeps_its_words(
    office: Office, olga: Browser, given: dict[str, str], sentence: str
) -> None:
    answer = olga.send("/staff", **{"name": "Cleo", "email": "cleo@brightbyte.example", "initials": "CV", **given})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="CV"' in answer.text
    with office.database.reading() as connection:
        assert not connection.execute(select(Staff.id).where(Staff.name == "Cleo")).all()


def test_mona_sees_who_is_where_and_finds_people_by_name(office: Office, mona: Browser) -> None:
    with office.database.writing() as connection:
        staffing.set_on_duty(connection, office.ben, False, office.clock.now())
    page = words(mona.open("/staff").text)
    assert "Ada ada@brightbyte.example agent Orders On duty 0 none" in page
    assert "Ben ben@brightbyte.example agent Orders, Technicians Away 0 none" in page
    assert "Ada" not in words(mona.open("/staff?q=BEN").text)
    assert "Nobody's name or address holds that." in mona.open("/staff?q=%25").text, "a wildcard is a letter"


def test_a_company_of_thousands_is_read_page_by_page(office: Office, mona: Browser) -> None:
    many = [
        {"email": f"{n}@brightbyte.example", "name": f"Person {n:04}", "initials": "P", "role": "agent",
         "created_at": office.clock.now()} for n in range(2 * ON_A_PAGE)
    ]  # fmt: skip
    with office.database.writing() as connection:
        connection.execute(insert(Staff), many)
    first, last = mona.open("/staff").text, mona.open("/staff?page=3").text
    assert "203 people with a seat" in words(first)
    assert "Page 1 of 3" in first
    assert "Person 0199" in last
    assert "Person 0199" not in first
    for wild in ("0", "-1", "x", "9" * 30):
        assert mona.open(f"/staff?page={wild}").status_code == 200


def test_ada_moves_to_other_teams_keeps_what_is_hers_and_leads_one(office: Office, mona: Browser) -> None:
    writes(office, "@brightbyte refund please")
    before = row(office, "ada@brightbyte.example").holding
    token = mona.token()
    form = {"csrf_token": token, "team": ["orders", "technicians"], "leads": ["technicians"]}
    answer = mona.client.post(f"/staff/{office.ada}/teams", base_url=ADDRESS, data=form)
    assert answer.status_code == 303
    assert teams_of(office, office.ada) == {office.teams["orders"]: False, office.teams["technicians"]: True}
    assert row(office, "ada@brightbyte.example").holding == before
    assert mona.send(f"/staff/{office.ada}/teams", team="orders", leads="technicians").status_code == 422
    assert "has to be in it" in mona.send(f"/staff/{office.ada}/teams", team="orders", leads="technicians").text
    with office.database.reading() as connection:
        event = connection.execute(select(Event).where(Event.kind == "teams_changed")).one()
    assert (event.staff_id, event.data["leads"]) == (office.mona, ["technicians"])


def test_mona_sends_ada_off_duty_and_asks_for_approval(office: Office, mona: Browser) -> None:
    assert mona.send(f"/staff/{office.ada}/duty", on_duty="no").status_code == 303
    assert mona.send(f"/staff/{office.ada}/approval", approval="5").status_code == 303
    ada = row(office, "ada@brightbyte.example")
    assert (ada.on_duty, ada.supervised) == (False, 5)
    assert "the next 5 answers" in mona.open(f"/staff/{office.ada}").text
    assert mona.send(f"/staff/{office.mona}/approval", approval="none").status_code == 403


def test_a_seat_is_taken_away_and_given_again_to_the_same_person(office: Office, olga: Browser, ada: Browser) -> None:
    assert olga.send(f"/staff/{office.ada}/removal").status_code == 303
    assert not ada.is_signed_in()
    assert "The seat was taken away" in olga.open(f"/staff/{office.ada}").text
    assert "ada@" not in olga.open("/staff").text
    assert "ada@" in olga.open("/staff?gone=yes").text
    back = olga.send("/staff", name="Ada", email="ada@brightbyte.example", team="technicians")
    assert back.status_code == 201
    again = row(office, "ada@brightbyte.example")
    assert (again.id, again.active, again.password) == (office.ada, True, None)
    assert set(teams_of(office, office.ada)) == {office.teams["technicians"]}


def test_role_name_and_link_are_for_admins(office: Office, olga: Browser) -> None:
    assert olga.send(f"/staff/{office.ben}/role", role="manager").status_code == 303
    assert olga.send(f"/staff/{office.ben}/name", name="Benedict", initials="BB").status_code == 303
    ben = row(office, "ben@brightbyte.example")
    assert (ben.role, ben.name, ben.initials) == ("manager", "Benedict", "BB")
    assert "/sign-in/link/" in olga.send(f"/staff/{office.ben}/link").text
    assert olga.send("/staff/99/link").status_code == 404
    assert olga.open("/staff/99").status_code == 404


@pytest.mark.parametrize("change", ["name", "role", "link", "removal"])
def test_managers_give_no_seats(office: Office, mona: Browser, change: str) -> None:
    assert mona.send(f"/staff/{office.ada}/{change}", role="admin", name="X", initials="X").status_code == 403
    assert mona.send("/staff", name="X", email="x@brightbyte.example").status_code == 403
    assert "Give a seat" not in mona.open("/staff").text


@pytest.mark.parametrize("change", ["teams", "duty", "approval", "name", "role", "link", "removal"])
def test_agents_neither_see_nor_change_colleagues(office: Office, ada: Browser, change: str) -> None:
    assert ada.open("/staff").status_code == 403
    assert ada.open(f"/staff/{office.ben}").status_code == 403
    assert ada.send(f"/staff/{office.ben}/{change}", on_duty="no", team="orders").status_code == 403
    assert 'href="/staff"' not in ada.open("/inbox").text
