"""The measure of a graded model, concrete for some bounds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from a09web.model.bounds import Bounds
from a09web.model.expressions import Expr, Param, Scope
from a09web.model.machine import machine_for


def concrete_measure(bounds: Bounds) -> Iterator[tuple[int, Expr]]:
    """The terms with their factors: of one that speaks of a parameter one for each of its members."""
    scope = Scope(machine_for(bounds).fields)
    for factor, term in bounds.workbook.measure or ():
        parameter = _parameter(term)
        if parameter is None:
            yield factor, term.at(scope)
        else:
            scopes = (scope.bind(parameter, member) for member in bounds.members(parameter.sort))
            yield from ((factor, term.at(each)) for each in scopes)


def _parameter(term: Expr) -> Param | None:
    if isinstance(term, Param):
        return term
    inner = (getattr(term, each.name) for each in fields(term))
    return next((found for each in inner if isinstance(each, Expr) and (found := _parameter(each))), None)
