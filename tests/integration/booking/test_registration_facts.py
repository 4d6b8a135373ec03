"""What the rules know of a holder: the list counts, accreditation, what the city suspended."""

from datetime import date, timedelta

import pytest

from services.booking.domain.terms import DecidedBy
from services.booking.registering.refusals import SuspendedToUse
from services.booking.rulebook.asking import Facts
from shared.clock import TOKYO
from tests.integration.booking.bookings_kit import a_city, body
from tests.integration.booking.registrations_kit import GARDEN, MEMBERS, refused, registered, sent
from tests.kit import events_of

PATH = f"/registrations/{GARDEN}"


@pytest.fixture
async def city(tmp_path):
    async with a_city(tmp_path) as city:
        yield city


async def test_accreditation_and_reductions_are_facts_of_the_rules(city):
    """For one kind of facility, until a day; what no rule speaks of is not granted."""
    await registered(city)
    accredited = {"accreditations": [{"kinds": ["school"], "until": "2026-12-31"}]}
    await sent(city.staff, "PUT", f"{PATH}/accreditations", accredited)
    grant = {"reductions": ["no-such-rule"], "filed_on": "2026-12-01"}

    assert (422, "grant-unknown") == await refused(city.staff, "PUT", f"{PATH}/grants/2026", grant)
    facts = await city.uses.registrations.facts_of("osawa-garden", "officer-yui")
    days = (date(2026, 12, 31), date(2027, 1, 1))
    assert [True, False] == [facts.accredited("school", "daiichi", day) for day in days]
    assert not facts.accredited("salon", "ekimae", days[0])


async def test_the_list_counts_for_who_may_book(city):
    """The group says that it has ten members and more; its list has four, and the centre wants five."""
    wish = body(group_id="osawa-garden")
    await sent(city.yui, "POST", "/bookings", wish, expected=201)
    await registered(city)

    refusal = await sent(city.yui, "POST", "/bookings", {**wish, "room_id": "small"}, expected=422)

    assert ("centre.members", 4, 5) == tuple(refusal[name] for name in ("rule_id", "value", "limit"))


async def test_a_longer_list_with_a_smaller_share_does_not_reach_the_minimum_unseen(city):
    """Four members on record, six from elsewhere beside them on a list that nobody has looked at: still four."""
    await registered(city)
    strangers = [{"name": f"会員 {n}", "share": "elsewhere"} for n in range(6)]
    await sent(city.yui, "PUT", f"{PATH}/members", {"members": [*MEMBERS, *strangers]})
    wish = body(group_id="osawa-garden")

    refusal = await sent(city.yui, "POST", "/bookings", wish, expected=422)
    await sent(city.staff, "POST", f"{PATH}/approve")
    await sent(city.yui, "POST", "/bookings", wish, expected=201)

    (recorded,) = await events_of(city.service, f"demand/{wish['facility_id']}/{wish['starts_at'][:10]}")
    assert (4, (10, 3)) == (recorded.by["members"], DecidedBy.model_validate(recorded.by).claimed)
    assert ("centre.members", 4, 5) == tuple(refusal[name] for name in ("rule_id", "value", "limit"))


async def test_what_the_city_keeps_from_booking_is_refused_with_article_and_day(city):
    """Three texts, as every refusal of a rule; lifted, it is no longer."""
    await registered(city)
    until = (city.site.clock.now() + timedelta(days=10)).astimezone(TOKYO).date()
    await sent(city.staff, "POST", f"{PATH}/suspend", {"until": until.isoformat(), "reason": "documents"})
    uses = city.uses.registrations

    facts = await uses.facts_of("osawa-garden", "officer-yui")
    place = {"kind": "salon", "facility_id": "ekimae"}
    with pytest.raises(SuspendedToUse) as refusal:
        facts.known_to(Facts(), **place, today=until)
    said = refusal.value.data
    assert ("registration.suspension", until) == (said["rule_id"], said["until"])
    assert said["article"]
    assert said["plain"]
    assert 4 == facts.known_to(Facts(), **place, today=until + timedelta(days=1)).members
    booking = body(group_id="osawa-garden", facility_id="always-open", room_id="r1", people=2)
    assert (422, "registration-suspended") == await refused(city.yui, "POST", "/bookings", booking)
    await sent(city.staff, "POST", f"{PATH}/lift")
    await sent(city.yui, "POST", "/bookings", booking, expected=201)
    (await uses.facts_of("osawa-garden", "officer-yui")).check(until)
    far = {"until": "2036-01-01", "reason": "other"}
    assert (422, "suspension-day") == await refused(city.staff, "POST", f"{PATH}/suspend", far)
