"""The table of rights, read as a table: who may do what."""

import pytest

from services.matching.permissions import ALLOWED, RULE, may, relations, require
from shared.web import Caller, Forbidden
from shared.web.refusals import RULES

PEOPLE = {
    "resident": Caller("hana", frozenset({"resident"})),
    "officer": Caller("yui", frozenset({"resident"})),
    "assigned": Caller("sato", frozenset({"coordinator"})),
    "coordinator": Caller("ito", frozenset({"coordinator"})),
    "desk owner": Caller("abe", frozenset({"coordinator"})),
    "staff": Caller("mori", frozenset({"staff"})),
    "auditor": Caller("kan", frozenset({"auditor"})),
    "operator": Caller("op", frozenset({"operator"})),
    "stranger": Caller("ken", frozenset({"resident"})),
    "command line": None,
}
EXPECTED = {
    "announce-outreach": {"assigned", "coordinator", "desk owner", "staff", "command line"},
    "run-outreach": {"assigned", "desk owner", "staff"},
    "book-for-another": {"assigned", "coordinator", "desk owner", "staff"},
    "change-appointment": {"resident", "assigned", "coordinator", "desk owner", "staff"},
    "read-appointment": {"resident", "assigned", "desk owner"},
    "register-group": {"assigned", "coordinator", "desk owner", "staff", "command line"},
    "change-group": {"officer", "command line"},
    "pause-group": {"officer", "staff", "command line"},
    "list-members": {"officer", "assigned", "coordinator", "desk owner", "staff"},
    "add-member": {"officer", "command line"},
    "remove-member": {"resident", "officer", "command line"},
    "appoint-officer": {"officer", "staff", "command line"},
    "retire-officer": {"officer", "staff", "command line"},
    "see-roster": {"assigned", "coordinator", "desk owner", "staff"},
    "set-roster": {"staff", "command line"},
    "set-ladder": {"staff", "command line"},
    "see-ladder": {"staff"},
    "export-history": {"staff"},
    "hand-over": {"resident", "staff"},
    "see-choice": {"assigned", "coordinator", "desk owner", "staff"},
    "list-introductions-of-group": {"officer", "assigned", "coordinator", "desk owner", "staff"},
    "see-introduction": {"resident", "officer", "assigned", "coordinator", "desk owner", "staff"},
    "read-message": {"resident", "officer", "assigned"},
    "accept-introduction": {"officer", "assigned", "coordinator", "desk owner"},
    "decline-introduction": {"resident", "officer", "assigned", "coordinator", "desk owner"},
    "suggest-another": {"assigned", "coordinator", "desk owner"},
    "arrange-meeting": {"officer", "assigned", "coordinator", "desk owner"},
    "note-meeting": {"resident", "officer", "assigned", "coordinator", "desk owner"},
    "wish-to-join": {"resident", "assigned"},
    "see-follow-up": {"resident", "assigned"},
    "answer-follow-up": {"resident", "assigned"},
    "finish-follow-up": {"assigned"},
    "find-invitees": {"officer"},
    "suggest-activity": {"officer"},
    "answer-suggestion": {"officer", "assigned"},
    "list-suggestions": {"officer", "assigned", "coordinator", "desk owner", "staff"},
    "seek-successor": {"officer"},
    "see-successions": {"assigned", "coordinator", "desk owner", "staff"},
    "see-health": {"officer"},
    "open-for-another": {"assigned", "coordinator", "desk owner", "staff"},
    "see-consultation": {"resident", "assigned", "desk owner", "staff"},
    "read-worry": {"resident", "assigned", "desk owner"},
    "list-consultations-of-desk": {"desk owner", "staff"},
    "answer-consultation": {"assigned", "desk owner"},
    "refer-consultation": {"assigned", "desk owner"},
    "confirm-consultation": {"resident"},
    "record-referral": {"assigned", "coordinator", "desk owner", "staff"},
    "find-consultation": {"assigned", "coordinator", "desk owner", "staff"},
    "open-help-for-group": {"officer"},
    "welcome-learner": {"resident"},
    "open-help-for-another": {"assigned", "coordinator", "desk owner", "staff"},
    "find-help": {"assigned", "coordinator", "desk owner", "staff"},
    "propose-accompaniment": {"officer", "assigned", "coordinator", "desk owner", "staff"},
    "decide-help": {"resident", "officer", "assigned", "coordinator", "desk owner"},
    "see-help-answers": {"resident", "officer", "assigned", "coordinator", "desk owner", "staff"},
    "read-help": {"resident", "officer", "assigned", "desk owner"},
    "record-check": {"assigned", "coordinator", "desk owner", "staff", "command line"},
    "list-visits": {"officer", "assigned", "coordinator", "desk owner", "staff"},
    "see-visit": {"resident", "officer", "assigned", "coordinator", "desk owner", "staff"},
    "greet-visit": {"officer", "assigned", "coordinator", "desk owner"},
    "note-visit": {"officer", "assigned", "coordinator", "desk owner"},
    "ask-guardian": {"resident", "assigned", "coordinator", "desk owner", "staff"},
    "count-wishes": {"assigned", "coordinator", "desk owner", "staff"},
    "see-themes": {"staff"},
    "see-checks": {"resident", "assigned", "coordinator", "desk owner", "staff"},
}


@pytest.mark.parametrize("action", sorted(ALLOWED))
def test_exactly_these_may(action):
    """Somebody of each kind, about Hana's introduction to Yui's group, or her worry at Abe's desk, that Sato has."""
    allowed = {
        name
        for name, caller in PEOPLE.items()
        if may(
            action,
            relations(caller, person_id="hana", officers=("yui",), coordinator_id="sato", desk_owner_id="abe"),
        )
    }

    assert EXPECTED[action] == allowed


@pytest.mark.parametrize(
    ("coordinator_id", "officers", "expected"),
    [("sato", ("yui",), False), ("ito", ("yui",), False), ("ito", ("sato",), True)],
    ids=["who has the case", "a coordinator", "an officer of the group"],
)
def test_a_coordinator_does_not_give_a_groups_yes_to_what_they_asked_for(coordinator_id, officers, expected):
    """Sato asked: the city's role does not speak for the group then, an officer still does; the no stays theirs."""
    held = relations(PEOPLE["assigned"], person_id="sato", officers=officers, coordinator_id=coordinator_id)

    assert expected == may("accept-introduction", held)
    assert may("decline-introduction", held)


@pytest.mark.parametrize("action", ["greet-visit", "note-visit"])
def test_nobody_who_comes_once_speaks_for_the_group(action):
    """Sato, a coordinator and the desk owner, comes once: others name who greets, and say that somebody came."""
    held = relations(PEOPLE["assigned"], person_id="sato", officers=("sato",), desk_owner_id="sato")

    assert not may(action, held)
    assert may("see-visit", held)


def test_a_refusal_names_a_rule_that_has_words():
    """Every action's rule is one that the edge can say."""
    assert set(ALLOWED) == set(RULE)
    assert set(RULE.values()) <= set(RULES)
    with pytest.raises(Forbidden):
        require("set-roster", relations(PEOPLE["stranger"]))
