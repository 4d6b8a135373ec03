"""A supporter in training (協創サポーター) in the story: learns beside who has a case, and never has it."""

from dataclasses import dataclass
from itertools import product
from typing import Any

from kyoso.story.client import Actor, Client, Refused, until
from kyoso.story.stage import Stage

WORRY = "近所の集まりに、どう声をかければよいでしょう。"
GOAL = "相談に来た人の話を、最後まで聴けるようになる。"
LAYER = "neighbourhood"
TRIES_MAX = 15
"""So many worries are brought until who teaches has one: at first others may be freer."""
ANOTHER = frozenset({"too-many-consultations", "person-gone", "person-erased", "erased"})
"""What says that this resident can bring no more: another one does."""
PASSED_OVER = frozenset({"no-desk-owner", "desks-overrun", "too-many-goals"})
"""What says something about the instance."""
Brought = list[tuple[str, Actor]]
"""Consultations, and whose they are."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A supporter and whom they learn beside, both spoken for; ``worry``: what would come to the latter soonest."""

    supporter: Actor
    coordinator: Actor
    worry: dict[str, Any]


async def learn(stage: Stage) -> None:
    """From a person's yes to a goal; left out where the cast cannot speak for a supporter and who teaches them."""
    staff = stage.players.counter
    pair = await _pair(stage, staff) if staff else None
    if staff is None or pair is None:
        return
    brought: Brought = []
    stage.client.next_step()
    try:
        await _bring(stage, staff, pair, brought)
        await _beside(stage, staff, pair, *brought[-1])
        await _set_out(stage, pair)
    except Refused as refused:
        if refused.code not in PASSED_OVER:
            raise
        await stage.done(f"研修は飛ばしました（{refused.code}）", f"The training was passed over ({refused.code})")
    finally:
        for id, person in brought:
            await stage.client.command("POST", f"/matching/consultations/{id}/resolve", person)


async def _pair(stage: Stage, staff: Actor) -> Pair | None:
    """A supporter who is paired with a coordinator who takes consultations; nobody, where there is none."""
    client, who = stage.client, stage.players.who
    roster = (await client.get("/matching/coordinators", staff))["items"]
    entries = {each["person_id"]: each for each in roster}
    paired = [
        each for each in (await client.get("/matching/training", staff))["items"] if each["coordinator_id"] in entries
    ]
    if who is None or not paired:
        return None
    supporter, coordinator = (
        await who(client, paired[0]["supporter_id"]),
        await who(client, paired[0]["coordinator_id"]),
    )
    worry = await _worry_for(client, entries[paired[0]["coordinator_id"]], roster)
    return Pair(supporter, coordinator, worry) if supporter and coordinator and worry else None


