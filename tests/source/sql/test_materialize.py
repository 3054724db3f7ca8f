"""DuplicateMaterialization: the run and the mark, in one statement, in two, and in one transaction."""

from __future__ import annotations

from a09web.source.twins import twin
from a09web.workbooks.a09 import A09

from .sessions import NOT_UNIQUE, REFUSED, Scene, Session, statements
from .told import proves

RIGHT = twin(A09, "DuplicateMaterialization").right
INSERT, MARK = statements(twin(A09, "DuplicateMaterialization").wrong)
MARK_FIRST = f"{MARK} RETURNING id"


def made(scene: Scene) -> dict[int, tuple[str, int]]:
    """For each entry its status and how many runs it has."""
    rows = scene.look(
        "SELECT f.id, f.status, count(r.id) FROM future f LEFT JOIN run r ON r.future_id = f.id GROUP BY f.id"
    )
    return {number: (status, runs) for number, status, runs in rows}


def make_what_is_marked(scanner: Session) -> None:
    for (number,) in scanner.run(MARK_FIRST):
        scanner.run("INSERT INTO run (future_id) VALUES (:number)", number=number)


@proves(
    "It picks up to a hundred due rows, marks them, and inserts a run for each row that it marked.",
    "The right version is one statement.",
)
def test_up_to_a_hundred_at_a_time(scene: Scene) -> None:
    scene.look("INSERT INTO future SELECT n, now() - n * interval '1 s' FROM generate_series(1, 101) n")
    scene.add_entry(102, "1 hour")
    scanner = scene.session()
    assert len(statements(RIGHT)) == 1
    assert len(scanner.run(RIGHT)) == 100
    assert made(scene)[1] == ("OUTSTANDING", 0)
    assert [number for _, number in scanner.run(RIGHT)] == [1]
    assert set(made(scene).values()) == {("MATERIALIZED", 1), ("OUTSTANDING", 0)}


@proves("A crash leaves all of that or nothing.")
def test_a_crash_leaves_all_or_nothing(scene: Scene) -> None:
    scene.add_entry(1)
    dying, next_one = scene.session(), scene.session()
    dying.run("BEGIN")
    dying.run(RIGHT)
    dying.crash()
    assert made(scene) == {1: ("OUTSTANDING", 0)}
    next_one.run(RIGHT)
    next_one.crash()
    assert made(scene) == {1: ("MATERIALIZED", 1)}


@proves(
    "A second scanner skips the rows that the first one has locked, and does not make again what the first one has "
    "made.",
)
def test_a_second_scanner(scene: Scene) -> None:
    scene.add_entry(1)
    first, second, third = scene.session(), scene.session(), scene.session()
    third.begin()
    first.run("BEGIN")
    first.run(RIGHT)
    assert second.run(RIGHT) == []
    first.commit()
    assert second.run(RIGHT) == []
    assert third.run(RIGHT) == scene.on([], REFUSED)
    third.commit()
    assert made(scene) == {1: ("MATERIALIZED", 1)}


@proves(
    "The wrong version has the same two writes in two statements, so in two transactions.",
    "Even one scanner that never crashes loses runs with it: an entry that comes due between the two, or is committed "
    "there, is marked and gets no run.",
    "Two statements are two transactions.",
    "What comes due in between is marked and never made.",
    "here: a crash, a second scanner, or one more entry that is due",
)
def test_what_comes_between_the_two_statements_gets_no_run(scene: Scene) -> None:
    scene.add_entry(1)
    scene.add_entry(2, "1 hour")
    user, scanner = scene.session(), scene.session()
    user.run("BEGIN; INSERT INTO future VALUES (3, now())")
    scanner.run(INSERT)
    scene.comes_due(2)
    user.commit()
    scanner.run(MARK)
    assert made(scene) == {1: ("MATERIALIZED", 1), 2: ("MATERIALIZED", 0), 3: ("MATERIALIZED", 0)}
    assert scanner.run(RIGHT) == scanner.run(twin(A09, "MissingMaterialization").right) == []


@proves(
    "A second scanner that comes in between makes the runs again.",
    "A crash there leaves the state that you brought about: the run exists, and its entry is still `OUTSTANDING`.",
    "The next scan makes it again.",
    "After a crash between them, or for a second scanner there, the run exists and its entry is still due.",
    "Compare what can come between the two writes of each version, and what a crash there leaves behind.",
    "If the two writes are not one transaction, a crash can come between them.",
    "In our own stress test on PostgreSQL, with the INSERT and the UPDATE as two statements, most entries got two runs "
    "or more, and in two of three rounds a few were marked and got none.",
)
def test_a_crash_or_a_second_scanner_between_the_two_statements(scene: Scene) -> None:
    scene.add_entry(1)
    dying, second = scene.session(), scene.session()
    dying.run(INSERT)
    dying.crash()
    assert made(scene) == {1: ("OUTSTANDING", 1)}
    second.run(INSERT)
    second.run(MARK)
    assert made(scene) == {1: ("MATERIALIZED", 2)}


