"""A small city whose bookings cost money, with a payment service that is simulated."""

from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from services.booking import rulebook
from services.booking.app import build
from services.booking.domain.houses.weekdays import is_holiday
from services.booking.money.payment_simulator import SimulatedPayments
from services.booking.settings import BookingSettings
from shared.clock import tokyo_date
from tests.integration.booking.bookings_kit import CENTRE, GARDEN, HOUSE, City, body
from tests.kit import client_of, clock_of, deliver, events_of, make_site, opened, run_reactions, run_timers

START = datetime(2027, 5, 31, 0, 7, tzinfo=UTC)
"""A Monday morning."""
FEE = 300
"""The centre from 10:00 to 11:00 costs the morning's price."""

WORDS = """
article = "見本の規則"
ja = "{limit}まで"
plain = "{limit}までに します"
en = "until {limit}"
"""
RULES = f"""
[[payments]]
id = "town.payment"
by = [{{ days_after = 3 }}, {{ days_before = 0 }}]
lapses = true
{WORDS}
[[refunds]]
id = "town.refunds"
rows = [{{ days_before = 7, percent = 100 }}, {{ days_before = 1, percent = 50 }}]
{WORDS}
[[reductions]]
id = "town.half"
percent = 50
{WORDS}
"""
TOWN = Path(rulebook.__file__).parent.parent / "data" / "towns" / "komorebi.toml"


class Paying(City):
    """The city, and what its money does."""

    def __init__(self, service, site, port):
        super().__init__(service, site)
        self.port = port
        self.money = self.uses.money
        self._asking = {}
        self._day = date.min

    def asking(self, person_id="resident-hana", roles=("resident",)):
        """A client of a person, made once."""
        if (person_id, roles) not in self._asking:
            self._asking[person_id, roles] = client_of(self.app, person_id, roles)
        return self._asking[person_id, roles]

    @property
    def clerk(self):
        return self.asking("staff-mori", ("staff",))

    @property
    def other_clerk(self):
        return self.asking("staff-abe", ("staff",))

    @property
    def auditor(self):
        return self.asking("auditor", ("auditor",))

    @property
    def gateway(self):
        return self.asking("gateway", ("payment-gateway",))

    async def booked(self, person_id="resident-hana", **changes):
        """A booking that costs 300 yen, on the next day that nobody has yet, with its bill; its id."""
        if "starts_at" not in changes:
            changes = {"facility_id": "cc", **self.next_day(), **changes}
        answer = await self.asking(person_id).post("/bookings", json=body(**changes))
        assert 201 == answer.status_code, answer.text
        await self.follow()
        return answer.json()["booking_id"]

    def from_day(self, day):
        """The next booking is for the day after, or the first open one behind it."""
        self._day = day

    def far_from_now(self, days):
        """The next booking is for a day that nobody has yet, so many days from now or later."""
        self._day = max(self._day, tokyo_date(self.site.clock.now()) + timedelta(days=days))

    def next_day(self):
        """Ten to eleven on the next open day that no booking of the tests has."""
        self._day = max(self._day, tokyo_date(self.site.clock.now())) + timedelta(days=1)
        while self._day.weekday() in (0, 6) or is_holiday(self._day) or is_holiday(self._day - timedelta(days=1)):
            self._day += timedelta(days=1)
        return {"starts_at": f"{self._day}T10:00:00+09:00", "ends_at": f"{self._day}T11:00:00+09:00"}

    async def told(self, booking_id, *kinds):
        """What a bill's stream told of these kinds."""
        return [event for event in await events_of(self.service, f"bill/{booking_id}") if isinstance(event, kinds)]

    async def follow(self):
        """Take the saga steps that follow, as the relay would."""
        await run_reactions(self.service)

    async def bill(self, booking_id):
        """A bill as an auditor sees it."""
        answer = await self.auditor.get(f"/bills/{booking_id}")
        assert 200 == answer.status_code, answer.text
        return answer.json()

    async def sums(self, booking_id):
        """How a bill stands: status, charged, paid, refunded, outstanding, owed back."""
        bill = await self.bill(booking_id)
        return tuple(bill[name] for name in ("status", "charged", "paid", "refunded", "outstanding", "owed_back"))

    async def pay(self, booking_id, amount=FEE, *, by=None, **changes):
        """Pay at the counter."""
        wanted = {"channel": "counter", "amount": amount, **changes}
        return await (by or self.clerk).post(f"/bills/{booking_id}/payments", json=wanted)

    async def cancel(self, booking_id):
        """The person gives the booking back."""
        answer = await self.clerk.post(f"/bookings/{booking_id}/cancel")
        assert 200 == answer.status_code, answer.text
        await self.follow()

    async def later(self, **time):
        """Move the clock; everything that is due happens, the payment service's news included."""
        clock_of(self.site).advance(timedelta(**time))
        await run_timers(self.service)
        await self.money.collector.run_due()
        await self.follow()

    async def check(self):
        """What ``kyoso money check`` says."""
        return (await self.clerk.get("/money/check")).json()


@asynccontextmanager
async def a_paying_city(tmp_path, start=START, port=None, settings=None):
    site = make_site(tmp_path, start=start)
    port = port or SimulatedPayments(site.clock)
    async with opened(build(site, settings, port=port)) as service:
        for draft in (CENTRE, HOUSE):
            cause = service.journal.causes.operator("town", b"", draft.id)
            await service.use_cases.register_facility(draft, cause)
        await deliver(service, *GARDEN)
        yield Paying(service, site, port)


@asynccontextmanager
async def a_ruled_city(folder):
    """Its rules say more of money: paid within three days, or it lapses; a table of refunds."""
    file = folder / "rules.toml"
    file.write_text(TOWN.read_text("utf-8") + RULES, "utf-8")
    async with a_paying_city(folder, settings=BookingSettings(rules_file=file)) as city:
        yield city
