"""The registrations of the town's groups and of some of its people: who is on the lists, who still waits.

Names of members without an account are invented, as everybody is.
"""

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from kyoso.town.accompanying import AccompanimentSeed
from kyoso.town.chance import chance
from kyoso.town.helping import HelpSeed
from kyoso.town.ladder import tell_ladder
from kyoso.town.leaving import LeaveSeed
from kyoso.town.model import Town
from kyoso.town.names import FAMILIES, GIVEN_BY_BIRTH
from kyoso.town.outreach import OutreachSeed
from kyoso.town.seats import RESIDENT, Seats
from services.booking.domain.registering.events import Accreditation, ReductionsGranted, Share
from services.booking.domain.registering.record import key_of
from services.booking.registering.members_kept import Member
from services.booking.registering.registrations import Application
from services.matching.domain.accompanying.events import AccompanimentProposed
from services.matching.domain.team.choosing import Leave
from services.matching.domain.team.roster import Roster
from shared.clock import tokyo_date
from shared.errors import Refusal
from shared.journal import Cause
from shared.web import Caller

STAFF = Caller("staff-mori", frozenset({"staff"}))
COORDINATOR = frozenset({"coordinator"})
WAITING = frozenset({"jazz-dou", "omocha-byoin"})
"""Groups whose applications wait for the city, so that a clerk finds something to decide."""
ACCREDITED = frozenset({"badminton-club", "takkyu-kai"})
"""Groups that are accredited for the gymnasiums of schools."""
WELFARE = ("kaimono-tasuke", "kodomo-shokudo")
"""Groups for welfare: they have a reduction, so that a clerk finds a bill that is less than the table says."""
SHARES: tuple[tuple[Share, int], ...] = (("lives", 80), ("works", 8), ("studies", 5), ("elsewhere", 7))
"""Of a hundred members, how many live, work or study in the town."""
PEOPLE = (("resident-hana", False), ("resident-ken", True))
"""People with a registration of their own, and whether it still waits."""


@dataclass(frozen=True, slots=True)
class RegistrationSeed:
    """A registration as it is applied for, and who applies. ``waits``: nobody has looked at it yet."""

    group_id: str | None
    person_id: str
    members: tuple[Member, ...] = ()
    waits: bool = False

    @property
    def id(self) -> str:
        """The holder's key."""
        return key_of(self.group_id, self.person_id)


def registrations_of(town: Town) -> tuple[RegistrationSeed, ...]:
    """Every group's, with as many members as the group has, and those of some people."""
    officers = town.officers()
    with_account: dict[str, list[Member]] = {group.id: [] for group in town.groups}
    for person in town.people:
        for group_id in dict.fromkeys((*person.officer_of, *person.member_of)):
            with_account[group_id].append(Member(name=person.name, share="lives", person_id=person.id))
    groups = (
        RegistrationSeed(
            group.id,
            officers[group.id],
            (*with_account[group.id], *_without(town.seed, group.id, group.members - len(with_account[group.id]))),
            waits=group.id in WAITING,
        )
        for group in town.groups
    )
    return (*groups, *(RegistrationSeed(None, person_id, waits=waits) for person_id, waits in PEOPLE))


def _without(seed: int, group_id: str, count: int) -> Sequence[Member]:
    """Members who have no account."""
    random = chance(seed, "members", group_id)
    given = [name for _, names in GIVEN_BY_BIRTH for name, _ in names]
    families = [name for name, _ in FAMILIES]
    shares, weights = zip(*SHARES, strict=True)
    return [
        Member(
            name=f"{random.choice(families)} {random.choice(given)}",
            share=random.choices(shares, weights)[0],
        )
        for _ in range(max(0, count))
    ]


