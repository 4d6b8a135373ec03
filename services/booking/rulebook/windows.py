"""When one may ask, how long a hold stands, and until when one pays, confirms or cancels.

An opening that falls on a closed day may move to the next working day, a closing to the one before: each rule says so.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Annotated, ClassVar, Self, TypeVar

from pydantic import Field, model_validator

from services.booking.domain.grid import instant
from services.booking.rulebook.asking import Asked, Channel, Who
from services.booking.rulebook.bands import Slots
from services.booking.rulebook.moments import Due, Moment, first
from services.booking.rulebook.opening import working
from services.booking.rulebook.places import Unanswerable
from services.booking.rulebook.rule import Decides, Name, Rule, Wrong
from services.booking.rulebook.words import Refusal, refuse

A_HOLD = Name(ja="仮予約", en="a hold")
AT_ONCE = Name(ja="すぐの予約", en="booking at once")
Moments = Annotated[tuple[Moment, ...], Field(min_length=1, max_length=5)]


class _Window(Rule):
    channel: Channel = "direct"
    """``direct``: first come, first served. ``draw``: applications for a draw."""
    who: Who = Who()
    """For whom; accredited groups may have an opening of their own before the others."""

    @property
    def key(self) -> str:
        return f"{self.channel} {self.who!r}"


class Opens(_Window):
    """From when one may ask. Of several that fit, the earliest counts. A refusal's limit is the opening."""

    SECTION: ClassVar[str] = "opens"
    DECIDES: ClassVar[Decides] = "request"

    when: Moment


class Closes(_Window):
    """Until when one may ask, at the latest until the use begins. Of several that fit, the latest counts."""

    SECTION: ClassVar[str] = "closes"
    DECIDES: ClassVar[Decides] = "request"

    when: Moment
    running: bool = False
    """Whether a use that has begun may still be taken, until its first slot ends (its first band, if lent whole)."""

    @model_validator(mode="after")
    def _runs_from_the_beginning(self) -> Self:
        if self.running and self.when.minutes_before != 0:
            raise Wrong(
                "running は when = { minutes_before = 0 } と一緒に書きます",
                "running: goes with when = { minutes_before = 0 }",
            )
        return self


W = TypeVar("W", Opens, Closes)


class Holds(Rule):
    """How long a hold stands: until the first of these. A refusal's limit is when it would have lapsed."""

    SECTION: ClassVar[str] = "holds"
    DECIDES: ClassVar[Decides] = "request"

    by: Annotated[tuple[Moment, ...], Field(max_length=5)]
    """Without any moment nothing can be held; then a refusal's limit is what can be asked for instead."""


class Payment(Rule):
    """Until when one pays: the first of these; at once when that is over."""

    SECTION: ClassVar[str] = "payments"
    DECIDES: ClassVar[Decides] = "request"

    by: Moments
    lapses: bool = False
    """Whether the booking is given up when nobody has paid by then."""


class Confirmation(Rule):
    """Until when one who has won a draw confirms, or loses it."""

    SECTION: ClassVar[str] = "confirmations"
    DECIDES: ClassVar[Decides] = "request"

    by: Moments


class Cancellation(Rule):
    """Until when a booking can be cancelled at all. What it costs is said by refunds and penalties."""

    SECTION: ClassVar[str] = "cancellations"
    DECIDES: ClassVar[Decides] = "use"

    by: Moments


class Start(Rule):
    """From when the beginning of a use can be confirmed at the door."""

    SECTION: ClassVar[str] = "starts"
    DECIDES: ClassVar[Decides] = "use"

    when: Moment
    no_show_minutes: Annotated[int, Field(ge=5, le=240)] | None = None
    """So long after its start (after the request, where that came later), at its end at the latest, a use that nobody
    began is a no-show. Without it there are none: only where people confirm the beginning can it be known."""
    no_show_frees: bool = False
    """Whether what is left of it is free for others then."""

    @model_validator(mode="after")
    def _frees_what(self) -> Self:
        if self.no_show_frees and self.no_show_minutes is None:
            raise Wrong("no_show_frees には no_show_minutes が要ります", "no_show_frees: needs no_show_minutes")
        return self

    def start_by(self, starts_at: datetime, ends_at: datetime, now: datetime) -> datetime | None:
        """By when a use that is asked for now must have begun; nothing where there are no no-shows."""
        if self.no_show_minutes is None:
            return None
        return min(max(starts_at, now) + timedelta(minutes=self.no_show_minutes), ends_at)


