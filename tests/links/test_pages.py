"""The pages of links: played without a row or a cookie, shared, embedded, downloaded, opened from files."""

from __future__ import annotations

import io
import zipfile
from typing import Any
from urllib.parse import unquote
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from a09web.links.files import files_of
from a09web.links.models import Immutable, ShortLink
from a09web.links.services import store_link
from a09web.links.unstored import moment_of, scenario_of
from a09web.sandbox.models import Sandbox
from a09web.sandbox.moment import Moment
from a09web.sandbox.tree import Tree
from a09web.scenarios.address import LONGEST, decode, encode
from a09web.scenarios.scenario import Scenario
from a09web.scenarios.tlctext import to_tlc_text
from a09web.workbooks.a09 import A09
from tests.model.test_random_traces import often
from tests.sandbox.making import made
from tests.sandbox.visiting import HTMX, html, new, take, text
from tests.scenarios.making import LARGE, STALE, TOGGLED, opened, scenarios

pytestmark = pytest.mark.django_db


def stored(title: str = "", author: str = "", origin: str = "", owner: str = "someone") -> ShortLink:
    scenario = Scenario(steps=("Tick",), cursor=1, title=title, origin=origin)
    return store_link(scenario=scenario, owner=owner, address="192.0.2.1", author=author)


# Playing


def test_a_link_shows_its_moment_and_stores_nothing(client: Client) -> None:
    page = html(client.get(f"/t/{STALE}/"))
    assert page.by_id("property-CompletedUsesCurrentEpoch-summary").text.endswith("broken")
    assert [one.text for one in page.all("h1")] == ["A shared scenario"]
    assert "CompletedUsesCurrentEpoch is broken since step 5" in page.by_id("verdict").text
    assert (Sandbox.objects.count(), ShortLink.objects.count()) == (0, 0)


def test_a_step_leads_to_a_longer_link_and_going_back_keeps_the_future(client: Client) -> None:
    answer = client.get("/t/1~Tick/", {"at": "1", "step": "Materialize(r1)"})
    assert answer["Location"] == "/t/1~Tick~Materialize.r1/"
    back = client.get(answer["Location"], {"at": "2", "move": "1"})
    assert back["Location"] == "/t/1~at.1~Tick~Materialize.r1/"
    again = client.get(back["Location"], {"at": "1", "step": "Materialize(r1)"})
    assert again["Location"] == "/t/1~Tick~Materialize.r1/"
    other = client.get(back["Location"], {"at": "1", "step": "+DuplicateClaim"})
    assert other["Location"] == "/t/1~Tick~on.DuplicateClaim/"


def test_with_htmx_a_step_sends_what_changed_and_the_new_address(client: Client) -> None:
    answer = client.get("/t/1~Tick/", {"at": "1", "step": "Materialize(r1)"}, headers=HTMX)
    assert answer.status_code == 200
    assert answer["HX-Push-Url"] == "/t/1~Tick~Materialize.r1/"
    assert 'id="board"' in text(answer)
    assert "<html" not in text(answer)


def test_what_was_laid_ahead_on_another_page_is_told(client: Client) -> None:
    path = client.get("/t/1~Tick/", {"at": "1", "lay": "Materialize(r1); Claim(w1,r1)"})["Location"]
    for address, told in ((path, True), (path.partition("?")[0], False)):
        assert ("It lies ahead in the trace" in html(client.get(address)).notice) is told
    assert 'data-ahead="2"' in text(client.get(path))
    assert "data-ahead" not in text(client.get(path, headers=HTMX))
    assert "data-ahead" not in text(client.get("/t/1~Tick/?play=1"))


@pytest.mark.parametrize(
    ("asked", "location"),
    [
        ({"at": "0", "fair": "-Tick"}, "/t/1~fair.AdvanceCheckpoint.Claim.Complete.Materialize~at.0~Tick/"),
        ({"at": "0", "go": "+EarlyRelease; Materialize(r2)"}, "/t/1~on.EarlyRelease~Materialize.r2/"),
        ({"at": "1", "lay": "Materialize(r1); Claim(w1,r1)"}, "/t/1~at.1~Tick~Materialize.r1~Claim.w1.r1/?play=1"),
        ({"at": "1", "move": "0"}, "/t/1~at.0~Tick/"),
    ],
)
def test_whatever_a_sandbox_can_do_a_link_can(client: Client, asked: dict[str, str], location: str) -> None:
    assert client.get("/t/1~Tick/", asked)["Location"] == location


