"""Files of content, read into shapes: what is wrong is said with the file and the place in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

CONTENT = Path(__file__).parent / "content"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Shape = TypeVar("Shape")


class BadContent(Exception):
    """Something is wrong in a file of content. The message says in which one, where in it, and what."""


class Written(BaseModel):
    """A mapping of a file. A name that it does not know is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def read(name: str, shape: type[Shape], folder: Path = CONTENT) -> Shape:
    """What a file holds. Raises `BadContent`."""
    try:
        values: Any = yaml.load((folder / name).read_text(encoding="utf-8"), Loader=LOADER)
        return TypeAdapter(shape).validate_python(values)
    except yaml.YAMLError as wrong:
        raise BadContent(f"{name}: this is not YAML. {wrong}") from None
    except ValidationError as wrong:
        raise BadContent("\n".join(f"{name}: {_told(each)}" for each in wrong.errors())) from None


def _told(error: Any) -> str:
    place = ".".join(map(str, error["loc"])) or "the whole"
    return f"{place}: {error['msg'].removeprefix('Value error, ')}"
