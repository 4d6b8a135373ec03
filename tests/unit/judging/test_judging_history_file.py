"""A city's own past as a file: read whole or not at all, and every fault with its line."""

import json

import pytest

from kyoso.judging.history_file import WrongHistory, read_history, write_history
from tests.unit.judging.judging_kit import a_past

HEADER = '{"kind":"header","format":"kyoso-matching-history","version":1,"split":"2026-10-05"}'
GROUP = '{"kind":"group","id":"g"}'
PERSON = '{"kind":"person","id":"p"}'


def faults(tmp_path, *lines):
    path = tmp_path / "past.jsonl"
    path.write_text("\n".join(lines), "utf-8")
    with pytest.raises(WrongHistory) as wrong:
        read_history(path)
    return wrong.value.faults


def test_what_was_written_is_read_again(tmp_path):
    """A blank line and the mark of a spreadsheet do not matter."""
    path = tmp_path / "past.jsonl"
    count = write_history(a_past(), path)

    assert a_past() == read_history(path)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes() + b"\n\n")
    assert a_past() == read_history(path)
    assert 1 + 2 + 4 + 4 + 2 + 6 == count


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("not json", "JSON"),
        ('{"kind":"shop","id":"x"}', "kind"),
        ('{"kind":"person"}', "id"),
        ('{"kind":"person","id":"p","age_band":"30"}', "age_band"),
        ('{"kind":"person","id":"q","areas":{"school":"nowhere"}}', "school/nowhere"),
        ('{"kind":"joined","person":"p","what":"h","on":"2026-10-01"}', "h"),
        ('{"kind":"joined","person":"q","what":"g","on":"2026-10-01"}', "q"),
        ('{"kind":"joined","person":"p","what":"g","on":"yesterday"}', "on"),
        ('{"kind":"attended","person":"p","what":"g","on":"2026-10-01"}', "g"),
        ('{"kind":"activity","id":"a","group":"g","starts_at":"2026-10-01T10:00:00"}', "starts_at"),
        (GROUP, "2 回"),
        (HEADER, "header"),
    ],
)
def test_a_fault_is_named_with_its_line(tmp_path, line, words):
    """In Japanese and English, and nothing is taken."""
    found = faults(tmp_path, HEADER, GROUP, PERSON, line)

    assert 1 == len(found)
    assert found[0].startswith("4行目 ")
    assert "line 4 " in found[0]
    assert words in found[0]


def test_a_name_is_refused_and_not_repeated(tmp_path):
    """What does not belong in the file does not come out of it in an error."""
    (found,) = faults(tmp_path, HEADER, '{"kind":"person","id":"p","name":"花村はな"}')

    assert "names" in found
    assert "花村" not in found


def test_a_file_without_its_header_is_refused(tmp_path):
    """Without it nobody knows what was known when."""
    assert "header" in faults(tmp_path, PERSON)[0]
    assert "header" in faults(tmp_path, "")[0]


def test_of_very_many_faults_twenty_are_told(tmp_path):
    """And how many more there are."""
    found = faults(tmp_path, HEADER, *[json.dumps({"kind": "person"})] * 30)

    assert 21 == len(found)
    assert "10" in found[-1]


def test_a_file_that_could_not_be_finished_leaves_the_old_one(tmp_path):
    """What was there is replaced only by a whole one."""
    path = tmp_path / "past.jsonl"
    path.write_text("old", "utf-8")

    class Broken:
        def lines(self):
            yield next(a_past().lines())
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        write_history(Broken(), path)
    assert "old" == path.read_text("utf-8")
