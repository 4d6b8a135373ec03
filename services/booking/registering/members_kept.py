"""Member lists, in booking's vault: who is on them is encrypted, a document a member with the member's own key.

Whoever is on a list without an account is in the list's first document, under the registration's own key. A list is
written before the commit that refers to it; what no commit refers to is removed, at once or by the sweep at start.
"""

import asyncio
import hashlib
import hmac
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from services.booking.domain.registering.events import MemberErased, MembersListed, Share
from services.booking.domain.registering.registration import Registration
from services.booking.registering.refusals import MemberTwice
from services.booking.registering.rows import RegistrationDocumentRow
from services.booking.registering.terms import RegistrationTerms
from services.booking.rows import ForgottenRow
from shared.journal import Journal
from shared.vault import Access, Vault, VaultDocument, sweep_orphans
from shared.web.refusals import PERSON_ID

MEMBERS_MAX = 500
PersonId = Annotated[str, StringConstraints(pattern=f"^{PERSON_ID.pattern}$")]


def _one_line(name: str) -> str:
    if not name.isprintable():
        raise ValueError("it holds characters that cannot be read")
    return name


Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), AfterValidator(_one_line)]


class Member(BaseModel):
    """Somebody on a list: a name as the group writes it, the account if there is one, and the tie to the city."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Name
    share: Share
    person_id: PersonId | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """A list as it was written: its documents, and what may be known of it outside the vault."""

    documents: tuple[VaultDocument, ...]
    listed: MembersListed
    people: tuple[str, ...]

    @property
    def ids(self) -> list[str]:
        """The ids of its documents."""
        return [document.id for document in self.documents]


def owner_of(registration_id: str) -> str:
    """Whose key seals the entries of members without an account: the registration's own."""
    return f"registration:{registration_id}"


class MembersKept:
    """Writes before the commit, reads with a purpose, removes what is replaced."""

    def __init__(self, journal: Journal, vault: Vault, key: bytes, terms: RegistrationTerms) -> None:
        self.journal = journal
        self.vault = vault
        self._key = key
        self._terms = terms

    def prepare(self, registration_id: str, list_id: str, members: Sequence[Member]) -> Kept:
        """The documents of a list, and its counts. Raises ``MemberTwice``."""
        people = [member.person_id for member in members if member.person_id]
        if twice := [person_id for person_id, times in Counter(people).items() if times > 1]:
            raise MemberTwice(person_id=twice[0])
        common = {"registration_id": registration_id, "list_id": list_id}
        entries = [{**member.model_dump(mode="json"), "place": place} for place, member in enumerate(members)]
        others = [entry for entry in entries if not entry["person_id"]]
        documents = [VaultDocument(f"{list_id}.0", owner_of(registration_id), {**common, "members": others})]
        for entry in entries:
            if entry["person_id"]:
                content = {**common, "members": [entry]}
                documents.append(VaultDocument(f"{list_id}.{len(documents)}", entry["person_id"], content))
        shares: dict[Share, int] = dict(Counter(member.share for member in members))
        listed = MembersListed(
            version=1,
            list_id=list_id,
            documents=len(documents),
            shares=shares,
            eligible=sum(count for share, count in shares.items() if self._terms.counts(share)),
            digest=self._digest(registration_id, entries),
        )
        return Kept(tuple(documents), listed, tuple(people))

    async def keep(self, kept: Kept) -> None:
        """Write a list. Raises ``Erased`` when somebody on it was erased."""
        await self.vault.put(kept.documents)

    async def read(self, document_ids: Sequence[str], *, reader: str, purpose: str) -> list[Member] | None:
        """Who is on a list, in its order; who reads it is noted first. ``None`` when the list is no longer here."""
        first = await self.vault.get(document_ids[0], reader=reader, purpose=purpose)
        if first is None:
            return None
        others = await asyncio.gather(*(self.vault.get(id, reader=reader, purpose=purpose) for id in document_ids[1:]))
        entries = [entry for each in (first, *others) if each is not None for entry in each.content["members"]]
        entries.sort(key=lambda entry: entry["place"])
        return [Member(**{name: entry[name] for name in ("name", "share", "person_id")}) for entry in entries]

    async def of_person(self, person_id: str) -> list[tuple[str, MemberErased]]:
        """On which lists somebody with an account is: the registration, and what its stream is to hear of it."""
        found: list[tuple[str, MemberErased]] = []
        for document_id in await self.vault.documents_of(person_id):
            document = await self.vault.get(document_id, reader=person_id, purpose="erasure")
            if document is not None:
                found.append((document.content["registration_id"], self.gone(document)))
        return found

    def gone(self, document: VaultDocument) -> MemberErased:
        """What a registration is to hear when the document of one member is erased."""
        said: Any = document.content
        share: Share = said["members"][0]["share"]
        return MemberErased(
            document_id=document.id, list_id=said["list_id"], share=share, eligible=self._terms.counts(share)
        )

    async def accesses(self, registration_id: str, cursor: int | None, limit: int) -> list[Access]:
        """Who looked at a registration's lists, newest first."""
        return await self.vault.accesses_of(owner_of(registration_id), cursor, limit)

    async def drop_unless_counted(self, registration_id: str, document_ids: Sequence[str]) -> None:
        """Remove those of these documents that are not of the list that counts."""
        counted = await self.journal.ask(Registration.stream(registration_id), _documents_of)
        if gone := [id for id in document_ids if id not in counted]:
            await self.vault.remove(gone)

    async def finish_erasures(self) -> None:
        """Erase whoever the journal calls forgotten and the vault does not: after a crash, or a restored vault."""
        cursor: str | None = None
        while True:
            page = await self.journal.page(ForgottenRow, cursor=cursor, limit=200)
            if left := await self.vault.not_erased([row.id for row in page.items]):
                await self.vault.erase(*left)
            if (cursor := page.next) is None:
                return

    async def sweep(self) -> None:
        """Remove documents that no registration refers to: their commit never came, or a crash cut a removal off."""
        if self.journal.store.rows_stale:
            return  # rows of streams that this code cannot read are missing: their documents look like orphans

        async def referred_to(ids: Sequence[str]) -> set[str]:
            rows = await self.journal.all(
                RegistrationDocumentRow, since=ids[0], until=ids[-1] + "\0", with_closed=False
            )
            return {row.id for row in rows}

        await sweep_orphans(self.vault, referred_to)

    def _digest(self, registration_id: str, entries: Sequence[dict[str, Any]]) -> str:
        """Tells the same list from another one; without the deployment's key it says nothing of who is on it."""
        text = json.dumps([registration_id, *entries], ensure_ascii=False, sort_keys=True)
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()[:32]


def _documents_of(registration: Registration) -> frozenset[str]:
    return frozenset(registration.listed.document_ids if registration.listed else ())
