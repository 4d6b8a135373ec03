"""Trust that grows by deeds: companions, checks, age, attendances; and nobody confirms their own."""

from datetime import date, timedelta

import pytest

from services.matching.domain.person import Person
from services.matching.helping.refusals import (
    CompanionNeeded,
    NoCompanion,
    RequirementsMissing,
    UnknownCheck,
)
from services.matching.helping.rows import HelpRow
from shared.contracts.booking_activities import ActivityAttended, AttendanceCorrected
from shared.contracts.people import PersonChanged, PersonErased
from shared.errors import NotYet
from shared.web import Forbidden
from tests import kit
from tests.integration.matching.help_kit import checked, known, opened, resident, tapped
from tests.integration.matching.matching_kit import HANA, KEN, SATO, SOUTH, YUI

TARO = resident("taro")
HELPERS = ("resident-ken", "taro", "officer-yui")


@pytest.fixture
async def helping(city):
    """Hana, Ken, Taro and Yui are of age and known."""
    await known(city, "resident-hana", *HELPERS)
    return city


async def row(city, request_id):
    return await city.journal.get(HelpRow, request_id)


async def deeds(city, person_id):
    return await city.uses.helpers.deeds(person_id)


async def test_nobody_confirms_their_own_deed(helping):
    """Not the helper, not a coordinator who helped, not an officer for a request of their own group."""
    await known(helping, "coordinator-sato", "officer-two")
    await helping.uses.groups.appoint("osawa-garden", "officer-two", by=None, cause=helping.cause())
    await helping.settle()
    request_id = await opened(helping, by=YUI, group_id="osawa-garden", places=3)
    for who in (KEN, SATO, resident("officer-two")):
        await tapped(helping, request_id, who)
        with pytest.raises(Forbidden):
            await helping.uses.help_requests.accept(request_id, who.person_id, by=who, cause=helping.cause())
        await helping.uses.help_requests.accept(request_id, who.person_id, by=YUI, cause=helping.cause())

        with pytest.raises(Forbidden):
            await helping.uses.help_requests.settle(request_id, who.person_id, done=True, by=who, cause=helping.cause())


async def test_what_is_missing_is_said_exactly(helping):
    """Vetting for children, a guardian's consent under 18, the age where nobody knows it; with what to do next."""
    await known(helping, "young", age_band="15-24")
    await known(helping, "child", age_band="0-14")
    await known(helping, "ageless", age_band=None)
    school = await opened(helping, category="school", places=5)
    carrying = await opened(helping, places=5)
    wanted = [
        (KEN, school, ["children"]),
        (resident("young"), school, ["children", "adult"]),
        (resident("child"), carrying, ["guardian"]),
        (resident("young"), carrying, ["guardian"]),
        (resident("ageless"), carrying, ["birth-date"]),
    ]
    for who, request_id, missing in wanted:
        with pytest.raises(RequirementsMissing) as refused:
            await tapped(helping, request_id, who)
        assert missing == refused.value.data["missing"]
    assert "生年月日の登録" == refused.value.words["missing_ja"]
    await tapped(helping, await opened(helping, category="event"), resident("child"))

    await checked(helping, "child", "guardian")
    await tapped(helping, carrying, resident("child"))
    await checked(helping, "resident-ken", "children")
    await tapped(helping, school, KEN)


async def test_a_check_holds_until_its_day_and_until_it_is_revoked(helping):
    """The day after its last day it is missing again."""
    school = await opened(helping, category="school", until=date(2027, 1, 15), places=5)
    await checked(helping, "resident-ken", "children", valid_until=date(2026, 12, 1))
    await checked(helping, "taro", "children")
    await helping.uses.helpers.revoke_check("taro", "children", by=SATO, cause=helping.cause())
    with pytest.raises(RequirementsMissing):
        await tapped(helping, school, TARO)
    helping.advance(timedelta(days=9))

    with pytest.raises(RequirementsMissing):
        await tapped(helping, school, KEN)


async def test_checks_are_recorded_by_coordinators_never_for_themselves(helping):
    """Who, what kind, which days: each is looked at."""
    await known(helping, "coordinator-sato")
    for by, person_id in ((KEN, "taro"), (SATO, "coordinator-sato"), (KEN, "resident-ken")):
        with pytest.raises(Forbidden):
            await checked(helping, person_id, "children", by=by)
    today, soon = date(2026, 11, 23), date(2026, 12, 1)
    for kind, day, until in (
        ("blood", today, soon),
        ("children", soon, soon),
        ("children", today, today - timedelta(days=1)),
        ("licence", today, date(2027, 11, 24)),
        ("guardian", date(2026, 11, 1), date(2026, 11, 22)),  # over already: it would only wipe out a guardian's no
    ):
        with pytest.raises(UnknownCheck):
            await checked(helping, "taro", kind, checked_on=day, valid_until=until)
    with pytest.raises(NotYet):
        await checked(helping, "nobody", "children")
    with pytest.raises(Forbidden):
        await helping.uses.helpers.checks("taro", by=KEN)


