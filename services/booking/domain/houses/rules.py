"""The rules of one facility, as everything else asks for them: how they are written is known here and in ``house_*``.

They are asked once, outside any stream; what rivals can change meanwhile is in the ``Terms``, and streams count it.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Literal

from services.booking.domain.houses.bookings import HouseBookings
from services.booking.domain.houses.caps import (
    channel_of,
    day_cap,
    hold_caps,
    is_local,
    period_cap,
    period_key,
    quota_keys,
    quota_of_holds,
    quota_party,
)
from services.booking.domain.houses.refusals import Said
from services.booking.domain.terms import DayCap, DecidedBy, Party, PeriodCap, Terms, age_band
from services.booking.domain.wish import Wish
from services.booking.refusals import NotBookableYet, RuleRefused
from services.booking.rule_steps import STEPS
from services.booking.rulebook.asking import Facts
from services.booking.rulebook.caps import Cap
from services.booking.rulebook.charging import Checks
from services.booking.rulebook.engine import CHECKS, CHECKS_OF_A_REST, Decision, decide
from services.booking.rulebook.passings import Passing, check_passings
from services.booking.rulebook.places import Unanswerable
from services.booking.rulebook.quick import Allowed, Bound, Question, facts_key
from services.booking.rulebook.several import caps_of, each_of
from services.booking.rulebook.windows import Start, lapses
from services.booking.rulebook.words import fill, last_told, told
from shared.clock import fiscal_year, tokyo_date
from shared.contracts.booking import BookingConfirmed
from shared.unchecked import unchecked


class HouseRules(HouseBookings):
    """What the rules say for one facility: to a wish, and to a booking."""

    # -- a wish

    def terms(self, wish: Wish, party: Party, now: datetime, *, rest: bool = False) -> Terms:
        """What holds for a wish that the rules allow, as far as no stream has to be asked.

        ``rest``: of a booking that stands. Raises ``RuleRefused``, ``NotBookableYet``.
        """
        self._check_bookable()
        question, facts = self.question(wish), party.facts
        try:
            allowed = self._quick.allowed(question, facts, now)
        except Unanswerable as silent:
            raise NotBookableYet(facility_id=self.house.id) from silent
        if allowed is None:
            decision = self.decision(wish, facts, now, CHECKS_OF_A_REST if rest else CHECKS)
            if decision.refusals:
                raise self.refused(decision.refusals)
            allowed = _as_allowed(decision)
        key = ("terms", self.is_kept(wish), question, facts_key(facts), tokyo_date(now))
        usual = self._quick.once(key, lambda: self._usual(wish, facts, now, allowed))
        own = self._own(usual, wish, allowed) | {"asked_at": now, "start_by": self._start_by(wish, now)}
        own |= {"approval": ""} if rest else {}
        return unchecked(Terms, usual.__dict__ | own)

    def _usual(self, wish: Wish, facts: Facts, now: datetime, allowed: Allowed) -> Terms:
        """The terms of whoever is as they are, whoever they are."""
        day_caps, period_caps = self.caps_of(wish, allowed.caps)
        if self.is_kept(wish):
            period_caps += hold_caps(wish, self._quick.asked(self.question(wish), facts, now))
        return Terms(
            fee=allowed.fee,
            day_caps=day_caps,
            period_caps=period_caps,
            lapses=allowed.pay_by is not None and allowed.lapses,
            hold_until=allowed.hold_until,
            cancel_until=allowed.cancel_until,
            start_from=allowed.start_from,
            equipment=self._stock(wish) if wish.equipment else {},
            approval=self._approval(wish),
            decided=self.decided_by(facts, wish, now),
        )

    def _own(self, usual: Terms, wish: Wish, allowed: Allowed) -> dict[str, Any]:
        """What is somebody's own in the terms: their caps, their quotas."""
        own: dict[str, Any] = {"pay_by": allowed.pay_by} if allowed.pay_by else {}
        if usual.day_caps:
            own["day_caps"] = tuple(cap.model_copy(update={"party": wish.party}) for cap in usual.day_caps)
        if usual.period_caps:
            party = {"party": quota_party(wish)}
            own["period_caps"] = tuple(cap.model_copy(update=party) for cap in usual.period_caps)
        if quotas := self.quotas(wish):
            own["quotas"] = quotas
        return own

    def _stock(self, wish: Wish) -> dict[str, tuple[int, int]]:
        stock = self.lent(wish.room_ids, wish.day)
        return {item: (count, stock[item]) for item, count in wish.equipment}

    def _approval(self, wish: Wish) -> str:
        """The id of the first rule that asks for the approval of staff, if one does."""
        if not self.book.file.approvals:
            return ""
        rooms = self.of_rules(wish.room_ids)
        key = ("approval", rooms, wish.day, wish.purpose, wish.marks, wish.people)
        rule = self._quick.once(key, lambda: self.approval(wish))
        return rule.id if rule else ""

    def quotas(self, wish: Wish) -> tuple[str, ...]:
        """The keys of the quotas in which a wish counts: the same whatever is decided about it."""
        kind: Literal["person", "group"] = "group" if wish.group_id else "person"
        channel = channel_of(wish)
        periods = self._quick.once(
            ("quotas", kind, channel), lambda: quota_keys(self.book.file.caps, self.house, kind, channel)
        )
        keys = tuple(f"{quota_party(wish)}/{period_key(period, wish.day)}" for period in periods)
        return (*keys, *quota_of_holds(self.book.file.hold_limits, wish)) if self.is_kept(wish) else keys

    def is_kept(self, wish: Wish) -> bool:
        """Whether its rooms are only kept at first: until they confirm, or until staff have approved.

        What takes the place of a booking, or makes others give way, never is: whoever decides that has approved.
        """
        if wish.hold or wish.moved_from is not None or wish.preempts is not None:
            return wish.hold
        return bool(self._approval(wish))

    def decided_by(self, facts: Facts, wish: Wish, now: datetime) -> DecidedBy:
        """What is kept of a decision."""
        year, today = fiscal_year(wish.day), tokyo_date(now)
        day = wish.day if facts.grants else None  # some are for the uses of one day
        key = ("by", facts_key(facts), year, day, today, wish.marks, wish.adult)
        return self._quick.once(key, lambda: self._decided_by(facts, year, today, wish))

    def _decided_by(self, facts: Facts, year: int, today: date, wish: Wish) -> DecidedBy:
        return DecidedBy(
            party=facts.party,
            members=facts.members,
            eligible=facts.eligible,
            claimed_members=facts.claimed[0] if facts.claimed else 0,
            claimed_eligible=facts.claimed[1] if facts.claimed else 0,
            accredited=facts.accredited,
            registered=facts.registered_until is not None and today <= facts.registered_until,
            categories=tuple(sorted(facts.categories)),
            reductions=tuple(
                sorted({one.reduction for one in facts.grants if one.fiscal_year == year or one.day == wish.day})
            ),
            age=age_band(facts.age) if facts.party == "person" else "",
            rules=self.book.version,
            marks=tuple(sorted(wish.marks)),
            adult=wish.adult,
        )

    def decision(self, wish: Wish, facts: Facts, now: datetime, checks: Checks = CHECKS) -> Decision:
        """The whole decision, with every refusal and line of it. Raises ``NotBookableYet``."""
        self._check_bookable()
        try:
            return decide(self.book, self.question(wish).request(), facts, now, checks)
        except Unanswerable as silent:
            raise NotBookableYet(facility_id=self.house.id) from silent

    def question(self, wish: Wish) -> Question:
        """The wish as the rules are asked about it."""
        return Question(
            self.of_rules(wish.room_ids), wish.day, wish.start, wish.end, wish.people, wish.purpose, wish.marks,
            channel_of(wish), wish.hold, wish.equipment, wish.adult, wish.preempts,
        )  # fmt: skip

    def caps(self, wish: Wish, facts: Facts, now: datetime) -> tuple[tuple[DayCap, ...], tuple[PeriodCap, ...]]:
        """The caps that a wish is held to, whether it is allowed or not."""
        asked = self._quick.asked(self.question(wish), facts, now)
        day_caps, period_caps = self.caps_of(wish, caps_of(asked, each_of(asked)))
        return day_caps, (*period_caps, *hold_caps(wish, asked)) if self.is_kept(wish) else period_caps

    def caps_of(self, wish: Wish, bound: Iterable[Bound]) -> tuple[tuple[DayCap, ...], tuple[PeriodCap, ...]]:
        """Caps as the streams count them: those that the day counts, and those of quotas."""
        local = tuple(day_cap(cap, self, wish) for cap in bound if is_local(cap.rule))
        return local, tuple(period_cap(cap, self, wish) for cap in bound if not is_local(cap.rule))

    def _check_bookable(self) -> None:
        if not self.bookable:
            raise NotBookableYet(facility_id=self.house.id)

    def passing_refusal(self, wish: Wish, facts: Facts, now: datetime) -> RuleRefused | None:
        """Why what another party gave up (``facts.given_up``) is not for this one yet, or ``None``."""
        asked = self.book.asked(self.question(wish).request(), facts, now)
        found = list(check_passings(asked))
        return self.refused(found) if found else None

    def passed_on_within(self, wish: Wish, facts: Facts, now: datetime) -> int:
        """How soon after it was given up a booking counts as passed on, in minutes; 0 where no rule speaks of it."""
        rule = self.book.asked(self.question(wish).request(), facts, now).rule(Passing)
        return rule.within_minutes if rule else 0

    def _start_by(self, wish: Wish, now: datetime) -> datetime | None:
        """By when the use must have begun; of several rooms the earliest."""
        rules = (self._start((room_id,), wish.day) for room_id in wish.room_ids)
        ends = [rule.start_by(wish.starts_at, wish.ends_at, now) for rule in rules if rule]
        return min((end for end in ends if end is not None), default=None)

    def _start(self, room_ids: tuple[str, ...], day: date) -> Start | None:
        """The rule about the beginning of a use, where there is one."""
        names = self.of_rules(room_ids)
        return self._quick.once(("start", names, day), lambda: self._start_of(names, day))

    def _start_of(self, names: tuple[str, ...], day: date) -> Start | None:
        held = self.book.layers.of(Start, self.book.places.place(names), day)
        return held[0] if held else None

    def frees_no_show(self, booking: BookingConfirmed) -> bool:
        """Whether what is left of a booking whose use nobody began is free for others."""
        rooms = tuple(room for room in booking.room_ids if room in self._rooms) or tuple(self._rooms)[:1]
        start = self._start(rooms, tokyo_date(booking.starts_at)) if rooms else None
        return start is not None and start.no_show_frees

    # -- refusals

    def said_of(self, rule_id: str, wish: Wish, facts: Facts, at: datetime) -> Said | None:
        """What a rule said to a wish at a moment, with its numbers where they do not rest on other bookings.

        ``None`` for a rule that is in the file no longer.
        """
        try:
            refusals = self.decision(wish, facts, at).refusals
        except NotBookableYet:
            refusals = ()
        if found := next((refusal for refusal in refusals if refusal.rule_id == rule_id), None):
            until = "" if found.until is None else f"{last_told(found.until)}まで"
            numbers = (told(found.value, "ja"), told(found.limit, "ja"), until)
            return Said(found.section, found.article, found.ja, *numbers, STEPS[found.section]["ja"])
        if (rule := self._rule(rule_id, wish.day)) is None:
            return None
        limit = told(rule.limit, "ja") if isinstance(rule, Cap) else ""
        words = fill(rule, value="－", limit=limit or "－", day=wish.day, room=self.house.name)["ja"]
        return Said(rule.SECTION, rule.article, words, "", limit, "", STEPS[rule.SECTION]["ja"])


def _as_allowed(decision: Decision) -> Allowed:
    asked, dues = decision.asked, decision.deadlines
    return Allowed(
        decision.fee or 0,
        caps_of(asked, decision.by),
        pay_by=dues.pay_by,
        cancel_until=dues.cancel_until,
        start_from=dues.start_from,
        lapses=any(lapses(one) for one in decision.by),
        hold_until=dues.hold_until,
    )
