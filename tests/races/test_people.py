"""Twenty people who want the same customer at the same instant, each in a process of their own."""

from __future__ import annotations

from sqlalchemy import func, select

from helpdesk.desk.answering import Answer
from helpdesk.desk.owning import put_back
from helpdesk.desk.supervising import supervise
from helpdesk.records.conversations import Conversation
from helpdesk.records.events import Event
from helpdesk.records.replies import Reply
from helpdesk.records.staff import ALL
from tests.races.crowd import at_once
from tests.races.crowded import Crowded
from tests.races.verbs import Form, decides, sends, takes


def _carl_wrote(crowded: Crowded) -> None:
    crowded.network.carl_writes("@brightbyte I want a refund")
    crowded.desk.work("poll", "sort")


def _count(crowded: Crowded, model: type, *which: object) -> int:
    with crowded.database.reading() as connection:
        found = connection.execute(select(func.count()).select_from(model).where(*which))  # type: ignore[arg-type]
        return found.scalar_one()


def _version(crowded: Crowded) -> int:
    with crowded.database.reading() as connection:
        return connection.execute(select(Conversation.version)).scalar_one()


def test_of_twenty_who_answer_at_once_one_wins_and_the_others_keep_their_text(crowded: Crowded) -> None:
    _carl_wrote(crowded)
    version = _version(crowded)
    forms = [
        Form(person, Answer(1, f"I am {person.name}.", f"form of {person.name}", version), crowded.desk.clock.now())
        for person in crowded.colleagues
    ]
    answers = at_once(sends, crowded.database, forms)
    assert sum(answer.reply is not None for answer in answers) == 1
    refused = [answer for answer in answers if answer.reply is None]
    assert len(refused) == 19
    assert all("on its way" in answer.refusal for answer in refused)
    assert [answer.kept for answer in answers] == [form.answer.body for form in forms]
    crowded.desk.finish()
    assert crowded.wrong() == []


def test_an_answer_to_what_changed_meanwhile_is_refused_even_when_nothing_is_on_its_way(crowded: Crowded) -> None:
    _carl_wrote(crowded)
    version = _version(crowded)
    crowded.desk.closes()
    forms = [
        Form(person, Answer(1, "Here.", f"form of {person.name}", version), crowded.desk.clock.now())
        for person in crowded.colleagues[:5]
    ]
    answers = at_once(sends, crowded.database, forms)
    assert all("changed since you opened it" in answer.refusal for answer in answers)
    assert _count(crowded, Reply) == 0


def test_the_same_form_sent_ten_times_at_once_is_one_reply(crowded: Crowded) -> None:
    _carl_wrote(crowded)
    form = Form(crowded.colleagues[0], Answer(1, "Only once.", "one form", _version(crowded)), crowded.desk.clock.now())
    answers = at_once(sends, crowded.database, [form] * 10)
    assert {answer.reply for answer in answers} == {1}
    crowded.desk.finish()
    assert (_count(crowded, Reply), crowded.wrong()) == (1, [])


def test_of_twenty_who_take_a_conversation_one_gets_it(crowded: Crowded) -> None:
    _carl_wrote(crowded)
    with crowded.database.writing() as connection:
        put_back(connection, 1, acting=crowded.place.ada, at=crowded.desk.clock.now())
    now = crowded.desk.clock.now()
    got = at_once(takes, crowded.database, [(person.id, now) for person in crowded.colleagues])
    assert sum(got) == 1
    assert _count(crowded, Event, Event.kind == "taken") == 1
    assert crowded.wrong() == []


def test_of_approvers_and_an_author_who_decide_at_once_one_does(crowded: Crowded) -> None:
    _carl_wrote(crowded)
    trainee, *approvers = crowded.colleagues[:10]
    with crowded.database.writing() as connection:
        supervise(connection, trainee.id, ALL, crowded.desk.clock.now())
    form = Form(trainee, Answer(1, "It left today.", "one form", _version(crowded)), crowded.desk.clock.now())
    assert sends(crowded.database, form).reply == 1
    now = crowded.desk.clock.now()
    orders = [(f"In the words of {person.name}.", person.id, now) for person in approvers[:5]]
    orders += [("give back", person.id, now) for person in approvers[5:]] + [("withdraw", trainee.id, now)]
    done = [each for each in at_once(decides, crowded.database, orders) if each]
    decided = _count(crowded, Event, Event.kind.in_(("reply_approved", "reply_returned")))
    # Its author may still take back what was just approved, as long as it has not left.
    assert len(done) == 1 or (len(done) == 2 and "withdraw" in done)
    assert decided == len([each for each in done if each != "withdraw"])
    crowded.desk.finish()
    approved = [each for each in done if each.startswith("In the words")]
    sent = _count(crowded, Reply, Reply.state == "sent")
    assert sent == (1 if approved and "withdraw" not in done else 0)
    assert crowded.wrong(finished=bool(sent)) == []
