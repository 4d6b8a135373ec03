"""Rows for lists and timers: paged without gaps, replaced only forwards, derived again equal."""

import base64
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.journal.journal import BadCursor
from shared.journal.port import PlacedRow
from shared.journal.rebuild import rebuild
from shared.journal.rows import sortable
from tests.contract.journal.adapters import SERVER
from tests.contract.journal.conftest import Bench
from tests.contract.journal.test_rivals import booking
from tests.contract.journal.toy import START, Booked, Room, Shelved, SlotRow, cause, model


def placed(id, version=1, **fields):
    values = {"room": "r", "slot": 1, "by": None, **fields}
    return PlacedRow(SlotRow(id=id, **values), "room/r", version)


async def paged(journal, limit, meanwhile=None, **query):
    """Ids of all rows, page by page; ``meanwhile`` runs between two pages."""
    ids, cursor = [], None
    while True:
        page = await journal.page(SlotRow, cursor=cursor, limit=limit, **query)
        ids.extend(row.id for row in page.items)
        if page.next is None:
            return ids
        cursor = page.next
        if meanwhile:
            await meanwhile(page)


async def test_paging_is_stable_under_writes(journal):
    """Rows written before, at and behind the reader's place neither repeat nor hide an older one."""
    old = [f"{n:03d}" for n in range(0, 100, 2)]
    await journal.store.replace_rows([placed(id, slot=int(id)) for id in old])

    async def meanwhile(page):
        last = page.items[-1].slot
        new = [placed(f"{slot:03d}", slot=slot) for slot in (last - 1, last + 1, 99) if slot >= 0]
        changed = [placed(f"{last:03d}", version=2, slot=last, by="hana")]
        await journal.store.replace_rows([*new, *changed])

    seen = await paged(journal, 7, meanwhile, order_by="slot")

    assert len(seen) == len(set(seen))
    assert set(old) <= set(seen)
    assert sorted(seen) == seen


async def test_a_row_is_replaced_only_by_a_higher_version(journal):
    """Late repairs and the relay's second pass cannot bring an older state back."""
    for version, by in ((3, "third"), (1, "first"), (2, "second")):
        await journal.store.replace_rows([placed("a", version, by=by)])

    assert "third" == (await journal.get(SlotRow, "a")).by
    assert 3 == (await journal.store.placed(SlotRow, "a")).version


async def test_rows_come_with_their_commit(journal):
    """Whoever has an answer finds the row at once, and its version is the commit's."""
    await booking(journal, 1)
    commit = await journal.transact(Room.stream("r"), cause("free"), lambda room: room.free(1))

    found = await journal.store.placed(SlotRow, "r.1")

    assert (commit.stream, commit.version, True) == (found.stream, found.version, found.row.closed)
    assert [] == (await journal.page(SlotRow, with_closed=False)).items


async def test_a_rebuild_makes_the_same_rows(journal):
    """Rows are derived: deleted and made again they are equal."""
    for slot in range(12):
        await booking(journal, slot, room=f"r{slot % 3}")
    await journal.transact(Room.stream("r0"), cause("free"), lambda room: room.free(3))
    before = {row.id: row for row in await journal.all(SlotRow)}
    places = {id: await journal.store.placed(SlotRow, id) for id in before}

    await rebuild(model(), journal.store)

    assert before == {row.id: row for row in await journal.all(SlotRow)}
    assert places == {id: await journal.store.placed(SlotRow, id) for id in before}


async def test_rows_are_rebuilt_at_the_next_opening_only_when_they_are_stale(bench):
    """A start costs nothing while the columns are as declared; after a change the rows come back by themselves."""
    journal = await bench.journal()
    await booking(journal, 1)
    await journal.store.replace_rows([placed("only-a-rebuild-removes-it")])
    await bench.close(journal)
    journal = await bench.journal()

    assert {"r.1", "only-a-rebuild-removes-it"} == {row.id for row in await journal.all(SlotRow)}
    await journal.store.begin_rebuild()
    await bench.close(journal)
    assert ["r.1"] == [row.id for row in await (await bench.journal()).all(SlotRow)]


async def test_a_rebuild_leaves_out_what_it_cannot_read_and_tries_again_later(bench):
    """One stream from newer code must not keep the service from opening."""
    journal = await bench.journal()
    await booking(journal, 1)
    await booking(journal, 2, room="unread")
    await journal.transact(Room.stream("unread"), cause("free"), lambda room: room.free(2))
    await journal.store.begin_rebuild()
    await bench.close(journal)

    older = await bench.journal(model(events=(Booked, Shelved)))

    assert "r.1" in [row.id for row in await older.all(SlotRow)]
    assert older.store.rows_stale
    await bench.close(older)
    assert ["r.1", "unread.2"] == [row.id for row in await (await bench.journal()).all(SlotRow)]


