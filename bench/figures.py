"""How figures are shown: median, spread, what was promised, and ratios against the baselines of the same run."""

import statistics
from collections.abc import Mapping, Sequence


class Figures:
    """A list of figures, printed as a table in Markdown."""

    def __init__(self) -> None:
        self._rows: list[tuple[str, str, str, str, str]] = []
        self._notes: list[str] = []

    def add(
        self, name: str, values: Sequence[float], promise: str = "", baselines: Mapping[str, float] | None = None
    ) -> None:
        """One figure: its runs, what is promised of it, and baselines to divide by."""
        median = statistics.median(values)
        spread = f"{_short(min(values))} … {_short(max(values))}" if len(values) > 1 else ""
        ratios = "; ".join(f"{median / base:.2f} × {what}" for what, base in (baselines or {}).items() if base)
        self._rows.append((name, _short(median), spread, promise, ratios))
        print(f"{name}: {_short(median)}  [{spread}]  {promise}  {ratios}", flush=True)

    def note(self, text: str) -> None:
        """A line below the table."""
        self._notes.append(text)

    def __str__(self) -> str:
        lines = ["| figure | median | min … max | promised | against |", "|---|---|---|---|---|"]
        lines += [f"| {' | '.join(row)} |" for row in self._rows]
        return "\n".join([*lines, "", *self._notes])


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.2f}"
