"""What is said about a first meeting, a kind no, and the question after a month. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from services.notifications.domain.drafts import Draft, NameOfGroup, of_introduction
from services.notifications.domain.events import Parameter
from shared.clock import utc_text
from shared.contracts.matching import IntroductionDeclined
from shared.contracts.matching_introductions import IntroductionArranged, IntroductionWished
from shared.contracts.matching_standing import IntroductionInterrupted, IntroductionSuggested

KIND_WORDS = frozenset({"full-now", "times-differ", "another-fits", "resting"})
"""Prepared words of a group that have a message of their own; a city's other ones are read with the introduction."""


def of_arranged(event: IntroductionArranged) -> Sequence[Draft]:
    """To the resident, and to the officer who has not arranged it themselves: when they meet."""
    drafted = list(of_introduction("introduction-arranged", event, to=event.person_id))
    if event.officer_id is not None:
        drafted += of_introduction("introduction-arranged-officer", event, to=event.officer_id)
    starts_at: dict[str, Parameter] = {"starts_at": utc_text(event.starts_at)}
    return [replace(draft, parameters=draft.parameters | starts_at) for draft in drafted]


def of_declined(event: IntroductionDeclined) -> Sequence[Draft]:
    """To the resident, in the group's kind words when it chose some; to the officer when it was the resident's no."""
    template = f"introduction-declined-{event.words}" if event.words in KIND_WORDS else "introduction-declined"
    drafted = list(of_introduction(template, event, to=event.person_id))
    if event.officer_id is not None:
        drafted += of_introduction("introduction-declined-by-resident", event, to=event.officer_id)
    return drafted


def of_wished(event: IntroductionWished) -> Sequence[Draft]:
    """To the officer who acts for the group; when none is known, to the coordinator."""
    return of_introduction("introduction-wished", event, to=event.officer_id or event.coordinator_id)


def of_interrupted(event: IntroductionInterrupted) -> Sequence[Draft]:
    """To the resident, kindly; and to who looks for another group with them."""
    resident = of_introduction(f"introduction-interrupted-{event.standing}", event, to=event.person_id)
    return [*resident, *of_introduction("introduction-interrupted-assigned", event, to=event.coordinator_id)]


def of_suggested(event: IntroductionSuggested) -> Sequence[Draft]:
    """To the resident: which other group."""
    (draft,) = of_introduction("introduction-suggested", event, to=event.person_id)
    to_group: dict[str, Parameter] = {"to_group_id": event.to_group_id}
    named = draft.names | {"to_group": NameOfGroup(event.to_group_id)}
    return [replace(draft, parameters=draft.parameters | to_group, names=named)]
