"""Who may do what in matching: by city role *and* by relation to the group or the introduction. One table.

Relations come from events (officer, resident of an introduction, its coordinator), roles from the token. ``None`` as a
caller is the command line itself (bulk loading), whose cause names the operator.
"""

from collections.abc import Collection
from typing import Literal

from shared.web import Caller, Forbidden

Relation = Literal["self", "officer", "assigned", "desk-owner", "coordinator", "staff", "bulk"]
Action = Literal[
    "register-group",
    "change-group",
    "pause-group",
    "list-members",
    "add-member",
    "remove-member",
    "appoint-officer",
    "retire-officer",
    "see-roster",
    "set-roster",
    "set-ladder",
    "see-ladder",
    "export-history",
    "hand-over",
    "see-choice",
    "list-introductions-of-group",
    "see-introduction",
    "read-message",
    "accept-introduction",
    "decline-introduction",
    "suggest-another",
    "arrange-meeting",
    "note-meeting",
    "wish-to-join",
    "see-follow-up",
    "answer-follow-up",
    "finish-follow-up",
    "find-invitees",
    "suggest-activity",
    "answer-suggestion",
    "list-suggestions",
    "seek-successor",
    "see-successions",
    "see-health",
    "open-for-another",
    "see-consultation",
    "read-worry",
    "list-consultations-of-desk",
    "answer-consultation",
    "refer-consultation",
    "confirm-consultation",
    "record-referral",
    "find-consultation",
    "open-help-for-group",
    "open-help-for-another",
    "find-help",
    "decide-help",
    "see-help-answers",
    "read-help",
    "record-check",
    "ask-guardian",
    "list-visits",
    "see-visit",
    "greet-visit",
    "note-visit",
    "see-checks",
    "count-wishes",
    "welcome-learner",
    "propose-accompaniment",
    "see-themes",
    "announce-outreach",
    "run-outreach",
    "book-for-another",
    "change-appointment",
    "read-appointment",
]

ALLOWED: dict[Action, frozenset[Relation]] = {
    "register-group": frozenset({"coordinator", "staff", "bulk"}),
    "change-group": frozenset({"officer", "bulk"}),
    "pause-group": frozenset({"officer", "staff", "bulk"}),
    "list-members": frozenset({"officer", "coordinator", "staff"}),
    "add-member": frozenset({"officer", "bulk"}),
    "remove-member": frozenset({"officer", "self", "bulk"}),
    "appoint-officer": frozenset({"officer", "staff", "bulk"}),
    "retire-officer": frozenset({"officer", "staff", "bulk"}),
    "see-roster": frozenset({"coordinator", "staff"}),
    "set-roster": frozenset({"staff", "bulk"}),
    "set-ladder": frozenset({"staff", "bulk"}),
    "see-ladder": frozenset({"staff"}),
    "export-history": frozenset({"staff"}),
    "hand-over": frozenset({"self", "staff"}),
    "see-choice": frozenset({"assigned", "desk-owner", "coordinator", "staff"}),
    "list-introductions-of-group": frozenset({"officer", "coordinator", "staff"}),
    "see-introduction": frozenset({"self", "officer", "assigned", "coordinator", "staff"}),
    "read-message": frozenset({"self", "officer", "assigned"}),
    "accept-introduction": frozenset({"officer", "assigned", "coordinator"}),
    "decline-introduction": frozenset({"self", "officer", "assigned", "coordinator"}),
    "suggest-another": frozenset({"assigned", "coordinator"}),
    "arrange-meeting": frozenset({"officer", "assigned", "coordinator"}),
    "note-meeting": frozenset({"self", "officer", "assigned", "coordinator"}),
    "wish-to-join": frozenset({"self", "assigned"}),
    "see-follow-up": frozenset({"self", "assigned"}),
    "answer-follow-up": frozenset({"self", "assigned"}),
    "finish-follow-up": frozenset({"assigned"}),
    "find-invitees": frozenset({"officer"}),
    "suggest-activity": frozenset({"officer"}),
    "answer-suggestion": frozenset({"officer", "assigned"}),
    "list-suggestions": frozenset({"officer", "coordinator", "staff"}),
    "seek-successor": frozenset({"officer"}),
    "see-successions": frozenset({"coordinator", "staff"}),
    "see-health": frozenset({"officer"}),
    "open-for-another": frozenset({"coordinator", "staff"}),
    "see-consultation": frozenset({"self", "assigned", "desk-owner", "staff"}),
    "read-worry": frozenset({"self", "assigned", "desk-owner"}),
    "list-consultations-of-desk": frozenset({"desk-owner", "staff"}),
    "answer-consultation": frozenset({"assigned", "desk-owner"}),
    "refer-consultation": frozenset({"assigned", "desk-owner"}),
    "confirm-consultation": frozenset({"self"}),
    "record-referral": frozenset({"assigned", "desk-owner", "coordinator", "staff"}),
    "find-consultation": frozenset({"coordinator", "staff", "desk-owner"}),
    "open-help-for-group": frozenset({"officer"}),
    "open-help-for-another": frozenset({"coordinator", "staff"}),
    "find-help": frozenset({"coordinator", "staff", "desk-owner"}),
    "decide-help": frozenset({"self", "officer", "coordinator", "desk-owner"}),
    "see-help-answers": frozenset({"self", "officer", "coordinator", "desk-owner", "staff"}),
    "read-help": frozenset({"self", "officer", "assigned", "desk-owner"}),
    "record-check": frozenset({"coordinator", "staff", "bulk"}),
    "ask-guardian": frozenset({"self", "coordinator", "staff"}),
    "list-visits": frozenset({"officer", "coordinator", "staff"}),
    "see-visit": frozenset({"self", "officer", "assigned", "desk-owner", "coordinator", "staff"}),
    "greet-visit": frozenset({"officer", "desk-owner", "coordinator"}),
    "note-visit": frozenset({"officer", "assigned", "desk-owner", "coordinator"}),
    "see-checks": frozenset({"self", "coordinator", "staff"}),
    "count-wishes": frozenset({"coordinator", "staff"}),
    "welcome-learner": frozenset({"self"}),
    "propose-accompaniment": frozenset({"officer", "coordinator", "staff"}),
    "see-themes": frozenset({"staff"}),
    "announce-outreach": frozenset({"coordinator", "staff", "bulk"}),
    "run-outreach": frozenset({"assigned", "desk-owner", "staff"}),
    "book-for-another": frozenset({"assigned", "desk-owner", "coordinator", "staff"}),
    "change-appointment": frozenset({"self", "assigned", "desk-owner", "coordinator", "staff"}),
    "read-appointment": frozenset({"self", "assigned", "desk-owner"}),
}
"""Staff see that an introduction or a consultation exists and how it stands, not the words: those are for who has it.
Other coordinators do not even see a consultation."""

