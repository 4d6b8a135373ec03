"""How each row of the town is loaded: one call of a use case, under a cause that belongs to the row alone."""

import asyncio
import contextlib
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from kyoso.town.generate import programme_of
from kyoso.town.groups import GroupSeed
from kyoso.town.model import ActivitySeed, CoordinatorSeed, FacilitySeed, PersonSeed, RewardSeed, Town
from kyoso.town.rewards import term_of
from kyoso.town.till import pay_at_the_counter
from services.booking.bookings import Done
from services.booking.domain.activities.announcement import Announcement, Certificate, Times
from services.booking.domain.houses.facility import FacilityDraft, RoomDraft
from services.booking.judging import BookingRequest
from services.matching.domain.events import Interests
from services.matching.domain.groups.group import Profile
from services.matching.domain.team.choosing import Coordinator, CoordinatorKind
from services.matching.domain.team.roster_record import ANSWER_DAYS
from services.matching.inviting.refusals import AdultsOnly
from services.people.domain.details import Contact, Name
from services.people.requests import Registration
from services.points.domain.programme import Terms
from services.points.domain.reward import Offer
from shared.contracts.people import Purpose
from shared.errors import Refusal
from shared.journal import Cause
from shared.service import Service
from shared.web import Caller

COMMAND = "town"
RESIDENT = frozenset({"resident"})
KINDS: Mapping[str, CoordinatorKind] = {
    "supporter": "supporter",
    "professional": "professional",
    "intermediary": "intermediary",
}
"""Staff of desks are dedicated, as matching has it."""


def _certificate(activity: ActivitySeed) -> Certificate | None:
    if activity.certificate is None:
        return None
    title_ja, title_en, sessions_min = activity.certificate
    return Certificate(title_ja=title_ja, title_en=title_en, sessions_min=sessions_min)


def consents_of(person: PersonSeed) -> tuple[Purpose, ...]:
    """Who said what they like agrees that it is used; the others want to hear of activities only."""
    return ("activity-notices",) if person.interests is None else ("matching", "activity-notices", "introductions")


