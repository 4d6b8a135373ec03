"""An evaluation for people and for machines: tables in both languages, words about where it loses, and JSON."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from kyoso.judging.judgement import BASELINES, OURS, Judged, Judgement, Verdict
from kyoso.judging.measures import Estimate, Measured

WAYS = {
    "kyoso": "協創のおすすめ / kyoso",
    "kyoso-by-score": "（点数だけ、順番の席なし / by score alone, no turns）",
    "popularity": "人気順 / popularity",
    "nearest": "近い順 / nearest",
    "one-hot-cosine": "one-hot コサイン / one-hot cosine",
    "random": "無作為 / random",
    "ceiling": "（上限: 作り手の知識 / ceiling: the maker's knowledge）",
}
TASKS = {
    "groups": "団体: 初めて関わる団体を当てる / Groups: in which does somebody take part for the first time?",
    "activities": "催し: 4週間に参加する催しを当てる / Activities: which of four weeks does somebody attend?",
}
COLUMNS = {
    "hit": "的中率@10 / hit rate",
    "recall": "再現率@10 / recall",
    "ndcg": "NDCG@10",
    "coverage": "網羅率 / coverage",
    "novelty": "新しさ / novelty (bit)",
    "distance": "距離 / distance (km)",
    "gini": "露出の偏り / Gini",
}
DIGITS = {"novelty": 2, "distance": 2}
WORDS = {"better": "勝 / better", "worse": "負 / worse", "unclear": "差は不明 / not clear"}
START, END = "<!-- kyoso matching evaluate: from here -->", "<!-- to here -->"


def as_text(judgement: Judgement) -> str:
    """Everything as Markdown, which a terminal shows well enough."""
    lines = [
        (
            f"{judgement.people:,} 人、{judgement.groups:,} 団体、分割日 {judgement.split}、seed {judgement.seed}"
            f" / {judgement.people:,} people, {judgement.groups:,} groups, split on {judgement.split}"
        ),
        "[ ] は人の再抽出による95%区間 / [ ]: 95 % bootstrap interval over people",
    ]
    for judged in judgement.judged:
        lines += ["", f"### {TASKS[judged.task]}", "", *_told(judged)]
    return "\n".join(lines)


def as_json(judgement: Judgement) -> dict[str, Any]:
    """The same as plain values; ``None`` where there is nothing to measure."""
    return {
        "split": judgement.split.isoformat(),
        "people": judgement.people,
        "groups": judgement.groups,
        "seed": judgement.seed,
        "tasks": {judged.task: _plain(judged) for judged in judgement.judged},
    }


def into_page(page: str, text: str, command: str, part: str = "") -> str:
    """A page with its figures replaced by these. Raises ``ValueError`` when it has no place for them.

    ``part``: which of the page's places, as its first mark names it; the one without a name by default.
    """
    mark = START.replace("evaluate", f"evaluate {part}") if part else START
    before, start, rest = page.partition(mark)
    _, end, after = rest.partition(END)
    if not start or not end:
        raise ValueError(mark)
    return f"{before}{mark}\n\n`{command}`\n\n{text}\n\n{END}{after}"


def _told(judged: Judged) -> list[str]:
    return [
        (
            f"候補 {judged.candidates:,}、後で何かが起きた人 {judged.people_with_truth:,}"
            f" / {judged.candidates:,} candidates, {judged.people_with_truth:,} people of whom something came true"
        ),
        "",
        *table(
            ("", *COLUMNS.values()),
            [
                (WAYS[each.name], *(_interval(each.estimates[key], DIGITS.get(key, 3)) for key in COLUMNS))
                for each in judged.measured
            ],
        ),
        "",
        "団体の規模ごとの露出（割合の比。1 = 数のとおり） / Exposure by size (1: as their number)",
        "",
        *_parts(judged.measured, "by_size", "ratio"),
        "",
        "年代ごとの的中率 / Hit rate by age",
        "",
        *_parts(judged.measured, "by_age", "hit"),
        "",
        "年代ごとの露出の偏り / Gini of exposure by age",
        "",
        *_parts(judged.measured, "by_age", "gini"),
        "",
        "協創のおすすめの勝ち負け（区間が 0 を含まないとき） / kyoso against the others",
        "",
        *_verdicts(judged),
    ]


def _parts(measured: Sequence[Measured], by: str, key: str) -> list[str]:
    parts: Mapping[str, Any] = getattr(measured[0], by)
    ages = by == "by_age"
    headings = [
        f"{band}（{int(part.measured['judged']) if key == 'hit' else part.count}{'人' if ages else ''}）"
        for band, part in parts.items()
    ]
    rows = [
        (WAYS[each.name], *(_number(part.measured[key], 2) for part in getattr(each, by).values())) for each in measured
    ]
    return table(("", *headings), rows)


def _verdicts(judged: Judged) -> list[str]:
    headings = ("", "的中率 / hit rate", "NDCG", "露出の偏り / Gini")
    found = {(each.other, each.key): each for each in judged.verdicts}
    rows = [
        (WAYS[other], *(verdict_told(found[other, key]) for key in ("hit", "ndcg", "gini"))) for other in BASELINES
    ]  # fmt: skip
    return table(headings, rows)


def verdict_told(verdict: Verdict) -> str:
    """The word, the difference and its interval."""
    d = verdict.difference
    return f"{WORDS[verdict.word]} ({d.value:+.3f} [{d.low:+.3f}, {d.high:+.3f}])"


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """The lines of a Markdown table."""
    lines = [headings, ["---", *("---:" for _ in headings[1:])], *rows]
    return ["| " + " | ".join(line) + " |" for line in lines]


def _interval(estimate: Estimate, digits: int) -> str:
    if math.isnan(estimate.low):
        return _number(estimate.value, digits)
    return f"{estimate.value:.{digits}f} [{estimate.low:.{digits}f}, {estimate.high:.{digits}f}]"


def _number(value: float, digits: int) -> str:
    return "–" if math.isnan(value) else f"{value:.{digits}f}"


def _plain(judged: Judged) -> dict[str, Any]:
    return {
        "candidates": judged.candidates,
        "people_with_truth": judged.people_with_truth,
        "ways": {
            each.name: {
                "measures": {key: _values(value) for key, value in each.estimates.items()},
                "by_size": _plain_parts(each.by_size),
                "by_age": _plain_parts(each.by_age),
            }
            for each in judged.measured
        },
        "against": [
            {"way": OURS, "other": each.other, "measure": each.key, "verdict": each.word, **_values(each.difference)}
            for each in judged.verdicts
        ],
    }


def _plain_parts(parts: Mapping[str, Any]) -> dict[str, Any]:
    return {
        band: {"count": part.count, **{key: _plain_number(value) for key, value in part.measured.items()}}
        for band, part in parts.items()
    }


def _values(estimate: Estimate) -> dict[str, float | None]:
    return {name: _plain_number(getattr(estimate, name)) for name in ("value", "low", "high")}


def _plain_number(value: float) -> float | None:
    return None if math.isnan(value) else round(value, 6)
