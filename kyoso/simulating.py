"""What ``kyoso rules simulate`` does: it reads a deployment's past beside whatever serves from it."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from kyoso.progress import Counting
from kyoso.wiring import site_of
from services.booking.app import NAME, build
from services.booking.rulebook.rule import Name
from services.booking.rules_file import rules_text
from services.booking.settings import BookingSettings
from services.booking.simulator.past import EQUIPMENT_TAKEN, ROOM_TAKEN
from services.booking.simulator.reading import Reader
from services.booking.simulator.replay import NOT_IN_TOWN
from services.booking.simulator.running import Simulation, simulate
from services.booking.simulator.telling import as_open_data, as_svg, as_text
from shared.process import tune
from shared.settings import Settings

STEPS = {
    "read": "過去を読んでいます / reading the past",
    "in-force": "今の規則 / rules in force",
    "proposed": "新しい規則 / proposed rules",
}
DIFFERING_TOLD_MAX = 10
REASONS = {
    ROOM_TAKEN: "ほかの人が先に使う / somebody else has the room",
    EQUIPMENT_TAKEN: "備品がほかで使われる / others have the equipment",
    NOT_IN_TOWN: "新しい規則が答えない施設・室 / rooms of which the proposed rules say nothing",
}
NOT_KNOWN = (
    "  新しい規則に、その施設の種類（kind）か番号の、開館・区分・料金・受付の規則があるか、確かめてください。",
    "  See that the proposed file has opening, slots, prices, opens and closes for the kinds or ids of these houses.",
)


async def simulated(settings: Settings, proposed: str, since: date, until: date) -> Simulation:
    """Simulate uses of a period. Raises ``StoreUnavailable``, ``WrongBook``."""
    tune()
    site = site_of(settings)
    journal = build(site).journal
    copy = journal.store.copying()
    counting = Counting("件 / requests")
    await copy.open()
    try:
        reader = Reader(copy, journal.decode, site.derived_key(f"{NAME}/wishers"))
        past = await reader.past(since, until, lambda count: counting.told(STEPS["read"], count))
    finally:
        await copy.close()
    found = simulate(
        past,
        rules_text(BookingSettings().rules_file),
        proposed,
        lambda name, count, of: counting.told(STEPS[name], count, of),
    )
    counting.end()
    return found


def told(found: Simulation, out: Path | None) -> str:
    """The outcome for a terminal; the table, the chart and the open-data file are written to ``out``."""
    past = found.past
    lines = [
        f"{past.since} 〜 {past.until}: 申込み {len(past.asked):,} 件 / requests",
        _control(found),
        *_left_out(found),
        "",
        as_text(found.lines),
        *_lost_for(found.lost_for),
    ]
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        title = Name(ja=f"新しい規則の影響 {past.since} 〜 {past.until}", en="Effect of the proposed rules")
        for name, text in (
            ("simulation.txt", "\n".join(lines) + "\n"),
            ("simulation.svg", as_svg(found.lines, title)),
            ("simulation.csv", "\ufeff" + as_open_data(found.lines)),
        ):
            (out / name).write_text(text, "utf-8", newline="")
            lines.append(f"→ {out / name}")
    return "\n".join(lines)


def _lost_for(reasons: Sequence[tuple[str, int]]) -> list[str]:
    """By which rule wishes are lost, and what to look at where the file does not know the town's rooms."""
    if not reasons:
        return []
    lines = ["", "使えなくなる理由 / why they lose:"]
    lines += [f"  {REASONS.get(reason, f'規則 / rule {reason}')}: {count:,}" for reason, count in reasons]
    if any(reason == NOT_IN_TOWN for reason, _ in reasons):
        lines += NOT_KNOWN
    return lines


def _control(found: Simulation) -> str:
    if not found.differing:
        return (
            "確認: 今の規則で、過去がそのまま再現できました。 / Control: the rules in force reproduce the past exactly."
        )
    shown = "\n".join(
        f"  {asking.at:%Y-%m-%d %H:%M} {asking.facility_id} {'・'.join(asking.room_ids)} {asking.day}: "
        f"{asking.reason or 'given'} → {outcome.reason or 'given'}"
        for asking, outcome in found.differing[:DIFFERING_TOLD_MAX]
    )
    return (
        f"確認: 今の規則では、{len(found.differing):,} 件が過去と違います。{_why(found)[0]}"
        f" / Control: the rules in force decide these otherwise; {_why(found)[1]}\n{shown}"
    )


def _why(found: Simulation) -> tuple[str, str]:
    """What may be behind a difference. Rules are blamed only where others than those in force decided."""
    if set(found.past.rules) - {found.in_force}:
        return (
            "規則を途中で変えた場合は、変わった日を from と until で書いてください。",
            "a rule that changed meanwhile has to stand in the file with its days (from, until).",
        )
    return (
        "規則は変わっていません。この結果は使わず、下の申込みを添えて開発元にお知らせください。",
        "the rules have not changed: do not use this result, and report the requests below to the developers.",
    )


def _left_out(found: Simulation) -> list[str]:
    past = found.past
    notes = []
    if past.unknown:
        notes.append(f"記録の足りない断り {past.unknown:,} 件は含みません / refusals without their facts are left out")
    if past.archived:
        notes.append(f"書庫にある {past.archived:,} 日分は含みません / archived facility-days are left out")
    if len(past.rules) > 1:
        notes.append(
            f"規則の版が {len(past.rules)} つあります / decided by several versions: {', '.join(sorted(past.rules))}"
        )
    return notes