@pytest.mark.parametrize(
    ("asked", "status", "said"),
    [
        ({"at": "1", "step": "Tick"}, 422, "Tick is not enabled. The scanner has due work, r1"),
        ({"at": "1", "step": "Nothing(r1)"}, 422, "There is no step “Nothing(r1)” here."),
        ({"at": "7", "step": "Tick"}, 422, "Tick is not enabled."),
        ({"at": "1", "move": "9"}, 422, "This link has no step 9."),
        ({"at": "1", "walk": "steps", "seed": "x"}, 422, "must be a number"),
        ({"at": "1", "fair": "+Tick"}, 422, "switches nothing"),
        ({"at": "x"}, 404, "The step in the address must be a number."),
        ({"at": "5"}, 404, "This link has no step 5. This is where it stands."),
    ],
)
def test_what_is_refused_is_said_on_the_page_of_the_link(
    client: Client, asked: dict[str, str], status: int, said: str
) -> None:
    answer = client.get("/t/1~Tick/", asked)
    assert answer.status_code == status
    assert said in html(answer).notice


def test_a_link_that_cannot_be_replayed_opens_where_it_can(client: Client) -> None:
    page = html(client.get("/t/1~Tick~Tick~Materialize.r1/"))
    assert "Step 2, Tick, is refused by guard 2, ~ \\E r \\in Runs : DueAt[r] <= now" in page.notice
    assert ": The scanner has due work, r1" in page.notice
    assert page.value("at") == "1"


@pytest.mark.parametrize("path", ["9~Tick", "1~foo.3", "1" + "~Tick" * 500, "1~" + "x" * (LONGEST + 1), "%C3%A9"])
def test_no_link_is_a_page_that_says_why(client: Client, path: str) -> None:
    for rest in ("", "share/", "compare/", "trace.md"):
        answer = client.get(f"/t/{path}/{rest}")
        assert answer.status_code == 400
        assert [one.text for one in html(answer).all("h1")] == ["This link cannot be opened"]


@often
@given(st.text(st.sampled_from("1~.-_/%?&=abTick0Materialize.r9on"), max_size=120))
def test_no_text_makes_the_page_fail(path: str) -> None:
    assert Client().get(f"/t/{path}").status_code in (200, 301, 302, 400, 404)


@pytest.mark.parametrize("page", ["compare", "space", "ways/AtMostOneClaimer"])
def test_the_pages_beside_a_link_lead_back_to_it(client: Client, page: str) -> None:
    answer = client.get(f"/t/{TOGGLED}/{page}/?at=3")
    assert answer.status_code == 200
    assert f'href="{"../" * (page.count("/") + 1)}?at=3"' in text(answer)


def test_a_link_becomes_a_sandbox_of_ones_own_with_its_future(client: Client) -> None:
    answer = client.post(f"/t/{TOGGLED}/fork/", {"at": "3"})
    sandbox = Sandbox.objects.get()
    assert answer["Location"] == sandbox.get_absolute_url()
    assert (sandbox.cursor, sandbox.tip, sandbox.title) == (3, 5, "Switched on")
    assert client.post(f"/t/{TOGGLED}/fork/", {"at": "6"}).status_code == 422
    assert client.get(f"/t/{TOGGLED}/fork/").status_code == 405


# Sharing


def test_a_moment_of_a_sandbox_becomes_a_link(client: Client) -> None:
    sandbox = new(client, bugs=["StaleCompletion"])
    take(client, sandbox, "Tick", "Materialize(r1)", "Claim(w1,r1)", "Expire(r1)", "Complete(w1,r1,1)")
    assert client.get(f"{sandbox.get_absolute_url()}share/")["Location"] == f"/t/{STALE}/share/"
    at_two = client.get(f"{sandbox.get_absolute_url()}share/?at=2")["Location"]
    assert at_two == "/t/1~bugs.StaleCompletion~at.2~" + STALE.partition("StaleCompletion~")[2] + "/share/"
    assert client.get(f"{sandbox.get_absolute_url()}share/?at=77").status_code == 422


