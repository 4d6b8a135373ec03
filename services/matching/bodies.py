"""What matching takes over HTTP: every field bounded, every id of a form that cannot be a name or an address."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from services.matching.consulting.opening import Opening
from services.matching.consulting.referrals import Offer
from services.matching.domain.consulting.referral_events import Carried, ReferralWhy
from services.matching.domain.events import Interests
from services.matching.domain.groups.group import Profile
from services.matching.domain.introducing.meeting_events import FollowUpAnswer
from services.matching.domain.team.choosing import Coordinator, Leave
from services.matching.domain.team.handing_over import MOVES_MAX
from services.matching.domain.team.roster import CAPACITY_MAX
from services.matching.domain.team.roster_record import ANSWER_DAYS
from services.matching.team.hand_over_plan import Request
from services.matching.words_kept import Worry
from shared.contracts.matching import GroupKind, SizeBand

PLAIN = r"^[^\x00-\x1f\x7f]*$"
"""No control characters: names are shown as they are, in one line."""
Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:|~-]{0,127}$")]
"""No slash, because ids stand in streams; no ``@``, because an e-mail address is no id."""
AreaId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
AreasIn = Annotated[dict[AreaId, AreaId], Field(max_length=10)]
ManyAreasIn = Annotated[
    dict[AreaId, Annotated[tuple[AreaId, ...], Field(min_length=1, max_length=100)]], Field(max_length=10)
]
Term = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
Terms = Annotated[tuple[Term, ...], Field(max_length=50)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80, pattern=PLAIN)]
Office = Literal["officer", "chair", "vice-chair", "treasurer", "secretary"]
"""What an officer may be called in events: codes only, because a free text could be a name."""
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2199, 12, 31))]
Place = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Message = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]


class Body(BaseModel):
    """Base of what is sent. A field that nobody reads is an error of the sender's."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class InterestsBody(Body):
    """What somebody says of themselves: codes or words of ``GET /vocabulary``; what comes first counts most."""

    tags: Terms = ()
    areas: AreasIn = {}
    availability: Terms = ()
    languages: Terms = ()
    role_wishes: Terms = ()
    skills: Terms = ()
    access_needs: Terms = ()
    age_band: Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)] = ""

    def interests(self) -> Interests:
        """The same in the domain's words."""
        return Interests(**self.model_dump())


class GroupBody(Body):
    """A group's profile. ``size_band`` may count members on paper too; ``meets_at`` is a facility, never a home."""

    name: Name
    kind: GroupKind
    areas: AreasIn = {}
    tags: Terms = ()
    needs: Terms = ()
    size_band: SizeBand = "1-4"
    times: Terms = ()
    languages: Terms = ("ja",)
    skills_wanted: Terms = ()
    access: Terms = ()
    ages_wanted: Terms = ()
    meets_at: Id | Literal[""] = ""
    outsiders_welcome: Annotated[bool, Field(strict=True)] | None = None

    def profile(self) -> Profile:
        """The same in the domain's words."""
        return Profile(**self.model_dump(include=set(Profile.model_fields)))


class NewGroup(GroupBody):
    """A group to register, with its first officer."""

    officer_id: Id | None = None


class NewMember(Body):
    """A member to be, and the accepted introduction that led there."""

    person_id: Id
    introduction_id: Id | None = None


class NewOfficer(Body):
    """An officer to be, and which office."""

    person_id: Id
    role: Office = "officer"


class LeaveBody(Body):
    """Days in Tokyo on which a coordinator takes nothing new, the first and the last included."""

    first_day: Day
    last_day: Day

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last_day < self.first_day:
            raise ValueError("last_day lies before first_day")
        return self


class CoordinatorBody(Body):
    """A coordinator's areas (``layer`` to area ids) and desks, room for open cases, kind, and when they are away."""

    areas: ManyAreasIn = {}
    capacity: Annotated[int, Field(ge=0, le=CAPACITY_MAX, strict=True)]
    away: bool = False
    kind: AreaId = "dedicated"
    desks: Annotated[tuple[AreaId, ...], Field(max_length=50)] = ()
    leave: Annotated[tuple[LeaveBody, ...], Field(max_length=20)] = ()
    languages: Terms = ()
    fields: Terms = ()

    def coordinator(self) -> Coordinator:
        """The same in the domain's words."""
        leave = tuple(Leave(first_day=each.first_day, last_day=each.last_day) for each in self.leave)
        return Coordinator(**self.model_dump(exclude={"leave"}), leave=leave)