@proves("To mark first does not help.", "Then a crash in between loses the run instead.")
def test_to_mark_first_loses_the_run(scene: Scene) -> None:
    scene.add_entry(1)
    dying, next_one = scene.session(), scene.session()
    assert dying.run(MARK_FIRST) == [(1,)]
    dying.crash()
    assert next_one.run(RIGHT) == next_one.run(INSERT + " RETURNING id") == []
    assert made(scene) == {1: ("MATERIALIZED", 0)}


@proves(
    "Nor do `BEGIN` and `COMMIT` around the two help on read committed.",
    "There each statement sees what is committed when it starts: two scanners both insert the run, and an entry that "
    "is committed in between still gets none.",
    "On repeatable read and serializable both statements see the same snapshot, and of two scanners PostgreSQL refuses "
    "one.",
    "One transaction keeps the crash out, but not a second scanner.",
    "On read committed, the default of PostgreSQL, two scanners in two such transactions both find the entry, and both "
    "make the run.",
    "On repeatable read and serializable PostgreSQL refuses one of them, which has to start again.",
)
def test_both_statements_in_one_transaction(scene: Scene) -> None:
    scene.add_entry(1)
    first, second = scene.session(), scene.session()
    for scanner in (first, second):
        scanner.run("BEGIN")
        scanner.run(INSERT)
    assert first.run(MARK) == [(1,)]
    sent = second.send(MARK).waits_for(first)
    first.commit()
    assert sent.result() == scene.on([(0,)], REFUSED)
    second.commit()
    assert made(scene) == {1: ("MATERIALIZED", scene.on(2, 1))}


def test_an_entry_that_is_committed_between_the_two_in_one_transaction(scene: Scene) -> None:
    user, scanner = scene.session(), scene.session()
    user.run("BEGIN; INSERT INTO future VALUES (1, now())")
    scanner.run("BEGIN")
    scanner.run(INSERT)
    user.commit()
    scanner.run(MARK)
    scanner.commit()
    assert made(scene) == {1: scene.on(("MATERIALIZED", 0), ("OUTSTANDING", 0))}


def test_a_crash_in_one_transaction_leaves_nothing(scene: Scene) -> None:
    scene.add_entry(1)
    dying = scene.session()
    dying.run("BEGIN")
    dying.run(INSERT)
    dying.crash()
    assert made(scene) == {1: ("OUTSTANDING", 0)}


@proves(
    "One transaction is right on all three levels if it marks first and inserts exactly what `UPDATE … RETURNING` "
    "gave it.",
    "The right version is that, in one statement.",
    "What is right on all three levels is to mark first and then to make exactly what was marked, in one transaction.",
    "The lesson's SQL does it in one statement.",
    "A row that is marked by the statement that picks it, in the transaction that makes its run, gets one run.",
)
def test_to_make_what_was_marked_in_one_transaction(scene: Scene) -> None:
    scene.add_entry(1)
    first, second, dying = (scene.session() for _ in range(3))
    dying.run("BEGIN")
    make_what_is_marked(dying)
    dying.crash()
    first.run("BEGIN")
    make_what_is_marked(first)
    sent = second.send(MARK_FIRST).waits_for(first)
    first.commit()
    assert sent.result() == scene.on([], REFUSED)
    assert made(scene) == {1: ("MATERIALIZED", 1)}


def test_an_entry_that_is_committed_between_mark_and_run(scene: Scene) -> None:
    user, scanner = scene.session(), scene.session()
    scene.add_entry(1)
    user.run("BEGIN; INSERT INTO future VALUES (2, now())")
    scanner.run("BEGIN")
    marked = scanner.run(MARK_FIRST)
    user.commit()
    scanner.run("INSERT INTO run (future_id) SELECT unnest(:marked::int[])", marked=[number for (number,) in marked])
    scanner.commit()
    assert made(scene) == {1: ("MATERIALIZED", 1), 2: ("OUTSTANDING", 0)}


@proves(
    "A unique index on `run (future_id)` is a good safety net: the second insert fails, with all its rows, or it "
    "leaves out that one row if it says `ON CONFLICT DO NOTHING`.",
    "It does not see a run that is missing.",
    "In a database a unique index is still a good net for the day on which somebody takes the two writes apart.",
)
def test_a_unique_index_is_a_net(scene: Scene) -> None:
    scene.look("CREATE UNIQUE INDEX ON run (future_id)")
    scene.add_entry(1)
    dying, first, second = (scene.session() for _ in range(3))
    dying.run(INSERT)
    dying.crash()
    scene.add_entry(2)
    assert first.run(INSERT) == NOT_UNIQUE
    assert made(scene) == {1: ("OUTSTANDING", 1), 2: ("OUTSTANDING", 0)}
    first.run("BEGIN")
    assert first.run(f"{INSERT} ON CONFLICT DO NOTHING") == [(1,)]
    sent = second.send(f"{INSERT} ON CONFLICT DO NOTHING").waits_for(first)
    first.commit()
    assert sent.result() == scene.on([(0,)], REFUSED)
    scene.add_entry(3)
    first.run(MARK)
    assert made(scene) == {1: ("MATERIALIZED", 1), 2: ("MATERIALIZED", 1), 3: ("MATERIALIZED", 0)}
