"""The ways out that the configuration names, with their secrets."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from helpdesk.alarms.composer import Composer
from helpdesk.alarms.digest import Rhythm, local_time
from helpdesk.alarms.hook import Hooks
from helpdesk.alarms.inviting import Inviting
from helpdesk.alarms.mail import Mailer
from helpdesk.alarms.messenger import Messenger, NotTaken, Way
from helpdesk.clock import Clock
from helpdesk.config import Config
from helpdesk.records.alarm_messages import LETTER, MAIL, WEBHOOK
from helpdesk.records.database import Database
from helpdesk.secret_files import Secrets


def composer(config: Config, database: Database, clock: Clock) -> Composer:
    """What puts messages together."""
    alarms = config.alarms
    rhythm = Rhythm(
        ZoneInfo(config.desk.zone), timedelta(minutes=alarms.digest_minutes), local_time(alarms.quiet_from),
        local_time(alarms.quiet_until),
    )  # fmt: skip
    hooks = tuple((hook.name, hook.shape) for hook in alarms.hooks)
    return Composer(database, clock, config.desk.name, rhythm, bool(config.mail.host), hooks, alarms.address)


def inviting(config: Config, database: Database, clock: Clock, secrets: Secrets) -> Inviting | None:
    """What invites those who asked to join; None where admins hand over the links."""
    if not (config.mail.host and config.alarms.address and config.enrolment.domains):
        return None
    return Inviting(database, clock, config.desk.name, config.alarms.address, lambda: _mailer(config, secrets))


def _mailer(config: Config, secrets: Secrets) -> Mailer:
    mail, password = config.mail, secrets.read("mail") or ""
    return Mailer(mail.host, mail.port, mail.security, mail.sender, mail.user, password, mail.timeout_seconds)


def messenger(config: Config, database: Database, clock: Clock, secrets: Secrets) -> Messenger:
    """What sends them. A way is put together when it is first used: a missing secret keeps nothing else from work."""

    def way_of(channel: str) -> Way:
        if channel in (MAIL, LETTER) and config.mail.host:
            return _mailer(config, secrets)
        if channel == WEBHOOK:
            hooks = config.alarms.hooks
            addresses = {hook.name: hook.url or secrets.read(f"{hook.name}-url") or "" for hook in hooks}
            return Hooks(addresses, {hook.name: secrets.read_or_make(hook.name) for hook in hooks})
        raise NotTaken("This way is not set up any more.")

    return Messenger(database, clock, way_of)
