"""What the tests of registrations share: members of osawa-garden, an application, the way to a registration."""

from tests.kit import clock_of

GARDEN = "group~osawa-garden"
HANA = "person~resident-hana"
MEMBERS = [
    {"name": "大沢 ゆい", "share": "lives", "person_id": "officer-yui"},
    {"name": "青木 はな", "share": "lives", "person_id": "resident-hana"},
    {"name": "田中 一郎", "share": "works"},
    {"name": "John Smith", "share": "elsewhere"},
]


def application(**changes):
    return {"group_id": "osawa-garden", "members": MEMBERS, **changes}


async def sent(client, method, path, body=None, *, expected=200, **headers):
    """The answer of a request that is to end with a status."""
    answer = await client.request(method, path, json=body, headers=headers)
    assert expected == answer.status_code, answer.text
    return answer.json()


async def refused(client, method, path, body=None):
    """Status and code of a refusal."""
    answer = await client.request(method, path, json=body)
    return answer.status_code, answer.json().get("code")


async def registered(city, **changes):
    """osawa-garden with a registration that stands."""
    await sent(city.yui, "POST", "/registrations", application(**changes), expected=201)
    await sent(city.staff, "POST", f"/registrations/{GARDEN}/proof", {"method": "counter", "document": "articles"})
    return await sent(city.staff, "POST", f"/registrations/{GARDEN}/approve")


def come_to(city, moment):
    """Move the clock forward to a moment."""
    clock_of(city.site).advance(moment - city.site.clock.now())
