"""The use cases of registrations to use: apply, list members, approve, refuse, renew, suspend, end, and what time does.

A member list goes to the vault before the commit that refers to it, under an id made of the cause and the request's
digest; what no commit refers to is removed.
"""

import hashlib
import hmac
from collections.abc import Callable, Sequence
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from services.booking.activities.certificates import ALPHABET
from services.booking.domain.houses.facility import Id
from services.booking.domain.registering.events import (
    Channel,
    MembersListed,
    Share,
)
from services.booking.domain.registering.record import key_of
from services.booking.domain.registering.registration import Registration
from services.booking.forgotten import Forgotten
from services.booking.groups.groups import Groups
from services.booking.registering.deciding import RegistrationDeciding
from services.booking.registering.ending import GroupRegistrationsEnd
from services.booking.registering.erasing import RegistrationErasing
from services.booking.registering.members_kept import MEMBERS_MAX, Member, MembersKept, PersonId
from services.booking.registering.penalty_points import PenaltyRules
from services.booking.registering.permissions import require
from services.booking.registering.refusals import (
    MembersMissing,
    NoMemberList,
    WhoseRegistration,
)
from services.booking.registering.rows import RegistrationRow
from services.booking.registering.terms import RegistrationTerms
from services.booking.rulebook.book import Book
from shared.errors import CauseReused, NotYet, Refusal
from shared.events import Event
from shared.journal import Cause, Commit, Journal, Stream
from shared.web import Caller

RESPONSIBLE_MAX = 5
SUSPENSION_DAYS_MAX = 1_100
NUMBER_LENGTH = 8
"""40 bits: a city has some thousands of registrations."""

Members = Annotated[tuple[Member, ...], Field(max_length=MEMBERS_MAX)]
Responsible = Annotated[tuple[PersonId, ...], Field(max_length=RESPONSIBLE_MAX)]


class Application(BaseModel):
    """A wish to be registered: for a group with its members, or for oneself (staff: for whom they have before them)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    group_id: Id | None = None
    person_id: PersonId | None = None
    channel: Channel = "web"
    share: Share | None = None
    """Of a person: what ties them to the city."""
    members: Members = ()
    """Of a group: everybody, those without an account too."""
    responsible: Responsible = ()
    """Of a group: who answers for it; the first is told of what becomes of it. By default the officer who applies."""

    @model_validator(mode="after")
    def _named_once(self) -> Self:
        if len(set(self.responsible)) != len(self.responsible):
            raise ValueError("responsible: the same person twice")
        return self


class RegistrationNumbers:
    """Numbers as they stand on a card: made with the deployment's key, the same for one holder for good."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def of(self, registration_id: str) -> str:
        """The number of a holder, for example ``7K2M-9QXD``."""
        bits = int.from_bytes(hmac.new(self._key, registration_id.encode(), hashlib.sha256).digest()[:8], "big")
        text = "".join(ALPHABET[bits >> 5 * place & 31] for place in range(NUMBER_LENGTH))
        return f"{text[:4]}-{text[4:]}"