class Seats:
    """The use cases of all services, called for a town. Raises what they raise."""

    def __init__(self, services: Mapping[str, Service], town: Town) -> None:
        self._services = services
        self._officers = town.officers()
        self._operand = str(town.seed).encode()
        self._seed = town.seed

    def _cause(self, service: str, row: str) -> Cause:
        return self._services[service].journal.causes.operator(COMMAND, self._operand, row, actor="town")

    def _uses(self, service: str) -> Any:
        return self._services[service].use_cases

    # -- people

    async def person(self, person: PersonSeed) -> None:
        """An account with name, contact, birth date and the consents that most people give."""
        registration = Registration(
            person_id=person.id,
            name=Name(
                family=person.family,
                given=person.given,
                family_kana=person.family_kana,
                given_kana=person.given_kana,
            ),
            contact=Contact(email=person.email),
            birth_date=person.birth_date,
            areas=person.areas,
            language=person.language,
            channel="counter",
            consents=consents_of(person),
        )
        await self._uses("people").register(registration, cause=self._cause("people", f"person-{person.id}"))

    # -- booking

    async def facility(self, house: FacilitySeed) -> None:
        """A house with its rooms; in a town from before halls divided, the parts of its halls too."""
        draft = FacilityDraft(
            facility_id=house.id,
            name=house.name,
            kana=house.kana,
            kind=house.kind,
            areas=house.areas,
            address=house.address,
            phone=house.phone,
            latitude=house.latitude,
            longitude=house.longitude,
            rooms=tuple(
                RoomDraft(
                    room_id=room.id, name=room.name, name_en=room.name_en, capacity=room.capacity, parts=room.parts
                )
                for room in house.rooms
            ),
        )
        facilities, row = self._uses("booking").facilities, f"facility-{house.id}"
        await facilities.register(draft, cause=self._cause("booking", row))
        if any(room.parts for room in house.rooms):
            await facilities.change(house.id, draft, cause=self._cause("booking", f"{row}-with-parts"))

    async def activity(self, activity: ActivitySeed) -> None:
        """A room, an announcement and the first sign-ups; what time or a rule refuses is left out.

        An activity that has begun is announced without a booking: nobody books a room backwards.
        """
        officer = Caller(activity.officer_id, RESIDENT)
        booking_id = None
        with contextlib.suppress(Refusal):
            booking_id = await self._book(activity, officer)
        with contextlib.suppress(Refusal):
            activity_id = await self._announce(activity, officer, booking_id)
            await asyncio.gather(*(self._sign_up(activity, activity_id, each) for each in activity.sign_ups))

    async def _book(self, activity: ActivitySeed, officer: Caller) -> str:
        request = BookingRequest(
            facility_id=activity.facility_id,
            room_id=activity.room_id,
            starts_at=activity.starts_at,
            ends_at=activity.ends_at,
            group_id=activity.group_id,
            purpose="exchange",
            people=activity.people,
        )
        cause = self._cause("booking", f"booking-{activity.id}")
        done = await self._uses("booking").bookings.book(request, by=officer, cause=cause)
        await self._pay(done, f"booking-{activity.id}")
        return str(done.event.booking_id)

    async def _pay(self, done: Done, row: str) -> None:
        with contextlib.suppress(Refusal):
            cause = self._cause("booking", f"paid-{row}")
            await pay_at_the_counter(self._uses("booking"), self._seed, row, done, cause)

    async def _announce(self, activity: ActivitySeed, officer: Caller, booking_id: str | None) -> str:
        week = timedelta(days=7)
        times = [(activity.starts_at + n * week, activity.ends_at + n * week) for n in range(activity.weeks)]
        sessions = [Times(starts_at=starts_at, ends_at=ends_at) for starts_at, ends_at in times]
        sessions[0] = sessions[0].model_copy(update={"booking_id": booking_id})
        course = activity.weeks > 1
        helpers = dict(activity.helpers)
        roles = {"participant": activity.capacity - sum(helpers.values()), **helpers} if helpers else {}
        wanted = Announcement(
            title=activity.title,
            group_id=activity.group_id,
            place=activity.place,
            booking_id=None if course else booking_id,
            starts_at=activity.starts_at,
            ends_at=times[-1][1],
            deadline=activity.ends_at,
            fee=activity.fee,
            target=activity.target,
            tags=activity.tags,
            areas=activity.areas,
            capacity=activity.capacity,
            sessions=tuple(sessions) if course else (),
            roles=roles,
            certificate=_certificate(activity),
        )
        cause = self._cause("booking", f"activity-{activity.id}")
        announced = await self._uses("booking").activities.announce(wanted, by=officer, cause=cause)
        return str(announced.about.activity_id)

    async def _sign_up(self, activity: ActivitySeed, activity_id: str, person_id: str) -> None:
        by, cause = Caller(person_id, RESIDENT), self._cause("booking", f"sign-up-{activity.id}-{person_id}")
        with contextlib.suppress(Refusal):
            await self._uses("booking").activities.sign_up(activity_id, by=by, cause=cause)

    # -- matching; by nobody: what comes from the town's own register is trusted

    async def group(self, group: GroupSeed) -> None:
        """A group with its first officer."""
        profile = Profile(
            name=group.name,
            kind=group.kind,
            areas=group.areas,
            tags=group.tags,
            needs=group.needs,
            size_band=group.size_band,
            times=group.times,
            languages=group.languages,
            meets_at=group.meets_at,
            skills_wanted=group.skills_wanted,
            access=group.access,
            ages_wanted=group.ages_wanted,
            outsiders_welcome=group.outsiders_welcome,
        )
        await self._uses("matching").groups.register(
            profile,
            by=None,
            cause=self._cause("matching", f"group-{group.id}"),
            group_id=group.id,
            officer_id=self._officers[group.id],
        )

    async def member(self, person_id: str, group_id: str) -> None:
        """A membership."""
        cause = self._cause("matching", f"member-{group_id}-{person_id}")
        await self._uses("matching").groups.add_member(group_id, person_id, by=None, cause=cause)

    async def coordinator(self, seat: CoordinatorSeed) -> None:
        """A coordinator with areas, desks and capacity; under a name of its own, as desks came after areas."""
        kind = KINDS.get(seat.kind, "dedicated")
        coordinator = Coordinator(
            areas={"neighbourhood": seat.areas}, capacity=seat.capacity, kind=kind, desks=seat.desks,
            languages=seat.languages, fields=seat.fields,
        )  # fmt: skip
        cause = self._cause("matching", f"coordinator-{seat.person_id}-with-desks")
        await self._uses("matching").coordinators.put(seat.person_id, coordinator, by=None, cause=cause)

    async def desk(self, owner_id: str) -> None:
        """The person with whom everything ends that nobody else has."""
        cause = self._cause("matching", "desk")
        await self._uses("matching").coordinators.set_desk(owner_id, ANSWER_DAYS, by=None, cause=cause)

    async def desk_of(self, desk: str, owner_id: str) -> None:
        """The owner of one desk."""
        cause = self._cause("matching", f"desk-{desk}")
        await self._uses("matching").coordinators.set_desk_owner(desk, owner_id, by=None, cause=cause)

    async def interests(self, person: PersonSeed) -> None:
        """What a person would like to do."""
        await self._declare_interests(person, f"interests-{person.id}")

    async def _declare_interests(self, person: PersonSeed, row: str, *more: str) -> None:
        """What is known of a person, and ``more`` that they like. Nothing for somebody who says nothing."""
        said = person.interests
        if said is None:
            return
        interests = Interests(
            tags=(*said.tags, *more),
            areas=said.areas,
            availability=said.availability,
            languages=said.languages,
            role_wishes=said.role_wishes,
            skills=said.skills,
            access_needs=said.access_needs,
            age_band=said.age_band,
        )
        cause = self._cause("matching", row)
        await self._uses("matching").people.declare(person.id, interests, cause=cause)

    async def open(self, person: PersonSeed) -> None:
        """Groups that look for somebody may find them; whoever may be under 18 is not asked."""
        cause = self._cause("matching", f"invitations-{person.id}")
        with contextlib.suppress(AdultsOnly):
            await self._uses("matching").invitations.set_open(person.id, open=True, cause=cause)

    # -- points

    async def programme(self, year: int) -> None:
        """The programme of a fiscal year."""
        seed = programme_of(year)
        terms = Terms(
            programme_id=seed.id,
            name_ja=seed.name_ja,
            name_en=seed.name_en,
            budget=seed.budget,
            amount=seed.points_per_attendance,
            daily_cap=seed.daily_cap,
            starts_on=seed.starts_on,
            ends_on=seed.ends_on,
        )
        await self._uses("points").open_programme(terms, cause=self._cause("points", seed.id))

    async def reward(self, seed: RewardSeed, year: int) -> None:
        """A reward of a fiscal year."""
        starts_on, ends_on = term_of(year)
        offer = Offer(
            reward_id=f"{seed.id}-{year}",
            name_ja=seed.name_ja,
            name_en=seed.name_en,
            description_ja=seed.description_ja,
            description_en=seed.description_en,
            place=seed.place,
            price=seed.price,
            stock=seed.stock,
            starts_on=starts_on,
            ends_on=ends_on,
            keep_days=seed.keep_days,
        )
        cause = self._cause("points", f"reward-{offer.reward_id}")
        await self._uses("points").rewards.offer(offer, cause=cause)
