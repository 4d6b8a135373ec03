"""Restricted events for outsiders: every contract, field by field, has nothing that leads to a person."""

import json
import re

import pytest

from services.feeds.domain import pseudonyms
from services.feeds.domain.audience import ERASURE, OPEN_TYPES, OWN_TOPICS, PURPOSES, RESTRICTED_TYPES, beyond, heard
from services.feeds.domain.pseudonyms import KEPT, LEFT_OUT, REPLACED, is_restricted, pseudonym, veiled
from shared.contracts import BY_TYPE, TOPICS
from shared.contracts.base import CONSULTATIONS
from tools.samples import full

KEY, OTHER = b"a" * 32, b"b" * 32
RESTRICTED = [BY_TYPE[name] for name in sorted(RESTRICTED_TYPES)]
HARMLESS_ID = {
    "facility_id",
    "outreach_day_id",
    "group_id",
    "activity_id",
    "programme_id",
    "reward_id",
    "room_ids",
    "draw_id",
    "to_group_id",
}


def an_event(contract, **data):
    body = json.loads(contract.model_validate(full(contract)).body())
    return {
        "specversion": "1.0",
        "id": "0123456789abcdef.0",
        "source": "urn:kyoso:139998:x",
        "type": contract.type,
        "subject": "thing/whose-thing",
        "time": "2026-12-01T00:30:00.123456Z",
        "sequence": "000000000001.0000",
        "datacontenttype": "application/json",
        "traceparent": "00-" + "a" * 32 + "-" + "b" * 16 + "-01",
        "data": {**body, **data},
    }


@pytest.mark.parametrize("contract", RESTRICTED, ids=lambda contract: contract.type)
def test_somebody_has_decided_about_every_field(contract):
    """A new field is left out of what outsiders get until it is decided on; the lists say so, exactly once each."""
    fields = set(contract.model_fields)

    assert set() == fields - KEPT - REPLACED - LEFT_OUT
    assert not KEPT & REPLACED
    assert not LEFT_OUT & (KEPT | REPLACED)


@pytest.mark.parametrize("contract", RESTRICTED, ids=lambda contract: contract.type)
def test_no_id_of_a_person_or_of_one_persons_doing_gets_out(contract):
    """Not in the data, not in the envelope; the trace and the instant's fraction, the same for everybody, neither."""
    event = an_event(contract)
    secret = {str(value) for name, value in event["data"].items() if name.endswith("_id") and name not in HARMLESS_ID}
    secret |= {str(event["data"][name]) for name in ("cause", "moved_from") if name in event["data"]}

    sent = json.dumps(veiled(event, KEY))

    assert {"person_id", "coordinator_id", "officer_id"} & set(event["data"])
    for value in {*secret, "whose-thing", "0123456789abcdef", "a" * 32, "123456"}:
        assert value not in sent
    assert "traceparent" not in sent


@pytest.mark.parametrize("contract", RESTRICTED, ids=lambda contract: contract.type)
def test_pseudonyms_are_stable_for_one_subscriber_and_strange_to_another(contract):
    """Pairwise: two who lay their ids side by side find none in common."""
    one, again, other = (
        veiled(an_event(contract), KEY),
        veiled(an_event(contract), KEY),
        veiled(an_event(contract), OTHER),
    )
    found = [set(re.findall(r"p-[0-9a-f]{32}", json.dumps(each))) for each in (one, other)]

    assert one == again
    assert len(found[0]) >= 3
    assert not found[0] & found[1]


def test_one_person_is_one_pseudonym_wherever_they_appear():
    """Else a subscriber could not count people: in ``person_id``, as an account, and as the subject of an erasure."""
    earned = veiled(an_event(BY_TYPE["points-earned.v1"], person_id="p1", account_id="p1"), KEY)
    erased = {**an_event(BY_TYPE[ERASURE], person_id="p1"), "subject": "person/p1"}

    shown = veiled(erased, KEY)

    assert pseudonym(KEY, "p1") == earned["data"]["person_id"] == earned["data"]["account_id"]
    assert (f"person/{pseudonym(KEY, 'p1')}", pseudonym(KEY, "p1")) == (shown["subject"], shown["data"]["person_id"])


