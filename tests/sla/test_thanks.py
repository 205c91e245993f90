"""Thanks that need no answer, and posts that only sound like it."""

from __future__ import annotations

import time

import pytest

from helpdesk.sla.thanks import is_only_thanks


@pytest.mark.parametrize(
    "text",
    [
        "@brightbyte perfect, thank you so much!", "Thanks a lot, have a lovely day 🙏", "it works now, thanks",
        "THX!!!",
        "That’s great, thanks", "Danke schön!",
        "Vielen Dank für die schnelle Antwort", "merci beaucoup pour votre aide",
        "¡Muchas gracias!", "Grazie mille", "bedankt voor de snelle reactie", "Muito obrigado pela ajuda",
        "@brightbyte @anna cheers guys ❤️",
    ],
)  # fmt: skip
def test_nobody_waits_after_thanks(text: str) -> None:
    assert is_only_thanks(text)


@pytest.mark.parametrize(
    "text",
    [
        "thanks, but it is still broken", "thanks?", "thank you 4711", "thanks for nothing", "no thanks", "ok",
        "🙏", "",
        "help me now thanks", "quick reply appreciated", "thanks in advance", "thank you https://example.com",
        "gracias pero no",
        "Danke für nichts", "merci de me répondre", "Thanks and when does it ship", "thanks #fail", "@thanks",
        "please thanks",
        "thanks " * 40, "danke thanks gracias", "не работает, спасибо",
    ],
)  # fmt: skip
def test_what_may_be_a_question_or_a_complaint_starts_a_clock(text: str) -> None:
    assert not is_only_thanks(text)


def test_a_hostile_post_takes_no_time() -> None:
    began = time.monotonic()
    for text in ("@" * 100_000, "thanks " * 100_000, "a'" * 80, "'" * 160, "é̂" * 80):
        is_only_thanks(text)
    assert time.monotonic() - began < 0.5
