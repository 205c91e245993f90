"""Who works here, and in which team."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.language import N_
from helpdesk.records.database import Base

VIEWER, AGENT, MANAGER, ADMIN = "viewer", "agent", "manager", "admin"
ROLES = (VIEWER, AGENT, MANAGER, ADMIN)  # in the order of what they may do
ROLE_NAMES = {VIEWER: N_("viewer"), AGENT: N_("agent"), MANAGER: N_("manager"), ADMIN: N_("admin")}
MAY_ANSWER = (AGENT, MANAGER, ADMIN)
ALL = -1  # of a trainee: every answer needs approval


class Staff(Base):
    """A person with a seat at the desk.

    `holding` counts the open conversations that are theirs. It is kept by the verbs that give and take them, because
    counting it anew for each assignment would cost more the fuller the desk is.
    """

    __tablename__ = "staff"
    __table_args__ = (UniqueConstraint("email"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str]  # lower case
    name: Mapped[str]
    initials: Mapped[str]  # signs off an answer: ^AB
    role: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)
    on_duty: Mapped[bool] = mapped_column(default=True)
    holding: Mapped[int] = mapped_column(default=0)
    last_assigned_at: Mapped[datetime | None]
    given_on: Mapped[int] = mapped_column(server_default="0")  # the date, as a number, of which `given` counts
    given: Mapped[int] = mapped_column(server_default="0")  # what the desk gave them on that date
    supervised: Mapped[int] = mapped_column(default=0, server_default="0")  # so many answers, or ALL, need approval
    # What they said when they joined by themselves; where the policy has a word about them it goes before.
    own_topics: Mapped[str] = mapped_column(default="", server_default="")  # keys, with a space between
    own_daily_ceiling: Mapped[int | None]
    password: Mapped[str | None]  # argon2; empty while they only use sign-in links
    created_at: Mapped[datetime]
    language: Mapped[str | None]  # in which they read pages; empty: as their browser says
    zone: Mapped[str | None]  # the IANA time zone in which they read times; empty: the office's


class Team(Base):
    """A group that topics are given to."""

    __tablename__ = "teams"
    __table_args__ = (UniqueConstraint("key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    name: Mapped[str]


class TeamMember(Base):
    """Who is in which team."""

    __tablename__ = "team_members"

    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    leads: Mapped[bool] = mapped_column(default=False)  # is told when colleagues could not help
