"""Outreach days: what an erasure, a consent taken back and the time that passes leave of an appointment."""

from datetime import timedelta

import pytest

from services.matching.outreach.refusals import (
    AppointmentConsentMissing,
    OutreachDayOver,
)
from services.matching.refusals import PersonGone
from services.matching.words_kept import Visit
from shared.contracts.people import ConsentWithdrawn, PersonErased
from shared.web import NotFound
from tests import kit
from tests.integration.matching.matching_kit import HANA, KEN, SATO, STAFF
from tests.integration.matching.outreach_kit import (
    HALF,
    TEN,
    announced,
    booked,
    day_row,
    free,
    known,
    listed,
    resident,
    row,
    waits,
)

TARO = resident("taro")
YAMADA = Visit(name="やまだ", phone="0422-00-0000")


@pytest.fixture
async def days(city):
    """A city with a desk, Sato and Ito, and four residents."""
    await known(city, "resident-hana", "resident-ken", "taro", "officer-yui")
    return city


async def test_erasure_frees_the_place_for_the_next_in_line(days):
    """Wherever they have one; nothing new begins, and their words are gone."""
    day_id, other = await announced(days, slots=1), await announced(days, at=TEN + timedelta(days=1))
    mine = await booked(days, day_id, HANA, visit=Visit(text="秘密のこと"))
    await booked(days, other, HANA, TEN + timedelta(days=1))
    ken = await waits(days, day_id, KEN)

    await kit.deliver(days.service, PersonErased(person_id="resident-hana"))
    await kit.deliver(days.service, PersonErased(person_id="resident-hana"))
    await days.settle()

    assert (None, "offered") == (
        (await row(days, mine.appointment_id)).person_id,
        (await row(days, ken.appointment_id)).status,
    )
    assert [1, 1, 1, 1] == await free(days, other)
    with pytest.raises(PersonGone):
        await booked(days, other, HANA, TEN + timedelta(days=1))
    assert [] == await days.service.vault.written_before("2100-01-01T00:00:00Z", 10)


async def test_consent_taken_back_ends_them(days):
    """And a new one is refused with what to do."""
    day_id = await announced(days)
    mine = await booked(days, day_id, HANA)

    await kit.deliver(days.service, ConsentWithdrawn(person_id="resident-hana", purpose="matching"))
    await days.settle()

    assert (True, [1, 1, 1, 1]) == ((await row(days, mine.appointment_id)).closed, await free(days, day_id))
    with pytest.raises(AppointmentConsentMissing):
        await booked(days, day_id, HANA)


async def test_a_week_later_words_and_names_are_gone(days):
    """Counts stay; the person's own record has let go of it."""
    day_id = await announced(days)
    mine = await booked(days, day_id, HANA, visit=Visit(text="秘密のこと"))
    guest = await booked(
        days, day_id, SATO, TEN + HALF, channel="phone", visit=Visit(name="やまだ", phone="0422-00-0000")
    )
    days.advance(TEN - days.journal.now())
    await days.uses.outreach_days.note(day_id, mine.appointment_id, came=True, by=SATO, cause=days.cause())

    days.advance(timedelta(days=8))
    await days.timers()
    await days.settle()

    seen = await day_row(days, day_id)
    assert ("over", True, 1, 0) == (seen.status, seen.closed, seen.came, seen.missed)
    rows = [await row(days, each.appointment_id) for each in (mine, guest)]
    assert [(None, "past", True)] * 2 == [(each.person_id, each.status, each.closed) for each in rows]
    assert [] == await days.service.vault.written_before("2100-01-01T00:00:00Z", 10)
    with pytest.raises(OutreachDayOver):
        await booked(days, day_id, KEN)


async def test_the_list_of_the_day_is_for_who_is_there(days):
    """Words for the staff of the day; other staff see that it exists; a code finds a caller."""
    day_id = await announced(days)
    mine = await booked(days, day_id, HANA, visit=Visit(text="年金のこと", category="tax-pension"))
    guest = await booked(
        days, day_id, SATO, TEN + HALF, channel="phone", visit=Visit(name="やまだ", phone="0422-00-0000")
    )

    texts = [each.visit.text for each in (await listed(days, day_id)).appointments]
    assert ["年金のこと", None] == texts
    assert [None, None] == [each.visit for each in (await listed(days, day_id, by=STAFF)).appointments]
    (found,) = (await days.uses.outreach_reading.list_of(day_id, by=SATO, code=guest.code)).appointments
    assert ("やまだ", guest.appointment_id) == (found.visit.name, found.row.id)
    with pytest.raises(NotFound):
        await days.uses.outreach_reading.get(mine.appointment_id, by=KEN)
