"""Private events as they lie in journals: every one that was ever written must be read for ever."""

import pytest

from services.points.app import MODEL
from services.points.domain.events import EVENTS
from shared.journal import Decoder

EARNING = (
    '"earning_id":"5f0c.0","programme_id":"attendance-2026","person_id":"resident-hana","activity_id":"a1",'
    '"sequence":"000000000007.0000","day":"2026-11-22","at":"2026-11-22T03:00:00.250000Z"'
)
END = '"issuer":"city","expires_at":"2027-03-31T15:00:00Z"'

GOLDEN = {
    "posted.v1": (
        '{"programme_id":"attendance-2026","reference":"5f0c.0","entries":[["in-flight",-50],["account/p1",50]]}'
    ),
    "programme-opened.v1": (
        '{"programme_id":"attendance-2026","name_ja":"参加ポイント","name_en":"Points","issuer":"city","budget":1000,'
        '"amount":50,"daily_cap":100,"starts_on":"2026-04-01","ends_on":"2027-03-31","expires_after_days":null}'
    ),
    "points-reserved.v1": f'{{{EARNING},"amount":50,"daily_cap":100,{END}}}',
    "reservation-refused.v1": f'{{{EARNING},"reason":"budget-used-up"}}',
    "budget-returned.v1": '{"programme_id":"attendance-2026","earning_id":"5f0c.0","amount":50}',
    "lot-issued.v1": f'{{{EARNING},"amount":50,"repaid":0,{END}}}',
    "earning-capped.v1": f'{{{EARNING},"amount":50}}',
    "earning-dropped.v1": f'{{{EARNING},"amount":50,"reason":"erased"}}',
    "lot-reversed.v1": f'{{{EARNING},"taken":20,"owed":30}}',
    "lot-expired.v1": f'{{{EARNING},"amount":50}}',
    "correction-noted.v1": '{"person_id":"p1","activity_id":"a1","sequence":"000000000007.0000","day":"2026-11-22"}',
    "account-erased.v1": '{"person_id":"p1"}',
    "period-closed.v1": '{"person_id":"p1","year":2026}',
}


def test_every_private_event_has_a_golden_payload():
    """A new type comes with its payload."""
    assert {event.type for event in EVENTS} == GOLDEN.keys()


@pytest.mark.parametrize("type_name", GOLDEN)
def test_a_golden_payload_is_read_and_written_alike(type_name):
    """A field that is renamed, dropped or made stricter fails here."""
    body = GOLDEN[type_name].encode()

    assert body == Decoder(MODEL)(type_name, body).body()
