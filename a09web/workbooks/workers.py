"""What the boards of several workbooks have: workers, each with the attempts that it works on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Attempt:
    """An attempt that a worker works on. `number` is a `noun` of its workbook, such as an epoch; `zombie` says why the
    attempt does not count any more, if it does not."""

    run: str
    noun: str
    number: int
    zombie: str

    @property
    def name(self) -> str:
        """`r1 epoch 1`."""
        return f"{self.run} {self.noun} {self.number}"


@dataclass(frozen=True)
class WorkerRow:
    name: str
    attempts: tuple[Attempt, ...]
