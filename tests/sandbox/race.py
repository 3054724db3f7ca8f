"""Writers that all saw the same state, each in a thread with a connection of its own: `python -m tests.sandbox.race`.

A process of its own, because it runs on the database that the environment names, with the settings of the app. Prints
as JSON what came of every writer, and what is stored afterwards.
"""

from __future__ import annotations

import json
import sys
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import django

django.setup()

from django.db import connection  # noqa: E402

from a09web.kit.refusals import Refused  # noqa: E402
from a09web.sandbox.models import Sandbox  # noqa: E402
from a09web.sandbox.services import create_sandbox, move_cursor, take_step  # noqa: E402
from a09web.sandbox.tree import Tree  # noqa: E402
from a09web.workbooks.a09 import A09  # noqa: E402
from a09web.workbooks.a09.bounds import Bounds  # noqa: E402

WRITERS = 10
ROUNDS = 12


def outcome(sandbox: Sandbox, barrier: threading.Barrier, write: Callable[[Sandbox, Tree], None]) -> str:
    """Reads, waits until all have read, and writes."""
    try:
        seen = Sandbox.objects.get(pk=sandbox.pk)
        tree = Tree.of(seen)
        connection.close()  # PostgreSQL lends fewer connections than there are writers
        barrier.wait(timeout=30)
        try:
            write(seen, tree)
        except Refused as refused:
            return type(refused).__name__
        return "done"
    finally:
        connection.close()


def round_of(kind: str, number: int) -> dict[str, object]:
    owner = "" if kind == "takeover" else "alice"
    sandbox = create_sandbox(owner=owner, bounds=Bounds())
    take_step(sandbox=sandbox, tree=Tree([]), actor=owner, version=0, at=0, name="Tick")
    barrier = threading.Barrier(WRITERS)

    def write(writer: int) -> Callable[[Sandbox, Tree], None]:
        def written(seen: Sandbox, tree: Tree) -> None:
            actor = f"writer {writer}" if kind == "takeover" else "alice"
            if kind == "move" or (kind == "mixed" and writer % 2):
                move_cursor(sandbox=seen, tree=tree, actor=actor, version=1, to=0)
                return
            name = "Materialize(r1)" if kind == "same" else f"+{A09.bug_names[(writer + number) % 6]}"
            take_step(sandbox=seen, tree=tree, actor=actor, version=1, at=1, name=name)

        return written

    with ThreadPoolExecutor(WRITERS) as pool:
        came = list(pool.map(lambda writer: outcome(sandbox, barrier, write(writer)), range(WRITERS)))
    after = Sandbox.objects.get(pk=sandbox.pk)
    steps = list(after.steps.values_list("number", "parent"))
    return {"outcomes": Counter(came), "version": after.version, "steps": steps, "cursor": after.cursor}


if __name__ == "__main__":
    sys.stdout.write(json.dumps([round_of(sys.argv[1], number) for number in range(ROUNDS)]))
