"""`kyoso matching export` and its routes: who took part, without who they are; noted first; read by the evaluation."""

import json
from datetime import date, timedelta

import httpx
import pytest
from click.testing import CliRunner

from kyoso.commands.matching import command
from kyoso.exporting import NothingToExport, export
from kyoso.judging.history_file import read_history
from kyoso.story.client import Actor, Client, Refused, StepFailed
from services.matching.domain.events import Interests
from services.matching.history import lines as history_lines
from shared.contracts.booking_activities import ActivityAnnounced, ActivityAttended
from shared.contracts.people import ConsentGiven, ConsentWithdrawn, PersonErased, PersonRegistered
from tests import kit
from tests.integration.matching.matching_kit import CENTRE, NOON, NORTH, SOUTH
from tests.integration.matching.test_matching_hand_over_command import Mounted

SPLIT = date(2026, 12, 1)
MARKERS = (
    "marker-person", "marker-group", "marker-activity", "marker-title", "marker-place", "marker-word", "step-free",
    "53394526313", "digital", "大沢みどりの会", "marker-tag",
)  # fmt: skip
"""An id of somebody, of a group, of an activity; its title and place; their words; a need; a home; a skill; a name;
a tag of no list."""


async def known(city, id, areas=SOUTH, band="40-64", **said):
    registered = PersonRegistered(person_id=id, areas=areas, age_band=band)
    await kit.deliver(city.service, registered, ConsentGiven(person_id=id, purpose="statistics"))
    said = {"tags": ("gardening",), **said}
    await city.uses.people.declare(id, Interests(**said), cause=city.cause())
    return id


async def announced(city, id, days, group="osawa-garden", title="x", place="x"):
    starts = NOON + timedelta(days=days)
    told = {"fee": 0, "capacity": 10, "deadline": starts, "tags": ("園芸", "marker-tag\u2028"), "areas": SOUTH}
    event = ActivityAnnounced(
        activity_id=id, group_id=group, title=title, place=place, starts_at=starts,
        ends_at=starts + timedelta(hours=2), **told,
    )  # fmt: skip
    await kit.deliver(city.service, event)


async def attended(city, *ids, activity="walk-1"):
    told = {"activity_id": activity, "group_id": "osawa-garden"}
    await kit.deliver(city.service, *(ActivityAttended(person_id=id, **told) for id in ids))


@pytest.fixture
async def lived(city):
    """Six of the south went to a walk, one of them with everything that no file may hold; then it is January."""
    await city.group("marker-group", officer="officer-rin")
    for n in range(5):
        await known(city, f"p{n}")
    said = {"access_needs": ("step-free",), "skills": ("digital",)}
    await known(city, "marker-person", **said)
    await city.uses.homes.keep("marker-person", "53394526313", cause=city.cause())
    await city.ask("marker-person", message="marker-word です。")
    await announced(city, "walk-1", 5, title="marker-title", place="marker-place")
    await announced(city, "marker-activity", 30, group="marker-group")
    city.advance(timedelta(days=5, hours=3))
    await attended(city, *(f"p{n}" for n in range(5)), "marker-person")
    city.advance(timedelta(days=30))
    await announced(city, "walk-2", 30)
    await attended(city, "p0", "p1", activity="walk-2")
    return city


@pytest.fixture
async def staff(lived):
    """Somebody of staff with a client, as the command has them."""
    async with httpx.AsyncClient(
        transport=Mounted(kit.app_of(lived.service, lived.site)), base_url="http://127.0.0.1"
    ) as http:
        yield Client(http), Actor("staff-mori", kit.token("staff-mori", ("staff",)))


async def taken(staff, tmp_path, name="past.jsonl", split=SPLIT):
    file = tmp_path / name
    found = await export(*staff, split, file)
    return file, found


async def test_a_past_is_written_that_the_evaluation_reads_and_nothing_else_is_in_it(lived, staff, tmp_path):
    """Six people, what they did before and after the day, whole and for its owner alone; no marker is in it,
    and no id or order of people is that of another export."""
    file, found = await taken(staff, tmp_path)
    history, text = read_history(file), file.read_text("utf-8")

    assert (6, 2, 3) == (len(history.people), len(history.groups), len(history.activities))
    assert (6, 2) == (found.before, found.after)
    assert {("gardening",)} == {each.tags for each in (*history.people, *history.activities)}
    assert {"40-64"} == {person.age_band for person in history.people}
    assert [SOUTH] * 6 == [person.areas for person in history.people]
    assert [] == [marker for marker in MARKERS if marker in text]
    assert not any(f'"p{n}"' in text for n in range(5))
    header = json.loads(text.splitlines()[0])
    assert ("2026-12-01", "2026-12-28", 6) == (header["split"], header["made_on"], header["holds"]["people"])
    assert 0o600 == file.stat().st_mode & 0o777
    assert [] == [*tmp_path.glob("*.part")]
    again = read_history((await taken(staff, tmp_path, "again.jsonl"))[0])
    ids = [[each.id for each in (*past.people, *past.groups)] for past in (history, again)]
    assert not set(ids[0]) & set(ids[1])
    assert [sorted(each[:6]) for each in ids] == [each[:6] for each in ids]
    judged = CliRunner().invoke(command, ["evaluate", "--export", str(file), "--resamples", "20"])
    assert 0 == judged.exit_code, judged.output


