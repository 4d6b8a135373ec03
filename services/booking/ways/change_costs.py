"""What a change costs, said before it is made and with its answer: the fee, what comes back of it, points."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from services.booking.bookings import Done
from services.booking.domain.events import BookingDecided
from services.booking.domain.money.events import BookingHeard, FeeCarried, FeeWaived
from services.booking.domain.money.fee_terms import share_of
from services.booking.domain.ways.change_events import ChangeBegun, PlaceGivenUp
from services.booking.rulebook.rule import Language
from services.booking.rulebook.words import last_told
from services.booking.start_codes import StartCodes
from services.booking.views import BookingView
from shared.contracts.booking import BookingCancelled, BookingConfirmed
from shared.contracts.booking_money import FeeDue
from shared.contracts.booking_registrations import PenaltyRecorded
from shared.contracts.booking_ways import BookingChanged
from shared.events import Event
from shared.journal import Chain, Commit
from shared.web import TokyoInstant, View


@dataclass(slots=True)
class Costs:
    """Yen, gathered from what is told of a change: of a fee that is paid, but for what was waived of it.

    ``gone``: of the difference, what the rules do not give back of a whole fee. ``stays``: of the new fee, what comes
    back no more. ``due``: what is still to be paid after it, until ``pay_by``; nothing where the bill says nothing new.
    """

    was_fee: int
    fee: int
    gone: int = 0
    stays: int = 0
    points: int = 0
    was_waived: int = 0
    waived: int = 0
    due: int | None = None
    pay_by: datetime | None = None
    lapses: bool = False

    @property
    def kept(self) -> int:
        """What stays with the city of the difference."""
        was = self.was_fee - self.was_waived
        return was - share_of(self.was_fee - self.gone, self.was_fee, was)

    @property
    def back(self) -> int:
        """What comes back of the difference."""
        return max(0, self.was_fee - self.was_waived - (self.fee - self.waived) - self.kept)

    @property
    def returns_max(self) -> int:
        """What comes back of the new fee at most when the booking is cancelled later."""
        return share_of(self.fee - self.stays, self.fee, self.fee - self.waived)

    def bill(self, event: Event, id: str) -> None:
        """Take in what a bill says; ``id`` names the booking that comes of the change."""
        match event:
            case BookingHeard() | FeeCarried():
                self.waived = event.waived
                self.was_waived += event.waived if isinstance(event, BookingHeard) else 0
            case FeeWaived() if event.amount < 0:
                self.was_waived -= event.amount
            case FeeDue() if event.amount > 0 and event.booking_id == id:
                self.due, self.pay_by, self.lapses = event.total, None, False
                if event.total:
                    self.pay_by, self.lapses = event.pay_by, event.lapses


def costs_of(was: BookingConfirmed, events: Iterable[Event], points: Callable[[PlaceGivenUp], int], id: str) -> Costs:
    """Of a change as its own day, and then its bill, would decide it now; ``id`` names what would come of it."""
    costs = Costs(was.fee, was.fee)
    for event in events:
        match event:
            case ChangeBegun():
                costs.fee, costs.stays = event.wanted.terms.fee, event.wanted.terms.kept
                if (giving := event.giving) is not None:
                    costs.gone = giving.kept
                    if giving.whole and not giving.by_house:
                        left = was.model_dump(include=set(PlaceGivenUp.model_fields))
                        costs.points = points(PlaceGivenUp(**{"booking_id": event.booking_id, **left}, at=giving.at))
            case BookingChanged():
                costs.fee, costs.gone = event.fee, _gone(event)
            case BookingDecided():
                costs.stays = event.kept
            case PlaceGivenUp():
                costs.points = points(event)
            case _:
                costs.bill(event, id)
    return costs


def costs_done(outcome: Commit | Chain, ended: BookingConfirmed) -> Costs:
    """Of a change that was made, as its events say."""
    was_id = ended.moved_from or ended.booking_id if type(ended) is BookingConfirmed else ended.booking_id
    costs = Costs(ended.fee, ended.fee)
    for commit in outcome.commits if isinstance(outcome, Chain) else (outcome,):
        for event in commit.events:
            match event:
                case BookingChanged() if event.booking_id == was_id:
                    costs.was_fee, costs.gone = event.was_fee, _gone(event)
                case BookingCancelled() if event.booking_id == was_id:
                    costs.was_fee, costs.gone = event.fee, 0 if event.refund is None else event.fee - event.refund
                case BookingDecided() if event.booking_id == ended.booking_id:
                    costs.stays = event.kept
                case PenaltyRecorded() if event.booking_id == was_id:
                    costs.points += event.amount
                case _:
                    costs.bill(event, ended.booking_id)
    return costs


def _gone(changed: BookingChanged) -> int:
    return 0 if changed.refund is None else max(0, changed.was_fee - changed.fee) - changed.refund


class CostsView(View):
    """What a change costs. Of a fee that is paid ``back`` comes back of the difference, and ``kept`` does not.

    ``returns_max``: what comes back of the new fee at most, whenever the booking is cancelled. ``points``: for giving
    its place up late. ``waived``: what need not be paid of the new fee. ``due``: what is still to be paid as the bill
    stands, until ``pay_by``; ``lapses``: else the booking is given up. Nothing is said where that stays as it is.
    """

    was_fee: int
    fee: int
    back: int
    kept: int
    returns_max: int
    points: int
    waived: int
    due: int | None
    pay_by: TokyoInstant | None
    lapses: bool
    ja: str
    plain: str
    en: str

    @classmethod
    def of(cls, costs: Costs) -> "CostsView":
        """With the rule in words: what a change gives back, it gives back as a cancellation would."""
        said = {language: " ".join(_said(costs, language)) for language in TEXTS}
        numbers = {name: getattr(costs, name) for name in NUMBERS}
        return cls(**numbers, due=costs.due, pay_by=costs.pay_by, lapses=costs.lapses, **said)


class ChangedView(BookingView):
    """A booking that was changed, or a part of it given back; ``costs``: what that costs."""

    costs: CostsView

    @classmethod
    def changed(cls, done: Done, codes: StartCodes) -> "ChangedView":
        """The outcome of a change."""
        costs = CostsView.of(costs_done(done.outcome, done.event))
        return cls(**BookingView.done(done, codes).model_dump(), costs=costs)


NUMBERS = ("was_fee", "fee", "back", "kept", "returns_max", "points", "waived")
TEXTS: dict[Language, tuple[str, ...]] = {
    "ja": (
        "使用料は{was_fee}円から{fee}円になります。変更で返す分は、取消しと同じ決まりで計算します。",
        "減免は{was_waived}円から{waived}円になります。",
        "お支払い済みなら、差額のうち{back}円が戻ります。",
        "{kept}円は戻りません。",
        "変更したあとに取り消しても、戻るのは{returns_max}円までです。",
        "期限を過ぎて元の時間を手放すため、{points}点がつきます。",
        "お支払いは、あと{due}円です。{pay_by}までに納めてください。",
        "納められないと、予約は取消しになります。",
    ),
    "plain": (
        "お金は {was_fee}円から {fee}円に なります。",
        "はらわなくて いい お金は {was_waived}円から {waived}円に なります。",
        "もう はらった ときは、{back}円 もどります。",
        "{kept}円は もどりません。",
        "あとで やめても、もどるのは {returns_max}円までです。",
        "おそく かえたので、{points}点に なります。",
        "あと {due}円 はらいます。{pay_by}までに はらって ください。",
        "はらわないと、予約は なくなります。",
    ),
    "en": (
        "The fee changes from {was_fee} to {fee} yen. What a change gives back counts as in a cancellation.",
        "Of it {waived} yen are waived; they were {was_waived}.",
        "Of the difference, if it is paid, {back} yen come back.",
        "{kept} yen of it do not come back.",
        "If you cancel later, at most {returns_max} yen come back.",
        "The old time is given up late: {points} points.",
        "{due} yen are still to be paid, by {pay_by}.",
        "If they are not, the booking is given up.",
    ),
}
"""The fee; what is waived; what comes back of the difference where it falls, to who has paid; what of it does not;
what comes back at most where not all does; any points; what is still to be paid, and what else."""


def _said(costs: Costs, language: Language) -> Iterable[str]:
    less = costs.was_fee - costs.was_waived > costs.fee - costs.waived
    most = costs.returns_max < costs.fee - costs.waived
    due = costs.pay_by is not None
    kept = less and costs.kept > 0
    said = (True, costs.was_waived > 0, less, kept, most, costs.points > 0, due, due and costs.lapses)
    numbers = {name: getattr(costs, name) for name in (*NUMBERS, "was_waived", "due")}
    numbers["pay_by"] = "" if costs.pay_by is None else last_told(costs.pay_by, language)
    return (text.format(**numbers) for text, is_so in zip(TEXTS[language], said, strict=True) if is_so)
