"""A group: its public profile, its members and its officers. The last officer cannot step down, except by erasure."""

from datetime import date, datetime, timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict

from services.matching.domain.accompanying.events import GroupLeaderless
from services.matching.domain.events import GroupDescribed
from services.matching.domain.groups.standing_events import Standing, StandingSeenTo
from services.matching.domain.groups.succession_events import SearchEnded, SuccessorSought
from services.matching.groups.refusals_groups import NotSought, SearchTime
from services.matching.groups.standing_refusals import GroupIsOver, require_active, require_not_ended
from services.matching.refusals import (
    AlreadyMember,
    AlreadyOfficer,
    GroupExists,
    GroupFull,
    LastOfficer,
    TooManyOfficers,
)
from shared.contracts.base import Areas
from shared.contracts.matching import (
    GroupChanged,
    GroupJoined,
    GroupKind,
    GroupLeft,
    GroupRegistered,
    OfficerAppointed,
    OfficerRetired,
    SizeBand,
)
from shared.contracts.matching_standing import GroupEnded, GroupResumed, GroupSuspended, MembershipEnded
from shared.events import Event
from shared.journal import State

MEMBERS_MAX = 2_000
"""A neighbourhood association of a large estate; beyond it, sections are groups of their own."""
OFFICERS_MAX = 30
SEARCH_MAX = timedelta(days=365)
STANDINGS: dict[Standing, type[GroupSuspended]] = {
    "active": GroupResumed,
    "suspended": GroupSuspended,
    "ended": GroupEnded,
}
STANDING_OF: dict[type[Event], Standing] = {event: standing for standing, event in STANDINGS.items()}
BANDS: tuple[tuple[int, SizeBand], ...] = ((100, "100+"), (30, "30-99"), (10, "10-29"), (5, "5-9"), (0, "1-4"))


class Profile(BaseModel):
    """What a group says of itself, in codes of the published lists. ``size_band`` may count members on paper too."""

    model_config = ConfigDict(frozen=True)

    name: str
    kind: GroupKind
    areas: Areas = {}
    tags: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    size_band: SizeBand = "1-4"
    times: tuple[str, ...] = ()
    languages: tuple[str, ...] = ("ja",)
    skills_wanted: tuple[str, ...] = ()
    access: tuple[str, ...] = ()
    ages_wanted: tuple[str, ...] = ()
    meets_at: str = ""
    outsiders_welcome: bool | None = None


DESCRIBED = ("times", "languages", "skills_wanted", "access", "ages_wanted", "meets_at", "outsiders_welcome")
"""What of a profile is told to no other service."""


class Member(BaseModel):
    """A member and what they are in the group."""

    role: str = "member"
    officer: bool = False


