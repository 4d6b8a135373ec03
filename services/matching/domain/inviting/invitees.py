"""Who could help a group with what it looks for: the scorer of recommendations, without what a group may not know.

Only what the person said they like, can do and wish counts, when they have time, and their languages. Where they live,
how old they are, what they need and their other groups count nothing: points would tell what reasons must not. What is
the same for everybody (how large or new the group is) counts nothing either. Who offers nothing that is looked for is
not found at all; a role or a skill that needs a check (``InviteeTerms.vetted``) counts only with one that holds.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from services.matching.domain.inviting.invitee_terms import Vetted
from services.matching.domain.recommending.reasons import Pair
from services.matching.domain.recommending.scoring import Contribution, Offer, Seeker, units_of
from services.matching.domain.recommending.weights import FeatureWeights, Weights

COUNTS = frozenset({"tag", "role", "skill", "time", "language"})
"""The features that a group may know."""
SOUGHT = frozenset({"needed-role", "needed-skill"})
"""Without one of these nobody is found."""
NAME_LENGTH = 24


class Invitee(NamedTuple):
    """Somebody who may be found: the secret of their names, and as scoring sees them."""

    person_id: str
    secret: str
    seeker: Seeker


@dataclass(frozen=True, slots=True)
class Fit:
    """Somebody as a group sees them: a name for this day, ten-thousandths of points, at most three true reasons."""

    person_id: str
    name: str
    units: int
    pair: Pair
    parts: tuple[Contribution, ...]

    @property
    def reasons(self) -> tuple[Contribution, ...]:
        """What is told: each lowers the score when it is taken away."""
        return self.pair.reasons(self.parts)


def counted(weights: Weights) -> Weights:
    """The weights of the day, 0 for what a group may not know."""
    nothing = {name: 0.0 for name in FeatureWeights.model_fields if name not in COUNTS}
    return weights.model_copy(update={"weights": weights.weights.model_copy(update=nothing)})


def name_of(secret: str, group_id: str, day: date) -> str:
    """Under which a group sees somebody on a day: two groups, or two days, have nothing in common."""
    return hashlib.sha256(f"{secret}/{group_id}/{day.isoformat()}".encode()).hexdigest()[:NAME_LENGTH]


def cleared(seeker: Seeker, offer: Offer, vetted: Vetted, checks: Mapping[str, date], today: date) -> Seeker:
    """The person without what they have no valid check for. ``checks``: the last day of each kind.

    A group that does what needs a check looks for nobody without it, whatever the role.
    """

    def holds(kind: str | None) -> bool:
        return kind is None or (kind in checks and today <= checks[kind])

    if not all(holds(kind) for tag, kind in vetted.tags.items() if tag in offer.tags):
        return seeker._replace(role_wishes=(), skills=())
    return seeker._replace(
        role_wishes=tuple(role for role in seeker.role_wishes if holds(vetted.roles.get(role))),
        skills=tuple(skill for skill in seeker.skills if holds(vetted.skills.get(skill))),
    )


def fits(
    invitees: Iterable[Invitee], group_id: str, offer: Offer, weights: Weights, now: datetime, day: date
) -> list[Fit]:
    """Who offers something that is looked for, the best first; equals in the order of their names of the day."""
    weights, found = counted(weights), list[Fit]()
    for each in invitees:
        pair = Pair(each.seeker, offer, weights, now)
        parts = tuple(pair.parts())
        if any(part.code in SOUGHT for part in parts):
            found.append(Fit(each.person_id, name_of(each.secret, group_id, day), units_of(parts), pair, parts))
    return sorted(found, key=lambda fit: (-fit.units, fit.name))
