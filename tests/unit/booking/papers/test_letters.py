"""Permits, refusals, receipts and slips: what stands on them, read back out of the PDF by another library."""

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pytest
from pypdf import PdfReader

from services.booking.papers.facts import Paid, Permit, Reason, Refused
from services.booking.papers.letters import permit_pdf, receipt_pdf, refusal_pdf
from services.booking.papers.numbers import ALPHABET, paper_number
from services.booking.papers.texts import PaperTexts
from tests.unit.booking.papers.papers_kit import AT, GARDEN, HANA, a_place, pages_of, text_of

TEXTS = PaperTexts.load()
PERMIT = Permit("7K3M9-QX2BD", a_place(), GARDEN, 12, "meeting", 1100, AT)
REFUSED = Refused(
    number="7K3M9-QX2BD", place=a_place(), holder=HANA, people=45, purpose="meeting", refused_at=AT,
    reasons=(
        Reason(
            "この室に入れるのは40人までです。", "cc.capacity", "eligibility", "施行規則 第7条第2項", "45人", "40人",
            "令和9年3月31日まで",
        ),
    ),
)  # fmt: skip


def test_a_permit_has_its_number_rooms_time_fee_conditions_and_how_to_object():
    """On one page, with the day on which it was given."""
    (page,) = pages_of(permit_pdf(PERMIT, TEXTS))

    for words in (
        "使用許可書", "令和8年度第7K3M9-QX2BD号", "令和8年11月26日（木）", "団体：大沢ガーデン", "大会議室、和室",
        "令和8年12月2日（水）", "午前10時から正午まで（10:00〜12:00）", "会議・打合せ", "12人", "1,100円", "許可の条件",
        "この決定に不服があるとき", "3か月以内に、こもれび市長に対して審査請求", "6か月以内に、こもれび市を被告",
        "柳原コミュニティ・センター指定管理者", "電話042-000-1234",
    ):  # fmt: skip
        assert words in page


def test_conditions_of_a_kind_of_house_are_added():
    """A school's permit says more than a centre's."""
    school = replace(PERMIT, place=a_place(kind="school"))

    assert "上ばきと下ばき" in text_of(permit_pdf(school, TEXTS))
    assert "上ばきと下ばき" not in text_of(permit_pdf(PERMIT, TEXTS))


def test_a_refusal_names_rule_article_value_limit_until_when_and_how_to_object():
    """Nobody is refused without knowing by what, and where to complain."""
    text = text_of(refusal_pdf(REFUSED, TEXTS))

    for words in (
        "使用不許可通知書", "第7K3M9-QX2BD号", "利用者番号：resident-hana", "大会議室、和室", "10:00〜12:00",
        "この室に入れるのは40人までです。", "cc.capacity", "施行規則第7条第2項", "45人", "40人", "令和9年3月31日まで",
        "審査請求をすることができます", "取消しを求める訴え",
    ):  # fmt: skip
        assert words in text


def test_a_refusal_leaves_out_what_its_rule_does_not_say():
    """A rule without an article has no line for it."""
    silent = Reason("すでにほかの予約が入っていました。")
    text = text_of(refusal_pdf(replace(REFUSED, reasons=(silent,)), TEXTS))

    assert "根拠の条文" not in text
    assert "いつまで" not in text


def test_a_refusal_names_every_reason_with_its_article():
    """Who mends one of them shall not be refused again for the next."""
    more = (*REFUSED.reasons, Reason("月曜日は休館です。", "cc.mondays", "closures", "条例 第4条", "2026年12月7日"))
    text = text_of(refusal_pdf(replace(REFUSED, reasons=more), TEXTS))

    for words in (
        "理由1",
        "cc.capacity",
        "施行規則第7条第2項",
        "理由2",
        "月曜日は休館です。",
        "cc.mondays",
        "条例第4条",
    ):
        assert words in text


def test_a_permit_says_when_and_how_to_pay():
    """Where there is something to pay."""
    words = "1,100円を、令和8年12月1日（火）午後5時までに、施設の窓口で"

    assert words in text_of(permit_pdf(replace(PERMIT, paying=words), TEXTS))
    assert "お支払い" not in text_of(permit_pdf(PERMIT, TEXTS))


def test_a_person_has_a_line_for_their_name():
    """No name is known here: it is written by hand, beside the number. A group has its own."""
    receipt = text_of(receipt_pdf("7K3M9-QX2BD", a_place(), HANA, Paid("r1", 300, AT, "bank"), TEXTS))

    for text in (receipt, text_of(permit_pdf(replace(PERMIT, holder=HANA), TEXTS))):
        assert "お名前（手書き）＿＿＿" in text
        assert "利用者番号：resident-hana" in text
    assert "お名前" not in text_of(permit_pdf(PERMIT, TEXTS))


