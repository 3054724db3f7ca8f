"""What is wrong in a file of content is said clearly; what the app ships is in order, computed claims included."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from a09web.lessons.checks import content_is_valid, problems, problems_of
from a09web.lessons.content import Lesson, content_of, lessons, topics
from a09web.lessons.prose import to_html, with_figures
from a09web.lessons.reading import ContentError
from a09web.model.workbook import Workbook
from a09web.workbooks import WORKBOOKS
from a09web.workbooks.a09 import A09
from a09web.workbooks.effects import EFFECTS

LESSON = "early-release/lesson.yaml"
EVERY = [lesson for workbook in WORKBOOKS.values() for lesson in lessons(workbook)]
FEWEST = 5


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A copy of the content, to be spoiled."""
    return Path(shutil.copytree(content_of(A09), tmp_path / "content"))


@pytest.fixture
def spoil(content: Path) -> Callable[[str, str, str], list[str]]:
    def spoil(file: str, old: str, new: str) -> list[str]:
        path = content / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return list(problems(content, A09, computed=True))

    return spoil


ACROSS = {"a09": {"mirror-images", "safety-or-liveness"}, "effects": {"twice-or-never", "late-or-lost"}}


@pytest.mark.parametrize("workbook", WORKBOOKS.values(), ids=lambda workbook: workbook.slug)
def test_what_the_app_ships_is_in_order(workbook: Workbook[Any]) -> None:
    assert list(problems_of(workbook, computed=True)) == []
    assert content_is_valid() == []
    assert [lesson.bug for lesson in lessons(workbook)] == list(workbook.bugs)
    assert {topic.slug for topic in topics(workbook)} == ACROSS[workbook.slug]


