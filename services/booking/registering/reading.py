"""Registrations as they are read: by those whom they concern, by the city's staff, and by the rules of use."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.booking.domain.registering.events import Accreditation, ReductionsGranted
from services.booking.domain.registering.record import AtEnd, key_of
from services.booking.domain.registering.registration import Registration
from services.booking.groups.groups import Groups
from services.booking.registering.members_kept import Member, MembersKept
from services.booking.registering.permissions import Action, Standing, require, standings
from services.booking.registering.refusals import SuspendedToUse
from services.booking.registering.rows import PenaltyRow, RegistrationRow
from services.booking.registering.terms import RegistrationTerms
from services.booking.rows import GroupRow
from services.booking.rulebook.asking import Facts, Fault, Grant
from shared.clock import fiscal_year
from shared.errors import Contended
from shared.journal import Commit, Journal, Page, Stream
from shared.journal.journal import BadCursor
from shared.journal.known_rows import KnownRows
from shared.web import Caller, NotFound

MINE_MAX = 100
"""Groups of one officer that are looked through for their registrations."""
SUSPENDED_FOR = {
    "points": ("ペナルティー", "penalty points"),
    "misuse": ("利用規則に反する利用", "use against the rules"),
    "documents": ("届出の内容の確認", "documents that have to be looked at"),
    "other": ("その他", "other reasons"),
}


@dataclass(frozen=True, slots=True)
class Look:
    """One reading of a member list: when, by whom, what for."""

    at: datetime
    reader: str
    purpose: str


@dataclass(frozen=True, slots=True)
class RegistrationFacts:
    """What the rules may know of a holder. Not ``counted``: no registration says how many members there are."""

    registered_until: date | None = None
    counted: bool = False
    members: int = 0
    eligible: int = 0
    claimed: tuple[int, int] | None = None
    """The same of a new list, while the city has not seen it."""
    accreditations: tuple[Accreditation, ...] = ()
    categories: tuple[tuple[int, str], ...] = ()
    """Fiscal year and category."""
    grants: tuple[Grant, ...] = ()
    faults: tuple[Fault, ...] = ()
    suspended_until: date | None = None
    """The last day on which the city itself keeps the holder from booking; ``suspension`` says so in words."""
    suspension: SuspendedToUse | None = None

    def check(self, today: date) -> None:
        """Raises ``SuspendedToUse`` while the city keeps the holder from booking. Points: the rulebook."""
        if self.suspension is not None and self.suspended_until is not None and today <= self.suspended_until:
            raise self.suspension

    def accredited(self, kind: str, facility_id: str, today: date) -> bool:
        """Whether the holder is accredited for a facility on a day."""
        if self.registered_until is None or today > self.registered_until:
            return False
        return any(
            (each.until is None or today <= each.until)
            and (not (each.kinds or each.facilities) or kind in each.kinds or facility_id in each.facilities)
            for each in self.accreditations
        )

    def known_to(self, facts: Facts, *, kind: str, facility_id: str, today: date, rest: bool = False) -> Facts:
        """The same facts with all that is on record of the holder, for a request about one facility on a day.

        Categories are those of the present fiscal year. Counts are replaced where a registration stands. Raises
        ``SuspendedToUse``, unless it is for the ``rest`` of a booking.
        """
        if self is NOTHING:  # most people: nothing to add
            return facts
        if not rest:
            self.check(today)
        numbers = {"members": self.members, "eligible": self.eligible, "claimed": self.claimed}
        counted = numbers if self.counted else {}
        year = fiscal_year(today)
        return facts.model_copy(
            update={
                **counted,
                "registered_until": self.registered_until,
                "accredited": self.accredited(kind, facility_id, today),
                "categories": facts.categories | {category for of, category in self.categories if of == year},
                "grants": self.grants,
                "faults": self.faults,
            }
        )


NOTHING = RegistrationFacts()


class RegistrationReading:
    """Readings. ``by`` is always who asks: permissions are decided here, for every edge."""

    def __init__(self, journal: Journal, groups: Groups, kept: MembersKept, terms: RegistrationTerms) -> None:
        self.journal = journal
        self.kept = kept
        self.terms = terms
        self._groups = groups
        self._rows = KnownRows(journal, RegistrationRow, Registration)

    # -- for the rules

    async def facts_of(self, group_id: str | None, person_id: str, *, rest: bool = False) -> RegistrationFacts:
        """What the rules may know of the group, or of the person who asks for themselves: one look-up of one row.

        ``rest``: of what is booked already. What stood when the group ended counts for that still.
        """
        row = await self._rows.get(key_of(group_id, person_id))
        return NOTHING if row is None else _facts(row, self.terms, row.at_end if rest else None)

    # -- for people

    async def get(self, registration_id: str, *, by: Caller) -> RegistrationRow:
        """One registration, for those whom it concerns."""
        row, _, _ = await self._enter("see-registration", registration_id, by)
        return row

    async def page(
        self, *, by: Caller, waiting: str | None, status: str | None, cursor: str | None, limit: int
    ) -> Page[RegistrationRow]:
        """Registrations by their key: all, those that wait for the city, or those of one status."""
        require("list-registrations", standings(by))
        where = {name: value for name, value in (("waiting", waiting), ("status", status)) if value is not None}
        return await self.journal.page(RegistrationRow, where=where, cursor=cursor, limit=limit)

    async def by_number(self, number: str, *, by: Caller) -> RegistrationRow:
        """The registration of a number that somebody shows. Raises ``NotFound``."""
        require("list-registrations", standings(by))
        page = await self.journal.page(RegistrationRow, where={"number": number}, limit=1)
        if not page.items:
            raise NotFound(what="registration")
        return page.items[0]

    async def mine(self, *, by: Caller) -> list[RegistrationRow]:
        """The caller's own registration, and those of the groups they are an officer of."""
        groups = await self.journal.page(GroupRow, having={"officers": by.person_id}, limit=MINE_MAX)
        keys = [key_of(None, by.person_id), *(key_of(group.id, None) for group in groups.items)]
        rows = [await self.journal.get(RegistrationRow, key) for key in keys]
        return [row for row in rows if row is not None]

    async def members(self, registration_id: str, *, by: Caller) -> tuple[int, list[Member]]:
        """The version of the list that counts and who is on it; that it was looked at is noted first."""
        _, stream, found = await self._enter("see-members", registration_id, by)
        purpose = "own-list" if "officer" in found else "registration-check"
        for _ in range(3):  # a version that is replaced between the two readings is looked for again
            version, ids = await self.journal.ask(stream, _list_of)
            if not ids:
                return 0, []
            members = await self.kept.read(ids, reader=by.person_id, purpose=purpose)
            if members is not None:
                return version, members
        raise Contended("the list changed under the reader's hands")

    async def accesses(
        self, registration_id: str, *, by: Caller, cursor: str | None, limit: int
    ) -> tuple[list[Look], str | None]:
        """Who looked at the member list, newest first, with the next page's cursor. Raises ``BadCursor``."""
        if cursor is not None and not (cursor.isascii() and cursor.isdigit() and len(cursor) < 19):
            raise BadCursor
        await self._enter("see-accesses", registration_id, by)
        found = await self.kept.accesses(registration_id, int(cursor) if cursor else None, limit + 1)
        looks = [Look(datetime.fromisoformat(one.at), one.reader, one.purpose) for one in found[:limit]]
        return looks, str(found[limit - 1].number) if len(found) > limit else None

    async def penalties(self, registration_id: str, *, by: Caller, cursor: str | None, limit: int) -> Page[PenaltyRow]:
        """Faults of a holder, the oldest first; those that were waived say so."""
        await self._enter("see-registration", registration_id, by)
        return await self.journal.page(
            PenaltyRow,
            order_by="placed",
            since=f"{registration_id}/",
            until=f"{registration_id}0",
            cursor=cursor,
            limit=limit,
        )

    # -- within

    async def _enter(
        self, action: Action, registration_id: str, by: Caller
    ) -> tuple[RegistrationRow, Stream[Registration], frozenset[Standing]]:
        """A registration with which the caller may do this. Raises ``NotFound``, ``Forbidden``."""
        row = await self.journal.get(RegistrationRow, registration_id)
        if row is None:
            raise NotFound(what="registration", registration_id=registration_id)
        found = await self._standings(by, row.group_id, row.person_id)
        require(action, found)
        return row, Registration.stream(registration_id), found

    async def _standings(self, by: Caller, group_id: str | None, person_id: str | None) -> frozenset[Standing]:
        return standings(by, person_id=person_id, officers=await self._groups.officers(group_id))

    async def as_of(self, commit: Commit) -> Registration:
        """A registration as a commit left it, whatever came after: the answer to a command, however late repeated."""
        state = Registration(stream_name=commit.stream)
        for each in await self.journal.store.of_stream(commit.stream):
            if each.version <= commit.version:
                for event in each.events:
                    state.apply(event)
        return state


