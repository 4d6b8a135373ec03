"""What a vault promises its service: what was put is read back, who read it is known, the erased are not taken in."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from shared.clock import utc_text
from shared.vault import AnotherPersons, Erased, Unreadable, VaultDocument, sweep_orphans

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
MASTER = bytes(range(32))


def a_document(id="d1", person_id="p1", **content):
    return VaultDocument(id, person_id, content or {"family": "大沢", "given": "花"})


async def test_what_was_put_is_read_back(vault):
    """A document comes back whole, with whose it is."""
    await vault.put([a_document()])

    found = await vault.get("d1", reader="staff-mori", purpose="booking-matter")

    assert a_document() == found


async def test_a_person_s_documents_are_known_until_they_are_erased(vault):
    """In order, and nobody else's: whoever erases can say what that takes away."""
    await vault.put([a_document("d2"), a_document("d1"), a_document("d3", "p2")])

    assert ["d1", "d2"] == list(await vault.documents_of("p1"))
    await vault.erase("p1")
    assert ([], ["d3"]) == (list(await vault.documents_of("p1")), list(await vault.documents_of("p2")))


async def test_every_reading_is_recorded_with_reader_and_purpose(vault):
    """Who looked, when and what for is on disk before anything is handed out."""
    await vault.put([a_document()])

    await vault.get("d1", reader="staff-mori", purpose="booking-matter")

    assert [(utc_text(NOW), "staff-mori", "booking-matter")] == await vault.accesses("d1")


async def test_a_machine_that_looks_again_is_noted_once_since_an_instant(vault):
    """The same reader, document and purpose; anybody else, and anything else, is noted as always."""
    await vault.put([a_document(), a_document("d2", "p2")])
    for reader, purpose, document in (
        ("m", "x", "d1"),
        ("m", "x", "d1"),
        ("m", "y", "d1"),
        ("s", "x", "d1"),
        ("m", "x", "d2"),
    ):
        await vault.get(document, reader=reader, purpose=purpose, noted_since=utc_text(NOW))
    await vault.get("d1", reader="m", purpose="x", noted_since=utc_text(NOW + timedelta(seconds=1)))
    await vault.get("d1", reader="m", purpose="x")

    assert [("m", "x"), ("m", "y"), ("s", "x"), ("m", "x"), ("m", "x")] == [
        (reader, purpose) for _, reader, purpose in await vault.accesses("d1")
    ]
    assert 1 == len(await vault.accesses("d2"))


async def test_a_person_sees_who_else_looked_newest_first(vault):
    """Readings by the person themselves are recorded but not listed; pages go by number."""
    await vault.put([a_document(), a_document("d2", "p2")])
    for reader in ("staff-mori", "p1", "coordinator-sato"):
        await vault.get("d1", reader=reader, purpose="x")
    await vault.get("d2", reader="staff-mori", purpose="x")

    seen = await vault.accesses_of("p1")
    older = await vault.accesses_of("p1", before=seen[0].number)

    assert (["coordinator-sato", "staff-mori"], ["staff-mori"]) == ([a.reader for a in seen], [a.reader for a in older])


async def test_a_document_that_is_not_there_is_none(vault):
    """An unknown id is no error, and leaves no trace in the log."""
    assert None is await vault.get("nothing", reader="r", purpose="x")
    assert [] == await vault.accesses("nothing")


async def test_the_same_id_is_replaced(vault):
    """A put that is repeated after a crash replaces its own document."""
    await vault.put([a_document(email="a@example.jp")])
    await vault.put([a_document(email="b@example.jp")])

    found = await vault.get("d1", reader="r", purpose="x")

    assert {"email": "b@example.jp"} == found.content


async def test_a_document_cannot_change_hands(vault):
    """An id that belongs to somebody else is refused, and the first document stays readable."""
    await vault.put([a_document()])

    with pytest.raises(AnotherPersons):
        await vault.put([a_document("d1", "p2")])

    assert a_document() == await vault.get("d1", reader="r", purpose="x")


async def test_two_persons_have_two_keys(vault):
    """Dropping one person's key must not touch another's documents."""
    await vault.put([a_document(), a_document("d2", "p2")])
    await vault.erase("p1")

    assert a_document("d2", "p2") == await vault.get("d2", reader="r", purpose="x")


async def test_an_erasure_repeated_is_harmless(vault):
    """Erasing twice, or somebody who was never here, ends the same way."""
    await vault.erase("p1")
    await vault.erase("p1")

    assert ["p2"] == await vault.not_erased(["p1", "p2"])


async def test_a_refused_put_leaves_its_neighbours_alone(vault, clock):
    """In a shared transaction the fault of one is the fault of one."""
    await vault.erase("p5")
    outcomes = await asyncio.gather(
        *(vault.put([a_document(f"d{n}", f"p{n}")]) for n in range(10)), return_exceptions=True
    )

    clock.advance(timedelta(hours=2))

    assert [5] == [n for n, outcome in enumerate(outcomes) if isinstance(outcome, Erased)]
    assert 9 == len(await vault.settled_ids())


async def test_orphans_are_swept_and_the_rest_stays(vault, clock):
    """A document whose commit never came is removed; one that the journal knows is kept."""
    await vault.put([a_document(f"d{n:03d}") for n in range(450)])
    clock.advance(timedelta(hours=2))

    async def known(ids):
        return {id for id in ids if int(id[1:]) % 3}

    removed = await sweep_orphans(vault, known)

    assert 150 == removed
    assert {f"d{n:03d}" for n in range(450) if n % 3} == set(await vault.settled_ids(limit=1000))


async def test_another_master_key_is_refused_at_opening(vault, opener):
    """A wrong key must not mix keys of two masters in one vault."""
    await vault.put([a_document()])
    await vault.close()
    other = opener(bytes(32))

    with pytest.raises(Unreadable):
        await other.open()

    await other.close()


async def test_it_opens_again_with_its_own_key(vault, opener):
    """What was put survives a restart."""
    await vault.put([a_document()])
    await vault.close()
    again = opener()

    assert a_document() == await again.get("d1", reader="r", purpose="x")

    await again.close()


async def test_the_erased_are_not_taken_in_again(vault):
    """After an erasure there is no document, and no way to put a new one."""
    await vault.put([a_document(), a_document("d2")])
    await vault.erase("p1")

    with pytest.raises(Erased):
        await vault.put([a_document("d3")])

    assert [None] * 3 == [await vault.get(id, reader="r", purpose="x") for id in ("d1", "d2", "d3")]