def due(moment: Moment, asked: Asked, *, closing: bool) -> Due:
    """A moment for this request."""
    request = asked.request
    return moment.due(request.day, request.start, asked.today, working(asked), closing=closing)


def first_due(rule: Holds | Payment | Confirmation | Cancellation, asked: Asked) -> Due:
    """The first of the moments of a rule."""
    return first(due(moment, asked, closing=True) for moment in rule.by)


def _fitting(kind: type[W], asked: Asked) -> list[W]:
    fit = [rule for rule in asked.rules(kind) if rule.channel == asked.request.channel and rule.who.covers(asked.facts)]
    if not fit:
        channel = asked.request.channel
        raise Unanswerable(
            f"この室に、申込み（{channel}）の期間を決めた規則（{kind.SECTION}）がありません",
            f"no rule ({kind.SECTION}) says when one may ask ({channel}) for this room",
        )
    return fit


def opening_of(asked: Asked) -> tuple[Due, Opens]:
    """From when one may ask, and by which rule."""
    dues = [(due(rule.when, asked, closing=False), rule) for rule in _fitting(Opens, asked)]
    return min(dues, key=lambda pair: pair[0].at)


def closing_of(asked: Asked) -> tuple[Due, Closes]:
    """Until when one may ask, and by which rule."""
    dues = [(_closing(rule, asked), rule) for rule in _fitting(Closes, asked)]
    return max(dues, key=lambda pair: pair[0].at)


def too_late(closes: Due, now: datetime) -> bool:
    """Whether a closing is over; a day, or a piece of one, lasts until its end; else the instant itself is in time."""
    return now >= closes.at if closes.whole_day or closes.ends else now > closes.at


def check_opens(asked: Asked) -> Iterator[Refusal]:
    """Too early."""
    opens, rule = opening_of(asked)
    if asked.now < opens.at:
        yield refuse(rule, asked, value=asked.now, limit=opens.at, until=opens.at)


def check_closes(asked: Asked) -> Iterator[Refusal]:
    """Too late, or the use has begun already. Where others have to give way, that rule says until when."""
    if asked.request.preempts is not None:
        return
    closes, rule = closing_of(asked)
    if too_late(closes, asked.now):
        yield refuse(rule, asked, value=asked.now, limit=closes.told, until=closes.told)


def _closing(rule: Closes, asked: Asked) -> Due:
    """The moment of the rule, or the beginning of the use; where a rule says so, the end of its first piece."""
    closes, begins = due(rule.when, asked, closing=True), asked.request.starts_at
    if rule.running and (slots := asked.rule(Slots)):
        ends = instant(asked.request.day, slots.first_ends(asked.request.start))
        return Due(asked.request.day, ends, whole_day=False, ends=True)
    return closes if closes.at <= begins else Due(asked.request.day, begins, whole_day=False)


def lapses(asked: Asked) -> bool:
    """Whether a booking is given up when its fee is not paid in time."""
    rule = asked.rule(Payment)
    return rule is not None and rule.lapses


def check_holds(asked: Asked) -> Iterator[Refusal]:
    """A hold that would have lapsed already. Raises ``Unanswerable`` where no rule speaks of holds."""
    if not asked.request.hold:
        return
    rule = asked.rule(Holds)
    if rule is None:
        raise Unanswerable("この室に、仮予約の規則がありません", "no rule speaks of holds for this room")
    if not rule.by:
        yield refuse(rule, asked, value=A_HOLD, limit=AT_ONCE)
        return
    lapses = first_due(rule, asked)
    if lapses.at <= asked.now:
        yield refuse(rule, asked, value=asked.now, limit=lapses.told, until=lapses.told)
