"""The finite sets of the workbook."""

from __future__ import annotations

from a09web.model.sorts import Sort

RUNS = Sort("Runs", "run", "r")
WORKERS = Sort("Workers", "worker", "w")
ATTEMPTS = Sort("1..MaxAttempt", "attempt")
