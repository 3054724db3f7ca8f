"""The public cases: sorted into both workbooks and what neither can say, and the same on the page and in the docs."""

from __future__ import annotations

from pathlib import Path

from django.test import Client

from a09web.across.cases import Case, cases, sorted_cases
from a09web.workbooks import WORKBOOKS
from tests.sandbox.visiting import html

DOC = Path(__file__).parents[2] / "docs" / "cases.md"


def all_cases() -> list[Case]:
    return [case for found in cases().values() for case in found]


def test_there_are_27_and_each_stands_once() -> None:
    assert len(all_cases()) == 27
    assert len({case.url for case in all_cases()}) == len({case.title for case in all_cases()}) == 27


def test_they_are_in_both_workbooks_and_in_none() -> None:
    assert [workbook for workbook, _ in sorted_cases()] == [*WORKBOOKS.values(), None]
    shown = [case for _, groups in sorted_cases() for group in groups for case in group.cases]
    assert sorted(case.title for case in shown) == sorted(case.title for case in all_cases())
    bugs = {
        bug for _, groups in sorted_cases() for each in groups if each.end.shown for bug in each.end.shown.scenario.bugs
    }
    assert bugs == {bug for workbook in WORKBOOKS.values() for bug in workbook.bug_names}


def test_the_page_has_each_with_its_scenario(client: Client) -> None:
    page = html(client.get("/cases/"))
    for workbook, groups in sorted_cases():
        for group in groups:
            found = page.by_id(group.name)
            links = [link.attributes["href"] for link in page.within(found, "a")]
            assert links[-len(group.cases) :] == [case.url for case in group.cases]
            assert [case.title for case in group.cases if case.says not in found.text] == []
            if workbook is not None:
                assert group.end.shown is not None
                assert links[0] == f"/t/{group.end.shown.link}/"


def written() -> str:
    """What the docs say of the cases."""
    parts = []
    for workbook, groups in sorted_cases():
        parts.append(f"## {workbook.title or workbook.name if workbook else 'What neither can say'}")
        for group in groups:
            scene = group.end.shown
            said = group.end.says.strip() if scene is None else f"Breaks {_named(scene.breaks)}: `/t/{scene.link}/`"
            told = [f"- [{case.title}]({case.url}): {case.says.strip()}" for case in group.cases]
            parts += [f"### {group.end.title}", said, "\n".join(told)]
    return "\n\n".join(parts)


def _named(props: tuple[str, ...]) -> str:
    return " and ".join(props) if len(props) < 3 else f"{', '.join(props[:-1])} and {props[-1]}"


def test_the_docs_have_each_with_its_scenario() -> None:
    """Write the part from the first heading on anew with `python -m tests.across.test_cases`."""
    text = DOC.read_text(encoding="utf-8")
    assert text[text.index("## ") :].rstrip("\n") == written()


if __name__ == "__main__":
    head, _, _ = DOC.read_text(encoding="utf-8").partition("## ")
    DOC.write_text(f"{head}{written()}\n", encoding="utf-8")