def test_a_sandbox_and_its_link_show_the_same(client: Client) -> None:
    sandbox = made("Tick", "+DuplicateClaim", "Materialize(r1)")
    tree = Tree.of(sandbox)
    moment = Moment(sandbox, tree, sandbox.cursor, may_step=True)
    again = moment_of(scenario_of(moment))
    assert [entry.state for entry in again.replay.entries] == [entry.state for entry in moment.replay.entries]
    assert again.bugs_on == moment.bugs_on


def test_a_trace_that_is_too_long_leaves_behind_what_lies_ahead(client: Client) -> None:
    toggles = ["+EarlyRelease", "-EarlyRelease"] * 45
    sandbox = made(*toggles)
    answer = client.get(f"{sandbox.get_absolute_url()}share/")
    assert answer.status_code == 422
    assert "A link may have 80 steps at most" in text(answer)
    at_ten = client.get(f"{sandbox.get_absolute_url()}share/?at=10")["Location"]
    assert len(decode(at_ten.split("/")[2]).scenario.steps) == 10


def test_a_short_link_keeps_names_and_what_it_was_made_from(client: Client) -> None:
    parent = stored(title="The first", author="Ada")
    seen = client.get(parent.get_absolute_url(), {"at": "1", "step": "Materialize(r1)"})["Location"]
    assert seen == f"/t/1~title.The_first~from.{parent.public_id}~Tick~Materialize.r1/"
    fields = {"title": "A second — one", "note": "Look!", "author": "Bob", "short": "1"}
    answer = client.post(f"{seen}share/", fields)
    child = ShortLink.objects.exclude(pk=parent.pk).get()
    assert answer["Location"] == f"/l/{child.public_id}/share/"
    assert (child.parent, child.author, child.title) == (parent, "Bob", "A second — one")
    page = text(client.get(child.get_absolute_url()))
    assert "A scenario by <bdi>Bob</bdi>." in page
    assert f'It was made from <a href="/l/{parent.public_id}/">The first</a> by Ada.' in page
    assert child.ancestors() == [parent]
    client.post(f"{answer['Location']}".replace("share", "fork"), {"at": "2"})
    assert Sandbox.objects.get().origin == child.public_id


def test_a_short_link_never_changes() -> None:
    link = stored()
    link.author = "Mallory"
    with pytest.raises(Immutable):
        link.save()
    assert ShortLink.objects.get().author == ""
    assert len(link.public_id) == 12


def test_who_stores_the_same_twice_gets_the_same_link() -> None:
    assert stored("x") == stored("x")
    assert stored("x", owner="other") != stored("x")


def test_the_same_under_another_name_is_another_link() -> None:
    links = [stored("x", author=author) for author in ("Ada", "Bob", "")]
    assert len(set(links)) == 3
    assert [link.author for link in links] == ["Ada", "Bob", ""]


@often
@given(scenarios(), st.text(st.sampled_from("Ada é"), max_size=9))
def test_a_short_link_shows_what_was_stored(scenario: Scenario, author: str) -> None:
    link = store_link(scenario=scenario, owner=str(uuid4())[:32], address="192.0.2.1", author=author)
    again = ShortLink.objects.get(public_id=link.public_id)
    assert (again.opened.scenario, again.opened.complaint) == (scenario, "")
    assert again.author == " ".join(author.split())


def test_short_links_have_a_share_of_an_hour(client: Client, settings: Any) -> None:
    settings.SANDBOXES_PER_HOUR = 1
    assert client.post(f"/t/{STALE}/share/", {"title": "a"}).status_code == 302
    refused = client.post(f"/t/{STALE}/share/", {"title": "b", "note": "kept"})
    assert refused.status_code == 429
    assert "You have made 1 short links within an hour" in html(refused).notice
    assert "kept" in text(refused)


@pytest.mark.parametrize("field", ["title", "note", "author"])
def test_a_name_that_is_too_long_is_refused_and_kept(client: Client, field: str) -> None:
    answer = client.post(f"/t/{STALE}/share/", {field: "x" * 300, "short": "1"})
    assert answer.status_code == 422
    assert "characters at most, not 300." in html(answer).notice
    assert "x" * 300 in text(answer)
    assert ShortLink.objects.count() == 0


def test_names_can_stand_in_the_long_link(client: Client) -> None:
    answer = client.post("/t/1~Tick/share/", {"title": "Hello you", "note": "", "author": "", "long": "1"})
    assert answer["Location"] == "/t/1~title.Hello_you~Tick/share/"
    assert ShortLink.objects.count() == 0


