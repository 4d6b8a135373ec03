"""What a change costs, said before it is made and with its answer: the fee, what comes back of it, points."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from services.booking.bookings import Done
from services.booking.domain.change_events import ChangeBegun, PlaceGivenUp
from services.booking.domain.events import BookingDecided
from services.booking.rows import BookingRow
from services.booking.start_codes import StartCodes
from services.booking.views import BookingView
from shared.contracts.booking import BookingCancelled, BookingConfirmed
from shared.contracts.booking_registrations import PenaltyRecorded
from shared.contracts.booking_ways import BookingChanged
from shared.events import Event
from shared.journal import Chain, Commit
from shared.web import View


@dataclass(frozen=True, slots=True)
class Costs:
    """Yen, of a fee that is paid. ``kept``: of the difference, what stays with the city.

    ``returns_max``: what comes back of the new fee at most when the booking is cancelled later.
    """

    was_fee: int
    fee: int
    kept: int
    returns_max: int
    points: int

    @property
    def back(self) -> int:
        """What comes back of the difference."""
        return max(0, self.was_fee - self.fee) - self.kept


def costs_of(
    was: BookingConfirmed | BookingRow, events: Iterable[Event], points: Callable[[PlaceGivenUp], int]
) -> Costs:
    """Of a change as its own day would decide it now."""
    fee, kept, stays, given_up = was.fee, 0, 0, 0
    for event in events:
        match event:
            case ChangeBegun():
                fee, stays = event.wanted.terms.fee, event.wanted.terms.kept
                if (giving := event.giving) is not None:
                    kept = giving.kept
                    if giving.whole and not giving.by_house:
                        left = was.model_dump(include=set(PlaceGivenUp.model_fields))
                        given_up = points(PlaceGivenUp(**{"booking_id": event.booking_id, **left}, at=giving.at))
            case BookingChanged():
                fee, kept = event.fee, _kept(event)
            case BookingDecided():
                stays = event.kept
            case PlaceGivenUp():
                given_up = points(event)
    return Costs(was.fee, fee, kept, fee - stays, given_up)


def costs_done(outcome: Commit | Chain, ended: BookingConfirmed) -> Costs:
    """Of a change that was made, as its events say."""
    was_id = ended.moved_from or ended.booking_id if type(ended) is BookingConfirmed else ended.booking_id
    was_fee, kept, stays, points = ended.fee, 0, 0, 0
    for commit in outcome.commits if isinstance(outcome, Chain) else (outcome,):
        for event in commit.events:
            match event:
                case BookingChanged() if event.booking_id == was_id:
                    was_fee, kept = event.was_fee, _kept(event)
                case BookingCancelled() if event.booking_id == was_id:
                    was_fee, kept = event.fee, 0 if event.refund is None else event.fee - event.refund
                case BookingDecided() if event.booking_id == ended.booking_id:
                    stays = event.kept
                case PenaltyRecorded() if event.booking_id == was_id:
                    points += event.amount
    return Costs(was_fee, ended.fee, kept, ended.fee - stays, points)


def _kept(changed: BookingChanged) -> int:
    return 0 if changed.refund is None else max(0, changed.was_fee - changed.fee) - changed.refund


class CostsView(View):
    """What a change costs. Of a fee that is paid ``back`` comes back of the difference, and ``kept`` does not.

    ``returns_max``: what comes back of the new fee at most, whenever the booking is cancelled. ``points``: for giving
    its place up late.
    """

    was_fee: int
    fee: int
    back: int
    kept: int
    returns_max: int
    points: int
    ja: str
    plain: str
    en: str

    @classmethod
    def of(cls, costs: Costs) -> "CostsView":
        """With the rule in words: what a change gives back, it gives back as a cancellation would."""
        told = {name: getattr(costs, name) for name in ("was_fee", "fee", "back", "kept", "returns_max", "points")}
        return cls(**told, **{language: " ".join(_said(costs, language)) for language in TEXTS})


class ChangedView(BookingView):
    """A booking that was changed, or a part of it given back; ``costs``: what that costs."""

    costs: CostsView

    @classmethod
    def changed(cls, done: Done, codes: StartCodes) -> "ChangedView":
        """The outcome of a change."""
        told = CostsView.of(costs_done(done.outcome, done.event))
        return cls(**BookingView.done(done, codes).model_dump(), costs=told)


TEXTS: dict[str, tuple[str, str, str, str]] = {
    "ja": (
        "使用料は{was_fee}円から{fee}円になります。変更で返す分は、取消しと同じ決まりで計算します。",
        "お支払い済みなら、差額のうち{back}円が戻り、{kept}円は戻りません。",
        "変更したあとに取り消しても、戻るのは{returns_max}円までです。",
        "期限を過ぎて元の時間を手放すため、{points}点がつきます。",
    ),
    "plain": (
        "お金は {was_fee}円から {fee}円に なります。",
        "{back}円 もどります。{kept}円は もどりません。",
        "あとで やめても、もどるのは {returns_max}円までです。",
        "おそく かえたので、{points}点に なります。",
    ),
    "en": (
        "The fee changes from {was_fee} to {fee} yen. What a change gives back counts as in a cancellation.",
        "Of the difference, if it is paid, {back} yen come back and {kept} do not.",
        "If you cancel later, at most {returns_max} yen come back.",
        "The old time is given up late: {points} points.",
    ),
}
"""The fee; what becomes of the difference where it falls; what comes back at most where not all does; any points."""


def _said(costs: Costs, language: str) -> Iterable[str]:
    said = (True, costs.was_fee > costs.fee, costs.returns_max < costs.fee, costs.points > 0)
    numbers = {name: getattr(costs, name) for name in ("was_fee", "fee", "back", "kept", "returns_max", "points")}
    return (text.format(**numbers) for text, is_so in zip(TEXTS[language], said, strict=True) if is_so)
