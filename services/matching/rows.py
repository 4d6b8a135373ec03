"""What lists and timers of matching read: one row an entity, made by the pure ``project``."""

from collections.abc import Iterable
from datetime import datetime

from services.matching.accompanying.rows import AccompanimentRow, GoalsChangeRow, of_accompaniment
from services.matching.consulting.rows import (
    CONSULTATION_ROWS,
    ConsultationWordsRow,
    of_consultation,
    of_desk_owner,
    words_of_person,
)
from services.matching.consulting.theme_rows import ThemeMonthRow, of_theme_month
from services.matching.domain.consulting.consultation import Consultation
from services.matching.domain.consulting.events import DeskOwnerSet
from services.matching.domain.consulting.themes import ThemeMonth
from services.matching.domain.events import (
    CoordinatorRetired,
    CoordinatorSet,
    DeskSet,
    Interests,
    InterestsDeclared,
    IntroductionAsked,
    IntroductionClosed,
    MatchingConsentChanged,
    PersonForgotten,
    PersonHeard,
)
from services.matching.domain.groups.group import Group
from services.matching.domain.groups.group_contact import GroupContact
from services.matching.domain.groups.standing_events import Standing
from services.matching.domain.helping.request import HelpRequest
from services.matching.domain.introducing.follow_up import FollowUp
from services.matching.domain.introducing.introduction import Introduction
from services.matching.domain.introducing.meeting_events import StatisticsConsentChanged
from services.matching.domain.inviting.events import InvitationEnded, InvitationsOpened
from services.matching.domain.person import Person
from services.matching.domain.recommending.activity import Activity
from services.matching.domain.recommending.facility import Facility
from services.matching.domain.recommending.familiar import Seen, SetAside
from services.matching.domain.sealed_events import HomeKept, NeedsKept
from services.matching.domain.team.roster import Roster
from services.matching.domain.walking import Point
from services.matching.groups.group_rows import GroupContactRow, GroupStandingRow, SuccessionRow, of_contact, of_timers
from services.matching.guarding.rows import GuardianConsentRow, of_guardian
from services.matching.helping.rows import HELP_ROWS, HelpWordsRow, of_help_request, of_helping
from services.matching.history.rows import HistoryExportRow, of_history_export
from services.matching.introducing.rows import (
    FollowUpRow,
    IntroductionRow,
    MessageRow,
    of_follow_up,
    of_introduction,
)
from services.matching.inviting.rows import INVITATION_ROWS, of_invitations
from services.matching.ladder.rows import LadderRow, of_ladder
from services.matching.learning.rows import TRAINING_ROWS, SupportWordsRow, of_pairings, of_training
from services.matching.outreach.rows import OUTREACH_ROWS, AppointmentWordsRow, of_outreach, words_of_appointed
from services.matching.sealed_rows import HomeRow, NeedsRow, home_id
from services.matching.team.roster_rows import ChoiceRow, CoordinatorRow, DutyRow, OfficeRow, RoomRow, of_team
from services.matching.visiting.rows import VisitRow, of_visit
from shared.contracts.base import Areas
from shared.contracts.matching import GroupJoined, GroupKind, GroupLeft, SizeBand
from shared.events import Event
from shared.journal import Row, State


class PersonRow(Row):
    """Somebody's home areas, language and interests. Emptied and closed by erasure."""

    kind = "person"

    heard: bool = False
    areas: Areas = {}
    language: str = "ja"
    consent: bool = True
    statistics: bool = False
    interests: Interests | None = None
    needs_id: str | None = None
    home: bool = False
    seen: dict[str, Seen] = {}


