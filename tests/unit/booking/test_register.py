"""Reading the city's own list of facilities: every row of a dirty file is accepted, repaired, refused or skipped."""

import os
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.booking.houses.importing import read_register
from services.booking.houses.register_rows import kind_of
from services.booking.refusals import TableUnreadable

REPOSITORY = Path(__file__).parents[3]
SAMPLE = REPOSITORY / "services" / "booking" / "data" / "facilities_sample.csv"
CITY_FILE = (
    Path(os.environ.get("KYOSO_SHARED_DATA", REPOSITORY.parent / "shared" / "data"))
    / "mitaka_public_facilities_2021.csv"
)

EXPECTED = [
    (1, "skipped", "", "blank"),
    (2, "skipped", "", "before-header"),
    (3, "skipped", "", "blank"),
    (5, "accepted", "柳原コミュニティ・センター"),
    (6, "accepted", "柳原地区公会堂"),
    (7, "repaired", "石橋地区公会堂", "wrong-category"),
    (8, "skipped", "こもれび市公会堂", "other-kind"),
    (9, "skipped", "東原集会所", "category-without-name"),
    (10, "skipped", "丘上地区公会堂駐輪場", "other-kind"),
    (11, "repaired", "丘下地区公会堂<改修中>", "html"),
    (12, "repaired", "水上地区公会堂", "html"),
    (13, "repaired", "北町三丁目地区公会堂(別館)", "width"),
    (14, "repaired", "ミナミ台地区公会堂", "width"),
    (15, "repaired", "西口 地区公会堂", "blanks"),
    (16, "repaired", "松葉地区公会堂", "leading-zero"),
    (17, "accepted", "竹林地区公会堂", "no-position"),
    (18, "repaired", "梅園地区公会堂", "swapped-position"),
    (19, "repaired", "桜台地区公会堂", "bad-position"),
    (20, "repaired", "楓町地区公会堂", "bad-position"),
    (21, "repaired", "銀杏地区公会堂", "end-of-day", "hours-by-rules"),
    (22, "repaired", "欅町地区公会堂", "bad-hours", "hours-by-rules"),
    (23, "repaired", "楠木地区公会堂", "bad-phone", "bad-url"),
    (24, "skipped", "柳原地区公会堂", "duplicate"),
    (25, "refused", "石橋地区公会堂", "wrong-category", "conflict"),
    (26, "refused", "", "name-missing"),
    (27, "refused", "樫山地区公会堂", "address-missing"),
    (28, "accepted", "樅山地区公会堂"),
    (30, "refused", "榎戸地区公会堂", "cell-count"),
    (31, "refused", "檜原地区公会堂", "unbalanced-quotes"),
    (32, "skipped", "", "blank"),
    (33, "skipped", "", "footer"),
    (34, "skipped", "", "footer"),
    (35, "refused", "杉並木地区公会堂", "truncated"),
]


def told(rows):
    return [(row.line, row.status, row.name, *(note.code for note in row.notes)) for row in rows]


def test_every_row_of_the_sample_is_reported_with_its_reason():
    """The product's own file has one row per defect, and each ends as the table above says."""
    encoding, rows = read_register(SAMPLE.read_bytes())

    assert "utf-8-sig" == encoding
    assert EXPECTED == told(rows)


@pytest.mark.parametrize("encoding", ["utf-8", "cp932", "utf-16"])
def test_the_encoding_changes_nothing(encoding):
    """Cities publish in CP932, in UTF-8 with a mark or without; the same table gives the same facilities."""
    text = SAMPLE.read_bytes().decode("utf-8-sig")

    found, rows = read_register(text.encode(encoding))

    assert encoding == found
    assert EXPECTED == told(rows)


def test_what_was_repaired_is_right():
    """A repair is only worth reporting when the outcome is what the city meant."""
    drafts = {row.line: row.draft for row in read_register(SAMPLE.read_bytes())[1] if row.draft}

    assert "042-000-0101" == drafts[12].phone
    assert "東京都こもれび市水上2-1-12" == drafts[12].address
    assert "東京都こもれび市北町3-46-1" == drafts[13].address
    assert "0420000103" == drafts[16].phone
    assert (None, None) == (drafts[17].latitude, drafts[17].longitude)
    assert (35.69012345, 139.55012345) == (drafts[18].latitude, drafts[18].longitude)
    assert (None, None) == (drafts[19].latitude, drafts[19].longitude)
    assert ("", "") == (drafts[23].phone, drafts[23].url)