def test_no_line_begins_with_a_full_stop_or_a_closing_bracket():
    """Nor does one end with an opening bracket, and no number is cut, whatever the length of the words."""
    for length in range(20, 60):
        words = "会" * length + "（09:00-21:00）。"
        page = PdfReader(BytesIO(refusal_pdf(replace(REFUSED, reasons=(Reason(words),)), TEXTS))).pages[0]
        lines = [line.strip() for line in page.extract_text().splitlines()]
        assert not [line for line in lines if line[:1] in set("。、）") or line.endswith("（")], length
        assert any("09:00-21:00" in line for line in lines), length


def test_a_receipt_says_what_was_paid_when_and_how():
    """With the sum in yen, and for whom."""
    (page,) = pages_of(receipt_pdf("7K3M9-QX2BD", a_place(), GARDEN, Paid("r1", 12_300, AT, "bank"), TEXTS))

    for words in ("領収書", "金12,300円", "令和8年11月26日（木）", "口座振込", "大沢ガーデン様", "大会議室、和室"):
        assert words in page


def test_the_same_facts_give_the_same_bytes():
    """Nothing of the moment of printing is in the file."""
    assert permit_pdf(PERMIT, TEXTS) == permit_pdf(PERMIT, TEXTS)


def test_no_font_is_inside():
    """The papers stay small, and no font's licence is ours to pass on."""
    content = permit_pdf(PERMIT, TEXTS)

    assert b"/FontFile" not in content
    assert len(content) < 30_000


@pytest.mark.parametrize("name", ["<b>太字</b> & ガーデン", "𠮷野の会"])
def test_names_are_only_text(name):
    """Marks of other languages stay what they are; a character that no reader's font has is a 〓."""
    text = text_of(permit_pdf(replace(PERMIT, holder=replace(GARDEN, group=name)), TEXTS))

    assert "".join(name.replace("𠮷", "〓").split()) in text


def test_long_conditions_go_on_over_pages():
    """Every page has the permit's number and its own."""
    texts = TEXTS.model_copy(
        update={"permit": TEXTS.permit.model_copy(update={"conditions": ("長い条件です。" * 40,) * 9})}
    )

    pages = pages_of(permit_pdf(PERMIT, texts))

    assert len(pages) > 1
    for number, page in enumerate(pages, 1):
        assert f"使用許可書第7K3M9-QX2BD号{number}ページ" in page


def test_numbers_are_the_papers_own():
    """The same for one paper, another for any other; made of characters that are not mistaken for others."""
    number = paper_number("permit", "b1")

    assert number == paper_number("permit", "b1")
    assert 3 == len({number, paper_number("receipt", "b1"), paper_number("permit", "b2")})
    assert set(number) <= {*ALPHABET, "-"}


def test_a_use_until_midnight_ends_at_twenty_four():
    """Not at zero of the next day."""
    place = a_place(ends_at=datetime(2026, 12, 2, 15, tzinfo=UTC))

    assert "午前10時から午後12時まで（10:00〜24:00）" in text_of(permit_pdf(replace(PERMIT, place=place), TEXTS))


@pytest.mark.parametrize("kind", ["community-centre", "school", "civic-hub"])
@pytest.mark.parametrize(
    "paying",
    ["お支払いは済んでいます。", "1,100円を、令和8年12月1日（火）午後12時（24:00）までにお支払いください。"],
)
@pytest.mark.parametrize("conditions", [(), ("利用後は机・椅子をもとに戻し、清掃すること。",)])
def test_a_permit_of_a_person_with_all_that_it_may_say_is_one_page(kind, paying, conditions):
    """No second page for the last words: the text is a little smaller then."""
    full = replace(
        PERMIT, place=a_place(kind=kind), holder=HANA, paying=paying, conditions=conditions, start_by=AT,
    )  # fmt: skip

    (page,) = pages_of(permit_pdf(full, TEXTS))

    assert "すぐにお知らせください。" in page


def test_what_does_not_fit_one_page_keeps_its_size():
    """Twenty long conditions have the pages that they need."""
    long = tuple(f"{n} " + "机と椅子をもとに戻し、清掃すること。" * 6 for n in range(20))

    assert 2 <= len(pages_of(permit_pdf(replace(PERMIT, conditions=long), TEXTS)))
