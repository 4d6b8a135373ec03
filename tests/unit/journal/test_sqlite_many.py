"""Many rows in few statements are the same rows."""

import sqlite3

import pytest

from shared.journal.sqlite_many import insert_many


@pytest.fixture
def db():
    db = sqlite3.connect(":memory:", isolation_level=None)
    db.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, word TEXT, blob BLOB, version INTEGER)")
    yield db
    db.close()


def rows_of(count):
    return [(n, f"w{n}", bytes([n % 256]), 1) for n in range(count)]


@pytest.mark.parametrize("count", [0, 1, 3, 4, 17, 341, 700])
def test_every_row_is_there_in_its_order(db, count):
    """Whatever their number is made of."""
    insert_many(db, "t", rows_of(count))

    assert rows_of(count) == db.execute("SELECT * FROM t ORDER BY rowid").fetchall()


def test_a_batch_is_few_statements(db):
    """Between two of them the writing thread may have to wait for the interpreter."""
    told = []
    db.set_trace_callback(told.append)

    insert_many(db, "t", rows_of(341))

    assert 5 == len(told)


def test_a_row_twice_in_one_statement_is_put_twice(db):
    """What stands behind holds for each row in turn: the newest version stays."""
    rows = [(1, "a", b"", 1), (1, "b", b"", 3), (1, "c", b"", 2), (2, "d", b"", 1)]

    insert_many(
        db, "t", rows,
        "ON CONFLICT (id) DO UPDATE SET word=excluded.word, version=excluded.version WHERE excluded.version>=t.version",
    )  # fmt: skip

    assert [(1, "b"), (2, "d")] == db.execute("SELECT id, word FROM t ORDER BY id").fetchall()
