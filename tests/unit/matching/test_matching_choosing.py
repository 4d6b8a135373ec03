"""Who has a consultation, as a worked table: by desk, area and load, around leave, kinds and full loads."""

from datetime import UTC, date, datetime

import pytest

from services.matching.domain.consulting.events import ConsultationPlaced, Consulting, Terms, Turn
from services.matching.domain.events import Asking, CoordinatorSet
from services.matching.domain.learning.pairing_record import Pairing
from services.matching.domain.team.choosing import Coordinator, Leave
from services.matching.domain.team.roster import CASES_PER_EVENT, Roster
from services.matching.domain.team.roster_record import CASES_MAX, Case
from services.matching.refusals import NoDeskOwner
from services.matching.rows import project

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
TERMS = Terms(days=3, referral_days=2, escalation_days=2, silent_days=14, reopen_days=30, closes_at="17:15")
NORTH = {"neighbourhood/kita": 1.0, "neighbourhood/naka": 0.4}
SOUTH = {"neighbourhood/minami": 1.0, "neighbourhood/naka": 0.4}


def asking(name="k1", near=NORTH, person_id="hana"):
    return Consulting(
        consultation_id=name, person_id=person_id, document_id=f"d-{name}", asked_at=NOW, channel="web", nearness=near,
        terms=TERMS,
    )  # fmt: skip


def a_turn(desk="general", number=0, why="opened", **more):
    return Turn(number=number, why=why, desk=desk, general=desk == "general", due_at=NOW, **more)


class Folded(Roster):
    def do(self, events):
        for event in events:
            self.apply(event)
        return events

    def given(self, name="k1", near=NORTH, at=NOW, **turn):
        """Who is given a consultation."""
        (placed,) = self.do(self.place(asking(name, near), a_turn(**turn), at))
        return placed


def coordinator(area, capacity=2, **more):
    return Coordinator(areas={"neighbourhood": (area,)}, capacity=capacity, **more)


LEAVE = (Leave(first_day=date(2026, 11, 24), last_day=date(2026, 11, 27)),)
TEAM = {
    "aoki": coordinator("kita"),
    "baba": coordinator("minami"),
    "chiba": coordinator("kita", desks=("welfare", "family")),
    "doi": coordinator("minami", capacity=4, desks=("welfare",)),
    "endo": coordinator("kita", desks=("life",), leave=LEAVE),
    "fuji": coordinator("naka", desks=("community",), away=True),
    "goto": coordinator("kita", capacity=9, kind="supporter", desks=("welfare", "general")),
    "hori": coordinator("naka", desks=("professional",), kind="professional"),
}
OWNERS = {"welfare": "owner-welfare"}


def a_roster(team=TEAM, owners=OWNERS, city="owner-city"):
    roster = Folded(stream_name="roster/main")
    roster.do(roster.set_desk(city, 7))
    for name, each in team.items():
        roster.do(roster.set_coordinator(name, each))
    for desk, owner in owners.items():
        roster.do(roster.set_desk_owner(desk, owner))
    return roster


