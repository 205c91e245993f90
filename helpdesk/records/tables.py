"""All tables in one place, for migrations and for whoever needs the whole picture."""

from __future__ import annotations

from helpdesk.records import (
    accounts,
    alarm_messages,
    alarms,
    authors,
    budgets,
    calendar_moves,
    claims,
    clocks,
    conversations,
    drafts,
    enrolments,
    events,
    gaps,
    heartbeats,
    listening_words,
    mentions,
    notes,
    outages,
    policy_drafts,
    policy_revisions,
    replies,
    safe,
    saved_replies,
    saved_reports,
    saved_views,
    search,
    settled_waits,
    sign_ins,
    staff,
    stops,
    unstaffed,
    webhooks,
)
from helpdesk.records.database import Base

NOUNS = (
    *(accounts, alarm_messages, alarms, authors, calendar_moves, clocks, conversations, events, heartbeats),
    *(mentions, policy_drafts, policy_revisions, replies, safe, sign_ins, staff),
    *(claims, drafts, enrolments, notes, saved_replies, saved_reports, saved_views, search),
    *(budgets, gaps, listening_words, outages, stops, unstaffed),
    *(settled_waits, webhooks),
)
metadata = Base.metadata
