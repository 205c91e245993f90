"""Customers who write to break the page: every page shows their words as words, and nothing else happens."""

from __future__ import annotations

import unicodedata

from playwright.sync_api import Page, expect

from tests.browser.running import RunningDesk
from tests.browser.windows import Windows

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
ELSEWHERE = "http://192.0.2.1"  # an address for documentation: nobody is there

HOSTILE = [
    "<script>document.title = 'taken'</script>",
    "\U0001f525<script>document.title = 'taken'</script>\U0001f525",
    '"><img src=x onerror="document.title=\'taken\'">',
    f"'><img src='{ELSEWHERE}/seen.png'>",
    "{{7*7}} ${7*7} #{7*7} {% raw %} <%= 7*7 %>",
    "javascript:document.title='taken'",
    "[click](javascript:document.title='taken') data:text/html,<b>hi</b>",
    "<a href=\"javascript:document.title='taken'\">your parcel</a>",
    "<svg/onload=document.title='taken'>",
    f"<iframe src='{ELSEWHERE}/frame'></iframe><object data='{ELSEWHERE}'></object>",
    f"<style>@import '{ELSEWHERE}/a.css'; body {{ display: none }}</style>",
    f"<link rel=stylesheet href={ELSEWHERE}/a.css><meta http-equiv=refresh content='0;url={ELSEWHERE}'>",
    f"</textarea></p></bdi></main></body><form action={ELSEWHERE}><button>Send</button>",
    "\u202etxt.exe is my invoice\u202c and \u2066more\u2069",
    "\u202e\u202e\u202enever closed",
    "W" + "o" * 480 + "w",
    FAMILY * 14,
    "a" + "\u0316\u0301" * 150,
    "&lt;b&gt; &amp;amp; &#60;script&#62; %3Cscript%3E \\u003cscript\\u003e",
    "--><!-- ]]> <![CDATA[ <?php echo 1 ?> '; DROP TABLE mentions; --",
]
HANDLES = [f"mallory_{number}" for number in range(len(HOSTILE))]


def posts() -> list[tuple[str, str, str]]:
    """Who posts what. Every name is as hostile as the words, as far as a name can be long."""
    return [(handle, text[:60], f"@brightbyte {text}") for handle, text in zip(HANDLES, HOSTILE, strict=True)]


def shown(page: Page, selector: str, text: str) -> None:
    """The words are there, whole and as text. The network leaves away how a link begins."""
    assert _plain(page.locator(selector).first.text_content() or "") == _plain(text)
    expect(page).not_to_have_title("taken")


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).replace("http://", "").split())


def test_hostile_words_are_shown_and_do_nothing(desk: RunningDesk, windows: Windows) -> None:
    addresses = desk.write(posts())
    conversations = desk.conversations(HANDLES)
    carl, mona = windows.anybody(), windows.of("Mona")
    for address, number, text in zip(addresses, conversations, HOSTILE, strict=True):
        carl.goto(address)
        shown(carl, ".post .text", f"@brightbyte {text}")
        mona.goto(f"/conversations/{number}?view=unsent")  # with nothing in the list beside it
        shown(mona, ".post-words", f"@brightbyte {text}")
        assert mona.evaluate("document.scrollingElement.scrollWidth <= innerWidth"), text
    carl.goto(desk.network)
    expect(carl.locator(".post")).not_to_have_count(0)
    mona.goto("/inbox?view=everything")
    while mona.locator("[rel=next]").count():
        mona.get_by_role("link", name="Next page").click()
        expect(mona.locator(".row")).not_to_have_count(0)
        expect(mona).not_to_have_title("taken")
