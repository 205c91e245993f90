"""The templates and what they bring along: safe, complete, light."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import StrictUndefined, nodes

from helpdesk.folders import PACKAGE, templates_folder
from tests.cast import Office
from tests.web.browser import Browser
from tests.web.customers import writes

FOLDER = templates_folder()
TEMPLATES = sorted(
    str(file.relative_to(FOLDER)) for file in FOLDER.rglob("*.html") if "sandbox" not in file.relative_to(FOLDER).parts
)
STATIC = PACKAGE / "static"
OUR_SCRIPTS = sorted(file.stem for file in STATIC.glob("js/*.js"))


def test_there_are_templates_to_test() -> None:
    assert len(TEMPLATES) > 20


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_compiles_and_escapes(app: Flask, name: str) -> None:
    assert app.jinja_env.undefined is StrictUndefined
    source = (FOLDER / name).read_text(encoding="utf-8")
    tree = app.jinja_env.parse(source, name)
    assert app.jinja_env.get_template(name)
    for used in tree.find_all(nodes.Filter):
        assert used.name in app.jinja_env.filters
        assert used.name not in ("safe", "tojson", "xmlattr")
    assert not list(tree.find_all((nodes.MarkSafe, nodes.ScopedEvalContextModifier))), "escaping is never switched off"
    assert not re.search(r"<style|<script(?![^>]*\ssrc=)|\sstyle=|\son\w+=|javascript:", source)


@pytest.mark.parametrize("name", [name for name in TEMPLATES if "extends" in (FOLDER / name).read_text("utf-8")])
def test_every_page_has_a_title_and_a_heading(name: str) -> None:
    source = (FOLDER / name).read_text(encoding="utf-8")
    assert re.search(r"{% block title %}.+{% endblock %}", source)
    assert "<h1" in source + (FOLDER / "conversation/head.html").read_text("utf-8") * ("conversation" in name)


def test_every_icon_and_every_style_of_the_pages_is_there(app: Flask, office: Office) -> None:
    conversation = writes(office, "@brightbyte refund?")
    mona = Browser(app)
    mona.follow_link(office, office.mona)
    pages = ("/inbox", f"/conversations/{conversation}", "/health", "/reports/response-times", "/patterns", "/account")
    for path in pages:
        page = mona.open(path)
        assert page.status_code == 200
        for address in re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text):
            with mona.open(address.replace("&amp;", "&")) as file:
                assert file.status_code == 200, address
        assert len(re.findall(r"<main|<h1", page.text)) == 2, "one main, one heading of the first order"
        ids = re.findall(r'\sid="([^"]+)"', page.text)
        assert len(ids) == len(set(ids)), f"{path} has an id twice"
        assert not re.search(r'(?:href|src|action)="(?:https?:)?//(?!social\.example|brightbyte)', page.text)


def test_agents_have_no_need_of_the_patterns(ada: Browser) -> None:
    assert ada.open("/patterns").status_code == 403


@pytest.mark.parametrize("file", sorted(STATIC.glob("css/*.css")), ids=lambda file: file.name)
def test_styles_stand_in_a_layer_and_fetch_nothing(file: Path) -> None:
    source = re.sub(r"/\*.*?\*/", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert re.match(r"\s*@layer ", source)
    assert "@import" not in source
    assert not re.search(r"url\((?!\"#)", source)
    assert "!important" not in source.replace("[hidden] { display: none !important; }", "")
    colours = re.findall(r"#[0-9a-fA-F]{3,8}\b", source)
    assert not colours or file.name == "tokens.css", "colours have names, in tokens.css"


def test_the_pages_are_light() -> None:
    styles = sum(file.stat().st_size for file in STATIC.glob("css/*.css"))
    scripts = sum((STATIC / "js" / f"{name}.js").stat().st_size for name in OUR_SCRIPTS)
    assert styles < 44_000
    assert scripts < 20_000


@pytest.mark.parametrize("name", OUR_SCRIPTS)
def test_our_scripts_write_no_html_of_their_own(name: str) -> None:
    source = (STATIC / "js" / f"{name}.js").read_text(encoding="utf-8")
    assert not re.search(r"eval\(|new Function|document\.write|outerHTML\s*=|insertAdjacentHTML", source)
    assert not re.search(r"https?://", source)
