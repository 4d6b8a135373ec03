"""Use cases of invitations: a group looks for who could help, and asks; the person says whether they want to meet it.

Nobody is found who did not say so. Until they say yes a group knows nothing of them but a name for a day and up to
three reasons; their yes is a request for an introduction, which a coordinator sees to as to any other.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from services.matching.domain.inviting.events import InvitationPlaceTaken, InvitationUnmade
from services.matching.domain.inviting.invitees import Fit, Invitee, cleared, counted, fits, name_of
from services.matching.domain.inviting.places import InvitationPlaces
from services.matching.domain.person import Person
from services.matching.domain.recommending.reasons import Pair
from services.matching.domain.recommending.scoring import Contribution, Offer, Seeker
from services.matching.groups.standing_refusals import away
from services.matching.introducing.introductions import Introductions
from services.matching.inviting.refusals import AlreadyInvited, InviteeGone, NothingSought
from services.matching.inviting.rows import InvitationRow, InviteeRow
from services.matching.permissions import relations, require
from services.matching.recommending.recommendations import Recommendations
from services.matching.rows import GroupRow
from shared.clock import tokyo_date
from shared.events import Event
from shared.journal import Cause, Chain, Commit, Journal
from shared.web import Caller, NotFound

LOOKED_AT_MAX = 100
"""Of the best so many are asked whether they can be invited now; nobody pages through a town."""
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Invitation:
    """An open invitation, with the group and what it is that the person could do there."""

    row: InvitationRow
    group: GroupRow
    reasons: tuple[Contribution, ...]


class Invitations:
    """Decided on the person's own stream, which knows of consent, age, erasure and all that was asked before."""

    def __init__(self, journal: Journal, recommendations: Recommendations, introductions: Introductions) -> None:
        self.journal = journal
        self.recommendations = recommendations
        self.introductions = introductions
        self.terms = recommendations.knowledge.invitees

    # -- the person

    async def is_open(self, person_id: str) -> bool:
        """Whether groups may find somebody."""
        row = await self.journal.get(InviteeRow, person_id)
        return row is not None and not row.closed

    async def set_open(self, person_id: str, *, open: bool, cause: Cause) -> Commit:
        """Let groups find somebody who agrees, or no more; then what is open ends, and what was is forgotten.

        Raises ``PersonGone``, ``ConsentMissing``, ``IntroductionConsentMissing``, ``AdultsOnly``.
        """
        secret, today = cause.new_id("invitee"), tokyo_date(self.journal.now())

        def set_open(person: Person) -> Sequence[Event]:
            return person.open_to_invitations(secret, today) if open else person.close_to_invitations()

        return await self.journal.transact(Person.stream(person_id), cause, set_open)

    async def of_person(self, person_id: str) -> list[Invitation]:
        """Who asks somebody, with what speaks for it: computed anew, so that nothing is said that was taken back."""
        me = await self.journal.get(InviteeRow, person_id)
        found = []
        for row in await self.journal.all(InvitationRow, where={"person_id": person_id}, with_closed=False):
            group = await self.journal.get(GroupRow, row.group_id)
            if group is not None and me is not None:
                weights = counted(self.recommendations.weights())
                offer = _offer(group)
                pair = Pair(self._invitee(me, offer).seeker, offer, weights, self.journal.now())
                found.append(Invitation(row, group, pair.reasons(pair.parts())))
        return found

    async def accept(self, person_id: str, group_id: str, message: str, *, cause: Cause) -> Chain:
        """The person wants to meet the group, which has said yes by asking: a coordinator sees to it.

        Raises ``NotInvited`` and as asking for an introduction.
        """
        return await self.introductions.ask(person_id, group_id, message, cause=cause, invited=True)

    async def decline(self, person_id: str, group_id: str, *, cause: Cause) -> Commit:
        """The person's no; the group hears "not this time". Raises ``NotInvited``."""
        now = self.journal.now()
        return await self.journal.transact(
            Person.stream(person_id), cause, lambda person: person.decline_invitation(group_id, now)
        )

    async def lapse(self, row: InvitationRow, cause: Cause) -> None:
        """The timer: silence is no yes."""
        now = self.journal.now()
        await self.journal.transact(
            Person.stream(row.person_id), cause, lambda person: person.lapse_invitation(row.group_id, now)
        )

    # -- the group

    async def invitees(self, group_id: str, *, by: Caller, limit: int, sought: str = "") -> list[Fit]:
        """Who could help with what the group looks for, the best first, and may be asked now.

        ``sought``: one role or skill of those, where there are many; then only who offers that.

        Raises ``NotFound``, ``Forbidden``, ``NothingSought``, ``GroupPaused``, ``GroupIsOver``.
        """
        group = await self._group(group_id, by)
        offer, now = _offer(group), self.journal.now()
        people = [self._invitee(row, offer) for row in await self._offering(group)]
        if sought:
            people = [each for each in people if sought in (*each.seeker.role_wishes, *each.seeker.skills)]
        found: list[Fit] = []
        for fit in fits(people, group_id, offer, self.recommendations.weights(), now, tokyo_date(now))[:LOOKED_AT_MAX]:
            if len(found) == min(limit, self.terms.found_max):
                break
            if await self._may_be_invited(group, fit.person_id):
                found.append(fit)
        return found

    async def invite(self, group_id: str, name: str, *, by: Caller, cause: Cause) -> Chain:
        """Ask somebody by the name of today, or of yesterday, whether they would like to meet the group.

        Raises ``NotFound``, ``Forbidden``, ``NothingSought``, ``InviteeGone``, ``AlreadyInvited``,
        ``TooManyInvitations``.
        """
        group, now = await self._group(group_id, by), self.journal.now()
        today, offer, terms = tokyo_date(now), _offer(group), self.terms
        rows = await self._offering(group)
        named = [row for row in rows if name in (name_of(row.secret, group_id, day) for day in (today, today - DAY))]
        people = [self._invitee(row, offer) for row in named]
        if not fits(people, group_id, offer, self.recommendations.weights(), now, today):
            raise InviteeGone
        person_id = named[0].id
        rows_waiting = await self.journal.all(InvitationRow, where={"group_id": group_id}, with_closed=False)
        waiting = {row.person_id for row in rows_waiting}
        taken = InvitationPlaceTaken(
            group_id=group_id,
            person_id=person_id,
            place_id=cause.new_id("place"),
            by=by.person_id,
            at=now,
            bounds=terms.bounds,
        )
        place = await self.journal.transact(
            InvitationPlaces.stream(group_id), cause, lambda places: places.take(taken, waiting)
        )
        chain = await self.journal.settle(place)
        for unmade in (event for commit in chain.commits for event in commit.events):
            if isinstance(unmade, InvitationUnmade):
                raise AlreadyInvited if unmade.invited else InviteeGone
        return chain

    async def of_group(self, group_id: str, *, by: Caller) -> list[tuple[str, InvitationRow]]:
        """Invitations that wait for an answer, each with today's name. Raises ``NotFound``, ``Forbidden``."""
        await self._group(group_id, by)
        today = tokyo_date(self.journal.now())
        waiting = await self.journal.all(InvitationRow, where={"group_id": group_id}, with_closed=False)
        known = [(await self.journal.get(InviteeRow, row.person_id), row) for row in waiting]
        return [(name_of(me.secret, group_id, today), row) for me, row in known if me and not me.closed]

    # -- inside

    async def _group(self, group_id: str, by: Caller) -> GroupRow:
        row = await self.journal.get(GroupRow, group_id)
        if row is None:
            raise NotFound(what="group")
        require("find-invitees", relations(by, officers=row.officers))
        if absent := away(group_id, row.standing):
            raise absent
        return row

    async def _offering(self, group: GroupRow) -> Iterable[InviteeRow]:
        """Who offers something that is looked for. Raises ``NothingSought``."""
        sought = [*(f"role:{need}" for need in group.needs), *(f"skill:{skill}" for skill in group.skills_wanted)]
        if not sought:
            raise NothingSought
        rows: dict[str, InviteeRow] = {}
        for code in sought:
            fitting = await self.journal.all(InviteeRow, having={"offers": code}, with_closed=False)
            rows.update((row.id, row) for row in fitting)
        return rows.values()

    async def _may_be_invited(self, group: GroupRow, person_id: str) -> bool:
        """As the person's stream decides it, so that nobody is listed who cannot be asked."""
        if person_id in group.officers:
            return False
        if group.outsiders_welcome is False and await self.introductions.is_outsider(person_id):
            return False
        now, terms = self.journal.now(), self.terms
        return await self.journal.ask(
            Person.stream(person_id),
            lambda person: person.may_be_invited(group.id, now, tokyo_date(now), terms),
        )

    def _invitee(self, row: InviteeRow, offer: Offer) -> Invitee:
        seeker = Seeker(
            tags=row.tags,
            role_wishes=row.role_wishes,
            skills=row.skills,
            availability=frozenset(row.availability),
            languages=row.languages,
            broader=self.recommendations.knowledge.words.broader,
        )
        today = tokyo_date(self.journal.now())
        return Invitee(row.id, row.secret, cleared(seeker, offer, self.terms.vetted, row.checks, today))


def _offer(group: GroupRow) -> Offer:
    return Offer(
        tags=frozenset(group.tags),
        needs=frozenset(group.needs),
        skills_wanted=frozenset(group.skills_wanted),
        times=group.times,
        languages=frozenset(group.languages),
    )
