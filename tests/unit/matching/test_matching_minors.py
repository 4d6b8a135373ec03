"""For whom a guardian has to agree before they meet people, by what is known of their age."""

from datetime import UTC, date, datetime

import pytest

from services.matching.domain.events import Asking
from services.matching.domain.guarding.events import GuardianGone
from services.matching.domain.helping.events import Check, CheckRecorded
from services.matching.domain.person import Person
from services.matching.domain.visiting.events import Visiting
from services.matching.guarding.refusals import GuardianSaidNo, IntroductionNeedsGuardian
from services.matching.visiting.refusals import VisitNeedsGuardian
from shared.errors import Refusal

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
ASKING = Asking(introduction_id="i", person_id="p", group_id="g", message_id="m", asked_at=NOW)
VISITING = Visiting(
    visit_id="v", person_id="p", group_id="g", activity_id="a", starts_at=NOW, ends_at=NOW, said_at=NOW, language="ja"
)
YESTERDAY = date(2026, 11, 22)


def somebody(band, *checks, until=TODAY, said_no=False):
    """A person of an age band, with checks that hold until a day."""
    person = Person(stream_name="person/p")
    events = [*person.hear(areas={}, language="ja", age_band=band)]
    if said_no:
        events.append(GuardianGone(consent_id="c", person_id="p", how="revoked"))
    check = Check(checked_on=date(2026, 4, 1), valid_until=until, by="coordinator-sato")
    events += [CheckRecorded(person_id="p", kind=kind, check=check) for kind in checks]
    for event in events:
        person.apply(event)
    return person


def refusal_of(decide):
    """With what something is refused; nothing when it is not."""
    try:
        decide()
    except Refusal as refusal:
        return type(refusal)
    return None


@pytest.mark.parametrize(
    ("person", "lacking", "child"),
    [
        (somebody("0-14"), True, True),
        (somebody("0-14", "guardian"), False, True),
        (somebody("0-14", "guardian", until=YESTERDAY), True, True),
        (somebody("0-14", "adult"), False, False),
        (somebody("0-14", said_no=True), True, True),
        (somebody("0-14", "guardian", said_no=True), False, True),
        (somebody("15-24"), False, False),
        (somebody("15-24", said_no=True), True, False),
        (somebody("25-39", said_no=True), False, False),
        (somebody("75+"), False, False),
        (somebody(None), False, False),
        (Person(stream_name="person/p"), False, False),
    ],
)
def test_coming_once_an_introduction_and_a_membership_have_one_rule(person, lacking, child):
    """Whoever may come once may be introduced and added, and nobody else; an office is for who is no child."""
    visit = refusal_of(lambda: person.say_visit(VISITING, member=False))
    introduction = refusal_of(lambda: person.ask(ASKING))

    assert lacking == person.lacks_guardian(TODAY)
    assert child == person.is_child(TODAY)
    wanted = (GuardianSaidNo, GuardianSaidNo) if person.guardian_no else (VisitNeedsGuardian, IntroductionNeedsGuardian)
    assert (wanted if lacking else (None, None)) == (visit, introduction)
