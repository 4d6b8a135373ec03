"""A file of tokens for the story, made from the demo's own issuer."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import httpx

from shared.clock import TOKYO

LOOKED_AT_MAX = 300
OTHER_GROUP = "kobushidai-chokai"
"""One that plays make pause, and of another kind than the first."""


def young(url: str, token: Callable[[str], str]) -> str:
    """The token of somebody of the sample town who is under 18 and said what they like, if possible without a guardian.

    Plays that draw people leave a yes until tonight: later in a day, in a small town, everybody may have one.
    """
    found = ""
    born = f"{datetime.now(TOKYO).year - 17}-12-31"
    with httpx.Client(base_url=url, trust_env=False) as client:
        for number in range(1, LOOKED_AT_MAX):
            own = token(f"person-{number:04}")
            headers = {"Authorization": f"Bearer {own}"}
            account = client.get("/people/people/me", headers=headers).json()
            free = not client.get("/matching/people/me/guardian", headers=headers).json()["items"]
            if account["birth_date"] > born and "matching" in account["consents"]:
                if free:
                    return own
                found = found or own
    assert found, "nobody of the town is under 18"
    return found


def tokens_of(url: str, data: Path) -> Path:
    """A file of tokens as an operator would write one."""

    def token(person_id: str) -> str:
        answer = httpx.post(f"{url}/identity/token", json={"person_id": person_id}, trust_env=False)
        return str(answer.json()["access_token"])

    acting = httpx.get(f"{url}/identity/people", params={"group": OTHER_GROUP}, trust_env=False).json()["items"]
    document = {
        "resident": {"token": token("resident-ken")},
        "neighbour": {"token": token("resident-hana")},
        "officer": {"token": token("officer-yui"), "groups": ["osawa-garden"]},
        "coordinator": {"token": token("coordinator-sato")},
        "young": {"token": young(url, token)},
        "staff": {"token": token("staff-mori")},
        "other_officer": {"token": token(str(acting[0]["person_id"])), "groups": [OTHER_GROUP]},
    }
    file = data.parent / "tokens.json"
    file.write_text(json.dumps(document))
    return file
