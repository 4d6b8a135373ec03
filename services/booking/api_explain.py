"""The route that says why not, and what would have to be different: parse, one use case, answer."""

from typing import Any

from fastapi import APIRouter

from services.booking.explaining import Explained, Explaining
from services.booking.in_the_way import in_three_languages
from services.booking.judging import BookingRequest
from services.booking.refusals import RoomTaken
from services.booking.rule_steps import next_steps
from services.booking.rulebook.prices import Entry
from shared.web import CallerDep, TokyoInstant, View


class FeeLineView(View):
    """A line of a fee: the row of the table, how often it counts, and the yen it makes. ``fictional``: made up."""

    rule_id: str
    article: str
    what: dict[str, str]
    yen_each: int
    count: int
    yen: int
    fictional: bool

    @classmethod
    def of(cls, entry: Entry) -> "FeeLineView":
        """One line."""
        return cls(
            rule_id=entry.rule_id,
            article=entry.article,
            what=entry.what.model_dump(),
            yen_each=entry.yen_each,
            count=entry.count,
            yen=entry.yen,
            fictional=entry.fictional,
        )


class DeadlinesView(View):
    """Instants at which it is too late (``start_from``: the first at which it is possible); null where none is set."""

    pay_by: TokyoInstant | None
    hold_until: TokyoInstant | None
    cancel_until: TokyoInstant | None
    cancel_free_until: TokyoInstant | None
    start_from: TokyoInstant | None


class ExplainedView(View):
    """The whole answer to a booking that is not made.

    ``refusals``: every rule that refuses, each with rule_id, section, article, value, limit, until, three texts, what
    to do next, and the nearest ``change`` with which that rule says yes (``allowed``: whether everything would be
    allowed then; ``instead``: the request to send for it). ``conditions``: what holds for a booking that is allowed.
    ``together``: changes that are enough together, where none of those is alone, and the request to send.
    ``taken``: another booking has the room. ``in_the_way``: that, or a closure that was announced, or equipment that
    others have: its code, rule, limit, until when, three texts, what to do next. ``alternatives``: what else is free.
    """

    allowed: bool
    fee: int | None
    lines: tuple[FeeLineView, ...]
    deadlines: DeadlinesView | None
    conditions: tuple[dict[str, str], ...]
    notices: tuple[dict[str, Any], ...]
    refusals: tuple[dict[str, Any], ...]
    together: dict[str, Any] | None
    taken: bool
    in_the_way: dict[str, Any] | None
    alternatives: tuple[dict[str, str], ...]

    @classmethod
    def of(cls, found: Explained, explaining: Explaining) -> "ExplainedView":
        """The answer of the route."""
        decision = found.decision
        dues, both = decision.deadlines, found.together
        return cls(
            allowed=found.allowed,
            fee=decision.fee,
            lines=tuple(map(FeeLineView.of, decision.lines)),
            deadlines=DeadlinesView(
                pay_by=found.pay_by,
                hold_until=dues.hold_until,
                cancel_until=dues.cancel_until,
                cancel_free_until=dues.cancel_free_until,
                start_from=dues.start_from,
            )
            if decision.allowed
            else None,
            conditions=tuple(
                {"rule_id": each.rule_id, "article": each.article, "ja": each.ja, "plain": each.plain, "en": each.en}
                for each in found.conditions
            ),
            notices=tuple(notice.data() for notice in decision.notices),
            refusals=tuple(
                _refusal(each.data(), explaining.instead([each.change] if each.change else [], found.wish))
                for each in found.refusals
            ),
            together={**both.data(), "instead": explaining.instead(both.changes, found.wish)} if both else None,
            taken=isinstance(found.obstacle, RoomTaken),
            in_the_way=in_three_languages(found.obstacle) if found.obstacle else None,
            alternatives=tuple(found.obstacle.data.get("alternatives", ())) if found.obstacle else (),
        )


def _refusal(data: dict[str, Any], instead: dict[str, Any] | None) -> dict[str, Any]:
    change = {**data["change"], "instead": instead}
    return {**data, "next": next_steps(data["section"]), "change": change}


def explain_routes(explaining: Explaining) -> APIRouter:
    """The router of explanations."""
    router = APIRouter(tags=["bookings"])

    @router.post("/bookings/explain")
    async def explain(request: BookingRequest, caller: CallerDep) -> ExplainedView:
        """Why a booking would be refused, and what would have to be different; or what holds for it. Makes none."""
        return ExplainedView.of(await explaining.explain(request, by=caller), explaining)

    return router
