"""/metrics: for a monitoring program with the secret, and for nobody else."""

from __future__ import annotations

import pytest

from helpdesk.app import create_app
from helpdesk.config import Config
from tests.cast import Office
from tests.web.customers import writes

SECRET = "a long secret of the monitoring"


def ask(office: Office, secret: str | None, header: str | None):  # type: ignore[no-untyped-def]  # a response
    app = create_app(Config(), office.database, office.clock, secret_key="k" * 32, metrics_secret=secret)
    headers = {"Authorization": header} if header else {}
    return app.test_client().get("/metrics", headers=headers, base_url="http://127.0.0.1")


def test_a_monitoring_program_reads_the_figures_with_its_secret(office: Office) -> None:
    writes(office, "@brightbyte refund?")
    answer = ask(office, SECRET, f"Bearer {SECRET}")
    assert answer.status_code == 200
    assert 'helpdesk_mentions{account="@brightbyte",fate="queued",network="practice"} 1.0' in answer.text
    assert "helpdesk_mentions_unsorted 0.0" in answer.text


@pytest.mark.parametrize(
    ("secret", "header"), [(None, None), (None, "Bearer "), (SECRET, None), (SECRET, "Bearer wrong"), ("", "Bearer ")]
)
def test_for_everybody_else_there_is_no_such_page(office: Office, secret: str | None, header: str | None) -> None:
    assert ask(office, secret, header).status_code == 404
