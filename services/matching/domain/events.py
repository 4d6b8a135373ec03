"""The private events of matching: they stay in its journal. Public ones are in ``shared.contracts.matching``."""

from pydantic import AwareDatetime, BaseModel, ConfigDict

from services.matching.domain.letting_go import LetsWordsGo
from services.matching.domain.team.choosing import CoordinatorKind, Leave, Take
from shared.contracts.base import Areas
from shared.contracts.people import AgeBand
from shared.events import Event


class PersonHeard(Event):
    """The people service told where somebody lives, what they read, and their age band; never a birth date."""

    type = "person-heard.v1"

    person_id: str
    areas: Areas = {}
    language: str = "ja"
    age_band: AgeBand | None = None


class MatchingConsentChanged(Event):
    """The person agrees (or no longer agrees) that their interests are used. Without it, none are kept."""

    type = "matching-consent-changed.v1"

    person_id: str
    given: bool


class Interests(BaseModel):
    """What somebody says of themselves, in codes of the published lists; what comes first counts most.

    ``access_needs`` and ``age_band`` are for the person and their score alone: they are sealed in the vault. No event
    has them; where an older version wrote them, they are not read.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    tags: tuple[str, ...] = ()
    areas: Areas = {}
    availability: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    role_wishes: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    access_needs: tuple[str, ...] = ()
    age_band: str = ""

    @property
    def told(self) -> "Interests":
        """What may stand in an event."""
        return self.model_copy(update={"access_needs": (), "age_band": ""})


class InterestsDeclared(Event):
    """The person's interests are now these, whole but for what is in the vault."""

    type = "interests-declared.v1"

    person_id: str
    interests: Interests


class PersonForgotten(Event):
    """The person is erased: what was open ends, what was held is dropped."""

    type = "person-forgotten.v1"

    person_id: str
    introduction_ids: tuple[str, ...] = ()
    message_ids: tuple[str, ...] = ()
    group_ids: tuple[str, ...] = ()
    consultation_ids: tuple[str, ...] = ()
    document_ids: tuple[str, ...] = ()
    follow_up_ids: tuple[str, ...] = ()


class MembershipNoted(Event):
    """The person's own record of a membership; ``introduction_id`` is the open introduction that led there."""

    type = "membership-noted.v1"

    person_id: str
    group_id: str
    introduction_id: str | None = None


class MembershipOver(Event):
    """The person is no longer a member of the group."""

    type = "membership-over.v1"

    person_id: str
    group_id: str


class MembershipRefused(Event):
    """The person was erased meanwhile: the membership must end at once."""

    type = "membership-refused.v1"

    person_id: str
    group_id: str


class GroupDescribed(Event):
    """What a group says beside its public profile: when it meets, which languages can be used, whom it looks for.

    ``registered_at`` stands in the first one only.
    """

    type = "group-described.v1"

    group_id: str
    times: tuple[str, ...] = ()
    languages: tuple[str, ...] = ("ja",)
    skills_wanted: tuple[str, ...] = ()
    access: tuple[str, ...] = ()
    ages_wanted: tuple[str, ...] = ()
    registered_at: AwareDatetime | None = None
    meets_at: str = ""
    """The facility where it meets: never a private address."""
    outsiders_welcome: bool | None = None
    """Whether people without a home here may come; ``None`` when nothing was said."""


class Asking(BaseModel):
    """One request for an introduction, as every step of its saga carries it. The words are in the vault.

    ``nearness`` (``layer/id`` to 0–1) says which areas count for choosing the coordinator, as the map was when asked.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    introduction_id: str
    person_id: str
    group_id: str
    message_id: str
    asked_at: AwareDatetime
    nearness: dict[str, float] = {}
    reasons: tuple[str, ...] = ()
    language: str | None = None
    """What the resident reads, so that somebody speaks it or interprets."""
    fields: tuple[str, ...] = ()
    """Tags of the group."""
    invited_by: str = ""
    """The officer who asked first, when this is the answer to an invitation: the group has said yes already."""


class IntroductionAsked(Event):
    """A resident asks to meet a group. This is their yes."""

    type = "introduction-asked.v1"

    asking: Asking


class IntroductionClosed(Event, LetsWordsGo):
    """The person's introduction to the group has ended: they may ask again."""

    type = "introduction-closed.v1"

    introduction_id: str
    group_id: str
    message_id: str

    @property
    def let_go(self) -> tuple[str, ...]:
        return (self.message_id,)


