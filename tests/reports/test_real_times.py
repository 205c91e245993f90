"""18,196 real answers of 49 brands: what the report says of each is what its file says."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import datetime, timedelta

import numpy as np
import pytest

from helpdesk.reports.keeping import keep
from helpdesk.reports.names import names
from helpdesk.reports.question import question_of
from helpdesk.reports.response_times import report
from tests.cast import Office
from tests.desk.conformance import DATA
from tests.reports.history import Answered, write

FILE = DATA / "response_times_2017.jsonl"


@pytest.mark.skipif(not FILE.is_file(), reason=f"no {FILE.name} in {DATA}: set HELPDESK_DATA to the folder that has it")
def test_the_figures_of_each_brand_are_those_of_the_file(office: Office) -> None:
    lines = [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]
    waits: defaultdict[str, list[float]] = defaultdict(list)
    history = []
    for line in lines:
        wrote, answered = (datetime.fromisoformat(line[name]) for name in ("customer_at", "reply_at"))
        brand = f"@{line['brand']}"
        waits[brand].append(max((answered - wrote).total_seconds(), 0.0))
        history.append(Answered(brand, f"{line['customer_tweet_id']}-{line['reply_id']}", wrote, answered))
    write(office, history, office.clock.now())
    compared = []
    for kept in (False, True):
        while kept and keep(office.database):
            pass
        question = question_of({"from": "2013-01-01", "to": "2017-12-31"}, "UTC", office.clock.now())
        with office.database.reading() as connection:
            found = report(connection, question, "account", office.clock.now())
            labels = names(connection, "account")
        assert {labels[group.key] for group in found.groups} == set(waits)
        for group in found.groups:
            took = np.array(waits[group.label])
            expected = np.percentile(took, (50, 90, 95), method="inverted_cdf")
            told = [group.figures.median, group.figures.p90, group.figures.p95]
            assert [span / timedelta(seconds=1) for span in told if span is not None] == list(expected), group.label
            assert (group.figures.answered, group.figures.open) == (len(took), 0)
            compared.append(group.label)
        assert found.total.answered == len(lines) == 18_196
    assert len(compared) == 2 * 49
