"""What staff are told of the ladder, in words: an effect with its interval, or that we cannot tell; and ties."""

from collections.abc import Sequence
from datetime import date

from services.matching.domain.ladder.moved import Moved, Why
from services.matching.domain.ladder.ties import Tie
from services.matching.ladder.insights import FOLLOWED_DAYS, By, Quarter, What
from shared.small_counts import COUNT_SHOWN_MIN
from shared.web import View

CANNOT_TELL: dict[Why, tuple[str, str]] = {
    "too-few": ("人数が少なく、分かりません。", "We cannot tell: there are too few people."),
    "groups-differ": (
        "{what}人と似た人が少なく、分かりません。",
        "We cannot tell: too few people are like those who had it.",
    ),
    "may-be-chance": (
        "差は偶然かもしれず、分かりません。",
        "We cannot tell: the difference may be chance.",
    ),
}
FOUND: dict[What, tuple[str, str]] = {
    "introduction": (
        "似た人と比べて差があります。ただし、紹介を望む人はもともと意欲が高いかもしれません。",
        "There is a difference from like people; but who asks may have been keener from the start.",
    ),
    "visit": (
        "似た人と比べて差があります（その回は数えません）。ただし、来てみる人はもともと意欲が高いかもしれません。",
        "Not counting the visit there is a difference from like people; but who comes may have been keener before.",
    ),
}
WHO: dict[What, str] = {"introduction": "紹介を受けた", "visit": "一度来てみた"}


class MovedView(View):
    """Whether introductions, or visits, moved people. Shares in 0 to 1; ``effect``, interval: where there is one."""

    what: What
    months: tuple[date, ...]
    followed_days: int = FOLLOWED_DAYS
    can_tell: bool
    why: Why | None
    ja: str
    en: str
    with_it: int | None
    compared_with: int | None
    matched: float | None
    effect: float | None
    low: float | None
    high: float | None

    @classmethod
    def of(cls, what: What, months: Sequence[date], found: Moved) -> "MovedView":
        """The view of a comparison. Of too few people not even the numbers are told."""
        few = found.why == "too-few" or min(found.with_it, found.compared_with) < COUNT_SHOWN_MIN
        ja, en = CANNOT_TELL[found.why] if found.why else FOUND[what]
        return cls(
            what=what,
            months=tuple(months),
            can_tell=found.why is None,
            why=found.why,
            ja=ja.format(what=WHO[what]),
            en=en,
            with_it=None if few else found.with_it,
            compared_with=None if few else found.compared_with,
            matched=None if few else round(found.matched, 3),
            effect=_rounded(found.effect),
            low=_rounded(found.low),
            high=_rounded(found.high),
        )


class TieView(View):
    """Two kinds of people in one area; ``ratio`` above 1: they take part together more than by chance."""

    area: str
    one: str
    other: str
    ratio: float


class TiesView(View):
    """Ties across ages or fields in the last quarter that is over."""

    by: By
    layer: str
    first_day: date
    last_day: date
    ties: tuple[TieView, ...]

    @classmethod
    def of(cls, by: By, layer: str, quarter: Quarter, ties: Sequence[Tie]) -> "TiesView":
        """The view of ties."""
        told = tuple(TieView(area=tie.area, one=tie.one, other=tie.other, ratio=tie.ratio) for tie in ties)
        return cls(by=by, layer=layer, first_day=quarter.first, last_day=quarter.last, ties=told)


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 3)
