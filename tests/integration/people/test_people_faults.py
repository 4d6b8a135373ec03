"""What a crash, a restore or a rival leaves behind in the vault is put right, and loading a town is quick."""

import asyncio
import shutil
from datetime import UTC, datetime

import pytest

from services.people.app import build
from services.people.domain.details import Contact, Name
from services.people.refusals import AlreadyRegistered
from services.people.requests import Profile, Registration
from services.people.rows import PersonRow
from shared.contracts.people import PersonErased
from shared.errors import StoreUnavailable
from shared.vault import VaultDocument
from shared.web.refusals import PersonErasedHere
from tests.kit import make_site, opened, published

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def a_registration(person_id="p1", **changes):
    name = Name(family="花村", given="はな")
    given = {"name": name, "contact": Contact(email=f"{person_id}@mail.example"), "person_id": person_id, **changes}
    return Registration(channel="counter", **given)


def a_cause(service, row="p1", command="test"):
    return service.journal.causes.operator(command, b"x", row)


@pytest.fixture
def site(tmp_path):
    return make_site(tmp_path, NOW)


async def test_a_document_whose_commit_never_came_is_swept(site):
    """A crash between the vault and the journal leaves an orphan; the next start removes it, and nothing else."""
    async with opened(build(site)) as service:
        await service.use_cases.register(a_registration(), cause=a_cause(service))
        await service.vault.put([VaultDocument("orphan", "p1", {"name": {"family": "花村"}})])
        await service.vault.put([VaultDocument("stranger", "p9", {"name": {"family": "花村"}})])

    async with opened(build(site)) as service:
        left = await service.vault.settled_ids()
        seen = await service.use_cases.profile("p1")

    assert ("花村", 1) == (seen.details.name.family, len(left))


async def test_a_replaced_version_that_a_crash_left_is_swept(site, monkeypatch):
    """The old details go at the next start when the change was cut short after its commit."""
    async with opened(build(site)) as service:
        uses = service.use_cases
        await uses.register(a_registration(), cause=a_cause(service))

        async def crash(*_):
            raise StoreUnavailable("gone")

        monkeypatch.setattr(uses, "_drop_replaced", crash)
        with pytest.raises(StoreUnavailable):
            await uses.change("p1", Profile(name=Name(family="新")), "web", cause=a_cause(service, command="change"))
        before = len(await service.vault.settled_ids())

    async with opened(build(site)) as service:
        after = await service.vault.settled_ids()
        seen = await service.use_cases.profile("p1")

    assert (2, 1, "新") == (before, len(after), seen.details.name.family)


async def test_an_erasure_cut_short_is_finished_at_the_next_start(site, monkeypatch):
    """The event is committed, the vault still has the key: the start makes good what the crash left."""
    async with opened(build(site)) as service:
        await service.use_cases.register(a_registration(), cause=a_cause(service))

        async def crash(*_):
            raise StoreUnavailable("gone")

        monkeypatch.setattr(service.vault, "erase", crash)
        with pytest.raises(StoreUnavailable):
            await service.use_cases.erase("p1", cause=a_cause(service, command="erase"))
        before = await service.vault.not_erased(["p1"])

    async with opened(build(site)) as service:
        assert (["p1"], [], []) == (before, await service.vault.not_erased(["p1"]), await service.vault.settled_ids())


async def test_an_erasure_repeated_after_a_fault_is_finished_by_the_same_command(site, monkeypatch):
    """The same cause again: one event, and now the vault is empty."""
    async with opened(build(site)) as service:
        await service.use_cases.register(a_registration(), cause=a_cause(service))
        erase, cause = service.vault.erase, a_cause(service, command="erase")

        async def crash(*_):
            raise StoreUnavailable("gone")

        monkeypatch.setattr(service.vault, "erase", crash)
        with pytest.raises(StoreUnavailable):
            await service.use_cases.erase("p1", cause=cause)
        monkeypatch.setattr(service.vault, "erase", erase)
        commit = await service.use_cases.erase("p1", cause=cause)

        assert (True, 1, []) == (
            commit.replayed,
            len(await published(service, PersonErased)),
            await service.vault.settled_ids(),
        )


async def test_a_vault_restored_from_before_the_erasure_is_erased_again(site):
    """The list of the erased is replayed: an older copy of the vault does not bring anybody back."""
    vault = site.settings.data / "people.vault.db"
    async with opened(build(site)) as service:
        await service.use_cases.register(a_registration(), cause=a_cause(service))
        await service.use_cases.register(a_registration("p2"), cause=a_cause(service, "p2"))
    shutil.copy(vault, vault.with_suffix(".copy"))
    async with opened(build(site)) as service:
        await service.use_cases.erase("p1", cause=a_cause(service, command="erase"))
    shutil.move(vault.with_suffix(".copy"), vault)

    async with opened(build(site)) as service:
        with pytest.raises(PersonErasedHere):
            await service.use_cases.profile("p1")
        assert (1, []) == (len(await service.vault.settled_ids()), await service.vault.not_erased(["p1"]))
        assert "p2@mail.example" == (await service.use_cases.profile("p2")).details.contact.email


async def test_two_registrations_at_once_are_one_account_and_one_document(site):
    """The loser is told so, and its details do not stay."""
    async with opened(build(site)) as service:
        outcomes = await asyncio.gather(
            *(service.use_cases.register(a_registration(), cause=a_cause(service, command=f"c{n}")) for n in range(10)),
            return_exceptions=True,
        )

        assert 9 == sum(isinstance(outcome, AlreadyRegistered) for outcome in outcomes)
        assert 1 == len(await service.vault.settled_ids())
        assert "花村" == (await service.use_cases.profile("p1")).details.name.family


async def test_a_change_racing_an_erasure_leaves_nothing(site):
    """Whichever is first: in the end the person is erased and the vault holds nothing of them."""
    async with opened(build(site)) as service:
        uses = service.use_cases
        for n in range(20):
            id = f"p{n}"
            await uses.register(a_registration(id), cause=a_cause(service, id))
            await asyncio.gather(
                uses.change(id, Profile(name=Name(family="新")), "web", cause=a_cause(service, id, "change")),
                uses.erase(id, cause=a_cause(service, id, "erase")),
                return_exceptions=True,
            )

        assert [] == await service.vault.settled_ids()


async def test_the_row_follows_the_account(site):
    """What the sweeps rely on: the document in use, and closed for the erased."""
    async with opened(build(site)) as service:
        commit = await service.use_cases.register(a_registration(), cause=a_cause(service))
        row = await service.journal.get(PersonRow, "p1")
        await service.use_cases.erase("p1", cause=a_cause(service, command="erase"))
        erased = await service.journal.get(PersonRow, "p1")

    assert PersonRow(id="p1", document_id=commit.events[1].document_id, erased=False) == row
    assert PersonRow(id="p1", document_id=None, erased=True, closed=True) == erased


async def test_two_thousand_people_share_the_vaults_transactions(site):
    """A town loads through the same use case as everybody else; what waits together is written together."""
    async with opened(build(site)) as service:
        registrations = [a_registration(f"p{n}", consents=("matching",)) for n in range(2000)]
        gate = asyncio.Semaphore(400)

        async def register(registration):
            async with gate:
                await service.use_cases.register(registration, cause=a_cause(service, registration.person_id))

        await asyncio.gather(*map(register, registrations))

        assert 2000 == len(await service.vault.settled_ids(limit=10_000))
        assert service.vault._file.commits < 400  # a slow machine shares them among fewer