def test_an_effect_still_names_its_cause():
    """The earned points name the attendance by the id that the same subscriber has of it."""
    earned = veiled(an_event(BY_TYPE["points-earned.v1"], cause="fact-7.0"), KEY)

    assert pseudonym(KEY, "fact-7.0") == earned["data"]["cause"]


def test_a_field_that_nobody_knows_is_left_out():
    """A newer sender adds one; older code must not pass it on."""
    event = an_event(BY_TYPE["booking-confirmed.v1"], phone="090-1234-5678", balance=3)

    data = veiled(event, KEY)["data"]

    assert {"phone", "balance"}.isdisjoint(data)


def test_an_outsider_does_not_learn_the_day_by_which_a_worry_is_answered():
    """Desks differ in their working days: the day would tell the desk. An introduction has one number for everybody."""
    worries = [contract for contract in RESTRICTED if contract.topic == CONSULTATIONS.name]
    shown = [set(veiled(an_event(contract), KEY)["data"]) for contract in worries]

    assert 9 == len(worries)
    assert [] == [data for data in shown if data & {"due_at", "desk", "word"}]
    assert "due_at" in veiled(an_event(BY_TYPE["introduction-proposed.v1"]), KEY)["data"]


def test_a_type_that_nobody_knows_counts_as_restricted():
    """Safe by default."""
    assert is_restricted({"type": "brand-new.v1"})
    assert not is_restricted({"type": "slots-taken.v1"})


def test_every_restricted_topic_has_a_purpose_and_no_purpose_an_open_one():
    """Published purposes cover what there is to subscribe to, and never what says who is a minor."""
    restricted = {name for name, topic in TOPICS.items() if topic.audience == "restricted"}

    assert restricted - OWN_TOPICS == {topic for purpose in PURPOSES.values() for topic in purpose.topics}
    assert all(["guardian-agreed.v1"] == beyond(each, ["guardian-agreed.v1"]) for each in PURPOSES)
    assert OPEN_TYPES | RESTRICTED_TYPES == set(BY_TYPE)


def test_a_purpose_covers_its_topics_and_no_others():
    """Booking data for running a venue, but nobody's points."""
    assert [] == beyond("facility-operation", ["booking-confirmed.v1", "slots-taken.v1"])
    assert ["points-earned.v1"] == beyond("facility-operation", ["booking-confirmed.v1", "points-earned.v1"])
    assert ["booking-confirmed.v1"] == beyond("", ["booking-confirmed.v1", "slots-taken.v1"])
    assert [] == beyond("", ["slots-taken.v1"])


def test_who_owes_a_fee_is_told_to_accounting_only():
    """Whoever runs a venue hears of its bookings, not of who is late to pay."""
    money = ["fee-due.v1", "fee-overdue.v1", "fee-paid.v1", "fee-refund-due.v1", "fee-refunded.v1"]

    assert money == beyond("facility-operation", [*money, "booking-confirmed.v1"])
    assert [] == beyond("fee-accounting", money)


def test_who_hears_of_persons_hears_of_their_erasure():
    """They hold data under a pseudonym and must delete it."""
    assert {"points-earned.v1", ERASURE} == heard(["points-earned.v1"])
    assert {"slots-taken.v1"} == heard(["slots-taken.v1"])


def test_pseudonyms_are_keyed():
    """Without the key nobody can try ids until one fits."""
    assert pseudonym(KEY, "p1") != pseudonym(OTHER, "p1")
    assert len(pseudonym(KEY, "p1")) == 2 + pseudonyms.PSEUDONYM_HEX