def test_what_somebody_wrote_is_text_on_every_page(client: Client) -> None:
    scenario = Scenario(title="<script>alert(1)</script>", note='"><img src=x onerror=alert(1)>')
    for rest in ("", "share/", "scenario.html", "board.svg", "trace.svg"):
        page = text(client.get(f"/t/{encode(scenario)}/{rest}"))
        assert "<script>alert" not in page
        assert "<img src=x" not in page


# What programs read


def test_a_link_tells_chats_what_it_shows(client: Client) -> None:
    page = html(client.get(f"/t/{STALE}/"))
    said = {meta.attributes.get("property"): meta.attributes.get("content") for meta in page.all("meta")}
    assert said["og:title"] == "CompletedUsesCurrentEpoch breaks at step 5"
    assert said["og:image"] == f"http://testserver/t/{STALE}/preview.png"
    assert (said["og:description"] or "").startswith("completedEpoch[r1] = 1 but epoch[r1] = 2.")
    picture = client.get(f"/t/{STALE}/preview.png")
    content = picture.content
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    assert (int.from_bytes(content[16:20]), int.from_bytes(content[20:24])) == (1200, 630)
    assert "max-age=86400" in picture["Cache-Control"]


def test_only_an_embedded_page_may_be_framed_and_it_sets_no_cookie(client: Client) -> None:
    link = stored()
    for path in (f"/t/{STALE}/", link.get_absolute_url()):
        plain, embedded = client.get(path), client.get(f"{path}?embed=1")
        assert "frame-ancestors 'none'" in plain["Content-Security-Policy"]
        assert plain["X-Frame-Options"] == "DENY"
        assert "frame-ancestors *" in embedded["Content-Security-Policy"]
        assert "X-Frame-Options" not in embedded
        assert not embedded.cookies
        assert 'name="csrfmiddlewaretoken"' not in text(embedded)
    step = client.get(f"/t/{STALE}/?embed=1&at=5&step=Tick")
    assert step["Location"] == f"/t/{STALE}~Tick/?embed=1"
    assert not step.cookies


def test_on_an_embedded_page_each_button_is_a_link(client: Client) -> None:
    """Which leads to where the button of the page itself leads."""
    for query in ("", "&at=2"):
        whole, embedded = html(client.get(f"/t/{STALE}/?{query}")), html(client.get(f"/t/{STALE}/?embed=1{query}"))
        buttons = [button for button in whole.all("button", type="submit") if button.attributes.get("name")]
        acts = {act.id: act.attributes for act in embedded.all("a") if act.attributes.get("class") == "act"}
        assert {button.id for button in buttons if button.id} == set(acts) - {""}
        assert not embedded.all("button", type="submit")
        for button in (button for button in buttons if button.id in acts and "aria-disabled" not in button.attributes):
            form = {"at": whole.value("at"), button.attributes["name"]: button.attributes["value"]}
            if "walk" in form:
                continue  # by chance
            led, leads = client.get(f"/t/{STALE}/{acts[button.id]['href']}"), client.get(f"/t/{STALE}/", form)
            assert led.status_code == leads.status_code
            path, _, played = leads.get("Location", "").partition("?")
            query = "&".join(filter(None, ("embed=1", played)))
            assert led.get("Location", "") == (f"{path}?{query}" if "Location" in leads else "")


def test_oembed_gives_what_to_paste(client: Client) -> None:
    answer = client.get("/oembed/", {"url": f"http://testserver/t/{STALE}/?at=2", "maxwidth": "500"})
    said = answer.json()
    assert (said["version"], said["type"], said["width"], said["height"]) == ("1.0", "rich", 500, 720)
    assert f'src="http://testserver/t/{STALE}/?embed=1"' in said["html"]
    assert answer["Access-Control-Allow-Origin"] == "*"
    link = html(client.get(f"/t/{STALE}/")).all("link", rel="alternate")[0].attributes["href"]
    assert unquote(link).endswith(f"/oembed/?url=http://testserver/t/{STALE}/")


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"url": "http://evil.example/t/1/"}, 404), ({"url": "http://testserver/matrix/"}, 404), ({}, 404),
        ({"url": "http://[::1/t/1"}, 404), ({"url": "http://testserver/t/9~x/"}, 404),
        ({"url": "http://testserver/l/nothing/"}, 404), ({"url": "x", "format": "xml"}, 501),
        ({"url": "http://testserver/t/1/", "maxwidth": "wide"}, 404),
    ],
)  # fmt: skip
def test_oembed_refuses_what_is_not_ours(client: Client, asked: dict[str, str], status: int) -> None:
    assert client.get("/oembed/", asked).status_code == status


