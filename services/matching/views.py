"""What matching answers over HTTP. Answers to commands are made from commits, so that replays say the same."""

from collections.abc import Iterable
from typing import Any

from services.matching.domain.events import GroupDescribed, Interests, InterestsDeclared
from services.matching.domain.groups.standing_events import Standing
from services.matching.domain.recommending.explaining import Sentence
from services.matching.domain.recommending.scoring import Contribution
from services.matching.domain.words import Word
from services.matching.introducing.rows import IntroductionRow
from services.matching.recommending.recommendations import Recommendation, Recommendations
from services.matching.rows import ActivityRow, GroupRow, MemberRow
from shared.contracts.matching import (
    GroupJoined,
    GroupKind,
    GroupRegistered,
    IntroductionCompleted,
    IntroductionProposed,
    OfficerAppointed,
    SizeBand,
)
from shared.journal import Chain, Commit
from shared.web import TokyoInstant, View


class InterestsView(View):
    """Interests in codes."""

    tags: tuple[str, ...]
    areas: dict[str, str]
    availability: tuple[str, ...]
    languages: tuple[str, ...]
    role_wishes: tuple[str, ...]
    skills: tuple[str, ...]
    access_needs: tuple[str, ...]
    age_band: str

    @classmethod
    def of(cls, interests: Interests) -> "InterestsView":
        """The view of interests."""
        return cls(**interests.model_dump())

    @classmethod
    def of_commit(cls, commit: Commit, said: Interests) -> "InterestsView":
        """The view of what was declared. ``said``: the same whole, for what no commit has."""
        whole = {"access_needs": said.access_needs, "age_band": said.age_band}
        return cls.of(commit.first(InterestsDeclared).interests.model_copy(update=whole))


class GroupView(View):
    """A group as anyone may see it. Nobody's id is here."""

    group_id: str
    name: str
    kind: GroupKind
    areas: dict[str, str]
    tags: tuple[str, ...]
    needs: tuple[str, ...]
    size_band: SizeBand
    times: tuple[str, ...]
    languages: tuple[str, ...]
    skills_wanted: tuple[str, ...] = ()
    access: tuple[str, ...] = ()
    ages_wanted: tuple[str, ...] = ()
    meets_at: str
    outsiders_welcome: bool | None
    standing: Standing = "active"

    @classmethod
    def of(cls, row: GroupRow) -> "GroupView":
        """The view of a row."""
        fields = row.model_dump(include=set(cls.model_fields) - {"group_id", "kind"})
        return cls(group_id=row.id, kind=row.group_kind, **fields)

    @classmethod
    def of_commit(cls, commit: Commit) -> "GroupView":
        """The view of what was registered or changed."""
        told, described = commit.first(GroupRegistered), commit.first(GroupDescribed)
        return cls(**told.model_dump(), **described.model_dump(exclude={"group_id", "registered_at"}))


class RegisteredView(GroupView):
    """A new group and its first officer."""

    officer_id: str | None

    @classmethod
    def of_registration(cls, commit: Commit) -> "RegisteredView":
        """The view of a registration."""
        officers = [event.person_id for event in commit.events if isinstance(event, OfficerAppointed)]
        view = GroupView.of_commit(commit)
        return cls(**view.model_dump(), officer_id=officers[0] if officers else None)


class MemberView(View):
    """A membership."""

    group_id: str
    person_id: str
    role: str
    officer: bool

    @classmethod
    def of(cls, row: MemberRow) -> "MemberView":
        """The view of a row."""
        return cls(group_id=row.group_id, person_id=row.person_id, role=row.role, officer=row.officer)


class JoinedView(View):
    """What became of a membership, and of the introduction that led there."""

    group_id: str
    person_id: str
    role: str
    completed_introduction_id: str | None = None

    @classmethod
    def of(cls, outcome: Chain | Commit, kind: type[GroupJoined]) -> "JoinedView":
        """The view of the event of a ``kind`` in an outcome."""
        event = next(e for e in _events(outcome) if type(e) is kind)
        completed = [e.introduction_id for e in _events(outcome) if isinstance(e, IntroductionCompleted)]
        return cls(
            group_id=event.group_id,
            person_id=event.person_id,
            role=event.role,
            completed_introduction_id=completed[0] if completed else None,
        )


class ReasonView(View):
    """Why: a code, what it is about, words for people (``plain``: plain Japanese), and its points where it has some."""

    code: str
    about: str
    ja: str
    plain: str
    en: str
    points: float | None = None

    @classmethod
    def of(cls, part: Contribution, recommendations: Recommendations) -> "ReasonView":
        """The view of a contribution."""
        word: Word = recommendations.words(part.code, part.about)
        return cls(code=part.code, about=part.about, ja=word.ja, plain=word.easy, en=word.en, points=part.points)

    @classmethod
    def named(cls, name: str, recommendations: Recommendations) -> "ReasonView":
        """The view of a reason that was kept as ``code:about``."""
        code, _, about = name.partition(":")
        word = recommendations.words(code, about)
        return cls(code=code, about=about, ja=word.ja, plain=word.easy, en=word.en)