class Registrations(RegistrationDeciding):
    """Registrations of the city's groups and people. ``by`` is always who asks."""

    def __init__(
        self,
        journal: Journal,
        *,
        groups: Groups,
        forgotten: Forgotten,
        kept: MembersKept,
        terms: RegistrationTerms,
        rules: PenaltyRules,
        book: Book,
        numbers: RegistrationNumbers,
    ) -> None:
        super().__init__(journal, groups, kept, terms, rules, book)
        self._forgotten = forgotten
        self._numbers = numbers
        self.erasing = RegistrationErasing(journal, kept)
        self.ending = GroupRegistrationsEnd(journal, kept)

    # -- the holder's

    async def apply(self, wanted: Application, *, by: Caller, cause: Cause) -> Commit:
        """Ask to be registered.

        Raises ``Forbidden``, ``NotYet``, ``GroupHasEnded``, ``AlreadyApplied``, ``AlreadyRegisteredToUse``.
        """
        group_id, person_id = _whose(wanted, by)
        found = await self._standings(by, group_id, None if group_id else person_id)
        if group_id and "officer" not in found and not await self._groups.knows(group_id):
            raise NotYet("group")
        require("apply", found)
        if wanted.channel != "web" or person_id != by.person_id:
            require("list-registrations", found)  # at the counter and by phone: staff
        registration_id = key_of(group_id, person_id)
        responsible = wanted.responsible or ((by.person_id,) if "officer" in found else ())
        number, over = self._numbers.of(registration_id), await self._groups.over(group_id)

        def decide(registration: Registration, listed: MembersListed | None) -> Sequence[Event]:
            if over is not None:
                raise over
            self._forgotten.check(by.person_id, person_id, *responsible)
            return registration.apply_for(
                channel=wanted.channel,
                number=number,
                responsible=responsible if group_id else (),
                share=None if group_id else wanted.share,
                listed=listed,
            )

        if group_id is None:
            return await self.journal.transact(
                Registration.stream(registration_id), cause, lambda found: decide(found, None)
            )
        if not wanted.members:
            raise MembersMissing
        commit = await self._keep(registration_id, wanted.members, cause, Registration.check_free, decide)
        await self.ending.end(group_id, cause.beside("group-ended"))  # it may have ended meanwhile
        return commit

    async def change_members(
        self, registration_id: str, members: Sequence[Member], *, by: Caller, cause: Cause
    ) -> Commit:
        """A new version of a group's list. Raises ``NotFound``, ``Forbidden``, ``NoMemberList``, ``MembersMissing``."""
        row, _, _ = await self._enter("change-members", registration_id, by)
        if row.holder_kind == "person":
            raise NoMemberList
        if not members:
            raise MembersMissing

        def decide(registration: Registration, listed: MembersListed) -> Sequence[Event]:
            return registration.list_members(listed)

        return await self._keep(registration_id, members, cause, Registration.check_open, decide)

    async def name_responsible(
        self, registration_id: str, person_ids: Sequence[str], *, by: Caller, cause: Cause
    ) -> Commit:
        """Say who answers for a group, whole."""
        _, stream, _ = await self._enter("name-responsible", registration_id, by)

        def decide(registration: Registration) -> Sequence[Event]:
            self._forgotten.check(*person_ids)
            return registration.name_responsible(tuple(dict.fromkeys(person_ids)))

        return await self.journal.transact(stream, cause, decide)

    async def renew(self, registration_id: str, *, by: Caller, cause: Cause) -> Commit:
        """Let it stand for another term. Raises ``NotYetRenewable``, ``NotRegisteredToUse``, ``LookedAtAgain``."""
        _, stream, _ = await self._enter("renew", registration_id, by)
        today = self._today()

        def decide(registration: Registration) -> Sequence[Event]:
            self._forgotten.check(by.person_id)
            term = registration.term
            return registration.renew(self.terms.term.next(term) if term else self.terms.term.first(today), today)

        return await self.journal.transact(stream, cause, decide)

    async def end(self, registration_id: str, *, by: Caller, cause: Cause) -> Commit:
        """End it, or withdraw the application; its member list is removed."""
        _, stream, found = await self._enter("end", registration_id, by)
        holder = bool(found & {"self", "officer"})
        commit = await self.journal.transact(
            stream, cause, lambda registration: registration.end("withdrawn" if holder else "city")
        )
        await self._drop_list(commit)
        return commit

    # -- what happens by itself

    async def fall_due(self, row: RegistrationRow, cause: Cause) -> None:
        """The timer: tell that the term ends, end it, end suspensions; each once for its day."""
        today = self._today()
        commit = await self.journal.transact(
            Registration.stream(row.id), cause, lambda registration: registration.fall_due(today)
        )
        await self._drop_list(commit)

    # -- within

    async def _keep(
        self,
        registration_id: str,
        members: Sequence[Member],
        cause: Cause,
        check: Callable[[Registration], None],
        decide: Callable[[Registration, MembersListed], Sequence[Event]],
    ) -> Commit:
        """Put a list into the vault, then commit what refers to it; the version before leaves the vault.

        Nothing is put when the state already refuses; the commit is tried all the same, because the cause may be known.
        """
        stream: Stream[Registration] = Registration.stream(registration_id)
        kept = self.kept.prepare(registration_id, cause.new_id(f"members/{cause.digest}"), members)
        refusal = await self.journal.ask(stream, lambda found: _refusal_of(check, found))
        if refusal is None:
            await self.kept.keep(kept)

        def decided(registration: Registration) -> Sequence[Event]:
            if refusal is not None:
                raise refusal
            self._forgotten.check(*kept.people)
            return decide(registration, kept.listed)

        try:
            commit = await self.journal.transact(stream, cause, decided)
        except (Refusal, NotYet, CauseReused):
            await self.kept.drop_unless_counted(registration_id, kept.ids)
            raise
        replaced = [id for event in commit.events if isinstance(event, MembersListed) for id in event.replaced]
        await self.kept.drop_unless_counted(registration_id, [*kept.ids, *replaced])
        await self.erasing.look_again(registration_id, kept, cause)
        return commit


def _whose(wanted: Application, by: Caller) -> tuple[str | None, str]:
    """The group, and the person, that an application is for. Raises ``WhoseRegistration``, ``NoMemberList``."""
    if wanted.group_id and wanted.person_id:
        raise WhoseRegistration
    if wanted.group_id:
        return wanted.group_id, by.person_id
    if wanted.members or wanted.responsible:
        raise NoMemberList
    if wanted.channel != "web" and wanted.person_id is None:
        raise WhoseRegistration
    return None, wanted.person_id or by.person_id


def _refusal_of(check: Callable[[Registration], None], registration: Registration) -> Refusal | None:
    try:
        check(registration)
    except Refusal as refusal:
        return refusal
    return None
