"""The bounds of a model as a program sends them: a shape for each workbook, made from what it declares."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any

from ninja import Schema
from pydantic import BaseModel, ConfigDict, Field, ValidationError, WithJsonSchema, create_model

from a09web.invalid_input import InvalidInput
from a09web.model.bounds import Bounds, Parameter
from a09web.model.workbook import Workbook
from a09web.workbooks import WORKBOOKS, workbook_named


class Given(Schema):
    """What a client sends: nothing that is not named, and no number as a text."""

    model_config = ConfigDict(extra="forbid", strict=True)


@cache
def shape_of(workbook: Workbook[Any]) -> type[BaseModel]:
    """The bounds of a workbook, each number within the limits that can be said of it alone."""
    usual = workbook.bounds()
    fields: dict[str, Any] = {
        key: _field(usual, declared, usual.given[key]) for key, declared in workbook.bounds.parameters()
    }
    return create_model(f"{workbook.name}Bounds", __base__=Given, **fields)


def _field(usual: Bounds, declared: Parameter, default: Any) -> tuple[Any, Any]:
    most = usual.highest(declared.most)
    if declared.each is None:
        return int, Field(default=default, ge=1, le=most)
    number = Annotated[int, Field(ge=1, le=most)]
    return list[number], Field(default=default, min_length=1, max_length=declared.members)


def bounds_of(slug: str, given: dict[str, Any]) -> Bounds:
    """The bounds that were sent for a workbook. Raises `InvalidInput` with one sentence."""
    workbook = workbook_named(slug)
    try:
        sent = shape_of(workbook).model_validate(given).model_dump()
    except ValidationError as wrong:
        first = wrong.errors()[0]
        raise InvalidInput(f"{'.'.join(map(str, ('bounds', *first['loc'])))}: {first['msg']}.") from None
    bounds: Bounds = workbook.bounds.of(sent)
    return bounds


def _document() -> dict[str, Any]:
    shapes = [shape_of(workbook).model_json_schema() for workbook in WORKBOOKS.values()]
    return shapes[0] if len(shapes) == 1 else {"anyOf": shapes}


BoundsShape = Annotated[dict[str, Any], WithJsonSchema(_document())]
"""Bounds of any workbook; which they are of stands beside them."""