class AssignmentMade(Event):
    """The roster chose who has an introduction until ``due_at``. ``at_desk``: nobody else had room.

    ``why``: what it was handed over for, or ``left``; nothing for a first owner or one after a deadline.
    ``considered``: everybody as weighed, a line each (``Candidate.text``).
    """

    type = "assignment-made.v1"

    asking: Asking
    turn: int
    coordinator_id: str
    at_desk: bool
    due_at: AwareDatetime
    answer_days: int
    why: str | None = None
    considered: tuple[str, ...] = ()
    interpreter_id: str | None = None


class AssignmentReleased(Event):
    """An introduction no longer counts against a coordinator's capacity."""

    type = "assignment-released.v1"

    introduction_id: str
    coordinator_id: str


class AssignmentUnused(Event):
    """The introduction had ended before the assignment reached it."""

    type = "assignment-unused.v1"

    introduction_id: str
    turn: int
    coordinator_id: str | None = None


class DeadlinePassed(Event):
    """Nobody answered in time, or (``left``) who had it is gone: the roster names the next. ``tried`` have had it."""

    type = "deadline-passed.v1"

    asking: Asking
    turn: int
    tried: tuple[str, ...]
    at_desk: bool
    why: str | None = None


class DecisionRecorded(Event):
    """Who said yes or no, as what, and for which side (``group`` or ``resident``)."""

    type = "decision-recorded.v1"

    introduction_id: str
    accepted: bool
    by: str
    relation: str
    side: str
    words: str | None = None
    """The code of prepared kind words, for a no."""


class IntroductionTaken(Event):
    """Somebody has the introduction now: what it keeps beside its public events. ``turn`` counts from 0."""

    type = "introduction-taken.v1"

    asking: Asking
    turn: int
    coordinator_id: str
    at_desk: bool
    answer_days: int


class IntroductionForgone(Event):
    """The introduction ended without a decision: its resident was erased, or joined before anybody had it."""

    type = "introduction-forgone.v1"

    introduction_id: str
    person_id: str


class CoordinatorSet(Event):
    """A coordinator works for these areas and desks and takes so many open cases, unless away or on leave."""

    type = "coordinator-set.v1"

    person_id: str
    areas: dict[str, tuple[str, ...]] = {}
    capacity: int
    away: bool = False
    kind: CoordinatorKind = "dedicated"
    desks: tuple[str, ...] = ()
    leave: tuple[Leave, ...] = ()
    languages: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    takes: tuple[Take, ...] | None = None


class CoordinatorRetired(Event):
    """A coordinator takes nothing any more."""

    type = "coordinator-retired.v1"

    person_id: str


class DeskSet(Event):
    """The named person with whom everything ends that nobody else has, and the days given for an answer."""

    type = "desk-set.v1"

    owner_id: str
    answer_days: int
    before: str | None = None
    """Who had it until then, when somebody else did."""


EVENTS: tuple[type[Event], ...] = (
    PersonHeard, MatchingConsentChanged, InterestsDeclared, PersonForgotten, MembershipNoted, MembershipOver,
    MembershipRefused, GroupDescribed, IntroductionAsked, IntroductionClosed, AssignmentMade, AssignmentReleased,
    AssignmentUnused, DeadlinePassed, DecisionRecorded, IntroductionTaken, IntroductionForgone, CoordinatorSet,
    CoordinatorRetired, DeskSet,
)  # fmt: skip