class GroupRow(Row):
    """A group's public profile, its officers, how many members are registered, and when anything of it changed."""

    kind = "group"
    stamped = True
    columns = ("name", "group_kind", "standing")
    many = ("tags", "area_ids", "officers")

    name: str
    group_kind: GroupKind
    areas: Areas = {}
    area_ids: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    size_band: SizeBand
    times: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    skills_wanted: tuple[str, ...] = ()
    access: tuple[str, ...] = ()
    ages_wanted: tuple[str, ...] = ()
    registered_at: datetime | None = None
    meets_at: str = ""
    outsiders_welcome: bool | None = None
    standing: Standing = "active"
    officers: tuple[str, ...] = ()
    members: int = 0
    changed_at: datetime | None = None
    """Nothing for a row that was made before this was kept."""
    revision: int = 0


class MemberRow(Row):
    """One membership. Closed when it ends; a new one of the same person opens it again."""

    kind = "member"
    columns = ("group_id", "person_id")

    group_id: str
    person_id: str
    role: str = "member"
    officer: bool = False


class ActivityRow(Row):
    """An activity that booking announced. Closed when it was cancelled."""

    kind = "activity"
    columns = ("starts_at",)

    title: str
    group_id: str
    place: str
    starts_at: datetime
    ends_at: datetime
    deadline: datetime
    fee: int
    tags: tuple[str, ...]
    areas: Areas
    capacity: int
    facility_id: str | None = None
    access: tuple[str, ...] = ()
    together_with: tuple[str, ...] = ()

    @property
    def held_by(self) -> tuple[str, ...]:
        """The group that announced it, and those that hold it too."""
        return (self.group_id, *self.together_with)


class FacilityRow(Row):
    """Where a facility is, when that is known."""

    kind = "facility"

    latitude: float | None = None
    longitude: float | None = None

    @property
    def point(self) -> Point | None:
        """Latitude and longitude, when both are known."""
        return None if self.latitude is None or self.longitude is None else (self.latitude, self.longitude)


class DeskRow(Row):
    """The one row ``desk``: who owns it, and the days given for an answer."""

    kind = "desk"

    owner_id: str
    answer_days: int


def document_of(row: Row) -> str | None:
    """The document of the vault that a row refers to: somebody's words, while what they belong to is open."""
    words = (*(MessageRow, ConsultationWordsRow, HelpWordsRow, SupportWordsRow, AppointmentWordsRow), HomeRow, NeedsRow)
    return row.id if isinstance(row, words) and not row.closed else None


ROWS: tuple[type[Row], ...] = (
    PersonRow, GroupRow, MemberRow, ActivityRow, CoordinatorRow, DeskRow, IntroductionRow, MessageRow,
    FollowUpRow, *CONSULTATION_ROWS, LadderRow, FacilityRow, *HELP_ROWS,
    GroupContactRow, SuccessionRow, GroupStandingRow, *OUTREACH_ROWS,
    DutyRow, RoomRow, OfficeRow, ChoiceRow, ThemeMonthRow, *TRAINING_ROWS, HomeRow, NeedsRow, AccompanimentRow,
    GuardianConsentRow, VisitRow, *INVITATION_ROWS, GoalsChangeRow, HistoryExportRow,
)  # fmt: skip
DESK = "desk"


def project(state: State, event: Event) -> Iterable[Row]:
    """The rows that an event makes or changes."""
    match state:
        case Person():
            return [row for rows in OF_PERSON for row in rows(state, event)]
        case Group():
            return _of_group(state, event)
        case Introduction():
            return of_introduction(state, event)
        case GroupContact():
            return of_contact(state, event)
        case FollowUp():
            return of_follow_up(state, event)
        case Consultation():
            return of_consultation(state, event)
        case Roster():
            return [*_of_roster(event), *of_team(state, event), *of_pairings(state, event)]
        case HelpRequest():
            return of_help_request(state, event)
        case Activity() | Facility() | ThemeMonth():
            return _by_state(state)
    more = (*of_outreach(state, event), *of_guardian(state), *of_visit(state), *of_history_export(state))
    return [*of_training(state, event), *of_accompaniment(state, event), *more]


