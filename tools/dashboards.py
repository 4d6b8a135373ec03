"""The dashboards as a table: what is asked, how it is called and drawn. ``make docs`` writes what Grafana reads.

Every panel has data on any deployment at work: shares and rates are of series that exist from the start.
"""

from tools.grafana import Dashboard, Line, Panel, written

FOLDER = "deploy/grafana/dashboards"
RATE = "$__rate_interval"
"""What Grafana replaces by a window that fits the zoom."""
ROUTES = 'route!~"/readyz|/healthz|/metrics"'
SERVICE = 'service=~"$service"'


def quantile(of: str, share: float, selector: str, by: str = "service") -> str:
    """A quantile of a histogram, by a label."""
    return f"histogram_quantile({share}, sum by (le, {by}) (rate({of}_bucket{{{selector}}}[{RATE}])))"


BOOKINGS = 'service="booking", route="/bookings", method="POST"'

LOOP = Dashboard(
    "kyoso-loop",
    "輪 / The loop",
    "From interest to points: how much of it happens, and how quickly it is heard.",
    (
        Panel(
            "予約の受付（毎秒） / Bookings asked for, a second",
            "reqps",
            (Line(f"sum by (status) (rate(kyoso_http_requests_total{{{BOOKINGS}}}[{RATE}]))", "{{status}}"),),
            "201: given. 409: taken by somebody else. 422: against a rule.",
        ),
        Panel(
            "予約の応答時間 / How long a booking takes",
            "s",
            tuple(
                Line(quantile("kyoso_http_request_seconds", share, BOOKINGS), f"p{share * 100:g}")
                for share in (0.5, 0.9, 0.99)
            ),
            "The promise: 99 % within 0.5 s.",
        ),
        Panel(
            "流れの漏斗 / The funnel of events, a minute",
            "short",
            (
                Line(
                    f"60 * sum by (type) (rate(kyoso_events_consumed_total"
                    f'{{type=~"person-registered.*|introduction-.*|booking-confirmed.*|activity-.*|points-.*"}}[{RATE}]))',
                    "{{type}}",
                ),
            ),
            "Events as they are handled, once for each service that listens.",
            width=24,
        ),
        Panel(
            "ポイントの誤差 / Points: how far the books are off",
            "short",
            (Line("max by (programme) (abs(kyoso_points_ledger_imbalance))", "{{programme}}"),),
            "Zero, always.",
            stat=True,
        ),
        Panel(
            "移動中のポイント / Points on their way",
            "short",
            (Line("max by (programme) (kyoso_points_in_flight)", "{{programme}}"),),
        ),
        Panel(
            "誤りの予算 / Share of requests answered with 5xx",
            "percentunit",
            (
                Line(
                    f'1 - sum(rate(kyoso_http_requests_total{{status!~"5..", {ROUTES}}}[{RATE}]))'
                    f" / sum(rate(kyoso_http_requests_total{{{ROUTES}}}[{RATE}]))",
                    "5xx",
                ),
            ),
            "The promise: under 0.1 %.",
        ),
        Panel(
            "いちばん古い未発行の出来事 / Age of the oldest commit not yet published",
            "s",
            (Line("max by (service) (kyoso_relay_oldest_unconfirmed_seconds)", "{{service}}"),),
        ),
    ),
)

ONE = Dashboard(
    "kyoso-service",
    "サービス / A service",
    "What one service answers, keeps, publishes and hears.",
    (
        Panel(
            "リクエスト（毎秒） / Requests, a second",
            "reqps",
            (
                Line(
                    f"sum by (service, status) (rate(kyoso_http_requests_total{{{SERVICE}}}[{RATE}]))",
                    "{{service}} {{status}}",
                ),
            ),
        ),
        Panel(
            "応答時間 p99 / Time to answer, p99, by route",
            "s",
            (Line(quantile("kyoso_http_request_seconds", 0.99, f"{SERVICE}, {ROUTES}", "route"), "{{route}}"),),
            "The points are slow requests: click one, copy its trace_id, run `kyoso trace TRACE_ID`.",
        ),
        Panel(
            "記録（毎秒） / Commits, a second",
            "short",
            (Line(f"sum by (service) (rate(kyoso_journal_commits_total{{{SERVICE}}}[{RATE}]))", "{{service}}"),),
        ),
        Panel(
            "やり直し（毎秒） / Batches done again, a second",
            "short",
            (Line(f"sum by (service) (rate(kyoso_journal_retries_total{{{SERVICE}}}[{RATE}]))", "{{service}}"),),
            "Rivals on other replicas, or a store that did not answer.",
        ),
        Panel(
            "待っている命令 / Commands that wait",
            "short",
            (Line(f"sum by (service, instance) (kyoso_journal_in_flight{{{SERVICE}}})", "{{service}} {{instance}}"),),
        ),
        Panel(
            "発行した出来事（毎秒） / Events published, a second",
            "short",
            (Line(f"sum by (service) (rate(kyoso_events_published_total{{{SERVICE}}}[{RATE}]))", "{{service}}"),),
        ),
        Panel(
            "処理した出来事（毎秒） / Events handled, a second",
            "short",
            (
                Line(
                    f"sum by (service, type) (rate(kyoso_events_consumed_total{{{SERVICE}}}[{RATE}]))",
                    "{{service}} {{type}}",
                ),
            ),
        ),
        Panel(
            "処理の時間 p99 / Time a handler takes, p99",
            "s",
            (Line(quantile("kyoso_handler_seconds", 0.99, SERVICE, "handler"), "{{handler}}"),),
        ),
        Panel(
            "未処理の出来事 / Lag",
            "short",
            (Line(f"sum by (service, topic) (kyoso_consumer_lag_events{{{SERVICE}}})", "{{service}} {{topic}}"),),
        ),
        Panel(
            "手元の出来事の古さ / Age of what is in hand",
            "s",
            (
                Line(
                    f"max by (service, instance) (kyoso_consumer_lag_seconds{{{SERVICE}}})", "{{service}} {{instance}}"
                ),
            ),
        ),
        Panel(
            "覚えている状態 / States in memory",
            "short",
            (
                Line(
                    f"sum by (service, instance) (kyoso_journal_cached_states{{{SERVICE}}})", "{{service}} {{instance}}"
                ),
            ),
        ),
        Panel(
            "スナップショットの遅れ / Streams far ahead of their snapshot",
            "short",
            (Line(f"max by (service) (kyoso_snapshot_streams_behind{{{SERVICE}}})", "{{service}}"),),
        ),
    ),
    by_service=True,
)