def _list_of(registration: Registration) -> tuple[int, Sequence[str]]:
    listed = registration.listed
    return (listed.version, listed.document_ids) if listed else (0, ())


def _facts(row: RegistrationRow, terms: RegistrationTerms, at_end: AtEnd | None) -> RegistrationFacts:
    stands = row.status == "registered" or at_end is not None
    person = row.holder_kind == "person"
    here = 1 if terms.counts(row.share) else 0
    listed = row.members, row.eligible
    members, eligible = row.counted or listed
    if at_end:
        members, eligible = at_end.members, at_end.eligible
    has_list = row.list_version is not None or at_end is not None
    return RegistrationFacts(
        registered_until=at_end.until if at_end else row.until,
        counted=stands and (row.share is not None if person else has_list),
        members=1 if person else members,
        eligible=here if person else eligible,
        claimed=listed if row.counted not in {None, listed} else None,
        accreditations=row.accreditations if stands else (),
        categories=tuple((each.fiscal_year, name) for each in row.granted for name in each.categories if stands),
        grants=tuple(grant for each in row.granted for grant in _grants(each)) if stands else (),
        faults=tuple(Fault(kind=each.fault, on=each.on, days_before=each.days_before) for each in row.faults),
        suspended_until=row.city_suspended_until,
        suspension=_suspension(row, terms),
    )


def _grants(granted: ReductionsGranted) -> Iterator[Grant]:
    """As the rules ask for them: of a fiscal year, and of single days."""
    for name in granted.reductions:
        yield Grant(reduction=name, fiscal_year=granted.fiscal_year, filed_on=granted.filed_on)
    for use in granted.uses:
        yield Grant(reduction=use.reduction, day=use.day, filed_on=granted.filed_on)


def _suspension(row: RegistrationRow, terms: RegistrationTerms) -> SuspendedToUse | None:
    if row.city_suspended_until is None:
        return None
    value = row.city_suspended_for or "other"
    why_ja, why_en = SUSPENDED_FOR[value]
    words = {"why_ja": why_ja, "why_en": why_en, "appeal_ja": terms.appeal.ja, "appeal_en": terms.appeal.en}
    return SuspendedToUse(article=terms.article, value=value, until=row.city_suspended_until, words=words)
