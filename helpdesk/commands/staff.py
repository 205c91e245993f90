"""`helpdesk staff`: seats at the desk."""

from __future__ import annotations

import click
from sqlalchemy import Connection, select

from helpdesk.clock import SystemClock
from helpdesk.commands.setup import Stop, desk_command, opened
from helpdesk.config import Config
from helpdesk.desk import staffing
from helpdesk.desk.refused import Refused
from helpdesk.desk.supervising import asked_for, supervise
from helpdesk.desk.teaming import lead
from helpdesk.records.staff import AGENT, ALL, ROLES, Staff, Team, TeamMember
from helpdesk.sla.duty import shifts_in_force, state


@click.group("staff")
def command() -> None:
    """Who works here."""


@desk_command("list")
def show(config: Config) -> None:
    """Lists everybody with their role, teams and how many conversations they hold."""
    now = SystemClock().now()
    with opened(config).reading() as connection:
        shifts = shifts_in_force(connection)
        teams: dict[int, list[str]] = {}
        for staff_id, team in connection.execute(
            select(TeamMember.staff_id, Team.key).join(Team, Team.id == TeamMember.team_id).order_by(Team.key)
        ):
            teams.setdefault(staff_id, []).append(team)
        for person in connection.execute(select(Staff).order_by(Staff.name)):
            here = state(shifts, person.email, now, active=person.active, on_duty=person.on_duty)
            click.echo(
                f"{person.name:<20} {person.email:<32} {person.role:<8} {here:<9} {person.holding:>5} open  "
                f"{', '.join(teams.get(person.id, []))}{_approval(person.supervised)}"
            )


@desk_command("add")
@click.argument("email")
@click.option("--name", required=True, help="How colleagues see them.")
@click.option("--initials", default="", help="The sign-off behind their answers; from the name when left out.")
@click.option("--role", type=click.Choice(ROLES), default=AGENT, show_default=True)
@click.option("--team", "teams", multiple=True, help="The key of a team; may be given several times.")
@click.option("--approval", "answers", default="none", show_default=True, help="As of `helpdesk staff approval`.")
def add(
    config: Config, email: str, name: str, initials: str, role: str, teams: tuple[str, ...], answers: str
) -> None:  # fmt: skip
    """Gives somebody a seat and prints a link that signs them in once."""
    now = SystemClock().now()
    try:
        with opened(config).writing() as connection:
            staff_id = staffing.add(
                connection, name=name, email=email, initials=initials, role=role, teams=teams, now=now
            )
            if asked_for(answers):
                supervise(connection, staff_id, asked_for(answers), now)
            token = staffing.sign_in_link(connection, staff_id, now)
    except Refused as reason:
        raise Stop(reason.sentence) from None
    _tell(config, token)


@desk_command("link")
@click.argument("email")
def link(config: Config, email: str) -> None:
    """Prints a new link that signs this person in once, within 24 hours."""
    with opened(config).writing() as connection:
        token = staffing.sign_in_link(connection, _who(connection, email), SystemClock().now())
    _tell(config, token)


@desk_command("remove")
@click.argument("email")
def remove(config: Config, email: str) -> None:
    """Takes a seat away: signed out everywhere at once, open conversations back in their team's queue."""
    try:
        with opened(config).writing() as connection:
            staffing.deactivate(connection, _who(connection, email), SystemClock().now())
    except Refused as reason:
        raise Stop(reason.sentence) from None


@desk_command("role")
@click.argument("email")
@click.argument("role", type=click.Choice(ROLES))
def change_role(config: Config, email: str, role: str) -> None:
    """Gives somebody another role; they sign in anew with it."""
    try:
        with opened(config).writing() as connection:
            staffing.change_role(connection, _who(connection, email), role, SystemClock().now())
    except Refused as reason:
        raise Stop(reason.sentence) from None


@desk_command("approval")
@click.argument("email")
@click.argument("answers")
def approval(config: Config, email: str, answers: str) -> None:
    """How many of somebody's next answers a colleague must approve: all (a trainee), a number (an outsider), none."""
    try:
        with opened(config).writing() as connection:
            supervise(connection, _who(connection, email), asked_for(answers), SystemClock().now())
    except Refused as reason:
        raise Stop(reason.sentence) from None


@desk_command("lead")
@click.argument("email")
@click.argument("team")
@click.option("--no-longer", is_flag=True, help="Takes it back.")
def make_lead(config: Config, email: str, team: str, no_longer: bool) -> None:
    """Makes somebody the lead of a team they are in: they are told when a clock ran out and colleagues didn't help."""
    try:
        with opened(config).writing() as connection:
            lead(connection, _who(connection, email), team, SystemClock().now(), leads=not no_longer)
    except Refused as reason:
        raise Stop(reason.sentence) from None


def _approval(answers: int) -> str:
    if not answers:
        return ""
    return f"  ({'all' if answers == ALL else f'the next {answers}'} answers need approval)"


def _who(connection: Connection, email: str) -> int:
    found = connection.execute(select(Staff.id).where(Staff.email == email.strip().lower(), Staff.active)).scalar()
    if found is None:
        raise Stop(f"Nobody with the address {email} works here; see `helpdesk staff list`.")
    return found


def _tell(config: Config, token: str) -> None:
    scheme = "https" if config.server.https else "http"
    click.echo(f"{scheme}://{config.server.host}:{config.server.port}/sign-in/link/{token}")


for each in (show, add, link, remove, change_role, approval, make_lead):
    command.add_command(each)
