"""A copy is made while people write, proves itself, and fills an empty place of either kind with the same commits."""

import asyncio
import gzip
from datetime import timedelta

import pytest
from fastapi import APIRouter

from kyoso import admin, backup
from kyoso.folder import DataFolder
from kyoso.wiring import site_of
from services.people.requests import Profile
from shared.backup import restoring
from shared.backup.copying import ServiceCopier
from shared.backup.faults import PlaceTaken
from shared.backup.files import read_manifest, whole_root, write_manifest
from shared.errors import StoreUnavailable
from shared.web.refusals import PersonErasedHere
from tests.integration.care.care_kit import PAIRS, STORES, everything, family_of, fill, opened, prepare, register


async def a_backup(settings, folder, **options):
    return await backup.make(settings, folder, lambda name, count: None, settle_seconds=0.05, **options)


async def restored(settings, folder, **options):
    return await backup.restore(settings, folder, lambda name, count: None, **options)


@pytest.mark.parametrize(("from_store", "to_store"), PAIRS)
async def test_a_restored_place_holds_the_same_commits_and_the_same_people(places, tmp_path, from_store, to_store):
    """Ids, versions, causes, times, bodies; names open again; the erased stay erased. From either store to either."""
    old, new = places.make(from_store, "old"), places.make(to_store, "new")
    await prepare(old)
    await fill(old)
    await a_backup(old, tmp_path / "copy")

    await restored(new, tmp_path / "copy")

    assert await everything(old) == await everything(new)
    async with opened(new) as services:
        assert "家3" == await family_of(services, "p3")
        with pytest.raises(PersonErasedHere):
            await family_of(services, "p0")
    manifest, findings = await backup.verify(new, tmp_path / "copy", against=True)
    assert [] == findings.problems
    assert any("newer here: 0" in note for note in findings.notes if note.startswith("people"))
    assert manifest.services["people"].commits == len((await everything(new))["people"])


@pytest.mark.parametrize("store", STORES)
async def test_lists_are_there_after_a_restore_and_causes_are_known(places, tmp_path, store):
    """Rows are derived again, and a command repeated across the restore is answered from its first commit."""
    old, new = places.make(store, "old"), places.make(store, "new")
    await prepare(old)
    await fill(old, 3)
    async with opened(old) as services:
        uses = services["people"].use_cases
        cause = uses.journal.causes.http("staff", "POST /people", "key-1")
        first = await uses.consent("p1", "matching", given=True, cause=cause)
    await a_backup(old, tmp_path / "copy")

    await restored(new, tmp_path / "copy")

    async with opened(new) as services:
        uses = services["people"].use_cases
        again = await uses.consent("p1", "matching", given=True, cause=cause)
        assert (first.id, True) == (again.id, again.replayed)
        kind = services["people"].journal.model.rows[0]
        rows = await services["people"].journal.all(kind)
        assert {"p0", "p1", "p2"} == {row.id for row in rows}
        assert not services["people"].journal.store.rows_stale


@pytest.mark.parametrize("store", STORES)
async def test_a_backup_beside_writers_is_whole(places, tmp_path, store):
    """People register, change and are erased while it is made: it proves itself, and restores into a working place."""
    old, new = places.make(store, "old"), places.make(store, "new")
    await prepare(old)
    await fill(old)
    done = asyncio.Event()

    async def write(services):
        uses, n = services["people"].use_cases, 0
        while not done.is_set():
            n += 1
            await register(services, f"q{n}")
            profile = {"name": {"family": f"変{n}", "given": "花"}}
            cause = uses.journal.causes.operator("change", b"", f"{n}")
            await uses.change(f"p{1 + n % 11}", Profile(**profile), "web", cause=cause)
            if n % 3 == 0:
                await uses.erase(f"q{n}", cause=uses.journal.causes.operator("erase", b"", f"q{n}"))
            await asyncio.sleep(0)

    async with opened(old) as services:
        writing = asyncio.create_task(write(services))
        await asyncio.sleep(0.2)
        manifest = await a_backup(old, tmp_path / "copy")
        done.set()
        await writing

    _, findings = await backup.verify(old, tmp_path / "copy", against=True)
    assert [] == findings.problems
    assert manifest.services["people"].commits < len((await everything(old))["people"])
    await restored(new, tmp_path / "copy")
    async with opened(new) as services:
        for n in range(1, 12):
            assert await family_of(services, f"p{n}")


async def test_a_document_that_was_replaced_while_the_backup_was_made_is_followed(places, tmp_path, monkeypatch):
    """The journal's copy says one document, the vault by then has its successor: both end up with the successor."""
    old, new = places.make("sqlite", "old"), places.make("sqlite", "new")
    await fill(old, 3)
    copy_vault = ServiceCopier._copy_vault

    async with opened(old) as services:

        async def after_a_change(self, vault, file, scratch):
            uses = services["people"].use_cases
            profile = Profile(name={"family": "後", "given": "花"})
            await uses.change("p1", profile, "web", cause=uses.journal.causes.operator("change", b"", "x"))
            await copy_vault(self, vault, file, scratch)

        monkeypatch.setattr(ServiceCopier, "_copy_vault", after_a_change)
        await a_backup(old, tmp_path / "copy")
    _, findings = await backup.verify(old, tmp_path / "copy", against=False)
    await restored(new, tmp_path / "copy")

    assert [] == findings.problems
    async with opened(new) as services:
        assert "後" == await family_of(services, "p1")


