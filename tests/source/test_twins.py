"""The twins in SQL: one for each bug, with cases. What they do on a real PostgreSQL is tested in `sql/`."""

from __future__ import annotations

import pytest

from a09web.source.twins import twin, twins
from a09web.workbooks.a09 import A09


def test_every_bug_has_a_twin() -> None:
    assert tuple(twins(A09)) == A09.bug_names
    for each in twins(A09).values():
        assert twin(A09, each.bug) is each
        assert each.right != each.wrong
        assert each.why.endswith(".")
        assert max(map(len, f"{each.right}\n{each.wrong}".splitlines())) <= 70


def test_every_case_names_its_place() -> None:
    cases = [case for each in twins(A09).values() for case in each.cases]
    assert all(2 <= len(each.cases) <= 3 for each in twins(A09).values())
    assert all(case.url.startswith("https://") for case in cases)
    assert all(case.sentence.endswith(".") and case.title.rpartition("#")[2] in case.url for case in cases)
    assert len({case.url for case in cases}) == len({case.title for case in cases}) == len(cases)


def test_an_unknown_bug_is_refused() -> None:
    with pytest.raises(ValueError, match="There is no bug 'Heisenbug'"):
        twin(A09, "Heisenbug")
