"""The safety nets of feeds. See ``table``."""

from tests.controls.table import Control

JOURNAL = "tests/integration/feeds/test_feeds_journal.py"
SSE = "tests/integration/feeds/test_feeds_sse.py"
HOOKS = "tests/integration/feeds/test_feeds_webhooks.py"
RECEIVERS = "tests/integration/feeds/test_feeds_receivers.py"
SUBSCRIPTION = "tests/unit/feeds/test_subscription.py"
SEGMENT = "tests/unit/feeds/test_segment.py"
PSEUDONYMS = "tests/unit/feeds/test_pseudonyms.py"
ADDRESSES = "tests/unit/feeds/test_addresses.py"

FEEDS = (
    Control(
        "an event is kept once over all segments",
        "services/feeds/keeping.py",
        'text=f"{cause.text}/{Segment.kind}/{topic}", per_stream=False)',
        'text=f"{cause.text}/{Segment.kind}/{topic}", per_stream=True)',
        (f"{JOURNAL}::test_an_event_is_kept_once_however_often_it_is_heard",),
    ),
    Control(
        "a closed segment takes nothing",
        "services/feeds/domain/segment.py",
        "        if self.next:\n            return []\n",
        "",
        (f"{SEGMENT}::test_a_closed_segment_takes_nothing",),
    ),
    Control(
        "the look at what other replicas wrote",
        "services/feeds/reading.py",
        "            await asyncio.sleep(LOOK_EVERY_SECONDS)\n            self.look_again()\n",
        "            await asyncio.sleep(LOOK_EVERY_SECONDS)\n",
        (f"{SSE}::test_another_replica_sees_what_this_one_keeps",),
    ),
    Control(
        "restricted types need a token",
        "services/feeds/api_events.py",
        "        _refuse(wanted & RESTRICTED_TYPES)\n        return",
        "        return",
        (f"{SSE}::test_without_a_token_nothing_restricted_is_heard",),
    ),
    Control(
        "a restricted event is veiled or not told",
        "services/feeds/telling.py",
        "            raise PermissionError(entry.type)\n",
        "            return Told(entry.id, entry.text)\n",
        (f"{SSE}::test_a_restricted_event_without_a_key_is_an_error_and_not_an_event",),
    ),
    Control(
        "what is not known to be harmless is left out",
        "services/feeds/domain/pseudonyms.py",
        "        if name in kept:\n",
        "        if name not in REPLACED:\n",
        (f"{PSEUDONYMS}::test_a_field_that_nobody_knows_is_left_out",),
    ),
    Control(
        "pseudonyms are pairwise",
        "services/feeds/keys.py",
        'return hmac.digest(self._pseudonyms, subscriber.encode(), "sha256")',
        "return self._pseudonyms",
        (f"{SSE}::test_with_a_token_restricted_types_come_under_pseudonyms",),
    ),
    Control(
        "an open stream is checked again",
        "services/feeds/listening.py",
        "                    if not await still_allowed():\n                        return\n",
        "",
        (f"{SSE}::test_an_open_stream_ends_when_its_token_is_no_longer_good",),
    ),
    Control(
        "one process at a time delivers",
        "services/feeds/domain/subscription.py",
        'if self.status != "active" or taken or waits:',
        'if self.status != "active" or waits:',
        (f"{SUBSCRIPTION}::test_one_process_at_a_time_delivers",),
    ),
    Control(
        "a lost lease counts for nothing",
        "services/feeds/domain/subscription.py",
        'return self.status in ("active", "paused") and self.holder == holder',
        "return True",
        (f"{SUBSCRIPTION}::test_a_result_of_somebody_who_lost_the_lease_does_not_count",),
    ),
    Control(
        "the cursor is recorded after the delivery",
        "services/feeds/courier.py",
        "            if outcome.code:\n",
        "            if outcome.code and self._count:\n",
        (f"{HOOKS}::test_a_failure_is_tried_again_later_and_nothing_overtakes_it",),
    ),
    Control(
        "private addresses are not called",
        "services/feeds/addresses.py",
        '            raise NotAllowed("not-public")\n',
        "            return\n",
        (f"{ADDRESSES}::test_no_private_loopback_link_local_or_metadata_address_is_called",),
    ),
    Control(
        "the connection goes to the checked address",
        "services/feeds/addresses.py",
        'return f"{parts.scheme}://{chosen}:{port}',
        'return f"{parts.scheme}://{host}:{port}',
        (f"{ADDRESSES}::test_the_connection_goes_to_the_address_that_was_checked",),
    ),
    Control(
        "redirects are not followed",
        "services/feeds/sending.py",
        "follow_redirects=False,",
        "follow_redirects=True,",
        (f"{RECEIVERS}::test_a_receiver_that_misbehaves_is_a_failure_with_a_name",),
    ),
    Control(
        "outsiders do not learn a worry's day",
        "services/feeds/domain/pseudonyms.py",
        "return KEPT - LEFT_OUT_OF.get(known.topic, frozenset()) if known else KEPT",
        "return KEPT",
        ("tests/unit/feeds/test_pseudonyms.py::test_an_outsider_does_not_learn_the_day_by_which_a_worry_is_answered",),
    ),
)
