"""Triage over HTTP: numbers before anything is kept, the rule in plain sight, and nothing of the words anywhere."""

import json
import logging

import pytest

from services.matching.knowledge import PACKAGED
from tests import kit
from tests.integration.matching.matching_kit import a_city

MARK = "ばけねこ印"
URGENT = f"もう消えたい。お酒を{MARK}やめられない"


@pytest.fixture
def http(city):
    """Clients by person."""

    def client(person_id, *roles):
        return kit.client(city.service, city.site, person_id, roles or ("resident",))

    return client


async def test_a_number_and_a_desk_are_shown_before_anything_is_sent(http):
    """Open to all, in three ways of saying; the demo's own lines say that they are made up."""
    found = (await http(None).post("/consultations/triage", json={"text": "眠れません。もう消えたい"})).json()

    (urgent,) = found["urgent"]
    assert {"ja", "plain", "en"} == set(urgent["words"]) == set(urgent["numbers"][0]["name"])
    assert [("00-0000-0001", True), ("119", False)] == [(e["number"], e["fictional"]) for e in urgent["numbers"]]
    assert ("rule", "health", "眠れません") == (found["decided_by"], found["rule"], found["matched"])
    assert ("welfare", "→ 福祉・健康の窓口。ちがうときは選びなおせます。") == (
        found["suggestion"]["desk"], found["words"]["ja"],
    )  # fmt: skip


async def test_beside_urgent_words_no_other_desk_is_suggested(http):
    """Who is beaten is not asked whether it is about a hedge."""
    found = (await http(None).post("/consultations/triage", json={"text": "夫に殴られています"})).json()

    assert (["violence"], [], []) == ([each["id"] for each in found["urgent"]], found["others"], found["similar"])


async def test_a_tap_decides_before_a_rule_and_a_rule_before_the_general_desk(http):
    """Who reads it sees which it was."""
    hana, sato = http("resident-hana"), http("coordinator-sato", "coordinator")
    seen = []
    for body in (
        {"text": "スマホの使い方", "category": "papers"}, {"text": "スマホの使い方"}, {"text": "こんにちは"},
    ):  # fmt: skip
        brought = (await hana.post("/consultations", json=body)).json()
        read = (await hana.get(f"/consultations/{brought['consultation_id']}")).json()
        seen.append((brought["desk"], read["category"], read["decided_by"], read["rule"], brought["urgent"]))

    assert [
        ("general", "papers", "person", None, []),
        ("community", "digital", "rule", "digital", []),
        ("general", None, "general", None, []),
    ] == seen
    assert "decided_by" not in (await sato.get("/consultations", params={"assigned": "me"})).json()["items"][0]


async def test_who_did_not_look_first_gets_the_numbers_with_the_answer(http):
    """The consultation is taken all the same."""
    brought = await http("resident-hana").post("/consultations", json={"text": "夫に殴られています"})

    assert (201, ["110", "#8008"]) == (
        brought.status_code, [each["number"] for each in brought.json()["urgent"][0]["numbers"]],
    )  # fmt: skip


async def test_words_that_are_only_looked_at_are_kept_nowhere(city, http, caplog, tmp_path):
    """Markers in journal, rows, vault, logs, metrics, refusals: none, and no commit at all; nor of what is urgent."""
    caplog.set_level(logging.DEBUG)
    before, client = await city.journal.store.last_position(), http(None)
    shown_once = await client.post("/consultations/triage", json={"text": URGENT})
    refused = await client.post("/consultations/triage", json={"text": URGENT, "person": MARK})
    too_long = await client.post("/consultations/triage", json={"text": MARK * 1_000})

    assert f"お酒を{MARK}やめ" == shown_once.json()["matched"], "told to who wrote it, and to nobody else"
    assert (422, 422) == (refused.status_code, too_long.status_code)
    assert before == await city.journal.store.last_position()
    assert [] == await city.uses.kept.vault.written_before("9999")
    await http("resident-hana").post("/consultations", json={"text": URGENT})
    shown = (await client.get("/metrics")).text
    logs = [json.dumps(record.__dict__, default=str, ensure_ascii=False) for record in caplog.records]
    assert MARK not in "".join((refused.text, too_long.text, shown, *logs))
    for path in (path for path in tmp_path.rglob("*") if path.is_file()):
        kept = path.read_bytes()
        assert MARK.encode() not in kept, "the words are sealed"
        assert b"suicide" not in kept, "nor is it told that they were urgent"


async def test_a_city_brings_its_own_numbers_in_a_folder(tmp_path):
    """Its triage replaces the one that is shipped."""
    own = tmp_path / "own"
    own.mkdir()
    (own / "triage.toml").write_text(
        (PACKAGED / "triage.toml").read_text("utf-8").replace("00-0000-0001", "042-111-2222"), "utf-8"
    )

    async with a_city(tmp_path, own) as city:
        client = kit.client(city.service, city.site, None)
        found = (await client.post("/consultations/triage", json={"text": "もう消えたい"})).json()

    assert ["042-111-2222", "119"] == [each["number"] for each in found["urgent"][0]["numbers"]]
