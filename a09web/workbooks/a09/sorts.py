"""The finite sets of A09."""

from __future__ import annotations

from a09web.model.sorts import Sort

RUNS = Sort("Runs", "run", "r")
WORKERS = Sort("Workers", "worker", "w")
EPOCHS = Sort("1..MaxEpoch", "epoch")