# area, desk, loads before, day, turn → who, counted
TABLE = [
    (NORTH, "general", {}, "2026-11-24", {}, "aoki", True),  # who named no desk serves the general one
    (SOUTH, "general", {}, "2026-11-24", {}, "baba", True),  # the nearest
    (SOUTH, "general", {"baba": 2}, "2026-11-24", {}, "aoki", True),  # full: the next, however far
    ({}, "general", {"aoki": 1}, "2026-11-24", {}, "baba", True),  # no area known: the freest
    (NORTH, "welfare", {}, "2026-11-24", {}, "chiba", True),  # competence before the nearer aoki
    (NORTH, "welfare", {"chiba": 2}, "2026-11-24", {}, "doi", True),  # the supporter goto is passed over
    (NORTH, "welfare", {"chiba": 2, "doi": 4}, "2026-11-24", {}, "owner-welfare", False),  # all full: the desk's owner
    (NORTH, "general", {"aoki": 2, "baba": 2}, "2026-11-24", {}, "owner-city", False),  # a desk without one: the city's
    (NORTH, "life", {}, "2026-11-24", {}, "owner-city", False),  # endo is on leave
    (NORTH, "life", {}, "2026-11-27", {}, "owner-city", False),  # to its last day
    (NORTH, "life", {}, "2026-11-28", {}, "endo", True),  # and back the day after
    (NORTH, "community", {}, "2026-11-24", {}, "owner-city", False),  # fuji is away
    (NORTH, "professional", {}, "2026-11-24", {}, "owner-city", False),  # a professional has what is referred
    (NORTH, "professional", {}, "2026-11-24", {"why": "referred"}, "hori", True),
    (NORTH, "welfare", {}, "2026-11-24", {"to_owner": True, "why": "escalated"}, "owner-welfare", False),
    (NORTH, "welfare", {}, "2026-11-24",
     {"to_owner": True, "why": "escalated", "without": ("owner-welfare",)}, "owner-city", False),
    (NORTH, "life", {}, "2026-11-24",
     {"to_owner": True, "why": "escalated", "without": ("owner-city",)}, "owner-city", False),  # it stays: never nobody
    (NORTH, "welfare", {}, "2026-11-24", {"without": ("chiba",)}, "doi", True),  # nobody has their own worry
    (NORTH, "welfare", {}, "2026-11-24", {"why": "reopened", "before": "doi"}, "doi", True),  # who had it
    (NORTH, "welfare", {"doi": 4}, "2026-11-24", {"why": "reopened", "before": "doi"}, "chiba", True),  # if they can
]  # fmt: skip


@pytest.mark.parametrize(("near", "desk", "loads", "day", "turn", "who", "counted"), TABLE)
def test_the_worked_table(near, desk, loads, day, turn, who, counted):
    """Each line of the README's table."""
    roster = a_roster()
    roster.loads = dict(loads)
    at = datetime.fromisoformat(f"{day}T12:00:00+09:00")

    placed = roster.given(near=near, at=at, desk=desk, **turn)

    assert (who, counted) == (placed.coordinator_id, placed.counted)


def test_a_supporter_is_named_beside_who_has_it_and_adds_no_room():
    """They learn beside whom they are paired with, and nobody else; when everybody is full the owner has it alone."""
    roster = a_roster({"goto": TEAM["goto"], "chiba": TEAM["chiba"]})
    at = datetime(2026, 11, 24, tzinfo=UTC)
    roster.pairings = {"goto": Pairing(coordinator_id="chiba", number=1, since=at, until=at)}

    found = [roster.given(name, NORTH, desk="welfare") for name in ("k1", "k2", "k3")]

    assert [("chiba", "goto"), ("chiba", "goto"), ("owner-welfare", None)] == [
        (placed.coordinator_id, placed.supported_by) for placed in found
    ]
    assert {"chiba": 2} == roster.loads


def test_a_thousand_at_once_exceed_no_capacity_and_each_has_somebody():
    """At no moment of the fold; what does not fit is with the owners, and every place goes when it is released."""
    roster = a_roster()
    desks = ("general", "welfare", "life", "family", "community")
    for number in range(1000):
        placed = roster.given(f"k{number}", (NORTH, SOUTH, {})[number % 3], desk=desks[number % 5])
        assert placed.coordinator_id in {*TEAM, "owner-city", "owner-welfare"}
        assert [] == [id for id, load in roster.loads.items() if load > TEAM[id].capacity]

    assert {"aoki": 2, "baba": 2, "chiba": 2, "doi": 4} == roster.loads
    assert (1000, 990) == (len(roster.cases), roster.uncounted)
    for number in range(1000):
        roster.do(roster.release_case(f"k{number}", 0))
    assert ({}, {}, 0) == (roster.loads, roster.cases, roster.uncounted)