class Registering(Seats):
    """Registrations, from the application to the city's yes."""

    async def registration(self, seed: RegistrationSeed) -> None:
        """Apply; where it does not wait, show who one is and be approved. What stands already is left as it is."""
        uses = self._uses("booking").registrations
        wanted = Application(group_id=seed.group_id, members=seed.members, share=None if seed.group_id else "lives")
        row, by = f"registration-{seed.id}", Caller(seed.person_id, RESIDENT)
        with contextlib.suppress(Refusal):
            await uses.apply(wanted, by=by, cause=self._cause("booking", row))
            if seed.waits:
                return
            document = "articles" if seed.group_id else "my-number-card"
            cause = self._cause("booking", f"{row}-proof")
            await uses.note_proof(seed.id, "counter", document, by=STAFF, cause=cause)
            await uses.approve(seed.id, by=STAFF, cause=self._cause("booking", f"{row}-approval"))
            if seed.group_id in ACCREDITED:
                cause = self._cause("booking", f"{row}-accreditation")
                await uses.accredit(seed.id, [Accreditation(kinds=("school",))], by=STAFF, cause=cause)

    async def reduction(self, group_id: str, year: int, filed_on: date) -> None:
        """What the city granted to a welfare group for a fiscal year; other rules than the town's may know none."""
        granted = ReductionsGranted(
            fiscal_year=year, categories=("welfare",), reductions=("hub.welfare",), filed_on=filed_on
        )
        cause = self._cause("booking", f"reduction-{group_id}-{year}")
        with contextlib.suppress(Refusal):
            await self._uses("booking").registrations.grant(key_of(group_id, None), granted, by=STAFF, cause=cause)

    async def help(self, seed: HelpSeed) -> None:
        """A request or an offer of help of a group; what the officer has too many of is left out."""
        with contextlib.suppress(Refusal):
            await self._uses("matching").help_requests.open(
                seed.new, by=Caller(seed.officer_id, RESIDENT), cause=self._cause("matching", seed.id)
            )

    async def outreach(self, seed: OutreachSeed) -> None:
        """A day on which somebody is there; one that is past already is left out."""
        with contextlib.suppress(Refusal):
            await self._uses("matching").outreach_days.announce(
                seed.new, by=STAFF, cause=self._cause("matching", seed.id), day_id=seed.id
            )

    async def leave(self, seed: LeaveSeed) -> None:
        """Days off, with all else on the roster as it is; nothing for who is not there or has days off ahead."""
        journal = self._services["matching"].journal
        entry = await journal.ask(Roster.main(), lambda roster: roster.coordinators.get(seed.person_id))
        today = tokyo_date(journal.now())
        if entry is None or any(each.last_day >= today for each in entry.leave):
            return
        leave = Leave(first_day=seed.first_day, last_day=seed.last_day)
        coordinator = entry.model_copy(update={"leave": (leave,)})
        cause = self._cause("matching", seed.id)
        await self._uses("matching").coordinators.put(seed.person_id, coordinator, by=None, cause=cause)

    async def accompaniment(self, seed: AccompanimentSeed) -> None:
        """An accompaniment as far as it has come; what an older town refuses is left out."""
        run, journal = self._uses("matching").accompaniments, self._services["matching"].journal
        officer, body = Caller(seed.officer_id, RESIDENT), Caller(seed.intermediary_id, COORDINATOR)
        today = tokyo_date(journal.now())

        def cause(step: str) -> Cause:
            return self._cause("matching", f"accompaniment-{seed.group_id}-{step}")

        with contextlib.suppress(Refusal):
            chain = await run.propose(
                seed.group_id, seed.goals, seed.intermediary_id, seed.words, by=officer, cause=cause("asked")
            )
            id = f"{seed.group_id}~{chain.first(AccompanimentProposed).number}"
            if not seed.agreed:
                return
            await run.agree(id, by=body, cause=cause("agreed"))
            if seed.notes:
                await run.plan_visit(id, today, by=body, cause=cause("visit"))
                await run.note_visit(id, 1, made=True, notes=seed.notes, by=body, cause=cause("visited"))
            if seed.changed:
                await self._change_goals(seed, id, officer, body, cause)
            if seed.next_visit_days:
                on = today + timedelta(days=seed.next_visit_days)
                await run.plan_visit(id, on, by=body, cause=cause("next-visit"))
            for by in (officer, body) if seed.ended else ():
                await run.end(id, seed.ended, None, by=by, cause=cause(f"ended-{by.person_id}"))

    async def _change_goals(
        self, seed: AccompanimentSeed, id: str, officer: Caller, body: Caller, cause: Callable[[str], Cause]
    ) -> None:
        changes = self._uses("matching").goal_changes
        await changes.propose(id, seed.changed, None, by=body, cause=cause("other-goals"))
        await changes.answer(id, 1, accepted=True, words=None, by=officer, cause=cause("other-goals-agreed"))

    async def estimate(self) -> None:
        """The first estimate of the ladder, from invented tables."""
        await tell_ladder(self._uses("matching").ladder_figures, partial(self._cause, "matching"))
