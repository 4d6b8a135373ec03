"""For every alert a history in which it must fire at ``at``, and one in which it must not. A sample a minute.

Series are written as promtool writes them: ``1+2x30`` is 1 and then thirty times 2 more, ``0x30`` thirty-one zeros.
"""

from dataclasses import dataclass

Series = dict[str, str]


@dataclass(frozen=True)
class Case:
    """One alert, the history that rings it, and one that looks like it and does not."""

    alert: str
    at: str
    fires: Series
    quiet: Series


HTTP = 'kyoso_http_requests_total{service="booking", route="/bookings", status="%s"}'
READY = 'kyoso_http_requests_total{service="booking", route="/readyz", status="503"}'
QUICK = 'kyoso_http_request_seconds_bucket{service="booking", route="/bookings", method="POST", le="0.5"}'
ALL = 'kyoso_http_request_seconds_count{service="booking", route="/bookings", method="POST"}'
FIRST, SECOND = 'service="points", instance="a:1"', 'service="points", instance="b:1"'
LAG = 'kyoso_consumer_lag_events{%s, topic="kyoso.bookings", partition="%s"}'
RECORDS = "kyoso_consumer_records_total{%s}"
BUILD = 'kyoso_build_info{%s, version="%s"}'

CASES = (
    Case(
        "KyosoErrorsFast",
        "70m",
        fires={HTTP % "201": "0+100x70", HTTP % "503": "0+2x70"},
        # a probe that is answered 503 is no resident who is; and a fault that is over is over
        quiet={HTTP % "201": "0+100x70", READY: "0+50x70", HTTP % "503": "0+20x20 400x50"},
    ),
    Case(
        "KyosoErrorsSlow",
        "400m",
        fires={HTTP % "201": "0+100x400", HTTP % "500": "0+1x400"},
        quiet={HTTP % "201": "0+1000x400", HTTP % "500": "0+1x400"},
    ),
    Case(
        "KyosoBookingsSlowFast",
        "70m",
        fires={ALL: "0+100x70", QUICK: "0+80x70"},
        quiet={ALL: "0+100x70", QUICK: "0+99x70"},
    ),
    Case(
        "KyosoBookingsSlowSlow",
        "400m",
        fires={ALL: "0+100x400", QUICK: "0+92x400"},
        quiet={ALL: "0+100x400", QUICK: "0+98x400"},
    ),
    Case(
        "KyosoCommitsUnconfirmed",
        "10m",
        fires={'kyoso_relay_oldest_unconfirmed_seconds{service="booking"}': "0x3 70+60x7"},
        quiet={'kyoso_relay_oldest_unconfirmed_seconds{service="booking"}': "0x3 50 110 3x6"},
    ),
    Case(
        "KyosoConsumerLag",
        "30m",
        # neither partition alone is beyond the limit
        fires={LAG % (FIRST, 0): "3000x30", LAG % (SECOND, 1): "3000x30"},
        quiet={LAG % (FIRST, 0): "20000-2000x9 0x21", LAG % (SECOND, 1): "0x30"},
    ),
    Case(
        "KyosoBatchStuck",
        "10m",
        fires={f"kyoso_consumer_lag_seconds{{{FIRST}}}": "0x3 60+60x7"},
        quiet={f"kyoso_consumer_lag_seconds{{{FIRST}}}": "0x3 60 120 180 1x5"},
    ),
    Case(
        "KyosoLagWithoutMovement",
        "20m",
        # the other replica moves: that must not hide the one that stands
        fires={
            LAG % (FIRST, 0): "1x20",
            RECORDS % FIRST: "500x20",
            LAG % (SECOND, 1): "5x20",
            RECORDS % SECOND: "0+9x20",
        },
        quiet={
            LAG % (FIRST, 0): "900x20",
            RECORDS % FIRST: "0+1x20",
            LAG % (SECOND, 1): "0x20",
            RECORDS % SECOND: "5x20",
        },
    ),
    Case(
        "KyosoDeadLetters",
        "5m",
        fires={f"kyoso_dead_letters_open{{{FIRST}}}": "0x2 1x5", f"kyoso_dead_letters_open{{{SECOND}}}": "0x7"},
        quiet={f"kyoso_dead_letters_open{{{FIRST}}}": "0 1 0x5"},
    ),
    Case(
        "KyosoPointsDoNotAddUp",
        "10m",
        fires={'kyoso_points_ledger_imbalance{programme="attendance-2026"}': "0x2 -50x8"},
        quiet={'kyoso_points_ledger_imbalance{programme="attendance-2026"}': "0x2 -50x2 0x6"},
    ),
    Case(
        "KyosoSnapshotsBehind",
        "60m",
        fires={'kyoso_snapshot_streams_behind{service="points"}': "0x5 2x55"},
        quiet={'kyoso_snapshot_streams_behind{service="points"}': "0x5 900x20 0x35"},
    ),
    Case(
        "KyosoBrokerAway",
        "5m",
        fires={f"kyoso_broker_away{{{FIRST}}}": "0x1 1x4"},
        quiet={f"kyoso_broker_away{{{FIRST}}}": "0 1 0x4"},
    ),
    Case(
        "KyosoStoreAway",
        "5m",
        fires={f"kyoso_store_writable{{{FIRST}}}": "1x1 0x4", f"kyoso_store_writable{{{SECOND}}}": "1x5"},
        quiet={f"kyoso_store_writable{{{FIRST}}}": "1 0 1x4"},
    ),
    Case(
        "KyosoReplicaDown",
        "6m",
        fires={'up{job="kyoso", instance="a:1"}': "1x2 0x4"},
        quiet={'up{job="kyoso", instance="a:1"}': "1 0 1x5", 'up{job="other", instance="x:1"}': "0x6"},
    ),
    Case(
        "KyosoReplicaMissing",
        "20m",
        fires={BUILD % (FIRST, "1"): "1x20", BUILD % (SECOND, "1"): "1x5"},
        # the demo is one process, and always was
        quiet={BUILD % (FIRST, "1"): "1x20"},
    ),
    Case(
        "KyosoServiceGone",
        "20m",
        fires={BUILD % (FIRST, "1"): "1x5", BUILD % ('service="people", instance="c:1"', "1"): "1x20"},
        quiet={BUILD % (FIRST, "1"): "1x5", BUILD % (SECOND, "1"): "1x20"},
    ),
    Case(
        "KyosoVersionsDiffer",
        "60m",
        fires={BUILD % (FIRST, "1"): "1x60", BUILD % (SECOND, "2"): "1x60"},
        quiet={BUILD % (FIRST, "1"): "1x20", BUILD % (FIRST, "2"): "_x20 1x40", BUILD % (SECOND, "2"): "1x60"},
    ),
    Case(
        "KyosoDiskNearlyFull",
        "20m",
        fires={
            'kyoso_data_bytes{instance="a:1", what="free"}': "9x20",
            'kyoso_data_bytes{instance="a:1", what="total"}': "100x20",
        },
        quiet={
            'kyoso_data_bytes{instance="a:1", what="free"}': "11x20",
            'kyoso_data_bytes{instance="a:1", what="total"}': "100x20",
        },
    ),
    Case(
        "KyosoClockSkew",
        "10m",
        fires={'kyoso_clock_seconds{service="points", instance="a:1"}': "-3+60x10"},
        quiet={'kyoso_clock_seconds{service="points", instance="a:1"}': "1+60x10"},
    ),
    Case(
        "KyosoWebhooksBehind",
        "30m",
        fires={"kyoso_feeds_delivery_lag_seconds": "3000+60x30"},
        quiet={"kyoso_feeds_delivery_lag_seconds": "60x30"},
    ),
    Case(
        "KyosoWebhooksFail",
        "70m",
        fires={"kyoso_feeds_deliveries_total": "0+4x70", "kyoso_feeds_delivery_failures_total": "0+6x70"},
        quiet={"kyoso_feeds_deliveries_total": "0+6x70", "kyoso_feeds_delivery_failures_total": "0+4x70"},
    ),
    Case(
        "KyosoWebhookDisabled",
        "90m",
        fires={'kyoso_feeds_subscriptions{status="disabled"}': "3x80 4x20"},
        # it was disabled long ago and somebody has been told
        quiet={'kyoso_feeds_subscriptions{status="disabled"}': "3x100"},
    ),
    Case(
        "KyosoMailsWait",
        "60m",
        fires={
            'kyoso_mails_waiting_seconds{service="notifications", instance="a:1"}': "0x10 60+60x50",
            'kyoso_mails_waiting_seconds{service="notifications", instance="b:1"}': "0x10 60+60x50",
        },
        # one replica has an old view of the line, the other sends
        quiet={
            'kyoso_mails_waiting_seconds{service="notifications", instance="a:1"}': "0x10 60+60x50",
            'kyoso_mails_waiting_seconds{service="notifications", instance="b:1"}': "0x60",
        },
    ),
    Case(
        "KyosoMailsUncertain",
        "40m",
        fires={'kyoso_mails_uncertain_total{service="notifications"}': "0x20 1x20"},
        quiet={'kyoso_mails_uncertain_total{service="notifications"}': "3x40"},
    ),
    Case(
        "KyosoMailsFail",
        "50m",
        fires={
            'kyoso_mails_failed_total{service="notifications"}': "0+1x50",
            'kyoso_mails_delivered_total{service="notifications"}': "0x50",
        },
        # a busy day with a few addresses that are gone; a quiet one with one
        quiet={
            'kyoso_mails_failed_total{service="notifications"}': "0+1x50",
            'kyoso_mails_delivered_total{service="notifications"}': "0+40x50",
        },
    ),
    Case(
        "KyosoTeamFull",
        "20m",
        fires={'kyoso_matching_team_full{service="matching", desk="welfare"}': "0x5 1x15"},
        # a place was there again within five minutes; and another desk has room
        quiet={
            'kyoso_matching_team_full{service="matching", desk="welfare"}': "0x12 1x3 0x5",
            'kyoso_matching_team_full{service="matching", desk="introductions"}': "0x20",
        },
    ),
)
