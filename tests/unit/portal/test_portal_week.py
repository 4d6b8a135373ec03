"""The week in words: exactly, at least, or too few to tell; today apart; the table has what the chart shows."""

from datetime import date, timedelta

from services.portal.models import Figures
from services.portal.week import COUNTED, MOVEMENTS, hours, points, steps

TODAY = date(2026, 12, 1)
DAYS = [TODAY - timedelta(days=n) for n in range(7, -1, -1)]


def a_figure(what, counts, *, amounts=None, open=False):
    days = [
        {"day": str(day), "count": n, "amount": amount, "exact": open or (n is not None and day != TODAY)}
        for day, n, amount in zip(DAYS, counts, amounts or [None] * len(counts), strict=True)
    ]
    return {"what": what, "open": open, "days": days}


def the_figures(*figures, hours=()):
    return Figures.model_validate({"today": str(TODAY), "figures": figures, "hours": hours})


def told(**counts):
    found = the_figures(*(a_figure(what.replace("_", "-"), each) for what, each in counts.items()))
    return {step.what: step for step in steps({"booking": found}, TODAY, "ja")}


def test_a_week_is_told_exactly_at_least_or_as_too_few():
    """It never says more than the service did."""
    found = told(
        activity_attended=[5, 6, 7, 5, 5, 5, 5, None],
        activity_signed_up=[5, None, 9, None, None, None, None, 10],
        activity_announced=[None] * 8,
    )

    assert ("38件", "5人未満") == (found["activity-attended"].week, found["activity-attended"].today)
    assert ("14件以上", "10件以上", "24件以上") == (
        found["activity-signed-up"].week,
        found["activity-signed-up"].today,
        found["activity-signed-up"].all,
    )
    assert ("毎日5人未満", "5人未満") == (found["activity-announced"].week, found["activity-announced"].today)


def test_open_figures_are_exact_today_too():
    """Nobody is given away by a room."""
    found = the_figures(a_figure("room-booked", [0, 0, 0, 0, 0, 0, 0, 3], open=True))

    (step, *_) = [each for each in steps({"booking": found}, TODAY, "en") if each.what == "room-booked"]

    assert ("3", "0", "3", 100) == (step.all, step.week, step.today, step.length)


def test_the_steps_are_those_of_the_services_that_answered():
    """In the order of the loop; one that is away takes only its own steps away."""
    empty = the_figures()

    assert list(COUNTED) == [
        each.what for each in steps({"booking": empty, "matching": empty, "points": empty}, TODAY, "ja")
    ]
    assert ["points-earned"] == [each.what for each in steps({"points": empty, "booking": None}, TODAY, "ja")]


def test_the_hours_say_what_is_to_be_seen():
    """The table and the drawing have the same 24 numbers."""
    chart = hours(the_figures(hours=[{"hour": 9, "count": 2}, {"hour": 18, "count": 6}]), "ja")

    assert (24, 8, 6) == (len(chart.counts), sum(chart.counts), chart.drawing.largest)
    assert "予約は全部で8件。いちばん多いのは18時からの1時間で、6件です。" == chart.seen
    assert [round(each.height, 2) for each in chart.drawing.bars] == [33.33, 100.0]
    assert "まだありません" in hours(the_figures(), "ja").seen


def test_points_are_shown_by_day_with_the_movements_of_which_something_is_told():
    """Given points neither come nor go; a day with too few says so in every cell, and is a line in the drawing."""
    chart = points(
        the_figures(
            a_figure("points-earned", [None, 5, 6, 7, 8, 9, 10, 5], amounts=[None, 250, 300, 350, 400, 450, 500, None]),
            a_figure("points-redeemed", [None] * 6 + [5, None], amounts=[None] * 6 + [200, None]),
            a_figure("points-given", [None] * 6 + [6, None], amounts=[None] * 6 + [60, None]),
        ),
        TODAY,
        "ja",
    )

    assert ("付与", "利用", "贈与") == chart.labels
    assert ("5人未満", "5人未満", "5人未満") == chart.days[0].cells
    assert ("500", "200", "60") == chart.days[-1].cells
    assert ["hidden", *["in"] * 6, "out"] == [bar.kind for bar in chart.drawing.bars]
    assert "少なくとも2,250、出たポイントは少なくとも200" in chart.seen
    assert DAYS[:7] == [each.day for each in chart.days]


def test_without_points_there_is_a_table_and_a_sentence():
    """The first week of a town; and a service that knows none of the movements."""
    chart = points(the_figures(), TODAY, "en")

    assert ("Earned",) == chart.labels
    assert 0 == chart.drawing.largest
    assert "5 people or more" in chart.seen
    assert set(MOVEMENTS) > {"points-earned"}
