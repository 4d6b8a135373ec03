"""Handing cases over by the routes that everybody has: a plan in words, and the same carried out by its number."""

from collections.abc import Mapping, Sequence
from typing import Any

from kyoso.story.client import Actor, Client

ANSWERS_MAX = 5
"""So many who were considered are named with each case: the nearest to being chosen."""
NOTHING = "に引き継ぐ案件はありません。番号は合っていますか / has nothing to hand over: is the id right?"


async def look(
    client: Client, actor: Actor, person: str, why: str, *,
    introductions: Sequence[str] = (), consultations: Sequence[str] = (), accompaniments: Sequence[str] = (),
) -> dict[str, Any]:  # fmt: skip
    """Who would get what, and why. Raises ``Refused``, ``StepFailed``."""
    named = _cases(introductions, consultations, accompaniments)
    found: dict[str, Any] = await client.get(f"/matching/coordinators/{person}/plan", actor, why=why, **named)
    return found


async def carry_out(
    client: Client, actor: Actor, person: str, why: str, number: str, *,
    introductions: Sequence[str] = (), consultations: Sequence[str] = (), accompaniments: Sequence[str] = (),
) -> tuple[dict[str, Any] | None, dict[str, Any]]:  # fmt: skip
    """The plan, where none was looked at before, and what was handed over by its number: as it was, or nothing.

    Raises ``Refused`` (``plan-changed`` when the roster is another by now), ``StepFailed``.
    """
    named = _cases(introductions, consultations, accompaniments)
    seen = None
    if not number:
        cases = {"introductions": introductions, "consultations": consultations, "accompaniments": accompaniments}
        seen = await look(client, actor, person, why, **cases)
    body = {"why": why, "plan": number or (seen or {})["plan"], **named}
    done = await client.command("POST", f"/matching/coordinators/{person}/hand-over", actor, body)
    return seen, done


def plan_in_words(plan: Mapping[str, Any]) -> str:
    """A plan as a team lead reads it."""
    lines = [
        f"{plan['person_id']} の引継ぎの案（{len(plan['moves'])}件） / {len(plan['moves'])} cases would go to others"
    ]
    lines += [line for move in plan["moves"] for line in _move(move)]
    lines += [_beside(move) for move in plan["accompaniments"]]
    if not (plan["moves"] or plan["accompaniments"]):
        return f"{plan['person_id']} {NOTHING}"
    lines.append(f"  {_gap(plan)}")
    lines.append(f"  番号 / number: {plan['plan']}（hand-over に --plan で / give it to hand-over with --plan）")
    return "\n".join(lines)


def done_in_words(plan: Mapping[str, Any] | None, done: Mapping[str, Any]) -> str:
    """What was handed over; with the reasons where the plan is at hand."""
    moves = plan["moves"] if plan else done["moves"]
    lines = [f"{done['person_id']} から{len(done['moves'])}件を引き継ぎました / {len(done['moves'])} cases handed over"]
    lines += [line for move in moves for line in _move(move)]
    lines += [_beside(move) for move in done["accompaniments"]]
    return "\n".join([*lines, f"  {_gap(done)}"])


def _cases(
    introductions: Sequence[str], consultations: Sequence[str], accompaniments: Sequence[str]
) -> dict[str, list[str]]:
    """Which cases; once some are named, the others of every sort stay."""
    named = {
        "introduction_ids": list(introductions),
        "consultation_ids": list(consultations),
        "accompaniment_ids": list(accompaniments),
    }
    return {name: ids for name, ids in named.items() if ids}


def _move(move: Mapping[str, Any]) -> list[str]:
    ja, id = ("紹介", move["introduction_id"]) if move.get("introduction_id") else ("相談", move["consultation_id"])
    to = move["to"] or "窓口責任者 / the desk owner"
    lines = [f"  {ja} {id} → {to}"]
    candidates = move.get("candidates", ())
    ordered = sorted(
        candidates, key=lambda each: (each["person_id"] != move["to"], each["total"] is None, each["total"] or 0)
    )
    for each in ordered[:ANSWERS_MAX]:
        total = "" if each["total"] is None else f"（{each['total']:g}点 / points）"
        lines.append(f"    {each['person_id']}: {each['words']['ja']} / {each['words']['en']}{total}")
    return lines


def _beside(move: Mapping[str, Any]) -> str:
    return f"  伴走支援 {move['accompaniment_id']} → {move['to'] or '窓口責任者 / the desk owner'}"


def _gap(told: Mapping[str, Any]) -> str:
    if told["gap_percent"] is None:
        return "最適からの差は証明されていません（順番に割り当てました） / not proved: assigned one after the other"
    return f"最適との差 / gap: {told['gap_percent']:g} % 以下 / at most"