PARTS = Dashboard(
    "kyoso-parts",
    "土台 / The bus and the store",
    "What everything stands on, and how much of everything there is.",
    (
        Panel(
            "稼働数 / Replicas",
            "short",
            (Line("count by (service) (kyoso_build_info)", "{{service}}"),),
            stat=True,
            width=24,
        ),
        Panel(
            "書き込めるデータベース / Replicas that can write to their store",
            "short",
            (Line("sum by (service) (kyoso_store_writable)", "{{service}}"),),
        ),
        Panel(
            "ブローカーに届かないもの / Replicas that do not reach the broker",
            "short",
            (Line("sum by (service) (kyoso_broker_away)", "{{service}}"),),
        ),
        Panel(
            "未処理の出来事 / Lag by service",
            "short",
            (Line("sum by (service) (kyoso_consumer_lag_events)", "{{service}}"),),
        ),
        Panel(
            "処理を終えた出来事（毎秒） / Records finished, a second",
            "short",
            (Line(f"sum by (service) (rate(kyoso_consumer_records_total[{RATE}]))", "{{service}}"),),
            "Lag without movement here: see the runbook of KyosoLagWithoutMovement.",
        ),
        Panel(
            "いちばん古い未発行の出来事 / Age of the oldest commit not yet published",
            "s",
            (Line("max by (service) (kyoso_relay_oldest_unconfirmed_seconds)", "{{service}}"),),
        ),
        Panel(
            "処理できなかった出来事 / Dead letters open",
            "short",
            (Line("max by (service) (kyoso_dead_letters_open)", "{{service}}"),),
        ),
        Panel(
            "CPU（コア） / Processor, cores",
            "short",
            (Line(f"rate(process_cpu_seconds_total[{RATE}])", "{{instance}}"),),
        ),
        Panel("メモリー / Memory", "bytes", (Line("process_resident_memory_bytes", "{{instance}}"),)),
        Panel(
            "ディスクの空き / Free at the data folder",
            "percentunit",
            (
                Line(
                    'min by (instance) (kyoso_data_bytes{what="free"}'
                    ' / ignoring (what) kyoso_data_bytes{what="total"})',
                    "{{instance}}",
                ),
            ),
        ),
        Panel(
            "時計のずれ / Clocks, seconds off",
            "s",
            (Line("max by (instance) (timestamp(kyoso_clock_seconds) - kyoso_clock_seconds)", "{{instance}}"),),
        ),
    ),
)

NEIGHBOURS = Dashboard(
    "kyoso-neighbours",
    "連携先 / Neighbours",
    "The systems that subscribe: what they are sent, what fails, how far they are behind.",
    (
        Panel(
            "購読 / Subscriptions",
            "short",
            (Line("max by (status) (kyoso_feeds_subscriptions)", "{{status}}"),),
            stat=True,
        ),
        Panel(
            "開いている SSE / Open streams",
            "short",
            (Line("sum by (instance) (kyoso_feeds_listeners)", "{{instance}}"),),
        ),
        Panel(
            "配信（毎秒） / Delivered to webhooks, a second",
            "short",
            (Line(f"sum(rate(kyoso_feeds_deliveries_total[{RATE}]))", "delivered"),),
        ),
        Panel(
            "失敗（毎秒） / Attempts that failed, a second",
            "short",
            (Line(f"sum(rate(kyoso_feeds_delivery_failures_total[{RATE}]))", "failed"),),
        ),
        Panel(
            "いちばん遅れている Webhook / The webhook that is furthest behind",
            "s",
            (Line("max(kyoso_feeds_delivery_lag_seconds)", "behind"),),
            width=24,
        ),
    ),
)

DASHBOARDS = (LOOP, ONE, PARTS, NEIGHBOURS)


def dashboard_documents() -> dict[str, str]:
    """The files by name."""
    return {f"{FOLDER}/{each.uid}.json": written(each) for each in DASHBOARDS}
