"""Every living group has its turn: the last place of each ten in a list is not given by score.

Of L living groups each is given the place on one of L days, by each person's own order of them and the day's number:
whoever looks at L days' lists has met every living group, in its turn, by its score, or as one of their own. On any day
each has the place with about one person in L. Who is in the list by score already, or is the person's own group, leaves
its turn to the next in that person's order. So of n places ``turns_in(n)`` are turns, and the least share of a group is
``turns_in(n) / L`` of the lists.
"""

from collections.abc import Collection, Sequence
from datetime import date

import numpy as np

from services.matching.domain.recommending.columns import Columns, Slots
from services.matching.domain.recommending.ranking import ties

PLACES = 10


def turns_in(places: int) -> int:
    """How many places of a list are turns: one in ten, one of five to nine too, none of fewer."""
    return (places + PLACES // 2) // PLACES


def in_turn(columns: Columns, living: Slots, person: str, day: date, count: int, without: Collection[int]) -> list[int]:
    """The slots of the ``count`` living groups whose turn it is, but for some."""
    if not len(living):
        return []
    own_order = living[np.argsort(ties(columns, person)[living], kind="stable")]
    turned = np.roll(own_order, -(day.toordinal() % len(own_order))).tolist()
    return [slot for slot in turned if slot not in without][:count]


def with_turns(by_score: Sequence[int], turns: Sequence[int], places: int) -> list[int]:
    """One list of both, turns at the places 10, 20… and at the end; where turns are too few, all places go by score."""
    left = iter(by_score[: max(0, places - len(turns))])
    waiting = list(turns)
    mixed: list[int] = []
    for slot in left:
        mixed.append(slot)
        if len(mixed) % PLACES == PLACES - 1 and waiting:
            mixed.append(waiting.pop(0))
    return [*mixed, *waiting]
