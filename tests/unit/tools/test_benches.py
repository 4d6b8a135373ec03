"""The benches that a release runs: their options, and what they say when they cannot measure."""

import re

import pytest

from bench import __main__ as everything
from bench import opening
from bench.libres import __main__ as libres
from bench.libres import ours, postgres
from tools.findings import ROOT


def test_the_opening_minute_has_its_promised_size():
    """12,000 slots, 2,000 people, 500 rivals; smaller only when asked for."""
    given, small = opening.asked([]), opening.asked(["--people", "20", "--seconds", "2", "--runs", "1"])

    assert (2_000, 500, 60, 3) == (given.people, given.rivals, given.seconds, given.runs)
    assert opening.HOUSES * 4 * opening.DAYS * opening.HOURS == 12_000 == opening.PEOPLE * opening.WISHES
    assert (20, 2.0, 1) == (small.people, small.seconds, small.runs)


def test_the_baseline_is_pinned_and_outside_of_the_product():
    """Every package of it at one version; none of them in the product's own lists."""
    pinned = libres.REQUIREMENTS.read_text("utf-8").splitlines()
    names = [line.partition("==")[0].lower() for line in pinned]
    own = "".join((ROOT / f"{name}.in").read_text("utf-8").lower() for name in ("requirements", "requirements-dev"))

    assert all(re.fullmatch(r"[A-Za-z0-9_.-]+==[0-9][0-9.]*", line) for line in pinned)
    assert not [name for name in ("libres", "psycopg2-binary", "sqlalchemy") if f"\n{name}" in own]
    assert {"libres", "sqlalchemy"} <= set(names)


@pytest.mark.parametrize("missing", ["PostgreSQL", "libres"])
def test_what_is_missing_is_said_and_nothing_is_measured(monkeypatch, capsys, missing):
    """A machine without PostgreSQL, or without libres and a network, has no figure: not a wrong one."""

    def none():
        raise (postgres.NotInstalled if missing == "PostgreSQL" else libres.Missing)(missing)

    monkeypatch.setattr("sys.argv", ["bench"])
    monkeypatch.setattr(libres.postgres, "binaries", none if missing == "PostgreSQL" else lambda: None)
    monkeypatch.setattr(libres, "interpreter", none)
    libres.main()

    assert f"skipped, nothing measured: {missing}\n" == capsys.readouterr().out


def test_every_bench_has_a_command():
    """What `make bench` names beside itself can be made."""
    targets = re.findall(r"^(bench-[a-z]+):.*## \S", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)

    assert set(targets) == set(everything.OTHERS)


def test_both_sides_have_the_same_month():
    """Four of twelve hours of thirty rooms are taken for either."""
    taken = sum(end - start for start, end in ours.SPANS)

    assert (30, 31, 4 * 60) == (ours.MONTH_ROOMS, ours.MONTH_DAYS, taken)
    assert 8 * 4 == len(ours.free_quarters())
    assert 3 == libres.asked([]).runs
