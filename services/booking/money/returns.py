"""What comes back of a booking that was given back: gathered from its bill, its end in the journal, and the rules.

The amounts are the bill's. The rule is named where it says for that moment what the journal has; a file that was
replaced since is not made to answer for what an older one kept.
"""

from collections.abc import Iterable
from contextlib import suppress
from typing import get_args

from services.booking.bookings import Done
from services.booking.domain.after_use.events import ReasonShown
from services.booking.domain.after_use.given_back_for import GivenBackOnce
from services.booking.domain.day_facts import plain
from services.booking.domain.events import BookingDecided
from services.booking.domain.facility_day import FacilityDay
from services.booking.domain.houses.rules import HouseRules
from services.booking.domain.money.bill import Bill
from services.booking.domain.money.coming_back import ComingBack, KeptBy, claim_until
from services.booking.domain.money.fee_terms import refund_of
from services.booking.domain.money.giving_back import refund_of_cancelling
from services.booking.domain.money.reasons import rules_reason
from services.booking.domain.ways.held import Held
from services.booking.houses.directory import Directory
from services.booking.money.rows import BillRow, bill_row
from services.booking.rows import BookingRow, booking_row
from services.booking.views import BookingView
from shared.clock import tokyo_date
from shared.contracts.booking import BookingCancelled
from shared.contracts.booking_money import PaidBy
from shared.contracts.booking_values import DisplacedBecause
from shared.journal import Chain, Commit, Journal
from shared.journal.archived import StreamArchived
from shared.web import View

OF_ENDED = frozenset({"cancelled", "refund-due"})
"""How a bill stands once it has heard of the end of its booking."""
NAMED = frozenset({BookingCancelled.type, BookingDecided.type, ReasonShown.type})


class Returns:
    """Says of a cancelled booking what comes back; for those who may see it."""

    def __init__(self, journal: Journal, directory: Directory) -> None:
        self._journal = journal
        self._directory = directory

    async def of(self, booking_id: str) -> ComingBack | None:
        """What comes back, as the bill stands now; nothing of what was not cancelled, or cost nothing."""
        row = await self._journal.get(BookingRow, booking_id)
        if row is None or row.status != "cancelled":
            return None
        once = await self._end_of(row)
        bill = await self._journal.get(BillRow, booking_id)
        if once is not None and bill is not None and bill.status not in OF_ENDED:
            await self._journal.settle(once.commit)  # the relay would take the same steps a moment later
            bill = await self._journal.get(BillRow, booking_id)
        return await self._back(row, bill, once)

    async def done(self, done: Done) -> ComingBack | None:
        """What the outcome of a command says of it, whatever came after: the same when the command is repeated."""
        ended, commits = done.event, done.outcome.commits if isinstance(done.outcome, Chain) else (done.outcome,)
        if not isinstance(ended, BookingCancelled):
            return None
        row = booking_row(ended)
        return await self._back(row, await self._bill_as_of(row.id, commits), await self._end_of(row))

    async def _back(self, row: BookingRow, bill: BillRow | None, once: GivenBackOnce | None) -> ComingBack | None:
        if bill is None:
            return ComingBack(paid=0, moved=row.reason == "moved") if row.fee else None
        paid = bill.paid + bill.received
        kept = max(0, bill.charged - bill.waived) if paid else 0
        waits: dict[PaidBy, int] = {channel: yen for channel, yen in bill.owed_by_hand.items() if yen}
        if online := bill.owed_back - sum(waits.values()):
            waits["online"] = online
        rules = (await self._directory.facility(row.facility_id)).rules
        return ComingBack(
            paid=paid,
            refunded=bill.refunded,
            waits=waits,
            kept=kept,
            claim_until=claim_until(once.commit.at) if once else None,
            by=kept_by(once, rules, kept) if once and kept else None,
            moved=row.reason == "moved" or bill.moved_to is not None,
            instead=row.reason in get_args(DisplacedBecause),
        )

    async def _bill_as_of(self, booking_id: str, commits: Iterable[Commit]) -> BillRow | None:
        bill = Bill(stream_name=Bill.stream(booking_id).name)
        last = max((c.version for c in commits if c.stream == bill.stream_name), default=0)
        for commit in await self._journal.store.of_stream(bill.stream_name) if last else ():
            for event in commit.events if commit.version <= last else ():
                bill.apply(event)
        return bill_row(bill) if bill.about is not None else None

    async def _end_of(self, row: BookingRow) -> GivenBackOnce | None:
        """How it ended; nothing of a day that was archived."""
        stream = FacilityDay.stream(row.facility_id, tokyo_date(row.starts_at).isoformat())
        with suppress(StreamArchived):
            commits = _naming(await self._journal.store.of_stream(stream.name), row.id)
            once = GivenBackOnce.of(commits, row.id)
            shown = (e.ended for c in commits for e in c.events if isinstance(e, ReasonShown))
            of_row = (each for each in shown if each.booking_id == row.id and each.reason == row.reason)
            return GivenBackOnce(next(of_row, once.ended), once.commit, once.kept)
        return None


def _naming(commits: Iterable[Commit], booking_id: str) -> list[Commit]:
    """Those that may tell of its end: of a day with hundreds of commits the others are not decoded."""
    named = booking_id.encode()
    return [c for c in commits if any(r.type in NAMED and named in r.body for r in c.records)]


def kept_by(once: GivenBackOnce, rules: HouseRules, kept: int) -> KeptBy | None:
    """The rule that keeps ``kept`` yen; nothing where the rules of today would not have said what was said then."""
    ended, at = once.ended, once.commit.at
    reason = rules_reason(ended.reason)
    held = Held(confirmed=plain(ended), start=0, end=0, kept=once.kept)
    again = refund_of_cancelling(held, rules, at, by_house=reason == "operator", reason=reason)
    rule = rules.refund_rule(ended, at)
    if rule is None or again != ended.refund:
        return None
    days = (tokyo_date(ended.starts_at) - tokyo_date(at)).days
    alone = not once.kept and kept == ended.fee - refund_of(ended) and ended.reason != "moved"
    return KeptBy(rule.id, rule.article, max(0, days), alone=alone)


class ReturnsView(View):
    """What comes back of what was ``paid``, in yen: ``back`` in all, ``refunded`` of it already; ``kept`` does not.

    ``waits``: what is still to be given back, by how it was paid (``online`` goes back by itself). ``claim_until``: the
    last day on which what waits can be claimed. ``rule_id`` and ``article``: by which rule something is kept.
    """

    paid: int
    back: int
    refunded: int
    kept: int
    waits: dict[PaidBy, int]
    claim_until: str | None
    rule_id: str | None
    article: str | None
    ja: str
    plain: str
    en: str

    @classmethod
    def of(cls, found: ComingBack) -> "ReturnsView":
        """Numbers and words."""
        by, until = found.by, found.claim_until if found.waits else None
        return cls(
            paid=found.paid,
            back=found.back,
            refunded=found.refunded,
            kept=found.kept,
            waits=dict(found.waits),
            claim_until=until.isoformat() if until else None,
            rule_id=by.rule_id if by else None,
            article=by.article if by else None,
            ja=found.words("ja"),
            plain=found.words("plain"),
            en=found.words("en"),
        )


class EndedView(BookingView):
    """A booking that was given back; ``returns``: what comes back of its fee. Nothing where it cost nothing."""

    returns: ReturnsView | None

    @classmethod
    def ended(cls, view: BookingView, found: ComingBack | None) -> "EndedView":
        """A booking with what comes back of it."""
        return cls(**view.model_dump(), returns=ReturnsView.of(found) if found else None)
