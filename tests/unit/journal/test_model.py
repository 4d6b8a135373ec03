"""What a service declares to its journal is checked before anything is written."""

import pytest

from shared.events import Event
from shared.journal import Model, on
from shared.journal.follow import Follower
from tests.contract.journal.toy import Booked, Freed, Room, Shelf, Shelved, SlotRow, project
from tests.toys import Thing, journal_of, source_model

WHOLE = {"events": (Booked, Freed), "states": (Room, Shelf), "rows": (SlotRow,), "reactions": ()}


def same_name(event):
    return on(event, "shelve", lambda e: (Shelf.stream("s"), lambda shelf: [Shelved(slot=e.slot)]))


@pytest.mark.parametrize(
    "twice",
    [
        {"events": (Booked, Booked)},
        {"states": (Room, Room)},
        {"rows": (SlotRow, SlotRow)},
        {"reactions": (same_name(Booked), same_name(Freed))},
    ],
)
def test_a_name_declared_twice_is_refused(twice):
    """Two things under one pinned name would answer for each other."""
    with pytest.raises(ValueError, match="declared twice"):
        Model(service="toy", project=project, **{**WHOLE, **twice})


@pytest.mark.parametrize("parts", [(), ("",), ("a/b",), ("a", "")])
def test_a_stream_cannot_be_named_ambiguously(parts):
    """A slash in a part would be another stream."""
    with pytest.raises(ValueError, match="cannot be named"):
        Room.stream(*parts)


def test_the_topics_of_a_model_are_those_of_its_public_events():
    """What has no topic is never published."""
    assert ("toy.bookings", "toy.freed") == Model(service="toy", project=project, **WHOLE).topics


def test_nothing_follows_from_what_is_neither_public_nor_reacted_to_nor_followed():
    """Of everything else a store that several processes write keeps a mark until it is done."""
    quiet = {**WHOLE, "events": (Booked, Freed, Shelved)}
    model = Model(service="toy", project=project, **quiet)
    reacting = Model(service="toy", project=project, **{**quiet, "reactions": (same_name(Shelved),)})
    followed = Model(service="toy", project=project, **quiet, followed=(Shelf,))

    assert model.is_last("shelf/s", [Shelved.type])
    assert not model.is_last("room/r", [Shelved.type, Booked.type])
    assert not reacting.is_last("shelf/s", [Shelved.type])
    assert not followed.is_last("shelf/s", [Shelved.type])
    assert followed.is_last("room/r", [Shelved.type])


def test_who_follows_what_the_model_does_not_name_is_refused(tmp_path):
    """Nothing would be noted for it, and it would wait for ever."""
    with pytest.raises(ValueError, match="followed"):
        Follower(journal_of(source_model(), tmp_path), (Thing,), lambda streams: None)


@pytest.mark.parametrize("name", ["Booked.v1", "booked", "booked.v", "room_booked.v1", ".v1"])
def test_an_event_s_type_is_kebab_case_with_a_major_version(name):
    """Names on the bus are of one form, for ever."""
    with pytest.raises(TypeError, match="must look like"):
        type("Wrong", (Event,), {"type": name})
