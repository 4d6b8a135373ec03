"""What consultations answer over HTTP. Who has it is named; what somebody worries about only to who may read it."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Literal

from services.matching.consulting.consultations import SeenConsultation
from services.matching.consulting.refusals import ConsultationOver
from services.matching.consulting.rows import ConsultationRow
from services.matching.domain.consulting.desks import Desks
from services.matching.domain.consulting.events import ConsultationAsked, ConsultationTurned, StepRecorded
from services.matching.domain.words import Word
from shared.contracts.matching import ConsultationAnswered, ConsultationOpened, ConsultationResolved
from shared.events import Event
from shared.journal import Chain
from shared.web import TokyoInstant, View


class ConsultationTold(View):
    """How a consultation stands after a command: who has it, until when.

    ``due_at`` is when it is to be seen to; once ``answered``, until when the person's word is waited for; once
    ``resolved``, until when it can be reopened.
    """

    consultation_id: str
    assigned_to: str
    due_at: TokyoInstant
    desk: str
    channel: str
    status: str

    @classmethod
    def of(cls, chain: Chain, *kinds: type[ConsultationOpened]) -> "ConsultationTold":
        """The view of the first event of ``kinds``. Raises ``ConsultationOver`` when it ended on the way."""
        events = [event for commit in chain.commits for event in commit.events]
        event = next((e for e in events if isinstance(e, ConsultationOpened) and type(e) in kinds), None)
        if event is None:
            raise ConsultationOver(consultation_id=_consultation_of(events))
        ended = {ConsultationAnswered: "answered", ConsultationResolved: "resolved"}
        return cls(
            consultation_id=event.consultation_id,
            assigned_to=event.coordinator_id,
            due_at=event.due_at,
            desk=event.desk,
            channel=event.channel,
            status=ended.get(type(event), "open"),
        )


def _consultation_of(events: Sequence[Event]) -> str:
    """Which consultation a chain is about; its first commit may be on its person's stream."""
    for event in events:
        if isinstance(event, ConsultationAsked | ConsultationTurned):
            return event.asking.consultation_id
        if isinstance(event, StepRecorded):
            return event.consultation_id
    raise LookupError("a chain about no consultation")


class HeldView(View):
    """Who has had it since when, at which desk, and why."""

    assigned_to: str
    desk: str
    why: str
    at: TokyoInstant


class ReferralView(View):
    """Another desk is to have it. ``agreed``: the person said yes, and another body is to confirm by ``confirm_by``."""

    number: int
    desk: str
    why: str
    words: tuple[str, ...]
    to_body: bool
    agreed: bool
    answer_by: TokyoInstant
    confirm_by: TokyoInstant | None


class PassedView(View):
    """One line of all that happened between hands: ``what``, when, by whom as what, and who has it from then on."""

    what: str
    at: TokyoInstant
    desk: str
    assigned_to: str | None
    by: str | None
    relation: str | None
    word: str | None
    why: str | None


class ConsultationView(View):
    """A consultation. ``due_at``: what was promised. ``due_until``: when the clock ends what the status says.

    ``channel``: by which way it came, of the city's channels; ``kind``: which of web, phone and counter that is like.
    """

    consultation_id: str
    person_id: str | None
    assigned_to: str
    supported_by: str | None
    desk: str
    channel: str
    kind: str
    areas: dict[str, str]
    status: str
    asked_at: TokyoInstant
    due_at: TokyoInstant | None
    due_until: TokyoInstant | None
    escalated: bool
    referrals: int
    reopened: int
    word: str | None
    history: tuple[HeldView, ...]
    referral: ReferralView | None
    passed: tuple[PassedView, ...]

    @classmethod
    def of(cls, row: ConsultationRow) -> "ConsultationView":
        """The view of a row."""
        same = ("person_id", "supported_by", "desk", "areas", "status", "asked_at", "escalated",
                "referrals", "reopened", "word")  # fmt: skip
        return cls(
            consultation_id=row.id,
            assigned_to=row.coordinator_id,
            channel=row.way or row.channel,
            kind=row.channel,
            due_at=row.promised_at,
            due_until=row.due_at,
            history=tuple(
                HeldView(assigned_to=each.coordinator_id, desk=each.desk, why=each.why, at=each.at)
                for each in row.history
            ),
            referral=_referral(row),
            passed=tuple(
                PassedView(assigned_to=each.coordinator_id, **each.model_dump(exclude={"coordinator_id"}))
                for each in row.passed
            ),
            **row.model_dump(include=set(same)),
        )


