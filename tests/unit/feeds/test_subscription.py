"""A subscription's decisions: leases, failures, three days, and what staff may do."""

from datetime import UTC, datetime, timedelta

import pytest

from services.feeds.domain.backoff import DELAY_MAX, GIVE_UP_AFTER, delay
from services.feeds.domain.events import AttemptFailed, SecretRotated, SubscriptionCreated, SubscriptionDisabled
from services.feeds.domain.subscription import FAILURES_SHOWN, LEASE, SKEW, Subscription
from services.feeds.refusals import AlreadyEnded, NotPaused

NOW = datetime(2026, 12, 1, tzinfo=UTC)
CREATED = SubscriptionCreated(
    subscription_id="s1", subscriber="library", name="図書館", contact="", purpose="", kind="webhook",
    types=("slots-taken.v1",), url="https://library.example/hook", cursor="1", sealed="aa", at=NOW,
)  # fmt: skip


def a_subscription(*events):
    subscription = Subscription(stream_name="subscription/s1")
    return tell(subscription, CREATED, *events)


def tell(subscription, *events):
    for event in events:
        subscription.apply(event)
    return subscription


def a_failure(at=NOW, holder="a", code="http-500", count=0):
    return AttemptFailed(
        holder=holder, cursor="1~x", count=count, event_id="e1", code=code, next_at=at + timedelta(hours=1), at=at
    )


def claimed(holder="a", at=NOW):
    it = a_subscription()
    return tell(it, *it.claim(holder, at))


def test_one_process_at_a_time_delivers():
    """The other is refused until the lease is over, with the tolerated skew of clocks on top."""
    it = claimed("a")

    assert [] == it.claim("b", NOW + LEASE)
    assert [] == it.claim("b", NOW + LEASE + SKEW)
    assert it.claim("b", NOW + LEASE + SKEW + timedelta(seconds=1))
    assert it.claim("a", NOW), "who has it may go on"


def test_a_result_of_somebody_who_lost_the_lease_does_not_count():
    """Else their older cursor would take the newer one back."""
    it = claimed("a")
    tell(it, *it.claim("b", NOW + timedelta(minutes=5)))

    assert [] == it.deliver("a", "1~old", 1, NOW)
    assert [] == it.fail(a_failure(holder="a"))
    assert it.deliver("b", "1~new", 1, NOW)


def test_what_was_delivered_moves_the_cursor_and_ends_the_counting_of_failures():
    """A success is a success however long it took."""
    it = claimed("a")
    tell(it, *it.fail(a_failure()))
    tell(it, *it.claim("a", NOW + timedelta(hours=2)))
    tell(it, *it.deliver("a", "1~y", 3, NOW + timedelta(hours=2)))

    assert ("1~y", 3, 0, None, None) == (it.cursor, it.delivered, it.failures, it.failing_since, it.next_at)


def test_nobody_tries_before_it_is_time():
    """The wait is on record, so it outlives a restart."""
    it = claimed("a")
    tell(it, *it.fail(a_failure()))

    assert [] == it.claim("b", NOW + timedelta(minutes=59))
    assert it.claim("b", NOW + timedelta(minutes=60))


def test_three_days_without_a_success_disable_it_and_nothing_less():
    """With a reason that lists show; the cursor stays where it was."""
    it = claimed("a")
    tell(it, *it.fail(a_failure()))
    almost, enough = NOW + GIVE_UP_AFTER - timedelta(seconds=1), NOW + GIVE_UP_AFTER
    tell(it, *it.claim("a", almost))

    assert 1 == len(it.fail(a_failure(at=almost)))
    ended = it.fail(a_failure(at=enough))

    assert SubscriptionDisabled(reason="failing-three-days", at=enough) == ended[-1]
    tell(it, *ended)
    assert ("disabled", "failing-three-days", "1~x") == (it.status, it.reason, it.cursor)


def test_a_success_in_between_begins_the_three_days_anew():
    """What was taken before this failure counts."""
    it = claimed("a")
    tell(it, *it.fail(a_failure()))
    tell(it, *it.claim("a", NOW + GIVE_UP_AFTER))

    assert 1 == len(it.fail(a_failure(at=NOW + GIVE_UP_AFTER, count=1)))


def test_gone_disables_at_once():
    """410 means: never again."""
    it = claimed("a")

    assert SubscriptionDisabled(reason="gone", at=NOW) == it.fail(a_failure(code="gone"))[-1]


def test_a_disabled_one_is_resumed_where_it_was():
    """Nothing is lost by giving up."""
    it = claimed("a")
    tell(it, *it.fail(a_failure(code="gone")))
    tell(it, *it.resume(NOW))

    assert ("active", "", "1~x", 0) == (it.status, it.reason, it.cursor, it.failures)
    assert it.claim("b", NOW)


@pytest.mark.parametrize("change", ["end", "replay"])
def test_what_staff_decide_takes_the_lease_from_who_delivers(change):
    """Their next result is refused, so they look again."""
    it = claimed("a")
    arguments = (NOW, "1~z", NOW) if change == "replay" else (NOW,)
    tell(it, *getattr(it, change)(*arguments))

    assert [] == it.deliver("a", "1~y", 1, NOW)


def test_a_pause_lets_what_was_taken_before_it_be_recorded_and_nothing_more():
    """Else everything since the last record would be sent again after it."""
    it = claimed("a")
    tell(it, *it.pause(NOW))

    assert [] == it.claim("a", NOW)
    tell(it, *it.deliver("a", "1~y", 1, NOW, release=True))
    assert ("paused", "1~y", "") == (it.status, it.cursor, it.holder)


def test_an_ended_one_stays_ended_and_its_secret_is_gone():
    """No way back, no secret left in the state."""
    it = a_subscription()
    tell(it, *it.end(NOW))

    for change in (it.pause, it.resume, it.end):
        with pytest.raises(AlreadyEnded):
            change(NOW)
    assert ("", "", []) == (it.sealed, it.token_mac, it.claim("a", NOW))


def test_an_active_one_cannot_be_resumed():
    """There is nothing to do, and it says so."""
    with pytest.raises(NotPaused):
        a_subscription().resume(NOW)


def test_the_old_secret_is_kept_for_a_while():
    """A receiver changes it when it has time to."""
    it = tell(a_subscription(), SecretRotated(sealed="bb", old_until=NOW + timedelta(days=1), at=NOW))

    assert ("bb", "aa", NOW + timedelta(days=1)) == (it.sealed, it.old_sealed, it.old_until)


def test_the_list_of_failures_is_bounded():
    """The state of a stream does not grow for ever."""
    it = claimed("a")
    for _ in range(2 * FAILURES_SHOWN):
        it.apply(a_failure())

    assert FAILURES_SHOWN == len(it.recent)


def test_waits_double_up_to_a_bound_and_heed_the_other_side():
    """5 s, 10 s, 20 s … 4 h, jitter of a half either way; ``Retry-After`` may be longer, up to a day."""
    waits = [delay(n, 0.5).total_seconds() for n in range(1, 6)]

    assert [5, 10, 20, 40, 80] == waits
    assert DELAY_MAX == delay(400, 0.5)
    assert timedelta(seconds=2.5) == delay(1, 0.0)
    assert timedelta(hours=1) == delay(1, 0.5, timedelta(hours=1))
    assert timedelta(hours=24) == delay(1, 0.5, timedelta(days=30))
    assert timedelta(seconds=5) == delay(1, 0.5, timedelta(seconds=1))