class SentenceView(View):
    """A code with its words."""

    code: str
    ja: str
    plain: str
    en: str

    @classmethod
    def of(cls, code: str, said: Sentence) -> "SentenceView":
        """The view of a sentence."""
        return cls(code=code, ja=said.ja, plain=said.plain, en=said.en)


class ActivityView(View):
    """An activity as it was announced."""

    activity_id: str
    title: str
    group_id: str
    place: str
    starts_at: TokyoInstant
    ends_at: TokyoInstant
    deadline: TokyoInstant
    fee: int
    tags: tuple[str, ...]
    areas: dict[str, str]
    capacity: int
    access: tuple[str, ...] = ()
    together_with: tuple[str, ...] = ()

    @classmethod
    def of(cls, row: ActivityRow) -> "ActivityView":
        """The view of a row."""
        return cls(activity_id=row.id, **row.model_dump(include=set(cls.model_fields) - {"activity_id"}))


class NeedView(View):
    """An access need with its words."""

    code: str
    ja: str
    en: str
    plain: str = ""


class GroupRecommendation(View):
    """A group to look at, its score, and up to three reasons, the strongest first.

    ``turn``: these words when the group is here in its turn and not by its score; there may be no reason then.
    ``unstated``: access needs of mine that it does not say it meets; ask.
    """

    group: GroupView
    score: float
    reasons: tuple[ReasonView, ...]
    turn: SentenceView | None = None
    unstated: tuple[NeedView, ...] = ()
    notice: ReasonView | None = None


class ActivityRecommendation(View):
    """An activity to look at, its score, and up to three reasons, the strongest first.

    ``unstated``: access needs of mine; activities do not say which they meet. Ask.
    """

    activity: ActivityView
    score: float
    reasons: tuple[ReasonView, ...]
    unstated: tuple[NeedView, ...] = ()


def recommendation_view(
    each: Recommendation, recommendations: Recommendations
) -> GroupRecommendation | ActivityRecommendation:
    """The view of a recommendation."""
    reasons = tuple(ReasonView.of(part, recommendations) for part in each.reasons)
    words = {code: recommendations.knowledge.words.word("access", code) for code in each.unstated}
    unstated = tuple(NeedView(code=code, ja=word.ja, en=word.en, plain=word.easy) for code, word in words.items())
    if isinstance(each.row, GroupRow):
        turn = SentenceView.of("turn", recommendations.knowledge.sentences.turn) if each.turn else None
        notice = ReasonView.named(each.notice, recommendations) if each.notice else None
        group = GroupView.of(each.row)
        return GroupRecommendation(
            group=group, score=each.score, reasons=reasons, turn=turn, unstated=unstated, notice=notice
        )
    activity = ActivityView.of(each.row)
    return ActivityRecommendation(activity=activity, score=each.score, reasons=reasons, unstated=unstated)


class IntroductionTold(View):
    """How an introduction stands after a command: who has it until when."""

    introduction_id: str
    group_id: str
    person_id: str
    coordinator_id: str
    due_at: TokyoInstant
    status: str

    @classmethod
    def of(cls, outcome: Chain | Commit, kind: type[IntroductionProposed], status: str) -> "IntroductionTold | None":
        """The view of the event of a ``kind`` in an outcome; ``None`` when it came to nothing on the way."""
        event = next((e for e in _events(outcome) if type(e) is kind), None)
        if event is None:
            return None
        fields = event.model_dump(include=set(cls.model_fields) - {"status"})
        return cls(**fields, status=status)


class IntroductionView(View):
    """An introduction. ``escalations``: how often nobody answered in time. ``message``: for who may read it."""

    introduction_id: str
    group_id: str
    person_id: str
    coordinator_id: str
    status: str
    asked_at: TokyoInstant
    due_at: TokyoInstant | None
    at_desk: bool
    escalations: int
    reasons: tuple[ReasonView, ...]

    @classmethod
    def fields_of(cls, row: IntroductionRow, recommendations: Recommendations) -> dict[str, Any]:
        """The fields that a row gives."""
        fields = row.model_dump(include=set(cls.model_fields) - {"introduction_id", "reasons"})
        reasons = tuple(ReasonView.named(name, recommendations) for name in row.reasons)
        return {**fields, "introduction_id": row.id, "reasons": reasons}

    @classmethod
    def of(cls, row: IntroductionRow, recommendations: Recommendations) -> "IntroductionView":
        """The view of a row."""
        return cls(**cls.fields_of(row, recommendations))


def _events(outcome: Chain | Commit) -> Iterable[Any]:
    commits = outcome.commits if isinstance(outcome, Chain) else (outcome,)
    return (event for commit in commits for event in commit.events)