async def _worry_for(client: Client, teacher: dict[str, Any], roster: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The category and the area for which others have the least room before it is the teacher's turn."""
    menu = await client.get("/matching/consultations/menu")
    categories = {each["desk"]: each["category"] for area in menu["areas"] for each in area["categories"]}
    load = float(teacher["open_cases"]) / float(teacher["capacity"])

    def room(desk: str, area: str) -> float:
        others = (each for each in roster if desk in each["desks"] and area in each["areas"].get(LAYER, ()))
        return sum(max(0.0, load * float(each["capacity"]) - float(each["open_cases"])) for each in others)

    ways = product((desk for desk in teacher["desks"] if desk in categories), teacher["areas"].get(LAYER, ()))
    way = min(ways, key=lambda way: (room(*way), way), default=None)
    return {"category": categories[way[0]], "areas": {LAYER: way[1]}} if way else None


async def _bring(stage: Stage, staff: Actor, pair: Pair, brought: Brought) -> None:
    """Worries are taken down at the counter until one is the coordinator's; it is the last of ``brought``."""
    client, another = stage.client, stage.players.another
    person = stage.players.resident
    for _ in range(TRIES_MAX):
        body = {**pair.worry, "text": WORRY, "channel": "counter", "person_id": person.person_id}
        try:
            told = await client.command("POST", "/matching/consultations", staff, body)
        except Refused as refused:
            if refused.code not in ANOTHER or another is None:
                raise
            person = await another(client)
            continue
        brought.append((told["consultation_id"], person))
        if told["assigned_to"] == pair.coordinator.person_id:
            return
    raise AssertionError("of so many worries none came to the coordinator beside whom a supporter learns")


async def _beside(stage: Stage, staff: Actor, pair: Pair, case_id: str, person: Actor) -> None:
    """The person says yes; the supporter sees how it stands, not who or what it is about; then it is taken back."""
    client, supporter, coordinator = stage.client, pair.supporter, pair.coordinator
    path = f"/matching/consultations/{case_id}"

    async def welcome(yes: bool) -> bool | None:
        try:
            await client.command("PUT", f"{path}/learner", person, {"welcome": yes})
        except Refused as refused:
            if refused.status != 404:
                raise
            return None
        return True

    async def shown() -> dict[str, Any] | None:
        cases = (await client.get("/matching/training/cases", supporter))["items"]
        return next((each for each in cases if each["case_id"] == case_id), None)

    await until(lambda: welcome(True), "相談が本人に見えません / The person does not see the consultation")
    seen = await until(shown, "研修中の人に見えません / The supporter does not see the case")
    if seen["coordinator_id"] != coordinator.person_id:
        raise AssertionError("a supporter in training has somebody's case")
    if person.person_id in str(seen) or WORRY in str(seen):
        raise AssertionError("a supporter in training was told who it is about, or what was said")
    await _has_nothing(stage, staff, supporter, path)
    await welcome(False)

    async def gone() -> bool | None:
        return None if await shown() else True

    await until(gone, "同意を取り消しても見えています / The supporter still sees it")
    await stage.done(
        f"相談した人が「いいですよ」と言い、研修中の協創サポーター（{supporter.person_id}）が、担当の "
        f"{coordinator.person_id} のそばで学びました。サポーターは案件を持たず、名前も相談の言葉も見えません",
        "The person said yes, and a supporter in training learned beside who has the case; it stays theirs,"
        " and the supporter sees neither who it is about nor what was said",
        "consultation-opened.v1",
        "consultation-assigned.v1",
    )


async def _has_nothing(stage: Stage, staff: Actor, supporter: Actor, path: str) -> None:
    """They cannot open the case, no case counts as theirs, and they add no room to the team's."""
    client = stage.client
    try:
        await client.get(path, supporter)
    except Refused as refused:
        if refused.status != 404:
            raise
    else:
        raise AssertionError("a supporter in training can open somebody's case")
    told = await client.get("/matching/coordinators", staff)
    own = next((each for each in told["items"] if each["person_id"] == supporter.person_id), None)
    if own is None or own["open_cases"]:
        raise AssertionError("a supporter in training has cases of their own")
    if told["outlook"]["capacity"] > sum(each["capacity"] for each in told["items"] if each is not own):
        raise AssertionError("a supporter in training adds to what the team can take")


async def _set_out(stage: Stage, pair: Pair) -> None:
    """A goal is met when both say so: one word alone does not meet it. Then it is dropped, with its words."""
    client, goals = stage.client, f"/matching/training/{pair.supporter.person_id}/goals"
    client.next_step()
    goal = await client.command("POST", goals, pair.supporter, {"words": GOAL})
    path = f"{goals}/{goal['goal_id']}"
    try:
        said = await client.command("PUT", f"{path}/met", pair.supporter, {"met": True})
        if said["met"]:
            raise AssertionError("a learning goal is met by one side's word alone")

        async def read() -> dict[str, Any] | None:
            """The row may lag behind the answer in another replica."""
            found = (await client.get(goals, pair.coordinator))["items"]
            return next((each for each in found if each["goal_id"] == goal["goal_id"] and each["said_by"]), None)

        seen = await until(read, "担当者に学習目標が見えません / The coordinator does not see the goal")
        if seen["words"] != GOAL or seen["said_by"] != ["supporter"]:
            raise AssertionError("who teaches does not read the goal, or who said what")
    finally:
        await client.command("DELETE", path, pair.supporter)
    await stage.done(
        f"サポーターが学習目標「{GOAL.rstrip('。')}」を立て、「できた」と言いました。担当者もそう言って、はじめて達成です",
        "The supporter set a learning goal and says that it is met; it is, once who teaches says so too",
    )
