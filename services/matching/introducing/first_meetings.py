"""Use cases about a first meeting: arrange it, note whether it was, and say that the resident wants to join."""

from datetime import datetime

from services.matching.domain.introducing.meeting_events import Meeting
from services.matching.introducing.introductions import Introductions
from services.matching.permissions import may
from services.matching.words_kept import WordsKept
from shared.errors import CauseReused, Refusal
from shared.journal import Cause, Commit, Journal
from shared.web import Caller


class FirstMeetings:
    """Decided on the introduction's own stream; words about the place are in the vault until it is needed no more."""

    def __init__(self, journal: Journal, introductions: Introductions, kept: WordsKept) -> None:
        self.journal = journal
        self.introductions = introductions
        self.kept = kept

    async def arrange(
        self,
        introduction_id: str,
        starts_at: datetime,
        *,
        by: Caller,
        cause: Cause,
        place: str | None = None,
        facility_id: str | None = None,
        booking_id: str | None = None,
    ) -> Commit:
        """Set the day and the place, or change them. ``place``: words for those who meet, kept in the vault.

        Raises ``Forbidden``, ``NotFound``, ``Erased``, ``IntroductionOver``, ``NotAcceptedYet``, ``MeetingTimeUnfit``,
        ``TooManyMeetings``.
        """
        now, row = self.journal.now(), await self.introductions.row(introduction_id)
        document_id = cause.new_id(f"place/{cause.digest}") if place else None
        meeting = Meeting(starts_at=starts_at, facility_id=facility_id, booking_id=booking_id, document_id=document_id)
        if document_id and place and not row.closed:
            held = await self.introductions.held(row, by)
            if may("arrange-meeting", held):
                await self.kept.keep(document_id, row.person_id, place)
        try:
            commit = await self.introductions.decide(
                "arrange-meeting",
                introduction_id,
                by,
                cause,
                lambda found, relation: found.arrange(now, meeting, by=by.person_id, relation=relation),
            )
        except (Refusal, CauseReused):
            await self._drop(document_id)
            raise
        if commit.replayed:
            await self._drop(document_id)
        await self.kept.drop_let_go([commit])
        return commit

    async def note(self, introduction_id: str, *, met: bool, by: Caller, cause: Cause) -> Commit:
        """They have met, or it did not happen.

        Raises ``Forbidden``, ``NotFound``, ``IntroductionOver``, ``NotAcceptedYet``, ``NoMeeting``, ``MeetingToCome``,
        ``AlreadyMet``.
        """
        now = self.journal.now()
        commit = await self.introductions.decide(
            "note-meeting",
            introduction_id,
            by,
            cause,
            lambda found, relation: found.note_meeting(now, met=met, by=by.person_id, relation=relation),
        )
        await self.kept.drop_let_go([commit])
        return commit

    async def wish(self, introduction_id: str, *, by: Caller, cause: Cause) -> Commit:
        """The resident wants to join. Raises ``Forbidden``, ``NotFound``, ``IntroductionOver``, ``NotMetYet``."""
        now = self.journal.now()
        return await self.introductions.decide(
            "wish-to-join",
            introduction_id,
            by,
            cause,
            lambda found, relation: found.wish(now, by=by.person_id, relation=relation),
        )

    async def _drop(self, document_id: str | None) -> None:
        if document_id:
            await self.kept.drop_unless_open(document_id)
