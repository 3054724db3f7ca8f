"""CheckpointAdvance: crashes, readers, a second scanner, and rows that commit late."""

from __future__ import annotations

import pytest

from a09web.source.twins import twin
from a09web.workbooks.a09 import A09

from .sessions import REFUSED, Scene, Session, statements
from .told import proves

RIGHT = statements(twin(A09, "CheckpointAdvance").right)
BEGIN, *_, WRITE, ADVANCE, COMMIT = RIGHT
LOCK = "".join(RIGHT[1:-3])
WRONG = statements(twin(A09, "CheckpointAdvance").wrong)
HOLES = """
SELECT count(*) FROM source s, checkpoint c
 WHERE s.seq <= c.upto AND NOT EXISTS (SELECT FROM output o WHERE o.seq = s.seq)
"""
ADD = "INSERT INTO source (payload) VALUES ('text') RETURNING seq"


@pytest.fixture(autouse=True)
def _start(scene: Scene) -> None:
    scene.look("INSERT INTO checkpoint VALUES ('scanner', 0)")


def scan(scanner: Session, start: int, to: int, steps: list[str] = RIGHT) -> None:
    for statement in steps:
        assert scanner.run(statement, **{"from": start, "to": to}) != REFUSED


def written(scene: Scene) -> tuple[list[int], int]:
    """What is in the output, and where the checkpoint is."""
    return (
        [seq for (seq,) in scene.look("SELECT seq FROM output ORDER BY seq")],
        scene.look("SELECT upto FROM checkpoint")[0][0],
    )


def add(scene: Scene, rows: int = 3) -> None:
    for _ in range(rows):
        scene.look(ADD)


@proves(
    "The right version writes the output and the checkpoint in one transaction.",
    "A crash leaves both or neither, and the next scan starts where the last good one ended.",
    "In the database output and checkpoint become durable together.",
)
@pytest.mark.parametrize("done", range(1, len(RIGHT) + 1))
def test_a_crash_leaves_both_or_neither(scene: Scene, done: int) -> None:
    add(scene)
    dying = scene.session()
    scan(dying, 0, 3, RIGHT[:done])
    dying.crash()
    output, upto = written(scene)
    assert (output, upto) == (([1, 2, 3], 3) if done == len(RIGHT) else ([], 0))
    scan(scene.session(), upto, 3)
    assert written(scene) == ([1, 2, 3], 3)


@proves("Reading a row again is harmless, since `ON CONFLICT DO NOTHING` skips what is there.")
def test_reading_again_is_harmless(scene: Scene) -> None:
    add(scene)
    scanner = scene.session()
    scan(scanner, 0, 2)
    scan(scanner, 0, 3, [BEGIN, LOCK, WRITE, COMMIT])
    assert written(scene) == ([1, 2, 3], 2)


@proves(
    "The condition `upto = :from` is for a second scanner: if no row changes, somebody else was faster, and you roll "
    "back.",
    "no row: ROLLBACK",
)
def test_a_second_scanner(scene: Scene) -> None:
    add(scene)
    first, second = scene.session(), scene.session()
    scan(first, 0, 2, [BEGIN, LOCK, WRITE])
    scan(second, 0, 3, [BEGIN, LOCK])
    sent = second.send(WRITE, **{"from": 0, "to": 3}).waits_for(first)
    scan(first, 0, 2, [ADVANCE, COMMIT])
    assert sent.result() == scene.on([(1,)], REFUSED)
    if sent.result() != REFUSED:
        assert second.run(ADVANCE, **{"from": 0, "to": 3}) == [(0,)]
        second.run("ROLLBACK")
    assert written(scene) == ([1, 2], 2)
    assert second.run(ADVANCE, **{"from": 0, "to": 3}) == [(0,)]


@proves(
    "The wrong version saves the checkpoint first.",
    "Whoever reads in between sees a checkpoint without its output.",
    "After a crash in the middle it stays like that: the range counts as done, and nobody looks there again.",
    "here: a crash, or somebody who reads",
    "Between the two the checkpoint covers what is not written, and after a crash there nobody looks there again.",
    "In a real system a crash in between has the same effect.",
    "And count, now and then, the source rows up to the checkpoint that have no output.",
)
def test_a_checkpoint_before_its_output(scene: Scene) -> None:
    add(scene)
    dying, reader = scene.session(), scene.session()
    scan(dying, 0, 3, WRONG[:1])
    assert reader.run(HOLES) == [(3,)]
    dying.crash()
    add(scene)
    scan(scene.session(), 3, 6, WRONG)
    assert written(scene) == ([4, 5, 6], 6)
    assert reader.run(HOLES) == [(3,)]


@proves("Compare where each version has its transaction, and whom the right one waits for.")
def test_whoever_reads_beside_the_right_one_sees_no_holes(scene: Scene) -> None:
    add(scene)
    scanner, reader = scene.session(), scene.session()
    for statement in RIGHT:
        scan(scanner, 0, 3, [statement])
        assert reader.run(HOLES) == [(0,)]


