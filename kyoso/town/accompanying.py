"""Groups of the sample town beside which an intermediary body stands (伴走支援): four, each at another point of it."""

from collections.abc import Iterator
from dataclasses import dataclass

from kyoso.town.model import Town

Goals = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AccompanimentSeed:
    """A project of a group, its intermediary, what was agreed, what was changed, and how far it has come."""

    group_id: str
    officer_id: str
    intermediary_id: str
    goals: Goals
    words: str
    agreed: bool = True
    notes: str | None = None
    """What was talked about at a first visit; nothing: there was none."""
    changed: Goals = ()
    """The goals that both sides agreed to later."""
    next_visit_days: int | None = None
    ended: str | None = None


PROJECTS: tuple[tuple[Goals, str, bool, str | None, Goals, int | None, str | None], ...] = (
    (("successor", "money"), "会計の引き継ぎに困っています。", True, "帳簿の付け方を一緒に見ました。", (), 14, None),
    (
        ("first-event",), "はじめての催しを開きたいです。", True, "会場と役割を決めました。",
        ("first-event", "new-members"), 21, None,
    ),
    (("digital",), "連絡をスマートフォンでできるようにしたいです。", True, "連絡網を作りました。", (), None, "reached"),
    (("partners",), "ほかの団体と一緒に活動してみたいです。", False, None, (), None, None),
)  # fmt: skip
"""Under way with a visit made; with goals that changed; ended; and one that waits for the intermediary's yes."""


def accompaniments_of(town: Town) -> Iterator[AccompanimentSeed]:
    """The four, with the town's intermediaries in turn, beside the last groups of its list."""
    officers = town.officers()
    bodies = [each.person_id for each in town.coordinators if each.kind == "intermediary"]
    groups = [group.id for group in reversed(town.groups) if officers.get(group.id)]
    for number, (group_id, project) in enumerate(zip(groups, PROJECTS, strict=False)):
        yield AccompanimentSeed(group_id, officers[group_id], bodies[number % len(bodies)], *project)