CaseIds = Annotated[tuple[Id, ...], Field(max_length=MOVES_MAX)]


class HandOverBody(Body):
    """For what cases are handed over, and which; ``null``: those that the reason names.

    ``plan``: the number of the plan that was looked at; it is carried out as it was, or not at all.
    """

    why: Literal["leave", "overload", "request"]
    introduction_ids: CaseIds | None = None
    consultation_ids: CaseIds | None = None
    accompaniment_ids: CaseIds | None = None
    plan: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")] | None = None

    def request(self, person_id: str) -> Request:
        """The same in the words of the use case."""
        return Request(person_id, self.why, self.introduction_ids, self.consultation_ids, self.accompaniment_ids)


class DeskOwnerBody(Body):
    """The owner of one desk; ``null``: the city's desk owner."""

    owner_id: Id | None


class DeskBody(Body):
    """The city's desk owner, and the days that each owner of an introduction is given."""

    owner_id: Id
    answer_days: Annotated[int, Field(ge=1, le=90, strict=True)] = ANSWER_DAYS


class NewIntroduction(Body):
    """A group to meet, and words to it."""

    group_id: Id
    message: Message


class Decline(Body):
    """For which side a coordinator says no; ``words``: a code of ``GET /introductions/kind-words``.

    ``even_so``: although another officer of the group has said yes.
    """

    side: Literal["group", "resident"] | None = None
    words: AreaId | None = None
    even_so: bool = False


class MeetingBody(Body):
    """When they meet, and where: a facility, a booking, or words for those who meet (at most one of the three)."""

    starts_at: AwareDatetime
    place: Place | None = None
    facility_id: Id | None = None
    booking_id: Id | None = None

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if sum(where is not None for where in (self.place, self.facility_id, self.booking_id)) > 1:
            raise ValueError("at most one of place, facility_id and booking_id")
        return self


class MetBody(Body):
    """Whether they have met. ``false``: it did not happen; why, and who was missing, nobody asks."""

    met: bool = True


class FollowUpBody(Body):
    """How it goes, in one tap, with words to the coordinator when there is something to say."""

    answer: FollowUpAnswer
    words: Message | None = None


class NewConsultation(Body):
    """A worry, in words or by two taps (``category``). ``channel``: one of the menu's.

    ``person_id`` and ``areas``: for whom it is written down at a counter, on the phone…, as far as known.
    """

    text: Message | None = None
    category: AreaId | None = None
    channel: AreaId = "web"
    person_id: Id | None = None
    areas: AreasIn = {}

    def opening(self) -> Opening:
        """The same in the domain's words."""
        return Opening(Worry(self.text or "", self.category), self.channel, person_id=self.person_id, areas=self.areas)


class WordsToTriage(Body):
    """Words of a worry that nobody has sent yet."""

    text: Message


class Resolution(Body):
    """``recorded``: who rang or came by said that it is solved, and who has it writes that down.

    ``told``: they have no account, and were told until which day they can say that it is not.

    ``answer``: what who has it tells the person, when they are done.
    """

    answer: Message | None = None
    word: Literal["recorded", "told"] | None = None


class Referral(Body):
    """The desk that is to have it, why, and what of the kept words goes along.

    ``worry``: with its category; ``answers``: what the person was told so far.
    """

    desk: AreaId
    why: ReferralWhy = "knows-more"
    words: Annotated[tuple[Carried, ...], Field(max_length=2)] = ("worry", "answers")

    def offer(self) -> Offer:
        """The same in the words of the use case."""
        return Offer(self.desk, self.why, self.words)


class ReferralAnswer(Body):
    """The person's yes or no. ``number``: of the proposal that was shown; another one is not answered by it.

    ``code``: the number that the person says, for a clerk who has not got the consultation.
    """

    accepted: bool
    number: Annotated[int, Field(ge=1, strict=True)] | None = None
    code: Annotated[str, StringConstraints(max_length=20)] | None = None
