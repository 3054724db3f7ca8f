"""The page `/logs/` and the operation `check_log`."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from markupsafe import escape

from a09web.links.models import ShortLink
from a09web.logs.findings import UNEXPLAINED
from a09web.logs.shape import shape_of
from a09web.model.logged import Sample
from a09web.sandbox.models import Sandbox
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09.logged import LOGGED
from a09web.workbooks.a09.samples import LATE_RESULT, SAMPLES, TWO_CLAIMS
from tests.sandbox.visiting import html

pytestmark = pytest.mark.django_db

LATE, TWO = LATE_RESULT, TWO_CLAIMS
COMPLETED = (
    'completed", "run": "invoice-4711", "worker": "host-a',
    'completed", "run": "invoice-4711", "worker": "nobody',
)
LINK = "1~due.1~MaxTime.1~bugs.StaleCompletion~Tick~Materialize.r1~Claim.w1.r1~Expire.r1~Claim.w2.r1~Complete.w1.r1.1"


def test_a_pasted_log_is_answered_with_what_broke_and_a_link(client: Client) -> None:
    page = client.post("/logs/", {"log": LATE}).content.decode()
    assert "A dead worker’s result wins" in page
    assert "The attempt is stale: its epoch is 1, but invoice-4711 is at epoch 2 now." in page
    assert f'href="/t/{quote(LINK, safe="~.")}/"' in page
    assert client.get(f"/t/{LINK}/").status_code == 200
    assert not Sandbox.objects.exists()
    assert not ShortLink.objects.exists()


def test_a_file_is_read_and_its_options_stay(client: Client) -> None:
    file = SimpleUploadedFile("events.csv", TWO.encode())
    page = client.post("/logs/", {"file": file, "late": "2m", "skew": "1s", "unlogged": ["expired"]}).content.decode()
    words = " ".join(page.split())
    assert "Two workers, one job" in words
    assert "mail-1 is owned by sender-1, and a claim must be exclusive." in words
    assert "2 runs, 9 events. Due work was allowed to be 2 min late, and clocks to differ by 1 s." in words
    for kept in ('value="2m"', 'value="1s"', 'value="expired" checked'):
        assert kept in words


def test_what_no_bug_explains_is_said_frankly(client: Client) -> None:
    page = client.post("/logs/", {"log": LATE.replace(*COMPLETED)})
    words = " ".join(page.content.decode().split())
    assert UNEXPLAINED in words
    assert "No bug of the model explains it" in words
    assert "has no room" not in words


def test_the_page_says_what_each_event_means(client: Client) -> None:
    words = " ".join(client.get("/logs/").content.decode().split())
    for line in shape_of(A09, LOGGED):
        assert f"<dt><code>{line.event}</code></dt> <dd>{line.says}: <code>at</code>" in words
    claimed = (
        "<dd>a worker took it: <code>at</code>, <code>run</code>; <code>worker</code>, <code>epoch</code> if known</dd>"
    )
    assert claimed in words


def test_names_of_the_log_are_text(client: Client) -> None:
    page = client.post("/logs/", {"log": LATE.replace("invoice-4711", "<b>x</b>")}).content.decode()
    assert "Run &lt;b&gt;x&lt;/b&gt;" in page
    assert "<b>x</b>" not in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "There is no log yet: choose a file, or paste its lines."),
        ({"log": "job 7 started"}, "This is no log that can be read"),
        ({"log": LATE, "late": "soon"}, "“soon” is no duration"),
        ({"log": LATE, "unlogged": ["started"]}, "is no event that may be missing"),
    ],
)
def test_what_cannot_be_checked_is_said_and_nothing_typed_is_lost(
    client: Client, fields: dict[str, str], said: str
) -> None:
    answer = client.post("/logs/", fields)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    if "late" in fields:
        assert "invoice-4712" in answer.content.decode()


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_a_sample_stands_in_the_form(client: Client, sample: Sample) -> None:
    assert escape(sample.text) in client.get("/logs/", {"sample": sample.name}).content.decode()


def test_no_sample_of_that_name_is_an_empty_form(client: Client) -> None:
    page = html(client.get("/logs/", {"sample": "nothing"})).by_id("log")
    assert page.text == ""
    assert page.attributes["placeholder"] == "\n".join(LATE.splitlines()[:3])


ROWS = """\
{"id": 1, "job_id": 7, "type": "deferred", "at": "2026-03-02T09:00:00+00:00"}
{"id": 2, "job_id": 7, "type": "started", "at": "2026-03-02T09:00:01+00:00"}
"""


def test_the_log_of_another_system_is_read_where_its_name_is_chosen(client: Client) -> None:
    words = " ".join(client.post("/logs/", {"log": ROWS, "source": "procrastinate"}).content.decode().split())
    assert "1 run, 3 events." in words
    assert "name neither worker nor attempt" in words
    assert '<option value="procrastinate" selected>' in words
    report = client.post("/api/logs?source=procrastinate", ROWS, content_type="text/plain").json()
    assert (report["runs"], report["events"], report["found"]) == (1, 3, 0)


def test_a_program_sends_the_log_itself(client: Client) -> None:
    answer = client.post("/api/logs?unlogged=expired", LATE, content_type="text/plain")
    assert answer.status_code == 200
    report = answer.json()
    assert (report["runs"], report["found"]) == (2, 1)
    assert report["findings"][0]["names"] == {"r1": "invoice-4711", "w1": "host-a/31", "w2": "host-b/12"}


@pytest.mark.parametrize(
    "query", ["late=soon", "workbook=nothing", "unlogged=started", "source=sidekiq", "skew=" + "1" * 200]
)
def test_a_program_is_refused_with_a_problem(client: Client, query: str) -> None:
    answer = client.post(f"/api/logs?{query}", LATE, content_type="text/plain")
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
