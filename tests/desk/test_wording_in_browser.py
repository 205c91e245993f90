"""The counter in the browser, which asks the server about links, gives the server's answer to every string."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page, Route, expect, sync_playwright

import helpdesk
from helpdesk.desk import wording
from helpdesk.desk.composed import composed
from tests.desk.conformance import all_texts, needs_data
from tests.desk.strings import EXAMPLES, HOSTILE, LATER, MARKS, any_text

STATIC = Path(helpdesk.__file__).parent / "static"
CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
SWITCHES = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'"
PAGE = """<!doctype html><title>Answer</title><meta name="csrf-token" content="x"><form>
<textarea data-limit="140" data-sign-off="AB" data-counts="/counts"></textarea>
<meter max="140"></meter><output data-counter></output></form>"""

# Texts travel as UTF-16 units, so that lone surrogates arrive too; what comes back has none.
JAVASCRIPT = """async () => {
    const wording = await import("/static/js/wording.js");
    const { composed } = await import("/static/js/composed.js");
    const length = async (text) => {
        for (;;) {
            const [found, unknown] = wording.count(text);
            if (!unknown.length) return found;
            await wording.ask("/counts", unknown.slice(0, 20));
        }
    };
    const read = (units) => units.map((unit) => String.fromCharCode(unit)).join("");
    const measure = async (text) => {
        const [words, answer] = [wording.normalise(text), wording.compose(text, "AB")];
        return [words, await length(words), answer, await length(answer)];
    };
    window.measured = async (all) => {
        const found = [];
        for (const text of all.map(read)) found.push(await measure(text));
        return found;
    };
    window.changed = (verb, before, after, first, last) => {
        const found = {};
        for (let code = first; code < last; code += 1) {
            const text = before + String.fromCodePoint(code) + after;
            const result = { composed, normalise: wording.normalise }[verb](text);
            if (result !== text) found[code] = result;
        }
        return found;
    };
    window.attachAll = wording.attachAll;
}"""


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    if not CHROMIUM.exists():
        reason = f"no browser at {CHROMIUM}: install Debian's chromium, or set CHROMIUM"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=SWITCHES)
        page = browser.new_page()
        page.route("**/*", answer)
        page.goto("http://desk.example/")
        page.evaluate(JAVASCRIPT)
        yield page
        browser.close()


def answer(route: Route) -> None:
    """Plays the web server: the page, under the desk's own policy, and the static files."""
    name = route.request.url.removeprefix("http://desk.example/")
    if name.startswith("static/"):
        route.fulfill(body=(STATIC / name.removeprefix("static/")).read_bytes(), content_type="text/javascript")
    elif name == "counts":
        words = parse_qs(route.request.post_data, keep_blank_values=True)["word"]
        route.fulfill(json={"counts": [wording.count(word) for word in words]})
    else:
        route.fulfill(body=PAGE, content_type="text/html", headers={"content-security-policy": POLICY})


def units(text: str) -> list[int]:
    return list(memoryview(text.encode("utf-16-le", "surrogatepass")).cast("H"))


def as_typed(text: str) -> str:
    """`text` with two halves side by side made one character, as a browser sees them."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def measured(text: str) -> list[Any]:
    answer = wording.compose(text, "AB")
    words = wording.normalise(text)
    return [words, wording.count(words), answer, wording.count(answer)]


def assert_same(page: Page, texts: list[str]) -> None:
    texts = [as_typed(text) for text in texts]
    found = page.evaluate("(all) => window.measured(all)", [units(text) for text in texts])
    assert [(t, f) for t, f in zip(texts, found, strict=True) if f != measured(t)] == []


def test_a_browser_without_a_server_says_that_it_guesses(page: Page) -> None:
    page.route("**/counts", lambda route: route.abort())
    page.goto("http://desk.example/")
    page.evaluate(JAVASCRIPT)
    page.evaluate("() => window.attachAll(document)")
    page.locator("textarea").fill("brightbyte.com/returns")
    expect(page.locator("output")).to_have_text("≈114")
    page.unroute("**/counts")
    page.locator("textarea").fill("brightbyte.com/returns ")
    expect(page.locator("output")).to_have_text("113")


def test_both_see_the_same_links(page: Page) -> None:
    assert_same(page, [text for text, _ in EXAMPLES])


@needs_data
def test_both_count_the_posts_of_others_alike(page: Page) -> None:
    texts = all_texts()
    assert len(texts) > 2_000
    assert_same(page, texts)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(any_text, min_size=20, max_size=60))
def test_both_count_any_text_alike(page: Page, texts: list[str]) -> None:
    assert_same(page, texts)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.sampled_from("bz9-éß日本あ한ё😀。"), min_size=1, max_size=30), st.booleans())
def test_both_know_which_names_are_too_long_once_encoded(page: Page, name: str, front: bool) -> None:
    labels = ["a" * n + name if front else name + "a" * n for n in range(63)]
    assert_same(page, [f"http://{label}.com" for label in labels])


@pytest.mark.parametrize("hostile", HOSTILE)
def test_both_count_a_hostile_text_alike_and_at_once(page: Page, hostile: str) -> None:
    assert_same(page, [HOSTILE[hostile](n) for n in (0, 1, 2, 5, 31, 33, 200, 2_000)])


@pytest.mark.parametrize(
    ("verb", "before", "after"),
    [
        (composed, "", ""),
        (composed, "ạ", "\u0301"),
        (composed, "\u0315", "\u0334"),
        (wording.normalise, "", "x"),
        (wording.normalise, "x", ""),
    ],
)
def test_every_character_is_treated_alike_whatever_unicode_the_browser_knows(
    page: Page, verb: Callable[[str], str], before: str, after: str
) -> None:
    for first, last in ((0, 0xD800), (0xE000, 0x33480), (0xE0000, 0xE0200)):
        found = page.evaluate("(all) => window.changed(...all)", [verb.__name__, before, after, first, last])
        texts = {str(code): before + chr(code) + after for code in range(first, last)}
        assert found == {code: verb(text) for code, text in texts.items() if verb(text) != text}


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.lists(st.sampled_from(["a", *MARKS, *LATER]), max_size=120).map("".join), max_size=30))
def test_rows_of_marks_compose_alike(page: Page, texts: list[str]) -> None:
    assert_same(page, texts)


@pytest.fixture
def typing(page: Page) -> Callable[[str], tuple[str | None, bool]]:
    """Types an answer on a fresh page; gives what the counter shows and whether it says that it is over."""
    page.goto("http://desk.example/")
    page.evaluate(JAVASCRIPT)
    page.evaluate("() => window.attachAll(document)")

    def typed(text: str) -> tuple[str | None, bool]:
        page.locator("textarea").fill(text)
        output = page.locator("output")
        expect(output).not_to_contain_text("≈")
        return output.text_content(), "is-over" in (output.get_attribute("class") or "")

    return typed


def test_ada_sees_what_is_left_while_she_types(typing: Callable[[str], tuple[str | None, bool]]) -> None:
    assert typing("") == ("137", False)
    assert typing("a" * 136) == ("0", False)
    assert typing("a" * 137) == ("-1", True)
    assert typing("Look: brightbyte.com/a/very/long/path/to/the/returns/form ") == ("107", False)
    for text in ("Hello\nCarl", "\nHello\n\n", "👩🏽‍🚀"):
        assert typing(text)[0] == str(wording.budget(text.replace("\n", "\r\n"), "AB").left)
