"""Everything that a client may get wrong, over HTTP against the running town: each ends in a named error with words."""

import json
from typing import Any

import pytest

from tests.end_to_end.town_kit import booking
from tests.faults.problems_kit import BOOKINGS, HOUSE, OTHER, PERSON, refused, wish

# -- what is sent


BODIES: list[tuple[str, bytes, int, str]] = [
    ("nothing", b"", 422, "invalid-request"),
    ("no JSON", b"{'facility_id': 1}", 400, "body-unreadable"),
    ("cut off", b'{"facility_id": "t-hou', 400, "body-unreadable"),
    ("not UTF-8", b'{"facility_id": "\x82\xa0"}', 400, "body-unreadable"),
    ("NaN", b'{"people": NaN}', 400, "body-unreadable"),
    ("a list", b"[]", 422, "invalid-request"),
    ("a number", b"17", 422, "invalid-request"),
    ("null", b"null", 422, "invalid-request"),
    ("no fields", b"{}", 422, "invalid-request"),
    ("10,000 deep", b'{"a":' * 10_000 + b"1" + b"}" * 10_000, 400, "body-unreadable"),
    ("10,000 lists", b"[" * 10_000 + b"]" * 10_000, 400, "body-unreadable"),
    ("a number of 5,000 digits", b'{"people": ' + b"9" * 5_000 + b"}", 422, "invalid-request"),
    ("10 MB", b'{"facility_id": "' + b"x" * 10_000_000 + b'"}', 413, "body-too-large"),
]


@pytest.mark.parametrize(("name", "body", "status", "code"), BODIES, ids=[row[0] for row in BODIES])
@pytest.mark.parametrize("path", [BOOKINGS, "/matching/introductions", "/people/people"])
async def test_a_body_that_is_none(running, place, path, name, body, status, code) -> None:
    """What cannot be read is said to be unreadable, what does not fit names its fields, what is too large its limit."""
    found = await refused(running, "POST", path, token=await running.token(PERSON), body=body, key="body")

    if name.startswith(("nothing", "10,000", "a number of")):
        assert found in {(400, "body-unreadable"), (422, "invalid-request")}  # parsers differ in where they stop
    else:
        assert (status, code) == found


FIELDS: list[tuple[str, dict[str, Any], set[str]]] = [
    ("half a character", {"facility_id": "\ud800"}, {"invalid-request", "body-unreadable"}),
    ("half a character in a word", {"purpose": "a\udfff"}, {"invalid-request", "body-unreadable"}),
    ("NUL", {"room_id": "r0\x00"}, {"invalid-request"}),
    ("a slash in an id", {"facility_id": "a/b"}, {"invalid-request"}),
    ("dots and slashes", {"facility_id": "../../etc/passwd"}, {"invalid-request"}),
    ("an empty id", {"room_id": ""}, {"invalid-request"}),
    ("a long id", {"room_id": "r" * 1_000}, {"invalid-request"}),
    ("an unknown house", {"facility_id": "nowhere"}, {"not-found"}),
    ("an unknown room", {"room_id": "cellar"}, {"not-found"}),
    ("an unknown group", {"group_id": "nobody"}, {"not-yet"}),
    ("an unknown purpose", {"purpose": "golf"}, {"invalid-request"}),
    ("nobody", {"people": 0}, {"invalid-request"}),
    ("fewer than nobody", {"people": -1}, {"invalid-request"}),
    ("a third of a person", {"people": 1 / 3}, {"invalid-request"}),
    ("10³⁰ people", {"people": 10**30}, {"invalid-request"}),
    ("people in words", {"people": "many"}, {"invalid-request"}),
    ("more than the room takes", {"people": 10_000}, {"rule-refused"}),
    ("no time", {"starts_at": "yesterday"}, {"invalid-request"}),
    ("no zone", {"starts_at": "2030-01-01T10:00:00"}, {"invalid-request"}),
    ("the 30th of February", {"starts_at": "2030-02-30T10:00:00+09:00"}, {"invalid-request"}),
    ("the year 1", {"starts_at": "0001-01-01T00:00:00+00:00"}, {"invalid-request"}),
    ("the year 9999", {"ends_at": "9999-12-31T23:59:59Z"}, {"invalid-request"}),
    ("a number of seconds too many", {"starts_at": 10**18}, {"invalid-request"}),
    ("the wrong way round", {"starts_at": wish()["ends_at"], "ends_at": wish()["starts_at"]}, {"ends-before-start"}),
    ("no time at all", {"ends_at": wish()["starts_at"]}, {"ends-before-start"}),
    ("over midnight", {"ends_at": booking(HOUSE, "r0", 22, 0)["starts_at"]}, {"crosses-midnight"}),
    ("off the grid", {"ends_at": wish()["ends_at"].replace(":15:00", ":17:00")}, {"slot-unaligned"}),
    ("the past", {k: booking(HOUSE, "r0", -3, 40)[k] for k in ("starts_at", "ends_at")}, {"in-the-past"}),
    ("in a year", {k: booking(HOUSE, "r0", 365, 40)[k] for k in ("starts_at", "ends_at")}, {"rule-refused"}),
    ("a field that nobody reads", {"price": 0}, {"invalid-request"}),
    ("an object for an id", {"room_id": {"$ne": ""}}, {"invalid-request"}),
]


