"""Every service's figures: what is not open is counted with whom it is about, and worries are counted nowhere."""

from dataclasses import dataclass

import pytest

from services.booking import figures as booking
from services.matching import figures as matching
from services.matching.domain.events import Interests, InterestsDeclared
from services.points import figures as points
from services.portal.words import COUNTED
from shared.contracts import BY_TYPE
from shared.contracts.documents import example
from shared.contracts.matching import ConsultationOpened
from shared.figures import Figure
from shared.journal.tallies import Count, Counts


@dataclass
class OfService:
    """One service's figures with what counts for them."""

    counts: Counts
    figures: tuple[Figure, ...]

    @property
    def of_people(self):
        return {figure.what for figure in self.figures if not figure.open_to_all}

    def counted(self, type_name):
        return tuple(self.counts[type_name](an_event(type_name)))


SERVICES = [OfService(each.COUNTS, each.FIGURES) for each in (booking, matching, points)]
TYPES = [(service, type_name) for service in SERVICES for type_name in service.counts]


def an_event(type_name):
    if type_name == InterestsDeclared.type:
        return InterestsDeclared(person_id="resident-hana", interests=Interests())
    event = BY_TYPE[type_name]
    return event.model_validate(example(event)["data"])


@pytest.mark.parametrize(("service", "type_name"), TYPES, ids=[name for _, name in TYPES])
def test_what_is_about_people_is_counted_with_whom_it_is_about(service, type_name):
    """Without it nobody is behind a day; with it what is open would pay for nothing."""
    for count in service.counted(type_name):
        expected = an_event(type_name).person_id if count.what in service.of_people else None

        assert expected == count.who


def test_every_figure_of_people_has_events():
    """So that the test above speaks of all of them."""
    for service in SERVICES:
        counted = {count.what for type_name in service.counts for count in service.counted(type_name)}

        assert {figure.what for figure in service.figures} <= counted


def test_a_gift_is_the_givers():
    """It is told to both sides, and counted where it left."""
    event = an_event("points-given.v1")
    counted = points.COUNTS["points-given.v1"]

    assert (Count("points-given", 10, who="resident-hana"),) == tuple(counted(event))
    assert () == tuple(counted(event.model_copy(update={"role": "recipient"})))


def test_consultations_are_counted_nowhere():
    """Neither as a figure of a service nor on the first page, whatever a topic or a type is called."""
    topic = ConsultationOpened.topic
    worries = {event.type for event in BY_TYPE.values() if event.topic == topic}

    assert worries
    assert not worries & {*COUNTED, *(type_name for service in SERVICES for type_name in service.counts)}
    assert not [type_name for service in SERVICES for type_name in service.counts if "consult" in type_name]
