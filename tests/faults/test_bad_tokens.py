"""Tokens that are missing, expired, forged or another person's, and what they do not get."""

import base64
import json
import time
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

from kyoso.issuer import Issuer, load_key
from tests.end_to_end.town_kit import STAFF, TownProcess, booking
from tests.faults import looking
from tests.faults.problems_kit import BOOKINGS, HOUSE, OTHER, PERSON, refused, wish


def tokens(running: TownProcess) -> dict[str, tuple[str, str]]:
    """Tokens that must not be taken, with the code that says why."""
    url = f"http://127.0.0.1:{running.port}/identity"
    key = load_key(running.data / "issuer.key")
    good = Issuer(key, url=url, host="127.0.0.1")
    stranger = Issuer(generate_private_key(SECP256R1()), url=url, host="127.0.0.1")
    valid = good.issue(PERSON)
    head, body, signature = valid.split(".")
    claims = jwt.decode(valid, options={"verify_signature": False})
    header = jwt.get_unverified_header(valid)

    def signed(**other: Any) -> str:
        return jwt.encode({**claims, **other}, key, algorithm="ES256", headers={"kid": header["kid"]})

    def part(document: dict[str, Any]) -> str:
        return base64.urlsafe_b64encode(json.dumps(document).encode()).decode().rstrip("=")

    return {
        "expired": (signed(exp=int(time.time()) - 60), "token-expired"),
        "of another key": (stranger.issue(PERSON), "token-invalid"),
        "of another key with our key's name": (
            jwt.encode(claims, generate_private_key(SECP256R1()), algorithm="ES256", headers={"kid": header["kid"]}),
            "token-invalid",
        ),
        "of another issuer": (signed(iss="https://elsewhere.example"), "token-invalid"),
        "for another audience": (signed(aud="payroll"), "token-invalid"),
        "without an end": (signed(exp=None), "token-invalid"),
        "for nobody": (signed(sub=""), "token-invalid"),
        "for a path": (signed(sub="../staff-mori"), "token-invalid"),
        "changed": (f"{head}.{part({**claims, 'sub': STAFF, 'roles': ['staff']})}.{signature}", "token-invalid"),
        "unsigned": (f"{part({'alg': 'none', 'typ': 'JWT'})}.{body}.", "token-invalid"),
        "signed with the public key": (f"{part({**header, 'alg': 'HS256'})}.{body}.{signature}", "token-invalid"),
        "cut off": (valid[:-5], "token-invalid"),
        "no token": ("good morning", "token-invalid"),
        "too long": ("x" * 9_000, "token-invalid"),
        "empty": ("", "token-missing"),
    }


async def test_a_token_that_is_missing_expired_or_forged(running, place) -> None:
    """Nobody is let in by it, and nothing is done."""
    before = looking.last_position(running.data, "booking")
    for name, (token, code) in tokens(running).items():
        found = await refused(running, "POST", BOOKINGS, token=token, body=wish(), key="token")
        assert (401, code) == found, name

    assert before == looking.last_position(running.data, "booking")


async def test_another_person_s_token(running, place) -> None:
    """What is somebody's own is nobody else's: not to see, not to change."""
    mine = await running.done("POST", BOOKINGS, PERSON, booking(HOUSE, "r2", 21, 40))
    path = f"{BOOKINGS}/{mine['booking_id']}"
    other, staff_only = await running.token(OTHER), await running.token(PERSON)
    for method, at, body in (
        ("GET", path, None),
        ("POST", f"{path}/cancel", {}),
        ("POST", f"{path}/start", {"code": mine["start_code"]}),
        ("POST", f"{path}/complete", {"heads": 1}),
        ("GET", f"/matching/groups/{place.group_id}/members", None),
        ("POST", f"/matching/groups/{place.group_id}/members", {"person_id": OTHER}),
        ("GET", f"/people/people/{PERSON}/consents", None),
        ("GET", f"/people/people/{PERSON}/contact?purpose=booking", None),
        ("DELETE", f"/people/people/{PERSON}", None),
    ):
        status, code = await refused(running, method, at, token=other, body=body, key="theirs")
        assert (status, code) in {(403, "forbidden"), (404, "not-found")}, (method, at, status, code)
    for method, at, body in (
        ("POST", "/booking/facilities", {"facility_id": "mine", "name": "x", "address": "y", "rooms": []}),
        ("PUT", "/matching/desk", {"owner_id": PERSON}),
        ("GET", "/points/ledger", None),
        ("GET", "/booking/demand", None),
    ):
        assert (403, "forbidden") == await refused(running, method, at, token=staff_only, body=body, key="staff"), at
    assert "confirmed" == (await running.do("GET", path, PERSON)).json()["status"]