async def test_a_rebuild_that_was_begun_leaves_the_journal(journal):
    """Whatever becomes of rows, commits stay."""
    commit = await booking(journal, 1)

    await journal.store.begin_rebuild()

    assert [commit.id] == [found.id for found in await journal.store.of_stream("room/r")]


async def test_due_rows_are_the_open_ones_whose_time_has_come(journal):
    """Timers fire the earliest first, at the instant itself, and never for what is closed."""
    rows = [
        placed("late", due_at=START + timedelta(seconds=1)),
        placed("now", due_at=START),
        placed("early", due_at=START - timedelta(days=1)),
        placed("closed", due_at=START - timedelta(days=2), closed=True),
        placed("never"),
    ]
    await journal.store.replace_rows(rows)

    assert ["early", "now"] == [found.row.id for found in await journal.store.due(SlotRow, START, 10)]
    assert ["early"] == [found.row.id for found in await journal.store.due(SlotRow, START, 1)]


def made_up(text):
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        *("", "x", "bm9uc2Vuc2U", "W10", "WzEsIDJd", "eyJhIjogMX0", "é", "A" * 5000),
        *(made_up(text) for text in (f'[{10**30}, "x"]', f'[{-(2**63) - 1}, "x"]', "[" * 1400)),
        *(made_up(text) for text in (r'["\ud800", "x"]', r'["x", "\ud800"]')),
    ],
)
async def test_a_cursor_that_no_list_handed_out_is_refused(journal, cursor):
    """Whatever arrives there is a named error, never a fault of ours."""
    with pytest.raises(BadCursor):
        await journal.page(SlotRow, cursor=cursor)


async def test_only_declared_columns_can_be_asked_for(journal):
    """A column that is not declared would be a scan, or worse."""
    for query in ({"where": {"padding": 1}}, {"order_by": "data"}, {"having": {"room": "x"}}):
        with pytest.raises(ValueError, match="do not declare"):
            await journal.page(SlotRow, **query)


TEXTS = st.text(st.sampled_from("abz0 'é三𠮷"), max_size=3)
INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 1, 2)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001 - made aware here
ROWS = st.lists(
    st.fixed_dictionaries({
        "room": TEXTS,
        "slot": st.integers(-3, 3),
        "by": st.none() | TEXTS,
        "at": st.none() | INSTANTS,
        "weight": st.none() | st.floats(-2, 2, allow_nan=False),
        "tags": st.lists(st.sampled_from(["a", "b", "三"]), max_size=3).map(tuple),
        "closed": st.booleans(),
    }),
    max_size=25,
)  # fmt: skip


@given(
    rows=ROWS,
    order_by=st.sampled_from(["id", *SlotRow.columns]),
    descending=st.booleans(),
    limit=st.integers(1, 9),
    with_closed=st.booleans(),
    tag=st.none() | st.sampled_from(["a", "三"]),
    slot=st.none() | st.integers(-3, 3),
    data=st.data(),
)
@settings(
    max_examples=30 if SERVER else 80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
async def test_paging_equals_a_sorted_list(bench, rows, order_by, descending, limit, with_closed, tag, slot, data):
    """Any filters, any order, any page size: the pages together are the list that plain Python makes."""
    bounds = sorted(data.draw(st.lists(st.integers(-3, 3), min_size=2, max_size=2))) if order_by == "slot" else None
    query = {"order_by": order_by, "descending": descending, "with_closed": with_closed}
    if tag:
        query["having"] = {"tags": tag}
    if slot is not None:
        query["where"] = {"slot": slot}
    if bounds:
        query |= {"since": bounds[0], "until": bounds[1]}
    made = [SlotRow(id=f"{n:02d}", **fields) for n, fields in enumerate(rows)]
    with tempfile.TemporaryDirectory() as folder:
        own = Bench(bench.adapter, Path(folder))
        journal = await own.journal()
        await journal.store.replace_rows([PlacedRow(row, "room/r", 1) for row in made])

        seen = await paged(journal, limit, **query)

        await own.end()
    fitting = [
        row
        for row in made
        if (with_closed or not row.closed)
        and (tag is None or tag in row.tags)
        and (slot is None or row.slot == slot)
        and (bounds is None or bounds[0] <= row.slot < bounds[1])
    ]
    expected = sorted(fitting, key=lambda row: _key(row, order_by), reverse=descending)
    assert [row.id for row in expected] == seen


def _key(row, order_by):
    """Nothing comes before everything, as in SQL; then by value, then by id."""
    value = sortable(getattr(row, order_by))
    return (value is not None, value if value is not None else 0, row.id)
