"""The use cases of facilities: register, change, take over a public register, and the lists."""

from dataclasses import dataclass

from services.booking.domain.events import FacilityDetailed
from services.booking.domain.houses.facility import Change, Facility, FacilityDraft, changes_of
from services.booking.houses.directory import Directory
from services.booking.rows import FacilityRow
from shared.contracts.booking import FacilityRegistered
from shared.journal import Cause, Commit, Journal, Page
from shared.web import NotFound


@dataclass(frozen=True)
class Registered:
    """A facility as a command left it, and the commit that did."""

    commit: Commit
    told: FacilityRegistered
    details: FacilityDetailed

    @property
    def change(self) -> Change:
        """``registered``, ``changed`` or ``unchanged``."""
        return changes_of(self.commit.events)


class Facilities:
    """The city's facilities. Who may change them is decided at the edge; the importer and the town are trusted."""

    def __init__(self, journal: Journal, directory: Directory) -> None:
        self.journal = journal
        self._directory = directory

    async def register(self, draft: FacilityDraft, *, cause: Cause) -> Registered:
        """Register a facility. Raises ``FacilityExists``."""
        commit = await self.journal.transact(
            Facility.stream(draft.id), cause, lambda facility: facility.register(draft)
        )
        return await self._registered(draft.id, commit)

    async def change(self, facility_id: str, draft: FacilityDraft, *, cause: Cause) -> Registered:
        """Make a facility as the draft says, whole. Raises ``NotFound``."""
        await self._directory.facility(facility_id)
        commit = await self.journal.transact(Facility.stream(facility_id), cause, lambda facility: facility.put(draft))
        return await self._registered(facility_id, commit)

    async def list_as(self, draft: FacilityDraft, *, cause: Cause) -> Registered:
        """Take over what a public register says of a facility; rooms and areas that are known here stay."""
        commit = await self.journal.transact(Facility.stream(draft.id), cause, lambda facility: facility.list_as(draft))
        return await self._registered(draft.id, commit)

    async def differs(self, draft: FacilityDraft) -> tuple[bool, int]:
        """Whether taking the draft over would change anything, and how often the facility was changed so far."""
        return await self.journal.ask(
            Facility.stream(draft.id), lambda facility: (bool(facility.list_as(draft)), facility.changes)
        )

    async def get(self, facility_id: str) -> FacilityRow:
        """One facility. Raises ``NotFound``."""
        row = await self.journal.get(FacilityRow, facility_id)
        if row is None:
            raise NotFound(what="facility", facility_id=facility_id)
        return row

    async def page(
        self, *, area: str | None, kind: str | None, bookable: bool | None, cursor: str | None, limit: int
    ) -> Page[FacilityRow]:
        """Facilities by id."""
        wanted = {"bookable": bookable, "facility_kind": kind}
        return await self.journal.page(
            FacilityRow,
            where={name: value for name, value in wanted.items() if value is not None},
            having={"area_ids": area} if area is not None else {},
            cursor=cursor,
            limit=limit,
        )

    async def _registered(self, facility_id: str, commit: Commit) -> Registered:
        """The outcome of a command from its commit; where nothing changed, from what is registered."""
        row = await self.get(facility_id)
        self._directory.put(row)
        if commit.events:
            return Registered(commit, commit.first(FacilityRegistered), commit.first(FacilityDetailed))
        told = FacilityRegistered(
            facility_id=row.id,
            kind=row.facility_kind,
            **row.model_dump(
                include={"name", "kana", "areas", "address", "latitude", "longitude", "rooms", "bookable"}
            ),
        )
        return Registered(commit, told, FacilityDetailed(facility_id=row.id, phone=row.phone, url=row.url))
