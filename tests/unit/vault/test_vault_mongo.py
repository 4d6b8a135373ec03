"""What two replicas do to one vault: no key is replaced, and an erasure is never overtaken."""

import asyncio

import pytest

from shared.vault import Erased
from tests.contract.journal.adapters import SERVER
from tests.unit.vault.test_vault import a_document

pytestmark = [
    pytest.mark.skipif(not SERVER, reason="needs a server: make test-store MONGO=mongodb://…"),
    pytest.mark.parametrize("opener", ["mongo"], indirect=True),
]


async def test_an_erasure_in_the_middle_of_a_put_leaves_nothing(opener):
    """Another replica erases between our look and our writing: what we wrote is taken back, and the caller is told."""
    ours, theirs = opener(), opener()
    await ours.open()
    write = ours._puts._write

    async def erased_meanwhile(documents):
        await theirs.erase("p1")
        await write(documents)

    ours._puts._write = erased_meanwhile

    with pytest.raises(Erased):
        await ours.put([a_document()])

    assert 0 == await ours.database["documents"].count_documents({})
    assert 0 == await ours.database["keys"].count_documents({})


async def test_two_replicas_make_one_key_for_a_person(opener):
    """The other one's key comes between our look and our insert; ours is forgotten, and both documents can be read."""
    ours, theirs = opener(), opener()
    known = ours._puts._known_keys

    async def then_theirs(persons):
        ours._puts._known_keys = known
        found = await known(persons)
        await theirs.put([a_document("theirs")])
        return found

    ours._puts._known_keys = then_theirs

    await ours.put([a_document("ours")])

    assert 1 == await ours.database["keys"].count_documents({})
    for id in ("ours", "theirs"):
        assert a_document(id) == await ours.get(id, reader="r", purpose="x")


async def test_many_puts_at_once_ask_together(opener):
    """Two hundred callers, two replicas, and every document is there."""
    vaults = [opener(), opener()]

    await asyncio.gather(*(vaults[n % 2].put([a_document(f"d{n}", f"p{n % 50}")]) for n in range(200)))

    assert 50 == await vaults[0].database["keys"].count_documents({})
    for n in range(0, 200, 7):
        assert a_document(f"d{n}", f"p{n % 50}") == await vaults[0].get(f"d{n}", reader="r", purpose="x")


async def test_an_erasure_that_was_cut_short_is_finished_at_opening(opener):
    """It was said, and then the process died: the next start drops what is left."""
    vault = opener()
    await vault.put([a_document()])
    await vault.database["erased"].insert_one({"_id": "p1", "at": "2026-11-22T03:00:00.000000Z", "done": False})

    await opener().open()

    assert 0 == await vault.database["keys"].count_documents({})
    assert [] == await vault.not_erased(["p1"])