async def test_the_first_time_somebody_goes_along(helping):
    """Named, of the group or a coordinator, neither of the two sides; the second time nobody is needed."""
    uses, cause = helping.uses.help_requests, helping.cause
    await helping.person("member-mio")
    await helping.uses.groups.add_member("osawa-garden", "member-mio", by=None, cause=cause())
    await helping.settle()
    request_id = await opened(helping, by=YUI, category="shopping", group_id="osawa-garden", places=2)
    await tapped(helping, request_id, KEN)
    with pytest.raises(CompanionNeeded):
        await uses.accept(request_id, "resident-ken", by=YUI, cause=cause())
    for wrong in ("taro", "resident-ken", "officer-yui"):
        with pytest.raises(NoCompanion):
            await uses.accept(request_id, "resident-ken", by=YUI, cause=cause(), companion_id=wrong)
    await uses.accept(request_id, "resident-ken", by=YUI, cause=cause(), companion_id="member-mio")
    mine = await helping.uses.help_reading.of_person("member-mio", "along")
    assert [request_id] == [each.id for each in mine]
    await uses.settle(request_id, "resident-ken", done=True, by=YUI, cause=cause())

    again = await opened(helping, category="shopping")
    await tapped(helping, again, KEN)
    await uses.accept(again, "resident-ken", by=HANA, cause=cause())

    assert "matched" == (await helping.uses.help_reading.get(again, by=KEN)).own.status


async def test_a_companion_who_is_erased_leaves_the_question_open_again(helping):
    """The answer waits for another yes, with another companion."""
    uses, cause = helping.uses.help_requests, helping.cause
    request_id = await opened(helping, category="shopping")
    await tapped(helping, request_id, KEN)
    await uses.accept(request_id, "resident-ken", by=HANA, cause=cause(), companion_id="coordinator-sato")

    await kit.deliver(helping.service, PersonErased(person_id="coordinator-sato"))
    await helping.settle()

    assert "said" == (await helping.uses.help_reading.get(request_id, by=KEN)).own.status


async def test_an_attendance_counts_once_and_a_correction_takes_it_back(helping):
    """Delivered twice; the other session is another."""
    said = {"activity_id": "a1", "group_id": "osawa-garden", "person_id": "resident-ken"}
    one, two = ActivityAttended(**said, session=1), ActivityAttended(**said, session=2)
    await kit.deliver(helping.service, one, one, two)
    assert 2 == (await deeds(helping, "resident-ken")).attended

    await kit.deliver(helping.service, AttendanceCorrected(**said, session=2))

    assert 1 == (await deeds(helping, "resident-ken")).attended


async def test_an_attendance_heard_again_in_another_way_counts_once(helping):
    """Told anew after a restore, it is another event of the same attendance."""
    event = ActivityAttended(activity_id="a1", group_id="osawa-garden", person_id="resident-ken")
    for _ in range(2):
        await helping.uses.ladder.note_attendance(event, cause=helping.cause())

    assert 1 == (await deeds(helping, "resident-ken")).attended


async def test_coming_of_age_is_heard(helping):
    """15-24 may be under 18; 25 is not."""
    await known(helping, "young", age_band="15-24")
    request_id = await opened(helping)
    with pytest.raises(RequirementsMissing):
        await tapped(helping, request_id, resident("young"))
    await kit.deliver(helping.service, PersonChanged(person_id="young", areas=SOUTH, age_band="25-39"))

    await tapped(helping, request_id, resident("young"))


async def test_a_companion_who_had_gone_already_is_no_company(helping):
    """The roster has not heard of the erasure yet, when the yes names them."""
    request_id = await opened(helping, category="shopping")
    await tapped(helping, request_id, KEN)
    stream = Person.stream("coordinator-sato")
    await helping.journal.transact(stream, helping.cause(), lambda person: person.forget())

    await helping.uses.help_requests.accept(
        request_id, "resident-ken", by=HANA, cause=helping.cause(), companion_id="coordinator-sato"
    )

    assert "said" == (await helping.uses.help_reading.get(request_id, by=KEN)).own.status