class Group(State):
    """One group. Bound by ``MEMBERS_MAX``."""

    kind = "group"
    fold_version = 6

    profile: Profile | None = None
    members: dict[str, Member] = {}
    sought: dict[str, date] = {}
    """Roles for which a successor is looked for, each with the last day of the search."""
    registered_at: datetime | None = None
    """Nothing for a group of before this was kept."""
    standing: Standing = "active"
    number: int = 0
    """How often it paused, ended or was back."""
    seen_number: int = 0
    """Of which of these what was under way has heard."""

    @property
    def registered(self) -> bool:
        """Whether the group exists."""
        return self.profile is not None

    @property
    def officers(self) -> list[str]:
        """Who acts for the group."""
        return [id for id, member in self.members.items() if member.officer]

    # -- decisions

    def register(self, profile: Profile, officer_id: str | None, at: datetime | None = None) -> list[Event]:
        """Enter a group, with its first officer when one is named. Raises ``GroupExists``."""
        if self.registered:
            raise GroupExists(group_id=self.stream_key)
        events: list[Event] = [
            GroupRegistered(group_id=self.stream_key, **_public(profile)),
            GroupDescribed(group_id=self.stream_key, **_described(profile), registered_at=at),
        ]
        if officer_id:
            ids = {"group_id": self.stream_key, "person_id": officer_id}
            events += [GroupJoined(**ids), OfficerAppointed(**ids, role="officer")]
        return events

    def change(self, profile: Profile) -> list[Event]:
        """Replace the profile; the size band is never below the members that are registered. Raises ``GroupIsOver``."""
        require_not_ended(self.stream_key, self.standing)
        at_least = band_of(len(self.members))
        band = max(profile.size_band, at_least, key=_rank)
        profile = profile.model_copy(update={"size_band": band})
        return [
            GroupChanged(group_id=self.stream_key, **_public(profile)),
            GroupDescribed(group_id=self.stream_key, **_described(profile)),
        ]

    def join(self, person_id: str, role: str = "member") -> list[Event]:
        """Make somebody a member. Raises ``GroupIsOver``, ``AlreadyMember``, ``GroupFull``."""
        require_not_ended(self.stream_key, self.standing)
        if person_id in self.members:
            raise AlreadyMember(group_id=self.stream_key)
        if len(self.members) >= MEMBERS_MAX:
            raise GroupFull(members_max=MEMBERS_MAX)
        joined: list[Event] = [GroupJoined(group_id=self.stream_key, person_id=person_id, role=role)]
        band = band_of(len(self.members) + 1)
        if self.profile and _rank(band) > _rank(self.profile.size_band):
            grown = self.profile.model_copy(update={"size_band": band})
            joined.append(GroupChanged(group_id=self.stream_key, **_public(grown)))
        return joined

    def leave(self, person_id: str) -> list[Event]:
        """End a membership. Raises ``LastOfficer``; no events for somebody who is no member."""
        member = self.members.get(person_id)
        if member and member.officer and len(self.officers) == 1 and self.standing != "ended":
            raise LastOfficer
        return self.forget(person_id)

    def forget(self, person_id: str) -> list[Event]:
        """Step of a saga: an erased person leaves, even as the last officer (staff then appoint another)."""
        member = self.members.get(person_id)
        if member is None:
            return []
        left: list[Event] = [GroupLeft(group_id=self.stream_key, person_id=person_id, role=member.role)]
        if member.officer:
            left.insert(0, OfficerRetired(group_id=self.stream_key, person_id=person_id, role=member.role))
        return left

    def appoint(self, person_id: str, role: str = "officer") -> list[Event]:
        """Let somebody act for the group; they become a member too. Raises ``AlreadyOfficer``, ``TooManyOfficers``."""
        member = self.members.get(person_id)
        if member and member.officer:
            raise AlreadyOfficer(group_id=self.stream_key)
        if len(self.officers) >= OFFICERS_MAX:
            raise TooManyOfficers(officers_max=OFFICERS_MAX)
        joined = [] if member else self.join(person_id)
        return [*joined, OfficerAppointed(group_id=self.stream_key, person_id=person_id, role=role)]

    def retire(self, person_id: str) -> list[Event]:
        """End an office; they stay a member. Raises ``LastOfficer``; no events for somebody who is no officer."""
        member = self.members.get(person_id)
        if member is None or not member.officer:
            return []
        if len(self.officers) == 1 and self.standing != "ended":
            raise LastOfficer
        return [OfficerRetired(group_id=self.stream_key, person_id=person_id, role=member.role)]

    def leaderless(self) -> list[Event]:
        """Step of a saga: whether nobody acts for a group that has not ended any more."""
        alone = self.registered and not self.officers and self.standing != "ended"
        return [GroupLeaderless(group_id=self.stream_key)] if alone else []

    def wind_up(self, until: datetime, most: int) -> list[Event]:
        """The clock: it has ended, and so has each membership, ``most`` of them at once; officers stay until a day.

        What is left (rooms, activities, money) still has somebody who acts. Each is told once; nothing when it is back.
        """
        if self.standing != "ended":
            return []
        ids = {"group_id": self.stream_key}
        told = self.officers if self.seen_number < self.number else []
        events: list[Event] = [MembershipEnded(**ids, person_id=id, role="officer", until=until) for id in told]
        for id, member in self.plain_members[:most]:
            events.append(GroupLeft(**ids, person_id=id, role=member.role))
            events.append(MembershipEnded(**ids, person_id=id, role="member"))
        return events

    @property
    def plain_members(self) -> list[tuple[str, Member]]:
        """Members who do not act for it."""
        return [(id, member) for id, member in self.members.items() if not member.officer]

    def close_offices(self) -> list[Event]:
        """The clock, a while after the end: nobody acts for it any more."""
        if self.standing != "ended":
            return []
        return [event for id in self.officers for event in self.forget(id)]

    def seek(self, role: str, until: date, today: date) -> list[Event]:
        """Look for a successor in a role until a day. Raises ``GroupPaused``, ``GroupIsOver``, ``SearchTime``."""
        require_active(self.stream_key, self.standing)
        if not today < until <= today + SEARCH_MAX:
            raise SearchTime(days_max=SEARCH_MAX.days)
        return [SuccessorSought(group_id=self.stream_key, role=role, until=until)]

    def end_search(self, role: str, *, past: date | None = None) -> list[Event]:
        """Nobody is looked for any more; ``past``: only when the search's last day lies before it.

        Raises ``NotSought``, but never for the clock.
        """
        until = self.sought.get(role)
        if past is not None and (until is None or until >= past):
            return []
        if until is None:
            raise NotSought
        return [SearchEnded(group_id=self.stream_key, role=role, until=until)]

    def stand(self, standing: Standing, *, undo: bool) -> list[Event]:
        """Pause, end, or be back; who looked for a successor does no longer. ``undo``: even where it has ended.

        No events when it stands so already. Raises ``GroupIsOver``.
        """
        if standing == self.standing or self.profile is None:
            return []
        if self.standing == "ended" and not undo:
            raise GroupIsOver(group_id=self.stream_key)
        over = [SearchEnded(group_id=self.stream_key, role=role, until=until) for role, until in self.sought.items()]
        told = STANDINGS[standing](group_id=self.stream_key, name=self.profile.name, count=self.number + 1)
        return [*over, told]

    # -- fold

    def apply(self, event: Event) -> None:
        self._apply_standing(event)
        match event:
            case SuccessorSought():
                self.sought[event.role] = event.until
            case SearchEnded():
                self.sought.pop(event.role, None)
            case GroupRegistered():
                described = self.profile or Profile(name=event.name, kind=event.kind)
                fields = event.model_dump(exclude={"group_id"})
                self.profile = described.model_copy(update=fields)
            case GroupDescribed() if self.profile:
                self.profile = self.profile.model_copy(update={name: getattr(event, name) for name in DESCRIBED})
                self.registered_at = event.registered_at or self.registered_at
            case OfficerAppointed():
                self.members.setdefault(event.person_id, Member()).officer = True
                self.members[event.person_id].role = event.role
            case OfficerRetired() if event.person_id in self.members:
                self.members[event.person_id] = Member()
            case GroupLeft():
                self.members.pop(event.person_id, None)
            case GroupJoined() if not isinstance(event, OfficerRetired):
                self.members[event.person_id] = Member(role=event.role)

    def _apply_standing(self, event: Event) -> None:
        if standing := STANDING_OF.get(type(event)):
            self.standing, self.number = standing, self.number + 1
        elif isinstance(event, StandingSeenTo):
            self.seen_number = event.number


def band_of(members: int) -> SizeBand:
    """The published size of a group: a band, so that nobody can be told from a change of one."""
    return next(band for least, band in BANDS if members >= least)


def _rank(band: SizeBand) -> int:
    return next(least for least, name in BANDS if name == band)


def _public(profile: Profile) -> dict[str, object]:
    return profile.model_dump(exclude=set(DESCRIBED))


def _described(profile: Profile) -> dict[str, Any]:
    return profile.model_dump(include=set(DESCRIBED))