@proves(
    "If one transaction is not possible, write the output first, under the same lock, with a key that makes a repeat "
    "harmless.",
)
def test_the_output_first_with_a_key(scene: Scene) -> None:
    add(scene)
    writer, dying, other = scene.session(), scene.session(), scene.session()
    writer.run("BEGIN")
    writer.run(ADD)
    add(scene, 1)
    scan(dying, 0, 5, [BEGIN])
    sent = dying.send(LOCK).waits_for(writer)
    writer.commit()
    sent.result()
    scan(dying, 0, 5, [WRITE, COMMIT])
    dying.crash()
    assert written(scene) == ([1, 2, 3, 4, 5], 0)
    scan(other, 0, 5, [BEGIN, LOCK, WRITE, COMMIT, ADVANCE])
    assert written(scene) == ([1, 2, 3, 4, 5], 5)


@proves(
    "The lock is for rows that commit late.",
    "`:to` is the largest `seq` that you have seen in `source`.",
    "But whoever writes a smaller one may not have committed yet.",
    "Without the lock the checkpoint passes that row, on every isolation level, and it is lost.",
)
def test_without_the_lock_a_row_that_commits_late_is_lost(scene: Scene) -> None:
    writer, scanner = scene.session(), scene.session()
    writer.run("BEGIN")
    assert writer.run(ADD) == [(1,)]
    add(scene, 1)
    [(seen,)] = scanner.run("SELECT max(seq) FROM source")
    scan(scanner, 0, seen, [BEGIN, WRITE, ADVANCE, COMMIT])
    writer.commit()
    add(scene, 1)
    scan(scanner, seen, 3)
    assert written(scene) == ([2, 3], 3)
    assert scene.look(HOLES) == [(1,)]


@pytest.mark.parametrize("end", ["COMMIT", "ROLLBACK", "crash"])
def test_no_row_that_commits_late_is_lost(scene: Scene, end: str) -> None:
    """Whatever the right version does about it, waiting or not."""
    slow, scanner = scene.session(), scene.session()
    slow.run("BEGIN")
    slow.run(ADD)
    add(scene, 1)
    sent = scanner.send(twin(A09, "CheckpointAdvance").right, **{"from": 0, "to": 2}).waits_or_is_done()
    if end == "crash":
        slow.crash()
    else:
        slow.run(end)
    sent.result()
    [(upto,)] = scene.look("SELECT upto FROM checkpoint")
    scanner.run(twin(A09, "CheckpointAdvance").right, **{"from": upto, "to": 2})
    assert scene.look(HOLES) == [(0,)]
    assert written(scene) == ([1, 2] if end == "COMMIT" else [2], 2)


@proves(
    "An INSERT locks its table, in a mode that many can share, until its transaction ends.",
    "`SHARE` mode waits for all of them.",
    "The price: the scanner waits for the slowest writer, and whoever wants to write meanwhile waits for the scanner.",
    "waits for open writers",
)
@pytest.mark.parametrize("end", ["COMMIT", "ROLLBACK", "crash"])
def test_the_scanner_waits_for_open_writers(scene: Scene, end: str) -> None:
    fast, slow, late, scanner = (scene.session() for _ in range(4))
    slow.run("BEGIN")
    fast.run("BEGIN")
    assert [slow.run(ADD), fast.run(ADD)] == [[(1,)], [(2,)]]
    fast.commit()
    scan(scanner, 0, 2, [BEGIN])
    sent = scanner.send(LOCK).waits_for(slow)
    assert slow.run(ADD) == [(3,)]
    adding = late.send(ADD).waits_for(scanner)
    if end == "crash":
        slow.crash()
    else:
        slow.run(end)
    sent.result()
    adding.waits_for(scanner)
    scan(scanner, 0, 2, RIGHT[2:])
    assert adding.result() == [(4,)]
    committed = end == "COMMIT"
    assert written(scene) == ([1, 2] if committed else [2], 2)
    scan(scanner, 2, 4)
    assert written(scene) == ([1, 2, 3, 4] if committed else [2, 4], 4)
    assert scene.look(HOLES) == [(0,)]


@proves(
    "The lock has to come first: on repeatable read and serializable the first statement that reads decides what is "
    "seen.",
)
def test_the_lock_comes_first(scene: Scene) -> None:
    writer, scanner = scene.session(), scene.session()
    writer.run("BEGIN")
    writer.run(ADD)
    add(scene, 1)
    scan(scanner, 0, 2, [BEGIN, "SELECT max(seq) FROM source"])
    sent = scanner.send(LOCK).waits_for(writer)
    writer.commit()
    sent.result()
    scan(scanner, 0, 2, RIGHT[2:])
    assert written(scene) == (scene.on([1, 2], [2]), 2)


@proves(
    "And each INSERT has to take its `seq` itself, from a sequence without a cache, as `bigserial` makes it.",
)
@pytest.mark.parametrize("how", ["by itself", "before", "from a cache"])
def test_an_insert_takes_its_number_itself(scene: Scene, how: str) -> None:
    writer, scanner = scene.session(), scene.session()
    insert = ADD
    if how == "from a cache":
        scene.look("ALTER SEQUENCE source_seq_seq CACHE 5")
    if how == "before":
        [(drawn,)] = writer.run("SELECT nextval('source_seq_seq')")
        insert = f"INSERT INTO source VALUES ({drawn}, 'text') RETURNING seq"
    else:
        writer.run(ADD)
    add(scene, 1)
    [(seen,)] = scanner.run("SELECT max(seq) FROM source")
    scan(scanner, 0, seen)
    [(number,)] = writer.run(insert)
    assert (number < seen) == (how != "by itself")
    assert scene.look(HOLES) == [(0 if how == "by itself" else 1,)]
