"""What small help answers over HTTP. Answers to commands are made from commits, so that replays say the same."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from services.matching.domain.helping.codes import said_of, spoken
from services.matching.domain.helping.events import (
    AnswerAccepted,
    AnswerEnded,
    Check,
    HelpClosed,
    HelpOpened,
    HelpProlonged,
    HelpSettled,
    PlaceTaken,
)
from services.matching.domain.helping.terms import HelpTerms
from services.matching.domain.words import Word
from services.matching.helping.helpers import Deeds
from services.matching.helping.reading import FittingHelp, HelpReading, SeenHelp
from services.matching.helping.refusals import HelpOver
from services.matching.helping.rows import AnswerRow, HelpRow
from shared.journal import Chain
from shared.web import TokyoInstant, View


class HelpView(View):
    """A request or an offer as everyone who is signed in may see it. Nobody's id is here."""

    request_id: str
    kind: str
    category: str
    group_id: str | None
    areas: dict[str, str]
    times: tuple[str, ...]
    minutes: int
    places: int
    free: int
    until: date
    companion: bool
    status: str
    outcome: str | None
    asked_at: TokyoInstant

    @classmethod
    def fields_of(cls, row: HelpRow) -> dict[str, Any]:
        """The fields that a row gives."""
        fields = row.model_dump(include=set(HelpView.model_fields) - {"request_id", "kind"})
        return {**fields, "request_id": row.id, "kind": row.help_kind}

    @classmethod
    def of(cls, row: HelpRow) -> "HelpView":
        """The view of a row."""
        return cls(**cls.fields_of(row))


class HelpReasonView(View):
    """Why it is shown where it is."""

    code: str
    about: str
    ja: str
    en: str
    points: float


class FittingHelpView(HelpView):
    """A line of the list: what speaks for it, the strongest first."""

    score: float
    reasons: tuple[HelpReasonView, ...]

    @classmethod
    def of_fitting(cls, each: FittingHelp, reading: HelpReading) -> "FittingHelpView":
        """The view of a line."""
        reasons = []
        for reason in each.reasons:
            word: Word = reading.words(reason)
            reasons.append(
                HelpReasonView(code=reason.code, about=reason.about, ja=word.ja, en=word.en, points=reason.points)
            )
        return cls(**cls.fields_of(each.row), score=each.score, reasons=tuple(reasons))


class SeenHelpView(HelpView):
    """One request. ``text``, who opened it and who sees to it (once its day has passed): for who may know.

    ``own``: how the caller's own place stands.
    """

    person_id: str | None
    owner_id: str | None
    text: str | None
    own: str | None
    code: str | None
    channel: str | None

    @classmethod
    def of_seen(cls, seen: SeenHelp) -> "SeenHelpView":
        """The view of what was read."""
        return cls(
            **cls.fields_of(seen.row),
            person_id=seen.row.person_id if seen.inside or seen.words is not None else None,
            owner_id=seen.owner_id if seen.inside else None,
            text=seen.words,
            own=seen.own.status if seen.own else None,
            code=spoken(seen.row.code) if seen.inside else None,
            channel=seen.row.channel if seen.inside else None,
        )


class OpenedView(View):
    """A request or an offer that stands now. ``said``: what is read out, or printed, to ask about it by its number."""

    request_id: str
    kind: str
    category: str
    group_id: str | None
    areas: dict[str, str]
    times: tuple[str, ...]
    minutes: int
    places: int
    until: date
    companion: bool
    person_id: str
    code: str
    said: dict[str, str]

    @classmethod
    def of(cls, chain: Chain) -> "OpenedView":
        """The view of an opening. Raises ``HelpOver`` when an erasure came between."""
        opened = _first(chain, HelpOpened)
        if opened is None:
            raise HelpOver
        asking = opened.asking
        fields = asking.model_dump(include=set(cls.model_fields) - {"code"})
        return cls(**fields, code=spoken(asking.code), said=said_of(asking.code))


