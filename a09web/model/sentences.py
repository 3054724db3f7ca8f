"""The values that the sentence of a guard can name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .expressions import Expr, Scope
from .fields import State
from .quantified import Quantified
from .sorts import Sort


class Words(dict[str, Any]):
    """The values that a guard's sentence can name."""

    def __init__(self, scope: Scope, test: Expr, state: State) -> None:
        super().__init__()
        self._scope, self._test, self._state = scope, test, state

    def __missing__(self, name: str) -> Any:
        bounds, state = self._scope.bounds, self._state
        if name in self._scope.shown:
            return self._scope.shown[name]
        if name == "witnesses":
            return " and ".join(witnesses(self._test, state))
        if name in bounds.constants:
            value, sort = bounds.constants[name], bounds.workbook.indexed.get(name)
            return value if sort is None else self._by_parameter(sort, lambda member: value[member - sort.first])
        index = bounds.workbook.variable(name).index
        value = self._scope.fields.variables(state)[name]
        if index is None:
            return _said(value)
        return self._by_parameter(index, lambda member: _said(value[index.named(member)]))

    def _by_parameter(self, sort: Sort, value: Callable[[int], Any]) -> dict[str, Any]:
        """What stands in brackets is a parameter of the sort."""
        binding, sorts = self._scope.binding, self._scope.sorts
        return {name: value(member) for name, member in binding.items() if sorts[name] is sort}


def _said(value: Any) -> Any:
    return " and ".join(map(str, value)) if isinstance(value, list) else value


def witnesses(test: Expr, state: State) -> tuple[str, ...]:
    """The members that decide a quantified test, also under a negation."""
    inner = getattr(test, "body", test) if not isinstance(test, Quantified) else test
    return inner.witnesses(state) if isinstance(inner, Quantified) else ()
