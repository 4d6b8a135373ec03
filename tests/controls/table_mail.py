"""The safety nets of e-mail. See ``table``."""

from tests.controls.table import Control

SENDING = "tests/integration/notifications/test_mail_sending.py"
WAITING = "tests/integration/notifications/test_mail_waiting.py"
LETTERS = "tests/integration/notifications/test_mail_letters.py"
BOUNCES = "tests/integration/notifications/test_mail_bounces.py"
DECISIONS = "tests/unit/notifications/test_mail_decisions.py"
ADDRESS = "tests/integration/people/test_people_mail_address.py"
POST = "tests/integration/notifications/test_demo_post.py"

MAIL = (
    Control(
        "an attempt is on record before the mail goes",
        "services/notifications/postman.py",
        "        if not await self._mails.claim(job, attempt):\n            return\n        await self._record(",
        "        await self._record(",
        (f"{SENDING}::test_an_attempt_without_an_outcome_is_uncertain_after_a_while",),
    ),
    Control(
        "of two processes one hands a mail over",
        "services/notifications/mails.py",
        "return any(isinstance(event, MailAttempted) and event.attempt == attempt for event in commit.events)",
        "return any(isinstance(event, MailAttempted) for event in commit.events)",
        (f"{SENDING}::test_of_two_processes_one_hands_it_over",),
    ),
    Control(
        "an attempt without an outcome is not repeated",
        "services/notifications/domain/mail.py",
        'return [MessageUncertain(**self.record, reason="no-record")]',
        'return [MailDeferred(reason="again", next_at=now)]',
        (f"{SENDING}::test_an_attempt_without_an_outcome_is_uncertain_after_a_while",),
    ),
    Control(
        "a line that breaks after the dot is not a refusal",
        "services/notifications/line.py",
        '            await self.close()\n            return Answer("unclear")\n',
        '            await self.close()\n            return Answer("later")\n',
        (f"{SENDING}::test_a_line_that_breaks_after_the_mail_went_over_it_leaves_it_uncertain",),
    ),
    Control(
        "a server that wants none of our mail fails none",
        "services/notifications/line.py",
        '            raise ServerAway("sender" if isinstance(fault, SMTPResponseException) else "connection") from fault\n',
        '            return Answer("refused", 550)\n',
        (f"{WAITING}::test_a_server_that_wants_none_of_our_mail_is_away",),
    ),
    Control(
        "what is switched off is not sent",
        "services/notifications/postman.py",
        "        elif not choices.wants(job.kind, CHANNEL):\n",
        "        elif False:\n",
        (f"{SENDING}::test_what_is_switched_off_before_it_is_sent_is_not_sent",),
    ),
    Control(
        "mails of an erased person go with them",
        "services/notifications/service.py",
        "        await self.mails.forget(event.person_id, cause=cause)\n",
        "",
        (f"{WAITING}::test_an_erased_person_is_not_written_to_and_not_looked_up",),
    ),
    Control(
        "a name is one line of a header",
        "services/notifications/letter.py",
        'mail["Subject"] = one_line(words.title)',
        'mail["Subject"] = words.title',
        (f"{LETTERS}::test_a_name_cannot_become_a_header",),
    ),
    Control(
        "a leading dot is doubled",
        "services/notifications/line.py",
        '(b"." if line.startswith(b".") else b"") + line',
        "line",
        (f"{DECISIONS}::test_a_dot_at_the_beginning_of_a_line_is_doubled",),
    ),
    Control(
        "no mail over an open line",
        "services/notifications/line.py",
        '            if server.tls == "starttls":\n                await client.starttls()\n',
        "",
        (f"{LETTERS}::test_a_server_that_offers_no_tls_gets_no_mail",),
    ),
    Control(
        "a bounce carries a proof",
        "services/notifications/letter.py",
        'return message_id if hmac.compare_digest(found["proof"], self._proof(purpose, message_id)) else None',
        "return message_id",
        (f"{BOUNCES}::test_a_forged_notification_changes_nothing",),
    ),
    Control(
        "a proof is good for one purpose",
        "services/notifications/letter.py",
        'hmac.digest(self._key, f"{purpose}/{said}".encode(), "sha256")',
        'hmac.digest(self._key, said.encode(), "sha256")',
        (
            f"{DECISIONS}::test_a_tag_is_only_believed_with_its_proof",
            f"{BOUNCES}::test_who_read_a_message_id_cannot_stop_the_mails",
        ),
    ),
    Control(
        "a bounce known by its message id stops nothing",
        "services/notifications/bounces.py",
        "counts=False)",
        "counts=True)",
        (f"{BOUNCES}::test_who_read_a_message_id_cannot_stop_the_mails",),
    ),
    Control(
        "an old link does not end a new wish",
        "services/notifications/domain/recipient.py",
        "return self.choices.email and asked < self.choices.asked",
        "return False",
        (f"{LETTERS}::test_the_link_in_an_old_mail_does_not_end_what_was_asked_for_since",),
    ),
    Control(
        "a mailbox that is not there is written to once",
        "services/notifications/domain/mail.py",
        "        if choices.suspended:\n",
        "        if False:\n",
        (f"{BOUNCES}::test_a_mailbox_that_is_not_there_is_written_to_once", DECISIONS),
    ),
    Control(
        "a look at a link switches nothing off",
        "services/notifications/api_mails.py",
        "await mails.look_at(_known(returns, tag))",
        "await mails.switch_off(_known(returns, tag))",
        (f"{LETTERS}::test_a_click_stops_the_mails_and_a_look_does_not",),
    ),
    Control(
        "no person is a service",
        "shared/web/identity.py",
        " or person_id.startswith(SUBJECT):\n",
        ":\n",
        (f"{ADDRESS}::test_no_token_of_the_citys_makes_anybody_a_service",),
    ),
    Control(
        "a service's token is for one service",
        "shared/web/service_tokens.py",
        'options={"require": ["exp", "iss", "aud", "sub"]},',
        'options={"require": ["exp", "iss", "aud", "sub"], "verify_aud": False},',
        (f"{ADDRESS}::test_a_service_token_is_for_one_service_and_short",),
    ),
    Control(
        "a machine's looks are one line a day",
        "services/people/service.py",
        "if by_day else None",
        "if False else None",
        (f"{ADDRESS}::test_a_machine_that_looks_at_every_message_is_one_line_a_day",),
    ),
    Control(
        "the demo's mail server logs no addresses",
        "kyoso/post.py",
        'logging.getLogger("mail.log").setLevel(logging.CRITICAL + 1)\n',
        "",
        (f"{POST}::test_no_address_is_logged",),
    ),
    Control(
        "what came back by two ways speaks for its address once",
        "services/notifications/domain/mail.py",
        "        speaks = counts and not self.counted\n",
        "        speaks = counts\n",
        (
            "tests/unit/notifications/test_mail_decisions.py::test_what_came_back_by_two_ways_speaks_for_its_address_once",
        ),
    ),
    Control(
        "a stranger's header is bounded",
        "services/notifications/bounces.py",
        "        if length > HEADER_BYTES_MAX:\n",
        "        if length < 0:\n",
        (
            "tests/integration/notifications/test_mail_bounces.py::test_what_a_stranger_writes_into_a_header_costs_nothing",
        ),
    ),
    Control(
        "the address to stop mails is one line",
        "services/notifications/letter.py",
        "return dotted(_unfolded(mail.as_bytes(), off))",
        "return dotted(mail.as_bytes())",
        ("tests/integration/notifications/test_mail_letters.py::test_a_mail_says_what_it_is",),
    ),
)