@pytest.mark.parametrize("store", STORES)
async def test_what_was_confirmed_is_not_published_again_and_the_rest_is(places, tmp_path, store):
    """Pending commits and the last while before the backup count as not told; older ones do not."""
    old, new = places.make("sqlite", "old"), places.make(store, "new")
    await fill(old, 5)
    async with opened(old) as services:  # as if a relay had told all
        journal = services["people"].journal.store.copying()
        await journal.open()
        await journal.told_until_here(services["people"].journal.model.topics)
        await journal.close()
        late = await register(services, "late")
    manifest = await a_backup(old, tmp_path / "copy")

    await restored(new, tmp_path / "copy", publish_since=manifest.begun + timedelta(hours=1))

    copy = backup.compose(site_of(new))["people"].journal.store.copying()
    await copy.open()
    names = await copy.streams("", 100)
    pending = [copied.commit.id for copied in await copy.commits(names) if copied.pending]
    await copy.close()
    assert [late.id] == pending

    everything_again = places.make(store, "again")
    await restored(everything_again, tmp_path / "copy", publish_all=True)
    copy = backup.compose(site_of(everything_again))["people"].journal.store.copying()
    await copy.open()
    assert all(copied.pending for copied in await copy.commits(names))
    await copy.close()


async def test_a_place_that_is_not_empty_is_left_alone(places, tmp_path):
    """Neither the folder for a copy nor the place for a restore may hold anything."""
    old = places.make("sqlite", "old")
    await fill(old, 2)
    await a_backup(old, tmp_path / "copy")
    before = await everything(old)

    with pytest.raises(PlaceTaken):
        await a_backup(old, tmp_path / "copy")
    with pytest.raises(PlaceTaken):
        await restored(old, tmp_path / "copy")

    assert before == await everything(old)


@pytest.mark.parametrize("store", STORES)
async def test_a_restore_that_was_cut_short_is_not_served(places, tmp_path, store, monkeypatch):
    """Half a journal must not pass for a whole one: the place refuses to open."""
    old, new = places.make("sqlite", "old"), places.make(store, "new")
    await fill(old, 5)
    await a_backup(old, tmp_path / "copy")

    async def crash(*_):
        raise KeyError("the power is gone")

    monkeypatch.setattr(restoring, "_fill_vault", crash)
    with pytest.raises(KeyError):
        await restored(new, tmp_path / "copy")

    with pytest.raises(StoreUnavailable, match="cut short"):
        async with opened(new):
            pass


@pytest.mark.parametrize("store", STORES)
async def test_a_vault_from_before_an_erasure_forgets_again(places, tmp_path, store):
    """The journal knows the erased; people alone is restored with an older vault, and opens without them."""
    old, new = places.make(store, "old"), places.make(store, "new")
    await prepare(old)
    await fill(old, 4)
    copy = tmp_path / "copy"
    await a_backup(old, copy)
    async with opened(old) as services:
        uses = services["people"].use_cases
        await uses.erase("p2", cause=uses.journal.causes.operator("erase", b"", "p2"))
    newer = tmp_path / "newer"
    await a_backup(old, newer)
    (newer / "people.vault.jsonl.gz").write_bytes((copy / "people.vault.jsonl.gz").read_bytes())
    manifest = read_manifest(newer)
    manifest.services["people"].vault = read_manifest(copy).services["people"].vault
    manifest.root = whole_root(manifest.services)
    write_manifest(newer, manifest)

    await restored(new, newer)

    async with opened(new) as services:
        assert [] == await services["people"].vault.not_erased(["p0", "p2"])
        vault = services["people"].vault.copying()
        await vault.open()
        assert not {"p0", "p2"} & {record["person_id"] for record in await vault.page("key", None, 100)}
        assert not {"p0", "p2"} & {record["person_id"] for record in await vault.page("document", None, 100)}
        await vault.close()


@pytest.mark.parametrize("store", STORES)
async def test_an_erasure_after_the_backup_is_done_again_from_the_list_kept_outside(places, tmp_path, store):
    """A whole town from before an erasure knows the person again; the list makes it forget, once."""
    old, new = places.make(store, "old"), places.make(store, "new")
    await prepare(old)
    await fill(old, 4)
    await a_backup(old, tmp_path / "copy")
    async with admin.offline(old, DataFolder(old.data)) as scope:
        await admin.perform("erase", {"person_id": "p2"}, scope)
        listed = (await admin.perform("erased", {}, scope))["items"]
    await restored(new, tmp_path / "copy")
    async with admin.offline(new, DataFolder(new.data)) as scope:
        assert "家2" == await family_of(scope.services, "p2")

        first = await admin.perform("erase-again", {"person_ids": [*listed, "never-known"]}, scope)
        again = await admin.perform("erase-again", {"person_ids": listed}, scope)

        assert (["p0", "p2"], 1, 0) == (sorted(listed), first["erased"], again["erased"])
        with pytest.raises(PersonErasedHere):
            await family_of(scope.services, "p2")
        assert [] == await scope.services["people"].vault.not_erased(["p0", "p2"])


async def test_the_copy_holds_no_name_and_no_key(places, tmp_path):
    """Whoever has the backup alone learns no name from it, and cannot."""
    old = places.make("sqlite", "old")
    await fill(old, 3)
    copy = tmp_path / "copy"
    await a_backup(old, copy)

    whole = b"".join(
        gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes() for file in copy.iterdir()
    )

    assert "家1".encode() not in whole
    assert places.key.read_text().encode() not in whole
    assert 0o600 == {file.stat().st_mode & 0o777 for file in copy.iterdir()}.pop()


async def test_a_backup_answers_nobody_and_makes_no_routes(places, tmp_path, monkeypatch):
    """They would be most of the time until it begins."""
    place = places.make("sqlite", "old")
    await prepare(place)
    await fill(place, 1)

    def made(*args, **options):
        raise AssertionError("a route was made")

    monkeypatch.setattr(APIRouter, "add_api_route", made)
    manifest = await a_backup(place, tmp_path / "copy")

    assert manifest.services["people"].commits