def test_every_note_has_words_in_both_languages():
    """A report that only engineers can read helps no officer."""
    notes = [note for row in read_register(SAMPLE.read_bytes())[1] for note in row.notes]

    assert all(note.ja and note.en for note in notes)


@pytest.mark.skipif(not CITY_FILE.exists(), reason=f"the city's file is not at {CITY_FILE}")
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_the_citys_file_gives_exactly_its_centres_and_halls(encoding):
    """7 community centres and all 32 neighbourhood halls among 452 rows; three are misfiled, and the report says so."""
    content = CITY_FILE.read_text("utf-8").encode(encoding, "replace")

    rows = read_register(content)[1]

    taken = [row for row in rows if row.draft]
    assert 452 == len(rows)
    assert {"community-centre": 7, "neighbourhood-hall": 32} == Counter(row.draft.kind for row in taken)
    misfiled = [row.name for row in taken if "wrong-category" in {note.code for note in row.notes}]
    assert ["下連雀地区公会堂", "上連雀地区公会堂", "大沢下原地区公会堂"] == misfiled
    assert "三鷹市公会堂" not in {row.name for row in taken}
    assert [] == [row for row in rows if row.status in {"refused", "skipped"} and not row.notes]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "the file is empty."),
        (b"\r\n \r\n", "the file is empty."),
        (b"PK\x03\x04rest of a workbook", "this is no CSV file."),
        (b"a,b\0c", "this is no CSV file."),
        (b"\x81 " * 300, "its encoding is unknown."),
        ("名称,電話番号\r\n柳原地区公会堂,1\r\n".encode(), "it has no header with a name and an address."),
        (("x\n" * 100).encode(), "it has no header with a name and an address."),
        (b"x" * (20 * 1024 * 1024 + 1), "the file is too large (20 MB at most)."),
    ],
)
def test_a_file_that_is_no_table_is_refused_by_name(content, problem):
    """The officer is told what is wrong with the file, and nothing of it is taken."""
    with pytest.raises(TableUnreadable) as refusal:
        read_register(content)

    assert {"problem": problem} == refusal.value.data
    assert refusal.value.words["problem_ja"]


def test_a_file_cut_in_a_character_loses_one_row_only():
    """A download that broke off in the middle of a character still has all its other rows."""
    content = SAMPLE.read_bytes().decode("utf-8-sig").encode()
    whole = content[: content.index("楠木".encode()) + 4]

    rows = read_register(whole)[1]

    assert [(23, "truncated")] == [(row.line, row.notes[-1].code) for row in rows if row.status == "refused"][-1:]
    assert EXPECTED[:21] == told(rows)[:21]


def test_an_unclosed_quotation_mark_costs_one_row():
    """Rows after the damaged one, also near another damaged one, are read as if nothing were."""
    header = "名称,所在地\n"
    good = [f'"第{n}地区公会堂","{n}番地"\n' for n in range(40)]
    good[3] = '"第3地区公会堂,"3番地"\n'
    good[9] = '"第9地区公会堂","9番地\n'

    rows = read_register((header + "".join(good)).encode())[1]

    assert [5, 11] == [row.line for row in rows if row.status == "refused"]
    assert 38 == sum(1 for row in rows if row.draft)


def test_bytes_that_are_no_text_cost_one_row():
    """One damaged byte must not decide the encoding of the file, nor spoil a name."""
    lines = ["名称,所在地", *(f"第{n}地区公会堂,{n}番地" for n in range(50))]
    content = "\n".join(lines).encode().replace("第7地".encode(), b"\xff7" + "地".encode())

    rows = read_register(content)[1]

    assert [(9, "unreadable-bytes")] == [(row.line, row.notes[0].code) for row in rows if row.status == "refused"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("大沢コミュニティ・センター", "community-centre"),
        ("大沢コミュニティーセンター", "community-centre"),
        ("大沢地区公会堂", "neighbourhood-hall"),
        ("大沢地区公会堂(休館中)", "neighbourhood-hall"),
        ("三鷹市公会堂", None),
        ("地区公会堂前バス停", None),
        ("公会堂", None),
    ],
)
def test_the_name_decides(name, kind):
    """Categories in such lists are wrong too often."""
    assert kind == kind_of(name)


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader(junk):
    """Whatever arrives, the file is refused by name or every line of it is reported."""
    content = "名称,所在地\n柳原地区公会堂,1番地\n".encode() + junk
    try:
        rows = read_register(content)[1]
    except TableUnreadable:
        return

    assert all(row.status in {"accepted", "repaired"} or row.notes for row in rows)
    assert sorted({row.line for row in rows}) == [row.line for row in rows]
