"""The model is declared twice, in Python and in A09.tla: action by action, the two say the same."""

from __future__ import annotations

import re

import pytest

from a09web.model.declared import Guard, Liveness, Property, Transition
from a09web.model.effects import Effect
from a09web.specs.modules import text_of
from a09web.workbooks.a09 import A09
from a09web.workbooks.a09.declaration import MATERIALIZE

TEXT = text_of(A09)
SHARED = len(MATERIALIZE.guards) - 1
"""So many guards of Materialize stand in Materializable, where Tick reads them too."""


def definition(head: str) -> list[str]:
    """The lines of a definition, from below its head to the next empty line, each with single blanks."""
    found = re.search(rf"^{re.escape(head)} ==\s(.*?)(?:\n\n|\n\(\*)", TEXT, re.DOTALL | re.MULTILINE)
    assert found is not None, head
    return [" ".join(line.split()) for line in found[1].splitlines() if line.strip()]


def split(lines: list[str]) -> list[tuple[str, str]]:
    """The conjuncts of an action, each with the comment beside it."""
    parts = [line.removeprefix("/\\ ").partition("\\* ") for line in lines]
    assert all(line.startswith("/\\ ") for line in lines)
    return [(formula.strip(), comment.strip()) for formula, _, comment in parts]


def guard_line(number: int, guard: Guard) -> tuple[str, str]:
    condition = f'"{guard.removed_by}" \\notin Bugs => ' if guard.removed_by else ""
    return condition + str(guard.test), f"{number}{' (bound)' if guard.bound else ''}"


def effect_line(effect: Effect) -> tuple[str, str]:
    if effect.skipped_by is None:
        return str(effect), ""
    primed, _, value = str(effect).partition(" = ")
    return f'{primed} = IF "{effect.skipped_by}" \\in Bugs THEN {primed.rstrip(chr(39))} ELSE {value}', ""


def unchanged_line(transition: Transition) -> tuple[str, str]:
    changed = {str(effect).partition("'")[0] for effect in transition.effects}
    return f"UNCHANGED <<{', '.join(name for name in A09.variable_names if name not in changed)}>>", ""


def head_of(transition: Transition) -> str:
    parameters = ", ".join(parameter.name for parameter in transition.parameters)
    return f"{transition.name}({parameters})" if parameters else transition.name


def test_the_variables_have_one_order() -> None:
    [listed] = re.findall(r"^vars == <<(.*?)>>", TEXT, re.DOTALL | re.MULTILINE)
    assert tuple(listed.replace(",", " ").split()) == A09.variable_names


@pytest.mark.parametrize("transition", A09.transitions, ids=head_of)
def test_an_action_says_what_its_declaration_says(transition: Transition) -> None:
    guards = [guard_line(number, guard) for number, guard in enumerate(transition.guards, start=1)]
    if transition is MATERIALIZE:
        assert split(definition("Materializable(r)")) == guards[:SHARED]
        guards[:SHARED] = [("Materializable(r)", f"1 to {SHARED}")]
    effects = [effect_line(effect) for effect in transition.effects]
    assert split(definition(head_of(transition))) == [*guards, *effects, unchanged_line(transition)]


@pytest.mark.parametrize("prop", A09.properties, ids=[prop.name for prop in A09.properties])
def test_a_property_says_what_its_declaration_says(prop: Property) -> None:
    assert definition(prop.name) == [str(prop.formula)]


@pytest.mark.parametrize("prop", A09.liveness, ids=[prop.name for prop in A09.liveness])
def test_a_liveness_property_says_what_its_declaration_says(prop: Liveness) -> None:
    assert definition(prop.name) == [prop.formula]


def test_the_properties_stand_in_their_order() -> None:
    places = [TEXT.index(f"\n{prop} ==") for prop in (*A09.property_names, *A09.liveness_names)]
    assert places == sorted(places)


def test_the_module_knows_no_other_actions() -> None:
    called = re.findall(r"(\w+)(?:\(([\w, ]+)\))?$", "\n".join(definition("Next")), re.MULTILINE)
    assert {f"{name}({given})" if given else name for name, given in called} == {head_of(t) for t in A09.transitions}


def test_the_bugs_and_what_is_fair_have_the_same_names() -> None:
    def listed(name: str) -> tuple[str, ...]:
        [names] = re.findall(rf"^{name} == \{{(.*?)\}}", TEXT, re.DOTALL | re.MULTILINE)
        return tuple(re.findall(r'"(\w+)"', names))

    assert listed("AllBugs") == A09.bug_names
    assert listed("AllFairActions") == A09.fair_actions
    [(bug, unfair)] = A09.unfair_under.items()
    assert definition("FairActions") == [
        f'IF "{bug}" \\in Bugs THEN AllFairActions \\ {{"{unfair}"}} ELSE AllFairActions'
    ]