async def test_whoever_took_back_consent_is_erased_or_may_be_a_child_is_not_in_it(lived, staff, tmp_path):
    """Neither they nor what they did."""
    await known(lived, "child", band="0-14")
    await known(lived, "young", band="15-24")
    await known(lived, "nobody-knows", band=None)
    await attended(lived, "child", "young", "nobody-knows", activity="walk-2")
    await kit.deliver(lived.service, ConsentWithdrawn(person_id="p0", purpose="matching"))
    await kit.deliver(lived.service, PersonErased(person_id="p1"))

    with pytest.raises(NothingToExport):  # of those who are left nobody did anything after the day
        await taken(staff, tmp_path)
    file, _ = await taken(staff, tmp_path, split=date(2026, 11, 25))
    assert (4, 4) == (len(read_history(file).people), len(read_history(file).deeds))


async def test_what_was_said_later_is_not_told_of_the_day(lived, staff, tmp_path):
    """Interests of the day of the split; whoever came later, or took consent back between, says nothing."""
    await known(lived, "p0", tags=("cooking",))
    await known(lived, "late")
    await kit.deliver(lived.service, ConsentWithdrawn(person_id="p1", purpose="matching"))
    await kit.deliver(lived.service, ConsentGiven(person_id="p1", purpose="matching"))
    file, _ = await taken(staff, tmp_path)

    people = read_history(file).people
    assert 6 == len(people)
    assert [(), *[("gardening",)] * 5] == sorted(person.tags for person in people)


async def test_an_area_and_an_age_are_told_only_where_five_share_them(lived, staff, tmp_path):
    """One of the north would be found by it alone; so would the only one of 75 in the south.

    Of whoever took back the consent to ``statistics`` no age is told.
    """
    await kit.deliver(lived.service, ConsentWithdrawn(person_id="p0", purpose="statistics"))
    await known(lived, "north", areas=NORTH)
    await known(lived, "old", band="75+")
    for n in range(5):
        await known(lived, f"c{n}", areas=CENTRE, band="25-39" if n else "75+")
    await announced(lived, "walk-3", 36)
    lived.advance(timedelta(days=2))
    await attended(lived, "p2", activity="walk-3")
    file, _ = await taken(staff, tmp_path, split=date(2026, 12, 29))

    people = read_history(file).people
    assert 13 == len(people)
    assert [{}] == [person.areas for person in people if person.areas not in (SOUTH, CENTRE)]
    assert [None] * 8 + ["40-64"] * 5 == sorted((person.age_band for person in people), key=str, reverse=True)


async def test_who_took_it_is_noted_first_and_only_staff_may(lived, staff, tmp_path):
    """The list has who, when and which day; another of staff, or an hour later, begins anew."""
    await taken(staff, tmp_path)
    app = kit.app_of(lived.service, lived.site)
    async with kit.client_of(app, "staff-mori", ("staff",)) as mori, kit.client_of(app, "staff-abe", ("staff",)) as abe:
        (noted,) = (await abe.get("/history-exports")).json()["items"]
        assert ("staff-mori", "2026-12-01") == (noted["by"], noted["split"])
        lines = f"/history-exports/{noted['export_id']}/lines"
        assert (404, 200) == ((await abe.get(lines)).status_code, (await mori.get(lines)).status_code)
        lived.advance(timedelta(hours=1))
        assert "export-over" == (await mori.get(lines)).json()["code"]
        late = await mori.post("/history-exports", json={"split": "2027-01-01"})
        assert (422, "split-to-come") == (late.status_code, late.json()["code"])
        assert "2026-06-29" == (await mori.post("/history-exports", json={})).json()["split"]
    async with kit.client_of(app, "coordinator-sato", ("coordinator",)) as sato:
        for path in ("/history-exports", lines):
            assert 403 == (await sato.get(path)).status_code
        assert 403 == (await sato.post("/history-exports", json={})).status_code
    with pytest.raises(Refused):
        await export(staff[0], Actor("x", kit.token("x")), SPLIT, tmp_path / "none")


async def test_an_answer_that_breaks_off_leaves_the_file_of_before(staff, tmp_path, monkeypatch):
    """Without its last line it is not whole; nothing half is left behind."""
    file = tmp_path / "past.jsonl"
    file.write_text("before", "utf-8")
    whole = history_lines.HistoryLines.lines

    async def broken(self, split):
        async for line in whole(self, split):
            if b'"end"' not in line:
                yield line

    monkeypatch.setattr(history_lines.HistoryLines, "lines", broken)
    with pytest.raises(StepFailed, match="途中で切れました"):
        await taken(staff, tmp_path)
    assert "before" == file.read_text("utf-8")
    assert [] == [*tmp_path.glob("*.part")]
