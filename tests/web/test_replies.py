"""Ada answers: what goes into the outbox, and what she reads when it doesn't."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from helpdesk.desk import claiming, owning
from helpdesk.records.accounts import Account
from helpdesk.records.conversations import Conversation
from helpdesk.records.events import Event
from helpdesk.records.mentions import Mention
from helpdesk.records.replies import Reply
from tests.cast import Office
from tests.web.browser import ADDRESS, Browser
from tests.web.customers import answer, becomes, hidden, kept_text, writes


@pytest.fixture
def carls(office: Office) -> int:
    return writes(office, "@brightbyte where is my refund?")


@pytest.fixture
def ben(app: Flask, office: Office) -> Browser:
    browser = Browser(app)
    browser.follow_link(office, office.ben)
    return browser


def outbox(office: Office) -> list[tuple[str, str, int]]:
    with office.database.reading() as connection:
        rows = connection.execute(select(Reply.text, Reply.state, Reply.staff_id).order_by(Reply.id))
        return [(row.text, row.state, row.staff_id) for row in rows]


def send(browser: Browser, conversation: int, form: dict[str, str]) -> tuple[int, str]:
    sent = browser.client.post(f"/conversations/{conversation}/replies", base_url=ADDRESS, data=form)
    return sent.status_code, sent.text


def test_an_answer_goes_into_the_outbox_and_the_page_shows_it(office: Office, ada: Browser, carls: int) -> None:
    sent = answer(ada, carls, "  It left today.\r\n", view="mine")
    assert sent.status_code == 303
    assert re.fullmatch(rf"/conversations/{carls}\?view=mine&status=open#reply-\d+", sent.location)
    assert outbox(office) == [("@carl It left today. ^AL", "queued", office.ada)]
    with office.database.reading() as connection:
        assert connection.execute(select(Conversation.staff_id)).scalar_one() == office.ada, "answering makes it hers"
    assert "Queued" in ada.open(f"/conversations/{carls}").text


def test_a_double_click_is_one_answer(office: Office, ada: Browser, carls: int) -> None:
    form = hidden(ada.open(f"/conversations/{carls}").text) | {"body": "It left today."}
    assert [send(ada, carls, form)[0] for _ in range(3)] == [303, 303, 303]
    assert len(outbox(office)) == 1


def test_the_same_form_with_other_words_does_not_count(office: Office, ada: Browser, carls: int) -> None:
    form = hidden(ada.open(f"/conversations/{carls}").text)
    send(ada, carls, form | {"body": "It left today."})
    status, page = send(ada, carls, form | {"body": "It left yesterday."})
    assert status == 409
    assert kept_text(page) == "It left yesterday."
    assert [text for text, _, _ in outbox(office)] == ["@carl It left today. ^AL"]


@pytest.mark.parametrize(("length", "status"), [(136, 303), (137, 422)])
def test_the_last_character_counts(office: Office, ada: Browser, carls: int, length: int, status: int) -> None:
    sent = answer(ada, carls, "x" * length)  # and the sign-off, " ^AL"
    assert sent.status_code == status
    assert len(outbox(office)) == (status == 303)
    if status == 422:
        assert "This answer is 141 characters long; 140 are allowed" in sent.text
        assert kept_text(sent.text) == "x" * length
        assert re.search(r'<output data-counter for="answer" aria-live="off" class="is-over">-1</output>', sent.text)


def test_the_networks_own_limit_stands_beside_ours(office: Office, ada: Browser, carls: int) -> None:
    assert "the network itself takes" not in ada.open(f"/conversations/{carls}").text
    with office.database.writing() as connection:
        connection.execute(update(Account).values(characters=500, link_length=23, length_unit="graphemes"))
    assert "the network itself takes 494" in ada.open(f"/conversations/{carls}").text, "with the handle in front"


def test_nothing_is_no_answer(office: Office, ada: Browser, carls: int) -> None:
    assert answer(ada, carls, " \n ").status_code == 422
    assert outbox(office) == []


def test_when_something_happened_meanwhile_ada_sees_it_and_decides(office: Office, ada: Browser, carls: int) -> None:
    form = hidden(ada.open(f"/conversations/{carls}").text) | {"body": "It left\ntoday."}
    writes(office, "@brightbyte found it, never mind!", again=carls)
    status, page = send(ada, carls, form)
    assert status == 409
    assert kept_text(page) == "It left\ntoday."
    assert "has changed since you opened it" in page
    changed = page[page.index('class="changed"') :].split("</ul>")[0]
    assert "The customer wrote again." in changed
    assert re.search(r'post--new" id="mention-\d+"', page), "the new post stands out"
    assert "Send anyway" in page
    assert outbox(office) == []
    assert send(ada, carls, hidden(page) | {"body": kept_text(page)})[0] == 303
    assert len(outbox(office)) == 1


def test_two_people_answer_and_one_wins(office: Office, ada: Browser, ben: Browser, carls: int) -> None:
    hers, his = (hidden(browser.open(f"/conversations/{carls}").text) for browser in (ada, ben))
    assert send(ben, carls, his | {"body": "It left today."})[0] == 303
    status, page = send(ada, carls, hers | {"body": "Let me look."})
    assert status == 409
    assert "on its way" in page
    assert "It left today." in page, "she sees what Ben said"
    assert kept_text(page) == "Let me look."
    assert [who for _, _, who in outbox(office)] == [office.ben]


def test_a_colleague_who_took_it_is_noticed(office: Office, ada: Browser, carls: int) -> None:
    form = hidden(ada.open(f"/conversations/{carls}").text) | {"body": "It left today."}
    with office.database.writing() as connection:
        owning.assign(connection, carls, office.ben, acting=office.mona, at=office.clock.now())
        owning.put_back(connection, carls, acting=office.mona, at=office.clock.now())
        owning.assign(connection, carls, office.ada, acting=office.mona, at=office.clock.now())
    status, page = send(ada, carls, form)
    assert status == 409
    assert "Mona gave it to Ada." in page


def test_a_refused_text_is_kept_as_text(office: Office, ada: Browser, carls: int) -> None:
    hostile = "\n</textarea><script>alert(1)</script>" + "x" * 140
    page = answer(ada, carls, hostile).text
    assert kept_text(page) == f"\n{hostile}", "a browser drops the first line end of a textarea"
    assert "<script>alert(1)" not in page


def test_an_account_that_only_listens_posts_nothing(office: Office, ada: Browser, carls: int) -> None:
    form = hidden(ada.open(f"/conversations/{carls}").text) | {"body": "It left today."}
    with office.database.writing() as connection:
        connection.execute(update(Account).values(listen_only=True))
    assert send(ada, carls, form)[0] == 422
    assert outbox(office) == []


@pytest.mark.parametrize(
    "broken", [{"submit_key": "1"}, {"submit_key": ""}, {"seen_version": "x"}, {"csrf_token": "none"}]
)
def test_a_form_that_is_not_ours_is_none(office: Office, ada: Browser, carls: int, broken: dict[str, str]) -> None:
    assert answer(ada, carls, "It left today.", **broken).status_code == 400
    assert ada.client.post(f"/conversations/{carls}/replies", base_url=ADDRESS).status_code == 400
    assert outbox(office) == []


def test_the_account_and_the_parent_never_come_from_the_form(office: Office, ada: Browser, carls: int) -> None:
    answer(ada, carls, "It left today.", account_id="99", parent_remote_id="evil", mention_id="7", staff_id="1")
    with office.database.reading() as connection:
        row = connection.execute(select(Reply.account_id, Reply.parent_remote_id, Reply.staff_id)).one()
    assert (row.account_id, row.staff_id) == (office.account, office.ada)
    assert row.parent_remote_id.startswith("post-")


def test_after_a_failure_the_same_words_can_be_sent_again(office: Office, ada: Browser, carls: int) -> None:
    answer(ada, carls, "It left today.")
    becomes(office, "failed", "The network refused it.")
    page = ada.open(f"/conversations/{carls}").text
    assert answer(ada, carls, kept_text(page)).status_code == 303
    with office.database.reading() as connection:
        assert connection.execute(select(func.count()).select_from(Reply)).scalar_one() == 2
    assert {text for text, _, _ in outbox(office)} == {"@carl It left today. ^AL"}


def test_send_and_close_is_a_closing_by_who_sent_it(office: Office, ada: Browser, carls: int) -> None:
    answer(ada, carls, "It left today.", then="close")
    becomes(office, "sent")
    with office.database.reading() as connection:
        closings = connection.execute(select(Event.staff_id, Event.data).where(Event.kind == "closed")).all()
    assert [(closing.staff_id, closing.data["reason"]) for closing in closings] == [(office.ada, "done")]
    assert "closed it: nothing left to do." in ada.open(f"/conversations/{carls}").text


@pytest.mark.parametrize(
    ("form", "place", "does"), [("compose", "conversations/{}", "saved-reply"), ("bulk", "inbox", "tag")]
)
def test_enter_in_a_field_presses_a_button_that_harms_nobody(
    office: Office, ada: Browser, carls: int, form: str, place: str, does: str
) -> None:
    """A browser presses the first button of the form, wherever on the page that stands."""
    with office.database.writing() as connection:
        claiming.take_over(connection, carls, acting=office.ben, at=office.clock.now())
    page = ada.open(f"/{place.format(carls)}?view=everything").text
    assert form == "bulk" or "Answer instead" in page
    inside = page.index(f'id="{form}"')
    buttons = [
        button[0] for button in re.finditer(r"<button[^>]*>", page)
        if f'form="{form}"' in button[0] or inside < button.start() < page.index("</form>", inside)
    ]  # fmt: skip
    assert does in buttons[0]
    assert 'tabindex="-1" aria-hidden="true"' in buttons[0]


def test_a_preview_shows_the_posts_and_keeps_the_words_without_sending(
    office: Office, ada: Browser, carls: int
) -> None:
    form = hidden(ada.open(f"/conversations/{carls}").text) | {"body": "It left today.\n<b>Sorry!</b>"}
    page = ada.client.post(f"/conversations/{carls}/preview", base_url=ADDRESS, data=form)
    assert page.status_code == 200
    assert "Everybody will see:" in page.text
    assert '<span class="preview-name">@carl</span> It left today.\n&lt;b&gt;Sorry!&lt;/b&gt; ^AL' in page.text
    assert kept_text(page.text) == "It left today.\n<b>Sorry!</b>"
    assert kept_text(ada.open(f"/conversations/{carls}").text) == "It left today.\n<b>Sorry!</b>", "it is the draft"
    assert outbox(office) == []
    assert send(ada, carls, hidden(page.text) | {"body": kept_text(page.text)})[0] == 303


def test_a_script_gets_the_preview_alone(ada: Browser, carls: int) -> None:
    fields = {"csrf_token": ada.token(), "body": "We looked into it. " * 12}
    headers = {"X-Requested-With": "fetch"}
    fragment = ada.client.post(f"/conversations/{carls}/preview", base_url=ADDRESS, data=fields, headers=headers)
    assert "Too long for one post. In 2, everybody sees:" in fragment.text
    assert fragment.text.count("preview-post") == 2
    assert "<textarea" not in fragment.text
    lost = ada.client.post("/conversations/99999/preview", base_url=ADDRESS, data=fields, headers=headers)
    assert lost.status_code == 404


def test_a_long_answer_is_offered_in_parts_and_goes_out_so_only_when_asked_for(office: Office, ada: Browser) -> None:
    number = writes(office, "@brightbyte how does it work?")
    long = " ".join(f"Sentence number {each} says something." for each in range(1, 10))
    refused = answer(ada, number, long)
    assert refused.status_code == 422
    assert "Send it as 3 posts, one under the other" in refused.text
    assert kept_text(refused.text) == long
    kept = ada.open(f"/conversations/{number}").text
    assert '<button class="button" name="in_parts" value="yes">' in kept, "the draft is offered so, too"
    assert answer(ada, number, long, in_parts="yes").status_code == 303
    with office.database.reading() as connection:
        states = connection.execute(select(Reply.part, Reply.parts, Reply.state).order_by(Reply.part)).all()
    assert states == [(1, 3, "queued"), (2, 3, "chained"), (3, 3, "chained")]


def test_what_looks_private_is_sent_only_when_it_is_meant_and_a_card_never(office: Office, ada: Browser) -> None:
    number = writes(office, "@brightbyte where is it?")
    words = "Your order #48213377 is on its way."
    refused = answer(ada, number, words)
    assert refused.status_code == 422
    assert 'type="checkbox" name="knowingly" value="yes"' in refused.text
    assert kept_text(refused.text) == words
    assert answer(ada, number, "Your card 4111 1111 1111 1111 is fine.", knowingly="yes").status_code == 422
    assert answer(ada, number, words, knowingly="yes").status_code == 303
    with office.database.reading() as connection:
        assert connection.execute(select(Reply.text)).scalar_one() == f"@carl {words} ^AL"


def test_where_words_look_private_a_request_for_a_private_message_is_offered(office: Office, ada: Browser) -> None:
    number, words = writes(office, "@brightbyte where is it?"), "It is order #48213377."
    assert "Ask for a private message" not in ada.open(f"/conversations/{number}").text
    refused = answer(ada, number, words)
    offer = re.search(r'formaction="([^"]+/private)"', refused.text)
    assert offer
    request = "Please send us a private message, so that only we read the details."
    for language, asked in (("en", request), ("fr", request), (None, request), ("de-AT", "Bitte schreiben Sie uns")):
        with office.database.writing() as connection:
            connection.execute(update(Mention).values(lang=language))
        ada.send(offer[1], **hidden(refused.text), body=words)
        kept = kept_text(ada.open(f"/conversations/{number}").text)
        assert kept.startswith(f"{words} {asked}"), language
    ada.send(offer[1], **hidden(refused.text), body="")
    assert kept_text(ada.open(f"/conversations/{number}").text).startswith("Bitte schreiben Sie uns")
    assert outbox(office) == []


def test_a_long_answer_that_looks_private_can_be_meant_and_in_parts_at_once(office: Office, ada: Browser) -> None:
    number = writes(office, "@brightbyte where is it?")
    long = "Your order #48213377 is on its way. " * 6
    refused = answer(ada, number, long, in_parts="yes")
    assert refused.status_code == 422
    assert 'name="knowingly"' in refused.text
    assert 'name="in_parts"' in refused.text
    assert answer(ada, number, long, in_parts="yes", knowingly="yes").status_code == 303