def test_introductions_and_consultations_share_one_capacity():
    """A person is one person."""
    roster = a_roster({"aoki": coordinator("kita", capacity=1)})
    roster.given("k1")
    wish = Asking(
        introduction_id="i1", person_id="p", group_id="g", message_id="m", asked_at=NOW,
        nearness={"neighbourhood/kita": 1.0},
    )  # fmt: skip
    assert roster.assign(wish, NOW)[0].at_desk
    roster.do(roster.release_case("k1", 0))

    (made,) = roster.do(roster.assign(wish, NOW))

    assert ("aoki", "owner-city") == (made.coordinator_id, roster.given("k2").coordinator_id)


def test_what_was_chosen_for_an_earlier_turn_neither_replaces_nor_releases_a_later_one():
    """Steps of two processes may come in any order."""
    roster = a_roster()
    roster.given("k1", number=2, desk="welfare")

    assert [] == roster.place(asking("k1"), a_turn(number=1), NOW)
    assert [] == roster.release_case("k1", 1)
    assert {"chiba": 1} == roster.loads
    roster.do(roster.release_case("k1", 2))
    assert {} == roster.loads


def test_a_change_of_hands_gives_the_old_place_back():
    """One consultation counts against one person at a time; its own place is free for the choice."""
    roster = a_roster({"aoki": coordinator("kita", capacity=1)})
    roster.given("k1")

    assert "aoki" == roster.given("k1", number=1, why="handed-on").coordinator_id
    assert {"aoki": 1} == roster.loads
    assert "owner-city" == roster.given("k1", number=2, why="escalated", to_owner=True).coordinator_id
    assert ({}, 1) == (roster.loads, roster.uncounted)


def test_who_retires_leaves_nothing_behind():
    """Desks pass on, and every consultation is named, in events that stay small."""
    roster = a_roster({"aoki": coordinator("kita")}, {"welfare": "aoki"}, city="aoki")
    roster.do(roster.set_coordinator("baba", coordinator("minami")))
    many = CASES_PER_EVENT + 1
    roster.cases = {f"k{n}": Case(holder="aoki", number=0, desk="welfare", counted=False) for n in range(many)}

    events = roster.do(roster.retire("aoki"))

    assert ({}, "baba") == (roster.desk_owners, roster.desk_owner)
    left = [event.consultation_ids for event in events if event.type == "cases-handed-on.v1"]
    assert [CASES_PER_EVENT, 1] == [len(ids) for ids in left]


def test_consultations_follow_the_office_and_not_the_person():
    """A new owner gets what the old one had as an owner, not what they have as a coordinator."""
    roster = a_roster({"aoki": coordinator("kita")}, {"welfare": "aoki"})
    assert "aoki" == roster.given("k1", desk="general").coordinator_id
    assert "aoki" == roster.given("k2", desk="welfare").coordinator_id

    (_, left) = roster.set_desk_owner("welfare", "endo")

    assert ("aoki", ("k2",)) == (left.person_id, left.consultation_ids)
    assert [] == roster.set_desk_owner("welfare", "aoki")


def test_without_a_desk_nothing_is_placed():
    """There would be nobody in the end."""
    with pytest.raises(NoDeskOwner):
        Folded(stream_name="roster/main").place(asking(), a_turn(), NOW)


def test_beyond_what_anybody_could_see_to_the_desks_are_overrun():
    """The state of the roster stays bounded."""
    roster = a_roster()
    roster.uncounted = CASES_MAX - 1
    assert not roster.overrun

    roster.given(desk="life")

    assert roster.overrun


def test_an_entry_of_before_there_were_desks_is_still_read():
    """A coordinator set by an older version serves the general desk."""
    event = CoordinatorSet.parse('{"person_id":"ito","areas":{"neighbourhood":["kita"]},"capacity":3,"away":false}')
    roster = a_roster({}, {})

    roster.do([event])

    assert "ito" == roster.given().coordinator_id
    assert ["ito"] == [row.id for row in project(roster, event)]


def test_the_choice_is_an_event_that_says_all_the_next_step_needs():
    """The consultation takes it without asking again."""
    placed = a_roster().given(desk="welfare")

    assert placed == ConsultationPlaced.parse(placed.body())