class ConsultationWithWords(ConsultationView):
    """A consultation with what it is about."""

    text: str | None
    category: str | None
    decided_by: Literal["person", "rule", "general"] | None
    """Who named the category: a tap, a rule of triage (``rule``), or nobody."""
    rule: str | None
    answers: tuple[str, ...]
    """What the person was told, the oldest first."""

    @classmethod
    def of_seen(cls, seen: SeenConsultation) -> "ConsultationWithWords":
        """The view of what somebody may see."""
        worry = seen.worry
        by: Literal["person", "rule", "general"] | None = None
        if worry is not None:
            by = "general" if worry.category is None else "rule" if worry.rule else "person"
        about = {"text": None, "category": None, "rule": None, **(asdict(worry) if worry else {}), "decided_by": by}
        return cls(**ConsultationView.of(seen.row).model_dump(), **about, answers=seen.answers)


class CategoryView(View):
    """The second tap."""

    category: str
    name: dict[str, str]
    desk: str
    days: int


class LifeAreaView(View):
    """The first tap, with what follows it."""

    id: str
    name: dict[str, str]
    categories: tuple[CategoryView, ...]


class DeskNameView(View):
    """A desk, what it is called, and until when it answers a worry that is brought now."""

    desk: str
    name: dict[str, str]
    due_at: TokyoInstant


class ElsewhereView(View):
    """A desk of another body, to which may be referred; nothing is brought there from here."""

    desk: str
    name: dict[str, str]
    body: dict[str, str]


class ChannelView(View):
    """A way of bringing a worry. ``kind``: ``web`` is the person's own; others a coordinator or staff write down."""

    channel: str
    name: dict[str, str]
    kind: str


class MenuView(View):
    """The menu of two taps; ``name`` in Japanese, English and plain Japanese (``plain``), ``days`` working days."""

    general: str
    areas: tuple[LifeAreaView, ...]
    desks: tuple[DeskNameView, ...]
    elsewhere: tuple[ElsewhereView, ...]
    channels: tuple[ChannelView, ...]

    @classmethod
    def of(cls, desks: Desks, now: datetime) -> "MenuView":
        """The view of a city's desks."""
        areas = tuple(
            LifeAreaView(
                id=area.id,
                name=_name(area.word, area.plain),
                categories=tuple(
                    CategoryView(
                        category=each.id, name=_name(each.word, each.plain), desk=each.desk, days=desks.days[each.desk]
                    )
                    for each in area.categories
                ),
            )
            for area in desks.menu
        )
        names = tuple(
            DeskNameView(desk=id, name=_name(word, word.easy), due_at=desks.due(id, now))
            for id, word in desks.desks.items()
        )
        channels = tuple(
            ChannelView(channel=each.id, name={"ja": each.word.ja, "en": each.word.en}, kind=each.kind)
            for each in desks.channels.values()
        )
        elsewhere = tuple(
            ElsewhereView(
                desk=each.id,
                name={"ja": each.word.ja, "en": each.word.en},
                body={"ja": each.body.ja, "en": each.body.en},
            )
            for each in desks.elsewhere.values()
        )
        return cls(general=desks.general, areas=areas, desks=names, elsewhere=elsewhere, channels=channels)


class DeskOwnerView(View):
    """With whom a desk's consultations end. ``owner_id`` is ``null`` where the city's desk owner has them."""

    desk: str
    owner_id: str | None


class RetiredView(View):
    """Who serves no longer, and how many consultations now find their next owner."""

    person_id: str
    handed_on: int


def code_of(chain: Chain) -> str | None:
    """The number of a consultation that was brought now, if it has one."""
    events = (event for commit in chain.commits for event in commit.events)
    return next((event.asking.code for event in events if isinstance(event, ConsultationAsked)), None)


def _referral(row: ConsultationRow) -> ReferralView | None:
    proposal = row.proposal
    if proposal is None:
        return None
    return ReferralView(
        number=proposal.number,
        desk=proposal.desk,
        why=proposal.why,
        words=proposal.carries,
        to_body=proposal.to_body,
        agreed=proposal.agreed,
        answer_by=proposal.until,
        confirm_by=proposal.confirm_by,
    )


def _name(word: Word, plain: str) -> dict[str, str]:
    return {"ja": word.ja, "en": word.en, "plain": plain}
