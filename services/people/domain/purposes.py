"""The published lists of purposes: what somebody may be looked up for, and what one can consent to."""

from dataclasses import dataclass
from typing import get_args

from shared.contracts.people import Purpose
from shared.web.service_tokens import role_of

CONSENTS: tuple[Purpose, ...] = get_args(Purpose)

CONSENT_WORDS: dict[Purpose, tuple[str, str]] = {
    "matching": ("関心に合う団体や活動をお勧めするため", "to recommend groups and activities that fit your interests"),
    "activity-notices": ("活動のお知らせをお送りするため", "to tell you of activities"),
    "statistics": ("個人が分からない統計をつくるため", "to make statistics in which nobody can be recognised"),
    "introductions": ("団体に紹介するときに連絡をとるため", "to contact you when you are introduced to a group"),
}


@dataclass(frozen=True, slots=True)
class ContactPurpose:
    """A reason to look up somebody's contact: its code, which roles may have it, and the consent it needs."""

    code: str
    roles: frozenset[str]
    consent: Purpose | None
    ja: str
    en: str
    email_only: bool = False
    """Neither the name nor the telephone is anything this purpose needs."""
    by_day: bool = False
    """A machine looks at every message: the person is shown one line a day, so that people who looked stand out."""


CONTACT_PURPOSES: dict[str, ContactPurpose] = {
    purpose.code: purpose
    for purpose in (
        ContactPurpose(
            "booking-matter",
            frozenset({"staff"}),
            None,
            "予約や施設の利用についてのご連絡",
            "to contact the person about a booking or the use of a facility",
        ),
        ContactPurpose(
            "desk-identity",
            frozenset({"staff"}),
            None,
            "窓口・電話でのご本人の確認",
            "to make sure at the counter or on the phone that it is the person",
        ),
        ContactPurpose(
            "birth-date-correction",
            frozenset(),
            None,
            "窓口で書類を確かめて、生年月日を直すため",
            "to correct the birth date at the counter, by a document",
        ),
        ContactPurpose(
            "introduction",
            frozenset({"staff", "coordinator"}),
            "introductions",
            "団体への紹介についてのご連絡",
            "to contact the person about an introduction to a group",
        ),
        ContactPurpose(
            "activity-notice",
            frozenset({"staff", "coordinator"}),
            "activity-notices",
            "申し込まれた活動についてのご連絡",
            "to contact the person about an activity",
        ),
        ContactPurpose(
            "emergency",
            frozenset({"staff", "coordinator"}),
            None,
            "災害・急病など、緊急のご連絡",
            "to reach the person in an emergency: a disaster, a sudden illness",
        ),
        ContactPurpose(
            "message-delivery",
            frozenset({role_of("notifications")}),
            None,
            "ご希望のお知らせをメールで送るため（自動）",
            "to send you by e-mail the messages that you asked for (a machine)",
            email_only=True,
            by_day=True,
        ),
    )
}
