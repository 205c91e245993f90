"""Fifty people race for one conversation, again and again: `python -m tests.races.fifty --rounds 200 [--database URL]`.

Each is a process with a connection of its own, which stays for all rounds: at each one all of them send their answer to
the same customer at the same instant, in every third round twice, as a double click does. One is taken, the others keep
their text and read why. At the end the outbox is emptied, and the network's own log must have one post a customer.
"""

from __future__ import annotations

import argparse
import sys
import time
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier

from sqlalchemy import func, select

from helpdesk.desk.answering import Answer
from helpdesk.desk.person import Person
from helpdesk.records.conversations import Conversation
from helpdesk.records.database import Database
from helpdesk.records.replies import SENT, Reply
from tests.long_runs import of_its_own
from tests.races.crowd import PROCESSES, SECONDS, address
from tests.races.crowded import Crowded, crowded_desk
from tests.races.verbs import Form, Sent, sends

DOUBLE_CLICK = 3  # every so many rounds
REFUSALS = ("on its way", "has changed since you opened it")


def race(crowded: Crowded, rounds: int) -> list[str]:
    """Lets all colleagues race once for each of so many customers; gives what was wrong."""
    for number in range(rounds):
        crowded.network.carl_writes(f"@brightbyte where is parcel {number}?", handle=f"customer{number}")
    crowded.desk.work("poll", "sort")
    with crowded.database.reading() as connection:
        seen = connection.execute(select(Conversation.id, Conversation.version).order_by(Conversation.id)).all()
    forms = [[_form(crowded, person, *each) for each in seen] for person in crowded.colleagues]
    wrong = [f"{len(seen)} conversations, not {rounds}"] if len(seen) != rounds else []
    for number, answers in enumerate(zip(*_all_at_once(crowded.database, forms), strict=True)):
        wrong += [f"round {number}: {each}" for each in _judged(answers, [form[number] for form in forms])]
    crowded.desk.finish()
    with crowded.database.reading() as connection:
        replies = connection.execute(select(func.count(), func.count().filter(Reply.state == SENT))).one()
    if tuple(replies) != (rounds, rounds):
        wrong.append(f"{replies[0]} replies, {replies[1]} of them sent, for {rounds} customers")
    return wrong + crowded.wrong()


def _form(crowded: Crowded, person: Person, conversation: int, version: int) -> Form:
    answer = Answer(conversation, f"I am {person.name}.", f"{person.id} to {conversation}", version)
    return Form(person, answer, crowded.desk.clock.now())


def _judged(answers: tuple[list[Sent], ...], forms: list[Form]) -> list[str]:
    """What is wrong with one round."""
    wrong = []
    winners = [sent for sent in answers if sent[0].reply is not None]
    if len(winners) != 1:
        wrong.append(f"{len(winners)} answers were taken")
    for sent, form in zip(answers, forms, strict=True):
        if len({each.reply for each in sent}) != 1:
            wrong.append(f"a double click was two things: {sent}")
        if any(each.kept != form.answer.body for each in sent):
            wrong.append(f"{form.person.name} lost the text")
        if any(each.refusal is not None and not any(words in each.refusal for words in REFUSALS) for each in sent):
            wrong.append(f"{form.person.name} read something else: {sent}")
    return wrong


def _all_at_once(database: Database, forms: list[list[Form]]) -> list[list[list[Sent]]]:
    """A process for each person; gives what each got, by round."""
    together = PROCESSES.Barrier(len(forms))
    pipes, processes = [], []
    for theirs in forms:
        ours, other = PROCESSES.Pipe(duplex=False)
        process = PROCESSES.Process(target=_person, args=(address(database), theirs, together, other), daemon=True)
        process.start()
        other.close()
        pipes.append(ours)
        processes.append(process)
    told = [pipe.recv() for pipe in pipes]
    for process in processes:
        process.join(SECONDS)
    return told


def _person(url: str, forms: list[Form], together: Barrier, told: Connection) -> None:
    database = Database(url)
    database.check()  # connects, so that nobody is late for that
    answers = []
    for number, form in enumerate(forms):
        together.wait(SECONDS)
        answers.append([sends(database, form) for _ in range(1 + (number % DOUBLE_CLICK == 0))])
    told.send(answers)
    told.close()
    database.close()


def main() -> int:
    """Says how many races there were and what was wrong; 1 when anything was."""
    asked = argparse.ArgumentParser(prog="python -m tests.races.fifty", description=__doc__)
    asked.add_argument("--people", type=int, default=50)
    asked.add_argument("--rounds", type=int, default=200)
    asked.add_argument("--database", default="", help="an empty one; a new SQLite file and PostgreSQL when not given")
    given = asked.parse_args()
    databases = [given.database] if given.database else ["", "postgresql"]
    return max([_one(each, given.people, given.rounds) for each in databases])


def _one(asked: str, people: int, rounds: int) -> int:
    began = time.monotonic()
    with of_its_own(asked) as (database, folder), crowded_desk(database, folder, people) as crowded:
        wrong, kind = race(crowded, rounds), database.engine.dialect.name
    took = time.monotonic() - began
    print(*wrong, f"{kind}: {rounds} races of {people}: {len(wrong)} wrong, {took:.0f} s", sep="\n")  # noqa: T201
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