def _by_state(state: Activity | Facility | ThemeMonth) -> list[Row]:
    """What booking told last; a month of themes as it stands."""
    if isinstance(state, ThemeMonth):
        return of_theme_month(state)
    if isinstance(state, Activity) and state.heard:
        said = state.heard.model_dump(exclude={"activity_id", "cancelled"})
        return [ActivityRow(id=state.heard.activity_id, closed=state.heard.cancelled, **said)]
    if isinstance(state, Facility) and state.heard:
        return [FacilityRow(id=state.heard.facility_id, **state.heard.model_dump(exclude={"facility_id"}))]
    return []


def member_row_id(group_id: str, person_id: str) -> str:
    """The id of a membership's row."""
    return f"{group_id}/{person_id}"


def _of_person(person: Person, event: Event) -> list[Row]:
    match event:
        case IntroductionAsked():
            asked = MessageRow(id=event.asking.message_id, introduction_id=event.asking.introduction_id)
            return [_person_row(person), asked]
        case IntroductionClosed():
            return [MessageRow(id=event.message_id, introduction_id=event.introduction_id, closed=True)]
        case HomeKept():
            return [_person_row(person), HomeRow(id=home_id(event.person_id), closed=not event.kept)]
        case NeedsKept():
            return [_person_row(person), NeedsRow(id=event.document_id, closed=not event.kept)]
        case PersonHeard() | MatchingConsentChanged() | InterestsDeclared() | StatisticsConsentChanged():
            return [_person_row(person)]
        case SetAside() | InvitationEnded() | InvitationsOpened():
            return [_person_row(person)]
        case PersonForgotten(message_ids=messages, introduction_ids=ids):
            closed = (MessageRow(id=m, introduction_id=i, closed=True) for m, i in zip(messages, ids, strict=True))
            return [_person_row(person), *closed, *words_of_person(event)]
    return words_of_person(event)


OF_PERSON = (_of_person, of_ladder, of_helping, of_invitations, lambda _, event: words_of_appointed(event))


def _person_row(person: Person) -> PersonRow:
    return PersonRow(
        id=person.stream_key,
        closed=person.forgotten,
        heard=person.heard,
        areas=person.areas,
        language=person.language,
        consent=person.consent,
        statistics=person.may_be_counted,
        interests=person.interests,
        needs_id=person.needs_id,
        home=person.home,
        seen=person.seen,
    )


def _of_group(group: Group, event: Event) -> list[Row]:
    rows: list[Row] = of_timers(group, event)
    if (profile := group.profile) is not None:
        fields = profile.model_dump(exclude={"kind"}) | {"needs": tuple(dict.fromkeys((*profile.needs, *group.sought)))}
        rows.append(
            GroupRow(
                id=group.stream_key,
                group_kind=profile.kind,
                area_ids=tuple(profile.areas.values()),
                officers=tuple(group.officers),
                members=len(group.members),
                **group.model_dump(include={"registered_at", "standing"}),
                **fields,
            )
        )
    if isinstance(event, GroupJoined):
        member = group.members.get(event.person_id)
        rows.append(
            MemberRow(
                id=member_row_id(event.group_id, event.person_id),
                group_id=event.group_id,
                person_id=event.person_id,
                role=member.role if member else event.role,
                officer=bool(member and member.officer),
                closed=member is None or isinstance(event, GroupLeft),
            )
        )
    return rows


def _of_roster(event: Event) -> list[Row]:
    match event:
        case CoordinatorSet():
            fields = event.model_dump(exclude={"person_id", "kind"})
            return [CoordinatorRow(id=event.person_id, coordinator_kind=event.kind, **fields)]
        case CoordinatorRetired():
            return [CoordinatorRow(id=event.person_id, capacity=0, away=True, closed=True)]
        case DeskSet():
            return [DeskRow(id=DESK, owner_id=event.owner_id, answer_days=event.answer_days)]
        case DeskOwnerSet():
            return [of_desk_owner(event)]
    return []
