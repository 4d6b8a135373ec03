"""A proposal of weights, and the evaluation over several pasts, in words and tables of both languages."""

import json
from typing import Any

from kyoso.judging.fitting import LEARNT
from kyoso.judging.judgement import BY_SCORE, OURS
from kyoso.judging.learning import Several, Tried
from kyoso.judging.telling import COLUMNS, WAYS, table, verdict_told

COMPARED = ("hit", "ndcg", "gini")
MEANINGS = {
    "tag": "関心 / interests", "role": "役割 / roles", "area": "歩く距離 / the walk",
    "time": "時間 / times", "language": "ことば / languages",
}  # fmt: skip


def tried_as_text(found: Tried) -> str:
    """What was learnt from when, the weights beside those in force, and what changes in the later part."""
    proposal = found.proposal
    weights = [
        (
            f"{MEANINGS[name]} (`{name}`)",
            f"{proposal.in_force[name]:g}",
            f"{proposal.learnt[name]:.2f}",
            f"{proposal.proposed[name]:g}",
        )
        for name in LEARNT
    ]
    measured = [
        (COLUMNS[verdict.key], *(f"{each.estimates[verdict.key].value:.3f}" for each in (found.before, found.after)),
         verdict_told(verdict))
        for verdict in found.verdicts
    ]  # fmt: skip
    return "\n".join(
        [
            f"{proposal.middle} から分割日の前日までの {proposal.choices:,} 回の「初めて」から（後は見ていません）。",
            f"From {proposal.choices:,} first times since {proposal.middle}, before the split; nothing later was seen.",
            "",
            *table(("", "いま / in force", "学んだ値 / learnt", "提案 / proposed"), weights),
            "",
            "分割日より後で / After the split",
            "",
            *table(("", "いま / in force", "提案 / proposed", "変化 / change"), measured),
            "",
            "使うかどうかは市が決めます。使うときは、始める日を決めて weights.json の versions に加えてください。",
            "The city decides. To use it, give it a day and add it to `versions` of weights.json:",
            "",
            json.dumps(found.version, ensure_ascii=False, indent=1),
        ]
    )


def tried_as_json(found: Tried) -> dict[str, Any]:
    """The same as plain values."""
    proposal = found.proposal
    return {
        "middle": proposal.middle.isoformat(),
        "first_times": proposal.choices,
        "weights": {
            name: {
                "in_force": proposal.in_force[name],
                "learnt": round(proposal.learnt[name], 6),
                "proposed": proposal.proposed[name],
            }
            for name in LEARNT
        },
        "after_the_split": {
            verdict.key: {
                "in_force": round(found.before.estimates[verdict.key].value, 6),
                "proposed": round(found.after.estimates[verdict.key].value, 6),
                "verdict": verdict.word,
            }
            for verdict in found.verdicts
        },
        "version": found.version,
    }


def several_as_text(found: Several) -> str:
    """Means, and what the recommender has more than each other way, past by past."""
    count = len(found.seeds)
    means = [(WAYS[way], *(f"{values[key]:.3f}" for key in COMPARED)) for way, values in found.means.items()]
    lines = [
        f"{count} 通りの過去（seed {found.seeds[0]}–{found.seeds[-1]}）の平均 / means of {count} pasts",
        "",
        *table(("", *(COLUMNS[key] for key in COMPARED)), means),
    ]
    for mine in (OURS, BY_SCORE):
        rows = [
            (WAYS[other], *(_difference(found, mine, other, key) for key in COMPARED))
            for other in found.means
            if other not in (OURS, BY_SCORE)
        ]
        lines += [
            "",
            f"{WAYS[mine]}: 差の平均 ± 標準誤差（勝った回数） / mean difference ± standard error (pasts won)",
            "",
            *table(("", *(COLUMNS[key] for key in COMPARED)), rows),
        ]
    return "\n".join(lines)


def several_as_json(found: Several) -> dict[str, Any]:
    """The same as plain values."""
    return {
        "seeds": list(found.seeds),
        "means": {way: {key: round(value, 6) for key, value in values.items()} for way, values in found.means.items()},
        "differences": [
            {"way": mine, "other": other, "measure": key, "mean": round(value, 6), "error": round(error, 6), "won": won}
            for (mine, other, key), (value, error, won) in found.differences.items()
        ],
    }


def _difference(found: Several, mine: str, other: str, key: str) -> str:
    value, error, won = found.differences[mine, other, key]
    return f"{value:+.3f} ± {error:.3f} ({won}/{len(found.seeds)})"
