"""What to do on each network before it can be connected, and exactly which permissions the desk needs. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from helpdesk.networks.x.authorisation import SCOPES


@dataclass(frozen=True, slots=True)
class Guide:
    """`steps` are shown first, `secret` is what is asked for then ("" where there is none)."""

    steps: str
    secret: str
    permissions: str


GUIDES = {
    "mastodon": Guide(
        "In the account's own Mastodon: Preferences, Development, New application. Tick exactly\n"
        "read:accounts, read:notifications, read:statuses and write:statuses, and nothing else; submit, open it again\n"
        "and copy \"Your access token\".",
        "Access token",
        "read:accounts, read:notifications, read:statuses, write:statuses",
    ),
    "bluesky": Guide(
        "In Bluesky: Settings, Privacy and security, App passwords, Add App Password. Leave \"Allow access to your\n"
        "direct messages\" off. The account's own password is never needed here.",
        "App password",
        "an app password, without direct messages",
    ),
    "x": Guide(
        "At developer.x.com, in your app: User authentication settings, with \"Read and write\" and a callback\n"
        f"address of yours. The desk asks the account for exactly {', '.join(SCOPES)}.\n"
        "Posts cost money there: see the account's plan.",
        "OAuth 2.0 client secret (empty for a public client)",
        ", ".join(SCOPES),
    ),
    "feed": Guide("A feed is only listened to. It needs its address, and no permission.", "", "none"),
    "practice": Guide(
        "The practice network's own accounts stand in config.toml and need nothing of this. To connect one by hand,\n"
        "copy its token from secrets/ in the data folder.",
        "Access token",
        "all",
    ),
}  # fmt: skip
