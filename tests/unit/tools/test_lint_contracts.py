"""The two audiences of public events are enforced field by field."""

from typing import ClassVar

import pytest
from pydantic import BaseModel

from shared.contracts import TOPICS, PublicEvent
from tools import lint_contracts
from tools.findings import ROOT


def faults(topic: str, **fields: type) -> list[str]:
    annotations = {"type": ClassVar[str], "topic": ClassVar[str], **fields}
    owner = f"shared.contracts.{TOPICS[topic].owner if topic in TOPICS else 'people'}x"
    members = {"__annotations__": annotations, "__module__": owner[:-1] + "_", "type": "tried.v1", "topic": topic}
    event = type("Tried", (PublicEvent,), members)
    event.__module__ = owner[:-1]
    found = list(lint_contracts.faults(event, TOPICS))
    event.__module__ = "tests"
    return found


@pytest.mark.parametrize("field", ["person_id", "account_id", "coordinator_id", "email", "comment"])
def test_an_open_topic_carries_nothing_about_a_person(field):
    """Anyone whom the city admits reads open topics."""
    assert 1 == len(faults("kyoso.occupancy", facility_id=str, **{field: str}))


@pytest.mark.parametrize(
    "field",
    [
        "name",
        "given_name",
        "kana",
        "phone",
        "contact_email",
        "birth_date",
        "message",
        "worry",
        "health_note",
        "nationality",
    ],
)
def test_a_restricted_topic_carries_no_personal_words(field):
    """A linkable id, yes; what somebody is called, said or suffers from, never."""
    assert 1 == len(faults("kyoso.bookings", person_id=str, **{field: str}))


def test_a_field_that_nobody_allowed_is_found():
    """The lists allow; what is in none of them is refused until somebody has looked."""
    expected = ["the field favourite_colour is not allowed on restricted topics: see tools/lint_contracts.py"]

    assert expected == faults("kyoso.bookings", person_id=str, favourite_colour=str)


def test_nested_fields_are_looked_at_too():
    """A model inside a field hides nothing."""

    class Contact(BaseModel):
        phone: str

    assert 2 == len(faults("kyoso.bookings", rooms=tuple[Contact, ...])) + len(faults("kyoso.groups", rooms=Contact))


def test_a_group_s_name_is_public_and_a_person_s_is_not():
    """The same word is allowed on one topic and refused on another."""
    assert [] == faults("kyoso.groups", name=str)
    assert 1 == len(faults("kyoso.memberships", name=str))


def test_a_contract_on_an_unknown_topic_is_found():
    """Every contract travels on a topic that is listed, with an owner and an audience."""
    assert ["has no topic that is listed"] == faults("kyoso.nowhere")


def test_the_contracts_keep_to_their_audiences():
    """What is checked in passes."""
    assert [] == lint_contracts.find(ROOT)
