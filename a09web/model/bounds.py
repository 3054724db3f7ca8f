"""The bounds of a model: how many members its sorts have, and the values of its constants."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Self

from a09web.invalid_input import InvalidInput
from a09web.wording import counted

from .sorts import Sort

if TYPE_CHECKING:
    from .workbook import Workbook


@dataclass(frozen=True)
class Parameter:
    """What may be chosen of a model: a number from 1 to `most`, or with `each` such a number for each member of a sort,
    of which there are at most `members`.

    `constant` is its name in TLA+; without one it says how many members `size_of` has. `most` may be the key of
    another parameter. `said` names it in a sentence, and `one` the number of one member. `beyond` says what is wrong
    with that of one member: a template over `{member}`, `{value}`, `{limit}` (the constant of the other parameter) and
    `{most}`. `about` says what it is for, `has` stands between a member and its number, and `label` is what stands
    before its field in a form, where `meaning` tells whoever has never seen the model what comes of the number. Of a
    trace that does not say the numbers of the members, `unsaid` is what it leaves open, if not what `about` says;
    `stated` states such a number, and `listing` does where several follow one another: templates over `{member}` and
    `{value}`, for which `has` is enough where it is a verb.
    """

    said: str
    most: int | str
    constant: str = ""
    size_of: Sort | None = None
    each: Sort | None = None
    members: int = 0
    one: str = ""
    beyond: str = ""
    about: str = ""
    has: str = ""
    label: str = ""
    meaning: str = ""
    unsaid: str = ""
    stated: str = ""
    listing: str = ""

    @property
    def open_question(self) -> str:
        """What a trace that does not say the numbers of the members leaves open."""
        return self.unsaid or self.about

    def states(self, member: str, value: int) -> str:
        """The number of a member as a clause: r1 is due at 2."""
        return self.stated.format(member=member, value=value) or f"{member} {self.has} {value}"

    def lists(self, member: str, value: int) -> str:
        """The same where several follow one another: r1 at 2."""
        return self.listing.format(member=member, value=value) or self.states(member, value)

    @property
    def offer(self) -> str:
        """What it is for, and what may be chosen."""
        most = self.members if self.each is not None else self.most
        what = f" {self.each.noun}s" if self.each is not None else ""
        return ", ".join(filter(None, [self.about, f"1 to {most}{what}"]))


@dataclass(frozen=True)
class Fact:
    """One number of some bounds in words: `r1` due 1, or 2 workers. `name` is a name of the model, if it has one, and
    `of_member` says that it is that of a member."""

    name: str
    words: str
    of_member: bool = False

    def __str__(self) -> str:
        return f"{self.name} {self.words}".lstrip()


def parameter(default: Any, declared: Parameter) -> Any:
    """A field of `Bounds`."""
    return field(default=default, metadata={"parameter": declared})


@dataclass(frozen=True)
class Bounds:
    """The parameters of one model. Each workbook has a subclass, whose fields are made with `parameter`.

    Raises `InvalidInput` when a parameter is outside of what the workbook offers.
    """

    workbook: ClassVar[Workbook[Any]]

    @classmethod
    def parameters(cls) -> Iterator[tuple[str, Parameter]]:
        """What may be chosen, by the key that forms, files, commands and addresses have for it."""
        return ((each.name, each.metadata["parameter"]) for each in fields(cls))

    @classmethod
    def of(cls, given: Mapping[str, int | Sequence[int]]) -> Self:
        """Those that were chosen by the keys of the parameters, as `given` has them; what is not there has its
        default."""
        return cls(**{key: value if isinstance(value, int) else tuple(value) for key, value in given.items()})

    @classmethod
    def written(cls, values: object) -> Self:
        """Those that a file has: for the key of each parameter a number or a list. Raises `InvalidInput`."""
        declared = dict(cls.parameters())
        if not isinstance(values, Mapping) or set(values) != set(declared):
            raise InvalidInput(f"These must be {', '.join(declared)}.")
        for key, value in values.items():
            is_list = declared[key].each is not None
            numbers = value if is_list else [value]
            if not isinstance(numbers, list) or not all(type(number) is int for number in numbers):
                raise InvalidInput(f"“{key}” must be {'a list of numbers' if is_list else 'a number'}.")
        return cls.of(values)

    @classmethod
    def names_in_addresses(cls) -> dict[str, str]:
        """The name that stands for a parameter in an address: that of its constant, if that is one number."""
        return {
            key: declared.constant if declared.constant and declared.each is None else key
            for key, declared in cls.parameters()
        }

    @classmethod
    def highest(cls, limit: int | str) -> int:
        """The most that may be chosen at all, where a limit is a number or the key of another parameter."""
        return limit if isinstance(limit, int) else cls.highest(dict(cls.parameters())[limit].most)

    @classmethod
    def most_members(cls, sort: Sort) -> int:
        """How many members a sort may have. Raises KeyError for one that no parameter sizes."""
        for _, declared in cls.parameters():
            if declared.each == sort:
                return declared.members
            if declared.size_of == sort:
                return cls.highest(declared.most)
        raise KeyError(sort.name)

    def __post_init__(self) -> None:
        for key, declared in self.parameters():
            value = getattr(self, key)
            if declared.each is None:
                _within(declared.said, value, self._most(declared))
        for key, declared in self.parameters():
            if declared.each is not None:
                self._check_each(declared, getattr(self, key))

    def _check_each(self, declared: Parameter, values: tuple[int, ...]) -> None:
        assert declared.each is not None
        _within(declared.said, len(values), declared.members)
        most = self._most(declared)
        limit = self._limit(declared)
        for member, value in zip(declared.each.names(len(values)), values, strict=True):
            if not 1 <= value <= most:
                raise InvalidInput(declared.beyond.format(member=member, value=value, limit=limit, most=most))

    def _most(self, declared: Parameter) -> int:
        return declared.most if isinstance(declared.most, int) else int(getattr(self, declared.most))

    def _limit(self, declared: Parameter) -> str:
        return next((other.constant for key, other in self.parameters() if key == declared.most), "")

    @cached_property
    def constants(self) -> dict[str, Any]:
        """The values of the constants by their names in TLA+: a number, or one for each member of a sort."""
        return {declared.constant: getattr(self, key) for key, declared in self.parameters() if declared.constant}

    def constant(self, name: str, position: int | None = None) -> Callable[[Any], int]:
        """The value of a constant as a state has it, which is the same in every state; of one with a value for each
        member that of the member at this position."""
        value = self.constants[name] if position is None else self.constants[name][position]
        return lambda state: value

    @property
    def given(self) -> dict[str, int | list[int]]:
        """What was chosen, by the keys of the parameters."""
        values = {key: getattr(self, key) for key, _ in self.parameters()}
        return {key: list(value) if isinstance(value, tuple) else value for key, value in values.items()}

    @property
    def texts(self) -> dict[str, str]:
        """What was chosen as `parse_bounds` reads it."""
        return {key: ",".join(map(str, n)) if isinstance(n, list) else str(n) for key, n in self.given.items()}

    @property
    def schedule(self) -> list[tuple[str, int]]:
        """Each member whose work is due at some time, and that time; empty for a model without one."""
        key = self.workbook.schedule
        declared = dict(self.parameters()).get(key)
        if declared is None or declared.each is None:
            return []
        return list(zip(self.names(declared.each), getattr(self, key), strict=True))

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        """What was chosen, in words."""
        return tuple(fact for key, declared in self.parameters() for fact in _facts(declared, getattr(self, key)))

    @property
    def said(self) -> tuple[str, ...]:
        """What was chosen in a few words for each parameter, members after one another."""
        told = ((declared, getattr(self, key)) for key, declared in self.parameters())
        return tuple(", ".join(map(str, _facts(declared, value))) for declared, value in told)

    @cached_property
    def sizes(self) -> dict[Sort, int]:
        """How many members each sort has."""
        found: dict[Sort, int] = {}
        for key, declared in self.parameters():
            value = getattr(self, key)
            if declared.each is not None:
                found[declared.each] = len(value)
            elif declared.size_of is not None:
                found[declared.size_of] = value
        return found

    def members(self, sort: Sort) -> range:
        """The members of a sort, as an expression has them."""
        return sort.values(self.sizes[sort])

    def names(self, sort: Sort) -> tuple[str, ...]:
        """The members of a sort by their names: `r1`, `r2`, …"""
        return sort.names(self.sizes[sort])

    def most(self, limit: int | str) -> int:
        """A limit that is a number, or the key of a parameter."""
        return limit if isinstance(limit, int) else int(getattr(self, limit))


def _facts(declared: Parameter, value: Any) -> Iterator[Fact]:
    if declared.each is not None:
        for member, number in zip(declared.each.names(len(value)), value, strict=True):
            yield Fact(member, f"{declared.has} {number}", of_member=True)
    elif declared.constant:
        yield Fact(declared.constant, str(value))
    elif declared.size_of is not None:
        yield Fact("", counted(value, declared.size_of.noun))


def _within(what: str, value: int, highest: int) -> None:
    if not 1 <= value <= highest:
        raise InvalidInput(f"{what} must be from 1 to {highest}, not {value}.")