class AnswerView(View):
    """Somebody's place and how it stands; ``companion_id`` goes along."""

    request_id: str
    person_id: str
    status: str
    companion_id: str | None = None
    people: int = 1

    @classmethod
    def of(cls, row: AnswerRow) -> "AnswerView":
        """The view of a row."""
        return cls(**row.model_dump(include=set(cls.model_fields)))

    @classmethod
    def of_chain(cls, chain: Chain) -> "AnswerView":
        """The view of what a command did with a place. Raises ``HelpOver`` when it did nothing."""
        for event in _events(chain):
            ids = {"request_id": getattr(event, "request_id", ""), "person_id": getattr(event, "person_id", "")}
            match event:
                case PlaceTaken():
                    return cls(**ids, status="said", people=event.people)
                case AnswerAccepted():
                    return cls(**ids, status="matched", companion_id=event.companion_id)
                case AnswerEnded():
                    return cls(**ids, status=event.how)
                case HelpSettled():
                    return cls(**ids, status="done" if event.done else "not-done", companion_id=event.companion_id)
        raise HelpOver


class ProlongedView(View):
    """Until when it stands now."""

    request_id: str
    until: date

    @classmethod
    def of(cls, chain: Chain, request_id: str, until: date) -> "ProlongedView":
        """The view of a new day; the same when it stood until then already."""
        prolonged = _first(chain, HelpProlonged)
        return cls(request_id=request_id, until=prolonged.until if prolonged else until)


class ClosedView(View):
    """How it ended."""

    request_id: str
    outcome: str

    @classmethod
    def of(cls, chain: Chain) -> "ClosedView":
        """The view of an end."""
        closed = chain.first(HelpClosed)
        return cls(request_id=closed.request_id, outcome=closed.outcome)


class CheckView(View):
    """A check: its kind, when, until when it is good, and who recorded it."""

    kind: str
    checked_on: date
    valid_until: date
    by: str

    @classmethod
    def of(cls, kind: str, check: Check) -> "CheckView":
        """The view of a check."""
        return cls(kind=kind, **check.model_dump())


class DeedsView(View):
    """What somebody did, for themselves: how often, which step that is, what it opens, and what is missing for more."""

    helped: int
    attended: int
    by_category: dict[str, int]
    step: dict[str, str] | None
    companion_free: bool
    checks: tuple[CheckView, ...]
    missing: dict[str, tuple[str, ...]]

    @classmethod
    def of(cls, deeds: Deeds) -> "DeedsView":
        """The view of deeds."""
        step = deeds.step
        return cls(
            helped=deeds.helped,
            attended=deeds.attended,
            by_category=deeds.by_category,
            step={"ja": step.word.ja, "en": step.word.en, "plain": step.plain} if step else None,
            companion_free=deeds.companion_free,
            checks=tuple(CheckView.of(kind, check) for kind, check in deeds.checks.items()),
            missing=deeds.missing,
        )


def categories_view(terms: HelpTerms) -> dict[str, Any]:
    """The kinds of help with what each needs, and the checks, in three kinds of words."""
    return {
        "categories": [
            {
                "category": code,
                "name": {"ja": each.word.ja, "en": each.word.en, "plain": each.plain},
                "companion": each.companion,
                "checks": list(each.checks),
                "minors": each.minors,
                "people_max": each.people_max,
            }
            for code, each in terms.categories.items()
        ],
        "checks": [
            {
                "check": code,
                "name": {"ja": each.word.ja, "en": each.word.en, "plain": each.plain},
                "months": each.months,
            }
            for code, each in terms.checks.items()
        ],
        "minutes_default": terms.minutes_default,
        "minutes_max": terms.minutes_max,
    }


def _events(chain: Chain) -> Iterable[Any]:
    return (event for commit in chain.commits for event in commit.events)


def _first(chain: Chain, kind: type[Any]) -> Any:
    return next((event for event in _events(chain) if isinstance(event, kind)), None)