@pytest.mark.parametrize("lesson", EVERY, ids=lambda lesson: lesson.slug)
def test_a_lesson_has_enough_to_choose_from(lesson: Lesson) -> None:
    wrong = [option for option in lesson.options if option.misconception]
    assert len(lesson.options) == len(wrong) + 1 >= FEWEST
    assert len(lesson.repairs) >= FEWEST
    assert {"fixes", "needless", "too weak"} <= {option.verdict for option in lesson.repairs}
    assert all([option.feedback for option in lesson.options] + [option.feedback for option in lesson.repairs])
    assert lesson.recall


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (LESSON, "bug: EarlyRelease", "bug: LateRelease", "“bug” is “LateRelease”, and must be one of"),
        (LESSON, "bug: EarlyRelease", "bug: DuplicateClaim", "must be called duplicate-claim"),
        (LESSON, "title:", "titel:", "“title” is missing."),
        (LESSON, "order: 1", "order: first", "“order” must be a number"),
        (LESSON, "order: 1", "order: 1\ncolour: red", "“colour” is not known here."),
        (LESSON, "bounds: {due: [1, 2]", "bounds: {due: [1, 9]", "r2 is due at 9"),
        (LESSON, "bounds: {due: [1, 2]", "bounds: {due: [soon]", "“due” must be a list of numbers."),
        (LESSON, "step: Materialize(r1)", "step: Materialise(r1)", "There is no step “Materialise(r1)” here."),
        (LESSON, "- Claim(w1,r1)", "- Claim(w1,r2)", "meet: “steps” does not replay. Step 3: Claim(w1,r2) is not"),
        (LESSON, "    - Tick\n", "", "“steps” does not replay. Step 6"),
        (LESSON, "says: The clock moves", "tells: The clock moves", "meet, steps 1: “tells” is not known here."),
        (LESSON, "after: 0", "after: 10", "“after” must be a step of the run, 0 to 9."),
        (LESSON, "after: 0", "after: 1", "no guard of Materialize(r1) refuses it in “meet”."),
        (LESSON, "transition: Materialize(r1)", "transition: Make(r1)", "There is no step “Make(r1)” here."),
        (LESSON, "](https://github.com/medusajs/medusa/issues/16280)", "]", "the incident of Meet must have a link"),
        (LESSON, "transition: Claim(w1,r2)", "transition: Claim(w1,r9)", "There is no step “Claim(w1,r9)” here."),
        (LESSON, "exercise: ", "practice: ", "“practice” is not known here."),
        ("general.yaml", "- name: already-done", "- nam: already", "general.yaml, recall 3: “name” is missing."),
        ("general.yaml", "n: Claim(w1,r1)", "n: Complete(w1,r1,1)", "one guard of Complete(w1,r1,1) should refuse"),
        (LESSON, "property: none", "property: nobody", "predict, options 5: “property” is “nobody”"),
        (LESSON, "property: NoEarlyRunnable", "property: AtMostOneClaimer", "one option of Predict must be"),
        (LESSON, "      misconception: too soon means twice\n", "", "does not name its misconception"),
        (LESSON, "    - Look at the scanner. Nobody else can make a run claimable.\n", "", "there must be three hints"),
        (LESSON, "      verdict: too weak\n", "", "repair, options 1: “verdict” is missing."),
        (LESSON, "verdict: too weak", "verdict: too strong", "close-enough is said to be “too strong”, and it is"),
        (LESSON, "repair: close-enough", "repair: fence", "“fence” repairs StaleCompletion"),
        (LESSON, "repair: close-enough", "repair: glue", "“repair” is “glue”, and must be one of"),
        (LESSON, "{steps NoEarlyRunnable}", "{steps NoSuchThing}", "there is no figure “{steps NoSuchThing}”."),
        ("early-release/why.md", "The", "[The](/lessons/a/b/c/) ", "the link /lessons/a/b/c/ leads nowhere."),
        ("topics/mirror-images.md", "## ", "[up](#nowhere)\n\n## ", "the link #nowhere leads nowhere."),
        ("topics/mirror-images.md", "[scenario create-then-flip]", "", "the text shows the scenarios"),
        ("topics/mirror-images.yaml", "breaks: [", "breaks: [AtMostOneClaimer, ", "at the end"),
        ("topics/mirror-images.yaml", "- Tick", "- Tock", "There is no step “Tock” here."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(
    spoil: Callable[[str, str, str], list[str]], file: str, old: str, new: str, said: str
) -> None:
    found = spoil(file, old, new)
    assert any(said in problem for problem in found), found


def test_an_option_that_breaks_as_soon_as_the_right_one_is_not_wrong(tmp_path: Path) -> None:
    """Though it may not break in the same state, as a liveness property does not."""
    content = Path(shutil.copytree(content_of(EFFECTS), tmp_path / "content"))
    lesson = content / "ack-before-effect" / "lesson.yaml"
    lesson.write_text(lesson.read_text("utf-8").replace("property: EventuallyForgotten", "property: EventuallyDone"))
    (found,) = problems(content, EFFECTS, computed=True)
    assert "EventuallyDone of Predict breaks after as few steps as CompletedIsApplied: it is not wrong." in found


def test_a_file_that_is_missing_empty_or_no_yaml(content: Path) -> None:
    (content / "early-release/why.md").unlink()
    (content / "stale-completion/meet.md").write_text(" \n")
    (content / "duplicate-claim/lesson.yaml").write_text("bug: [")
    found = "\n".join(problems(content, A09, computed=False))
    assert "early-release/why.md: this file is missing." in found
    assert "stale-completion/meet.md: this file is empty." in found
    assert "duplicate-claim/lesson.yaml: this is not YAML." in found


def test_the_command_says_what_is_wrong_and_fails(content: Path) -> None:
    said = StringIO()
    call_command("check_lessons", str(content), stdout=said)
    assert said.getvalue() == "The content is in order.\n"
    (content / "early-release/meet.md").unlink()
    with pytest.raises(CommandError, match="1 problem in the content"):
        call_command("check_lessons", str(content), stdout=said)
    assert "early-release/meet.md: this file is missing." in said.getvalue()
    with pytest.raises(CommandError, match="is not a folder"):
        call_command("check_lessons", str(content / "nowhere"), stdout=said)


def test_braces_in_code_are_left_alone() -> None:
    known = {"x": "7"}
    text = "`claimers[r] = {}` after {x}"
    assert with_figures(text, lambda words: known[words[0]], "here") == "`claimers[r] = {}` after 7"
    with pytest.raises(ContentError, match="here: there is no figure “{y z}”."):
        with_figures("{y z}", lambda words: known[words[0]], "here")


def test_text_cannot_bring_html_along() -> None:
    assert "<script>" not in to_html("<script>alert(1)</script> [a](javascript:alert(1))")
    assert 'rel="noreferrer"' in to_html("[a](https://example.org/)")
    assert "rel=" not in to_html("[a](/lessons/)")