@pytest.mark.parametrize(("name", "other", "codes"), FIELDS, ids=[row[0] for row in FIELDS])
async def test_a_field_out_of_range(running, place, name, other, codes) -> None:
    """Ids, dates and sizes that cannot be: refused by name, and nothing is booked."""
    body = json.dumps(wish(**other)).encode()

    status, code = await refused(running, "POST", BOOKINGS, token=await running.token(PERSON), body=body, key="field")

    assert code in codes
    assert status in {400, 404, 409, 422}


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nowhere/at/all", 404, "no-such-route"),
        ("GET", "/booking/nowhere", 404, "no-such-route"),
        ("POST", "/nowhere", 405, "method-not-allowed"),  # pages are only read, whichever there are
        ("DELETE", "/booking/bookings", 405, "method-not-allowed"),
        ("PATCH", "/booking/facilities", 405, "method-not-allowed"),
        ("TRACE", "/booking/bookings", 405, "method-not-allowed"),
        ("POST", "/readyz", 405, "method-not-allowed"),
        ("GET", "/booking/bookings/%2e%2e%2fetc", 404, "no-such-route"),
        ("GET", "/booking/bookings/%00", 422, "invalid-request"),
        ("GET", "/booking/bookings/%ff%fe", 422, "invalid-request"),
        ("GET", f"/booking/bookings/{'x' * 3_000}", 422, "invalid-request"),
        ("GET", "/booking/bookings/nobody-s", 404, "not-found"),
        ("GET", "/booking/facilities?cursor=%F0%9F%99%82", 422, "bad-cursor"),
        ("GET", "/booking/facilities?cursor=AAAA", 422, "bad-cursor"),
        ("GET", "/booking/facilities?limit=0", 422, "invalid-request"),
        ("GET", "/booking/facilities?limit=1000000000000000000000", 422, "invalid-request"),
        ("GET", "/booking/facilities?limit=many", 422, "invalid-request"),
        ("GET", f"/booking/facilities/{HOUSE}/availability?from=never", 422, ""),
        ("GET", f"/booking/facilities/{HOUSE}/availability?from=0001-01-01&until=9999-12-31", 422, ""),
        ("GET", "/matching/introductions?assigned=everyone", 422, "invalid-request"),
        ("GET", "/identity/people?after=nobody", 422, "bad-cursor"),
        ("POST", "/admin/rebuild", 403, "not-operator"),
        ("POST", "/demo/clock", 422, "invalid-request"),
    ],
)
async def test_an_address_that_is_wrong(running, place, method, path, status, code) -> None:
    """Unknown routes, wrong methods, ids and cursors that nobody handed out."""
    found = await refused(running, method, path, token=await running.token(PERSON), key="address")

    assert status == found[0]
    assert code in {"", found[1]}


async def test_a_content_type_that_is_wrong(running, place) -> None:
    """A form is no JSON, whatever its bytes look like."""
    token = await running.token(PERSON)
    body = json.dumps({"group_id": place.group_id, "message": "見学"}).encode()
    for content_type in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "🙂", ""):
        headers = {"Content-Type": content_type}
        found = await refused(
            running, "POST", "/matching/introductions", token=token, body=body, key="type", headers=headers
        )
        assert found in {(415, "unsupported-media-type"), (422, "invalid-request")}, content_type


# -- keys


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("", "idempotency-key-missing"),
        ("x" * 201, "idempotency-key-bad"),
        ("鍵", "idempotency-key-bad"),
        ("a\tb", "idempotency-key-bad"),
    ],
)
async def test_a_key_that_is_missing_or_bad(running, place, key, code) -> None:
    """Without a good key a command could be carried out twice."""
    token = await running.token(PERSON)
    headers = {"Idempotency-Key": key} if key else {}

    found = await refused(running, "POST", BOOKINGS, token=token, body=wish(), headers=headers)

    assert (400, code) == found


async def test_a_reused_key_with_another_body(running, place) -> None:
    """The first answer stands; another request under its key is refused, and does nothing."""
    token = await running.token(PERSON)
    first = await running.do("POST", BOOKINGS, PERSON, booking(HOUSE, "r1", 21, 40), "reused")
    assert 201 == first.status

    other = await refused(running, "POST", BOOKINGS, token=token, body=booking(HOUSE, "r1", 21, 44), key="reused")
    again = await running.do("POST", BOOKINGS, PERSON, booking(HOUSE, "r1", 21, 40), "reused")
    somebody = await running.do("POST", BOOKINGS, OTHER, booking(HOUSE, "r1", 21, 44), "reused")

    assert (422, "idempotency-key-reused") == other
    assert (first.status, first.body, True) == (again.status, again.body, again.replayed)
    assert (201, False) == (somebody.status, somebody.replayed)  # a key belongs to its caller