@pytest.mark.parametrize("name", list(files_of(A09)))
@pytest.mark.parametrize("scenario", [TOGGLED, LARGE])
def test_every_file_can_be_downloaded(client: Client, name: str, scenario: str) -> None:
    answer = client.get(f"/t/{scenario}/{name}")
    assert answer.status_code == 200
    assert answer["Content-Type"] == files_of(A09)[name].kind
    assert name in answer["Content-Disposition"]
    assert len(answer.content) > 100


def test_the_archive_holds_all_modules(client: Client) -> None:
    archive = zipfile.ZipFile(io.BytesIO(client.get(f"/t/{TOGGLED}/tla.zip").content))
    assert sorted(archive.namelist()) == ["A09.tla", "MC.cfg", "MC.tla", "MCTrace.cfg", "MCTrace.tla"]
    assert archive.testzip() is None


def test_the_files_of_a_short_link_are_those_of_its_scenario(client: Client) -> None:
    link = stored()
    assert client.get(f"{link.get_absolute_url()}trace.md")["Location"] == f"/t/1~from.{link.public_id}~Tick/trace.md"
    assert client.get(f"{link.get_absolute_url()}qr.svg")["Content-Type"] == "image/svg+xml"
    assert client.get("/l/nothing/").status_code == 404
    assert client.get(f"/t/{STALE}/nothing.png").status_code == 404


# Opening


def test_a_trace_of_tlc_opens_as_a_scenario(client: Client) -> None:
    written = to_tlc_text(opened(TOGGLED))
    assert client.post("/t/", {"text": written})["Location"] == f"/t/{TOGGLED}/"
    file = SimpleUploadedFile("trace.txt", written.encode())
    assert client.post("/t/", {"file": file})["Location"] == f"/t/{TOGGLED}/"


def test_what_had_to_be_assumed_is_said_before_it_opens(client: Client) -> None:
    bare = to_tlc_text(opened(STALE)).partition("\n")[2]
    page = html(client.post("/t/", {"text": bare}))
    assert page.all("a", href=f"/t/{STALE}/")
    assert "its steps need StaleCompletion." in text(client.post("/t/", {"text": bare}))


def test_bounds_can_be_given_for_a_trace_that_has_none(client: Client) -> None:
    bare = to_tlc_text(opened(LARGE)).partition("\n")[2]
    bounds = {"due": "1,2,3,4", "workers": "3", "max_time": "8", "max_epoch": "3"}
    refused = client.post("/t/", {"text": bare, "own_bounds": "1", **bounds, "due": "1,2"})
    assert "Choose the bounds of the trace in the form." in html(refused).notice
    guessed = text(client.post("/t/", {"text": bare, **bounds}))
    assert "they are taken to be the usual ones, but wide enough for its states." in guessed
    answer = client.post("/t/", {"text": bare, "own_bounds": "1", **bounds})
    assert answer["Location"] == "/t/" + LARGE.replace("~fair.Claim.Tick", "") + "/"


@pytest.mark.parametrize(
    "given", ["http://testserver/t/1~Tick/", "/t/1~Tick/?at=0", "1~Tick", "https://elsewhere.example/t/1~Tick"]
)
def test_a_link_opens_too(client: Client, given: str) -> None:
    assert client.post("/t/", {"text": given})["Location"] == "/t/1~Tick/"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"text": " "}, "There is nothing to open yet"),
        (
            {"file": SimpleUploadedFile("x.png", b"\x89PNG\xff\xfe")},
            "The file is a picture, not text. A trace is text: what TLC prints, or JSON.",
        ),
        ({"text": "State 1: <Initial predicate>\n/\\ now = 0"}, "Line 1, state 1: scheduled is missing"),
        ({"text": "7~Tick"}, "The link begins with “7”"),
    ],
)
def test_what_cannot_be_opened_is_refused_and_kept(client: Client, data: dict[str, str], said: str) -> None:
    answer = client.post("/t/", data)
    assert answer.status_code == 422
    assert said in html(answer).notice
    if "text" in data:
        assert "Initial" not in data["text"] or "State 1: &lt;Initial predicate&gt;" in text(answer)
