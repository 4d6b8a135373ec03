"""`kyoso matching plan` and `hand-over` against the routes: who gets what and why, the gap, and what is refused."""

import httpx
import pytest
from click.testing import CliRunner

from kyoso.commands.matching import command
from kyoso.handing_over import carry_out, done_in_words, look, plan_in_words
from kyoso.story.client import Actor, Client, Refused
from shared.web import make_app
from tests import kit
from tests.integration.matching.matching_kit import CENTRE, SOUTH

SATO, ITO = "coordinator-sato", "coordinator-ito"


class Mounted(httpx.ASGITransport):
    """The service as the town mounts it, under its own name."""

    async def handle_async_request(self, request):
        assert request.url.path.startswith("/matching/")
        request.url = request.url.copy_with(raw_path=request.url.raw_path.removeprefix(b"/matching"))
        return await super().handle_async_request(request)


@pytest.fixture
async def staff(city):
    """Somebody of staff with a client, as the commands have them."""
    app = make_app(city.service, city.site, identity=kit.issuer().identity())
    async with httpx.AsyncClient(transport=Mounted(app), base_url="http://127.0.0.1") as http:
        yield Client(http), Actor("staff-mori", kit.token("staff-mori", ("staff",)))


async def test_a_plan_is_told_with_reasons_and_gap_and_carried_out_by_its_number(city, staff):
    """Looking changes nothing; what was looked at is what is done."""
    id = await city.ask()
    await city.coordinator(ITO, CENTRE, 2)

    plan = await look(*staff, SATO, "request")
    told = plan_in_words(plan)
    assert f"紹介 {id} → {ITO}" in told
    assert f"{SATO}: " in told
    assert "gap: 0 %" in told
    assert f"number: {plan['plan']}" in told
    assert SATO == (await city.introduction(id)).coordinator_id

    seen, done = await carry_out(*staff, SATO, "request", plan["plan"])
    assert seen is None
    assert f"紹介 {id} → {ITO}" in done_in_words(seen, done)
    assert ITO == (await city.introduction(id)).coordinator_id


async def test_a_plan_that_is_no_longer_the_one_that_was_seen_is_refused(city, staff):
    """Somebody nearer has come: nothing moves, and the number of now is told."""
    id = await city.ask()
    await city.coordinator(ITO, CENTRE, 2)
    old = (await look(*staff, SATO, "request"))["plan"]
    await city.coordinator("coordinator-abe", SOUTH, 2)

    with pytest.raises(Refused) as refused:
        await carry_out(*staff, SATO, "request", old)
    assert ("plan-changed", SATO) == (refused.value.code, (await city.introduction(id)).coordinator_id)

    seen, done = await carry_out(*staff, SATO, "request", refused.value.problem["plan"])
    assert "coordinator-abe" in done_in_words(seen, done)


async def test_without_a_number_the_plan_of_now_is_checked_and_done(city, staff):
    """Only the case that was named; where nobody has room it is the desk owner's, in words."""
    first, second = await city.ask(), await city.ask("resident-ken")
    seen, done = await carry_out(*staff, SATO, "request", "", introductions=[first])
    told = done_in_words(seen, done)
    assert "窓口責任者 / the desk owner" in told
    assert (1, SATO) == (len(done["moves"]), (await city.introduction(second)).coordinator_id)
    assert (await city.introduction(first)).at_desk


@pytest.mark.parametrize(("why", "code"), [("leave", "not-on-leave"), ("overload", "not-overloaded")])
async def test_what_is_not_so_is_refused_with_what_to_do(city, staff, why, code):
    """No leave is entered; nothing is too much."""
    await city.ask()
    with pytest.raises(Refused) as refused:
        await look(*staff, SATO, why)
    assert code == refused.value.code
    assert refused.value.problem["next"]


async def test_who_has_no_case_is_told_so_and_a_misspelt_id_can_be_seen(city, staff):
    """No number of a plan with nothing in it."""
    told = plan_in_words(await look(*staff, "coordinator-satoo", "request"))
    assert told.startswith("coordinator-satoo に引き継ぐ案件はありません")
    assert "--plan" not in told


def test_a_number_that_is_none_is_refused_before_anybody_is_asked():
    """Cut short when it was copied: where the whole of it stands is told."""
    ended = CliRunner().invoke(command, ["hand-over", SATO, "--plan", "0123"])

    assert (2, True) == (ended.exit_code, 'see the last line of "plan"' in ended.output)


async def test_an_accompaniment_that_is_named_goes_alone(city, staff):
    """What is named decides: the introduction stays."""
    id = await city.ask()

    with pytest.raises(Refused) as refused:
        await look(*staff, SATO, "request", accompaniments=["nowhere"])

    assert ("not-found", SATO) == (refused.value.code, (await city.introduction(id)).coordinator_id)


def test_the_commands_are_there():
    """Beside the measuring ones."""
    assert {"evaluate", "invent", "plan", "hand-over"} <= set(command.commands)
