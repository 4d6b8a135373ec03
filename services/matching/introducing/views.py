"""What is said of introductions and follow-ups over HTTP."""

from datetime import datetime
from typing import Any

from services.matching.domain.introducing.kind_words import KindWords
from services.matching.domain.introducing.meeting_events import FollowUpAnswered
from services.matching.introducing.follow_ups import SeenFollowUp
from services.matching.introducing.introductions import Seen
from services.matching.introducing.rows import FollowUpRow, IntroductionRow
from services.matching.introducing.words import NextStepView, next_step
from services.matching.recommending.recommendations import Recommendations
from services.matching.views import IntroductionTold, IntroductionView
from shared.contracts.matching_introductions import IntroductionArranged, IntroductionFollowedUp
from shared.journal import Chain, Commit
from shared.web import TokyoInstant, View


class KindWordsView(View):
    """Prepared kind words for a no: which side may say them, and how they read."""

    words: str
    side: str
    ja: str
    plain: str
    en: str

    @classmethod
    def of(cls, found: KindWords) -> "KindWordsView":
        """The view of some words."""
        return cls(words=found.code, side=found.side, ja=found.ja, plain=found.plain, en=found.en)


class MeetingView(View):
    """When they meet, and where as far as it is no secret; words about the place are for those who meet."""

    starts_at: TokyoInstant
    facility_id: str | None
    booking_id: str | None


class IntroductionShown(IntroductionView):
    """An introduction with its first meeting, what comes next and whose turn it is, and how it was declined."""

    meeting: MeetingView | None
    wished: bool
    next_step: NextStepView
    suggested: str | None
    declined: KindWordsView | None

    @classmethod
    def all_fields(
        cls, row: IntroductionRow, recommendations: Recommendations, now: datetime, led: frozenset[str]
    ) -> dict[str, Any]:
        """The fields that a row gives. ``led``: groups that have an officer."""
        meeting = None
        if row.meeting_at is not None:
            meeting = MeetingView(starts_at=row.meeting_at, facility_id=row.facility_id, booking_id=row.booking_id)
        words = recommendations.knowledge.kind_words.all.get(row.words or "")
        return {
            **IntroductionView.fields_of(row, recommendations),
            "meeting": meeting,
            "wished": row.wished,
            "suggested": row.suggested,
            "next_step": next_step(row, now, officers=row.group_id in led),
            "declined": KindWordsView.of(words) if words else None,
        }

    @classmethod
    def shown(
        cls, row: IntroductionRow, recommendations: Recommendations, now: datetime, led: frozenset[str]
    ) -> "IntroductionShown":
        """The view of a row."""
        return cls(**cls.all_fields(row, recommendations, now, led))


class IntroductionWithWords(IntroductionShown):
    """An introduction with the resident's words and those about the place, for who may read them."""

    message: str | None
    place: str | None

    @classmethod
    def seen(
        cls, seen: Seen, recommendations: Recommendations, now: datetime, led: frozenset[str]
    ) -> "IntroductionWithWords":
        """The view of what somebody may see."""
        fields = cls.all_fields(seen.row, recommendations, now, led)
        return cls(**fields, message=seen.message, place=seen.place)


class MeetingTold(IntroductionTold):
    """How an introduction stands once a meeting is arranged."""

    starts_at: TokyoInstant
    facility_id: str | None

    @classmethod
    def arranged(cls, commit: Commit) -> "MeetingTold":
        """The view of what was arranged."""
        event = commit.first(IntroductionArranged)
        fields = event.model_dump(include=set(cls.model_fields) - {"status"})
        return cls(**fields, status="arranged")


class FollowUpView(View):
    """How it goes in a group, for the person and for who has it."""

    introduction_id: str
    group_id: str
    person_id: str
    coordinator_id: str
    status: str
    due_at: TokyoInstant | None
    answer: str | None

    @classmethod
    def fields_of(cls, row: FollowUpRow) -> dict[str, Any]:
        """The fields that a row gives."""
        names = set(FollowUpView.model_fields) - {"introduction_id"}
        return {**row.model_dump(include=names), "introduction_id": row.id}

    @classmethod
    def of(cls, row: FollowUpRow) -> "FollowUpView":
        """The view of a row."""
        return cls(**cls.fields_of(row))


class FollowUpWithWords(FollowUpView):
    """A follow-up with the person's words."""

    words: str | None

    @classmethod
    def seen(cls, seen: SeenFollowUp) -> "FollowUpWithWords":
        """The view of what somebody may see."""
        return cls(**cls.fields_of(seen.row), words=seen.words)


class FollowUpDone(View):
    """A follow-up that somebody has seen to."""

    introduction_id: str
    status: str = "ended"


class FollowUpTold(View):
    """What became of an answer: who hears of it, or has it, until when."""

    introduction_id: str
    answer: str
    coordinator_id: str
    due_at: TokyoInstant | None
    status: str

    @classmethod
    def of(cls, chain: Chain) -> "FollowUpTold | None":
        """The view of an answer; ``None`` when it ended on the way (an erasure)."""
        events = [event for commit in chain.commits for event in commit.events]
        told = next((event for event in events if isinstance(event, IntroductionFollowedUp)), None)
        if told is None:
            return None
        said = chain.first(FollowUpAnswered)
        held = said.answer == "hard" or said.document_id is not None
        return cls(
            introduction_id=told.introduction_id,
            answer=said.answer,
            coordinator_id=told.coordinator_id,
            due_at=told.due_at if held else None,
            status="held" if held else "ended",
        )
