"""The story's worry against matching alone: referred with a yes, confirmed, not solved yet, solved, taken up again."""

from types import SimpleNamespace

from kyoso.story.client import Actor
from kyoso.story.consulting import consult
from tests.integration.matching.help_kit import known
from tests.integration.matching.story_kit import ROLES, AtMatching


async def test_a_worry_goes_to_another_body_with_a_yes_and_ends_by_a_word_twice(city):
    """Each step is told, in this order; at the end the person has said that it is solved."""
    await known(city, "resident-hana")
    told = []

    async def done(_ja, en, *types):
        told.append((en, types))

    async def who(_client, person_id):
        return Actor(person_id, "") if person_id in ROLES else None

    outcome = SimpleNamespace(consultation_id="")
    players = SimpleNamespace(resident=Actor("resident-hana", ""), who=who)
    await consult(SimpleNamespace(client=AtMatching(city), players=players, outcome=outcome, done=done))

    kinds = [kind.removeprefix("consultation-").removesuffix(".v1") for _, types in told for kind in types]
    assert [
        "opened", "assigned", "message-sent", "referral-proposed", "referral-changed", "referral-changed", "reopened",
        "answered", "resolved", "reopened", "resolved",
    ] == kinds  # fmt: skip
    row = await city.consultation(outcome.consultation_id)
    assert ("resolved", ["agreed", "received"]) == (
        row.status, [each.what for each in row.passed if each.what in ("agreed", "received")]
    )  # fmt: skip