OF_ONES_OWN: dict[Action, frozenset[Relation]] = {
    "accept-introduction": frozenset({"officer"}),
    "arrange-meeting": frozenset({"officer"}),
    "finish-follow-up": frozenset(),
    "answer-consultation": frozenset(),
    "refer-consultation": frozenset(),
    "record-referral": frozenset(),
    "record-check": frozenset(),
    "greet-visit": frozenset(),
    "note-visit": frozenset(),
}
"""What narrows the table where the caller is the resident of the case: a coordinator who asked to meet a group
does not give its yes to themselves, nobody sees to a worry of their own as a desk, and who comes once does not say for
the group that they came."""

RULE: dict[Action, str] = {
    "register-group": "coordinator",
    "change-group": "officer-of-group",
    "pause-group": "officer-of-group",
    "list-members": "officer-of-group",
    "add-member": "officer-of-group",
    "remove-member": "officer-of-group",
    "appoint-officer": "officer-of-group",
    "retire-officer": "officer-of-group",
    "see-roster": "coordinator",
    "set-roster": "staff",
    "set-ladder": "staff",
    "see-ladder": "staff",
    "export-history": "staff",
    "hand-over": "own",
    "see-choice": "coordinator",
    "list-introductions-of-group": "officer-of-group",
    "see-introduction": "own",
    "read-message": "coordinator-of-introduction",
    "accept-introduction": "officer-of-group",
    "decline-introduction": "officer-of-group",
    "suggest-another": "coordinator-of-introduction",
    "arrange-meeting": "officer-of-group",
    "note-meeting": "officer-of-group",
    "wish-to-join": "own",
    "see-follow-up": "own",
    "answer-follow-up": "own",
    "finish-follow-up": "coordinator-of-introduction",
    "find-invitees": "officer-of-group",
    "suggest-activity": "officer-of-group",
    "answer-suggestion": "officer-of-group",
    "list-suggestions": "officer-of-group",
    "seek-successor": "officer-of-group",
    "see-successions": "coordinator",
    "see-health": "officer-of-group",
    "open-for-another": "coordinator",
    "see-consultation": "own",
    "read-worry": "holder-of-consultation",
    "list-consultations-of-desk": "owner-of-desk",
    "answer-consultation": "holder-of-consultation",
    "refer-consultation": "holder-of-consultation",
    "confirm-consultation": "own",
    "record-referral": "coordinator",
    "find-consultation": "coordinator",
    "open-help-for-group": "officer-of-group",
    "open-help-for-another": "coordinator",
    "find-help": "coordinator",
    "decide-help": "own",
    "see-help-answers": "own",
    "read-help": "own",
    "record-check": "coordinator",
    "ask-guardian": "own",
    "list-visits": "officer-of-group",
    "see-visit": "own",
    "greet-visit": "officer-of-group",
    "note-visit": "officer-of-group",
    "see-checks": "own",
    "count-wishes": "coordinator",
    "welcome-learner": "own",
    "propose-accompaniment": "officer-of-group",
    "see-themes": "staff",
    "announce-outreach": "coordinator",
    "run-outreach": "staff",
    "book-for-another": "coordinator",
    "change-appointment": "own",
    "read-appointment": "own",
}
"""The rule that a refusal names."""


def relations(
    caller: Caller | None,
    *,
    person_id: str | None = None,
    officers: Collection[str] = (),
    coordinator_id: str | None = None,
    desk_owner_id: str | None = None,
) -> frozenset[Relation]:
    """What the caller is to a person, a group (by its officers), a case (by who has it) and a desk (by its owner)."""
    if caller is None:
        return frozenset({"bulk"})
    held: dict[Relation, bool] = {
        "self": caller.person_id == person_id,
        "officer": caller.person_id in officers,
        "assigned": caller.person_id == coordinator_id,
        "desk-owner": caller.person_id == desk_owner_id,
        "coordinator": caller.has("coordinator"),
        "staff": caller.has("staff"),
    }
    return frozenset(relation for relation, holds in held.items() if holds)


def may(action: Action, held: frozenset[Relation]) -> bool:
    """Whether one of the relations allows the action."""
    allowed = ALLOWED[action]
    if "self" in held:
        allowed = OF_ONES_OWN.get(action, allowed)
    return not allowed.isdisjoint(held)


def require(action: Action, held: frozenset[Relation]) -> None:
    """Raises ``Forbidden`` unless one of the relations allows the action."""
    if not may(action, held):
        raise Forbidden(rule=RULE[action])
