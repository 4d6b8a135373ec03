"""Rows that every command asks for are read once, and never older than what was answered."""

import asyncio

import pytest

from services.booking.app import BOOKINGS
from services.booking.domain.group import Group
from services.booking.domain.heard_events import GroupNoted
from services.booking.parts import model_of
from services.booking.rows import GroupRow
from shared.clock import MovableClock
from shared.journal import Causes, Journal
from shared.journal.known_rows import KnownRows
from tests.integration.booking.bookings_kit import NOW
from tests.shared_store import SharedStore

MODEL = model_of("booking", (BOOKINGS,))


@pytest.fixture
async def journal(tmp_path):
    store = SharedStore(tmp_path, MODEL)
    store.exclusive = True
    journal = Journal(MODEL, store, MovableClock(start=NOW), Causes(b"k" * 32))
    await journal.open()
    yield journal
    await journal.close()


def note(journal, name, group_id="garden"):
    noted = GroupNoted(group_id=group_id, name=name, group_kind="theme", areas={}, members_min=5)
    cause = journal.causes.operator("note", name.encode(), group_id)
    return journal.transact(Group.stream(group_id), cause, lambda _: [noted])


def counted(journal):
    """Which rows were read from the store, from now on."""
    read, row = [], journal.store.row

    async def get(kind, id):
        read.append(id)
        return await row(kind, id)

    journal.store.row = get
    return read


async def test_a_row_is_read_once_until_its_stream_is_written(journal):
    """That there is none is known too; a commit of another stream changes nothing."""
    known, read = KnownRows(journal, GroupRow, Group), counted(journal)

    assert await known.get("garden") is None
    await note(journal, "花の会")
    assert "花の会" == (await known.get("garden")).name
    await note(journal, "別の会", "other")
    assert "花の会" == (await known.get("garden")).name
    assert ["garden", "garden"] == read
    await note(journal, "大沢ガーデン")
    assert "大沢ガーデン" == (await known.get("garden")).name


async def test_a_row_that_is_written_while_it_is_read_is_not_kept(journal):
    """The reading may be older than the commit."""
    known, row = KnownRows(journal, GroupRow, Group), journal.store.row
    read, go_on = asyncio.Event(), asyncio.Event()

    async def slow(kind, id):
        found = await row(kind, id)
        read.set()
        await go_on.wait()
        return found

    journal.store.row = slow
    asked = asyncio.create_task(known.get("garden"))
    await read.wait()
    await note(journal, "花の会")
    go_on.set()
    await asked

    assert "花の会" == (await known.get("garden")).name


async def test_rows_that_are_made_again_are_read_again(journal):
    """While they were made again there was nothing to read."""
    await note(journal, "花の会")
    known, row = KnownRows(journal, GroupRow, Group), journal.store.row

    async def nothing(kind, id):
        return None

    journal.store.row = nothing
    assert await known.get("garden") is None
    journal.store.row = row
    journal.writer.forget_cache()

    assert "花の会" == (await known.get("garden")).name


async def test_a_store_that_others_write_too_is_asked_each_time(journal):
    """No commit of theirs is told here."""
    journal.store.exclusive = False
    known, read = KnownRows(journal, GroupRow, Group), counted(journal)

    await known.get("garden")
    await known.get("garden")

    assert ["garden", "garden"] == read


async def test_what_is_kept_is_bounded(journal):
    """A city's people must not fill the memory."""
    known = KnownRows(journal, GroupRow, Group, kept_max=3)

    for n in range(5):
        await known.get(f"g{n}")

    assert 3 == len(known._known)
