"""The definitions of A09.tla, as they stand in the file."""

from __future__ import annotations

import pytest

from a09web.model.declared import Bug
from a09web.source.texts import definition, definitions
from a09web.specs.modules import text_of
from a09web.workbooks.a09 import A09

LINES = text_of(A09).splitlines()
SHOWN = (*(transition.name for transition in A09.transitions), *A09.property_names, *A09.liveness_names)


@pytest.mark.parametrize("name", SHOWN)
def test_every_transition_and_property_has_a_definition_and_a_comment(name: str) -> None:
    found = definition(A09, name)
    assert found.name == name
    assert found.text.startswith((f"{name} ==", f"{name}("))
    assert found.comment.startswith("(*")
    assert found.prose
    assert not any("*" in paragraph for paragraph in found.prose)


@pytest.mark.parametrize("name", definitions(A09))
def test_a_definition_stands_in_the_file_below_its_comment(name: str) -> None:
    found = definition(A09, name)
    above, text = found.comment.splitlines(), found.text.splitlines()
    first = found.line - 1
    assert LINES[first : first + len(text)] == text
    assert LINES[first - len(above) : first] == above
    assert all(line.strip() for line in text)


@pytest.mark.parametrize("name", definitions(A09))
def test_a_definition_ends_where_its_text_ends(name: str) -> None:
    found = definition(A09, name)
    after = LINES[found.line - 1 + len(found.text.splitlines())]
    assert not after.strip() or after.startswith(("(*", "---", "===="))


def test_every_definition_is_there() -> None:
    heads = [line for line in LINES if line[:1].isalpha() and " ==" in line]
    assert [line.partition(" ==")[0].partition("(")[0] for line in heads] == list(definitions(A09))


def test_the_comment_as_prose() -> None:
    assert definition(A09, "Tick").prose == (
        "Tick. Time passes, but not past a due boundary while the scanner has due work (guard 2). "
        "This is called urgency: it says that the scanner is always quick enough.",
        "MissingMaterialization takes guard 2 away.",
    )
    assert definition(A09, "Init").prose == ()


@pytest.mark.parametrize("bug", A09.bugs, ids=[bug.name for bug in A09.bugs])
def test_a_bug_puts_one_line_of_its_transition_out_of_force(bug: Bug) -> None:
    lines = definition(A09, bug.transition).under({bug.name})
    assert "\n".join(line.text for line in lines) == definition(A09, bug.transition).text
    [off] = [line for line in lines if not line.in_force]
    assert off.bug == bug.name
    assert f'"{bug.name}"' in off.text
    assert all(line.in_force for line in definition(A09, bug.transition).under(()))


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(ValueError, match="does not define 'Nothing'. It defines AllBugs, "):
        definition(A09, "Nothing")
