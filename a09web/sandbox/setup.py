"""What a moment is a moment of: a stored sandbox, or a scenario that stands in an address."""

from __future__ import annotations

from typing import Protocol

from a09web.model.bounds import Bounds
from a09web.model.workbook import Bugs, Fair


class Setup(Protocol):
    """A model with a place to stand in its tree of steps. `Sandbox` is one."""

    @property
    def bounds(self) -> Bounds: ...

    @property
    def bugs(self) -> Bugs:
        """The flags at the start."""

    @property
    def name(self) -> str:
        """What people call it."""

    @property
    def title(self) -> str: ...

    @property
    def cursor(self) -> int:
        """The number of the step where it stands, 0 for the initial state."""

    @property
    def tip(self) -> int:
        """The number of the last step of the branch where it stands."""

    @property
    def version(self) -> int: ...

    @property
    def owner(self) -> str: ...

    @property
    def fair_actions(self) -> str | None:
        """The names of the fair actions if somebody chose them; None leaves them to the bugs."""

    @property
    def origin(self) -> str:
        """The id of the short link that it was made from, if any."""

    @property
    def text(self) -> str:
        """The text of the link that it stands in; empty for a stored sandbox."""

    def fair_under(self, bugs: Bugs) -> Fair:
        """The actions that are fair while these bugs are on."""

    def get_absolute_url(self) -> str: ...
