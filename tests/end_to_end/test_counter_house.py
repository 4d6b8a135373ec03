"""What a clerk does for the house with the command: others make way for a funeral, a reason is shown afterwards."""

from tests.end_to_end.test_counter import a_day, asked, booked_number, counter, person_number, registered, town
from tests.end_to_end.town_kit import TownProcess

__all__ = ["town"]


def test_others_make_way_for_a_funeral(town: TownProcess) -> None:
    """The clerk first sees who would have to go; then it is booked by the rule of the house, and others are called."""
    day = a_day(27)
    book = ("book", "cc", day, "13:00-15:00", "--room", "big", "--name", "伊藤 花", "--tel", "0422-00-0006")
    number = booked_number(counter(town, *book, "--people", "4"))
    funeral = ("pre-empt", "柳原", day, "10:00-15:00", "--room", "大会議室", "--reason", "葬儀", "--people", "30")
    family = ("--name", "渡辺 明", "--tel", "0422-00-0007", "--phone")

    looked = counter(town, *funeral, *family)

    assert (1, True, True) == (looked.exit_code, number in looked.output, "komorebi.funerals" in looked.output)
    assert "confirmed" == asked(town, "GET", f"/booking/bookings/{number}")["status"]
    assert [] == registered(town, "0422-00-0007")
    done = counter(town, *funeral, *family, "--yes")
    assert 0 == done.exit_code, done.output
    for words in ("渡辺 明", "10:00〜15:00", "伊藤 花", "0422-00-0006", "→ 柳原コミュニティ・センター 和室"):
        assert words in done.output, done.output
    assert [person_number(done)] == registered(town, "0422-00-0007")
    assert "cancelled" == asked(town, "GET", f"/booking/bookings/{number}")["status"]


def test_a_funeral_that_would_be_refused_is_not_said_to_need_a_yes_alone(town: TownProcess) -> None:
    """More people than the room takes, or a closed room: that is said in both languages before anything is done."""
    day = a_day(33)
    funeral = ("pre-empt", "cc", day, "10:00-15:00", "--room", "small", "--reason", "葬儀", "--name", "渡辺 明")

    crowded = counter(town, *funeral, "--people", "90")
    works = ("close", "cc", "--room", "small", "--from", day, "--until", day, "--reason", "works", "--yes")
    assert 0 == counter(town, *works).exit_code
    closed = counter(town, *funeral, "--people", "9")
    booked = counter(town, "book", "cc", day, "10:00-12:00", "--room", "small", "--people", "3", "--name", "森 結")

    assert (1, True, True) == (
        crowded.exit_code, "komorebi.capacity" in crowded.output, "refused even with --yes" in crowded.output,
    )  # fmt: skip
    for told in (closed, booked):
        assert (1, True) == (told.exit_code, "It is closed then, because of building works" in told.output), told.output


def test_a_funeral_that_no_rule_speaks_of_moves_nobody(town: TownProcess) -> None:
    """A rule that is none of the house's is refused with those that are; nobody is registered for it."""
    funeral = ("pre-empt", "cc", a_day(27), "10:00-15:00", "--room", "big", "--reason", "funeral", "--people", "30")

    told = counter(town, *funeral, "--name", "林 一", "--tel", "0422-00-0008", "--rule", "somebody.says", "--yes")

    assert (1, True) == (told.exit_code, "komorebi.funerals" in told.output), told.output
    assert [] == registered(town, "0422-00-0008")


def test_who_was_ill_shows_it_afterwards(town: TownProcess) -> None:
    """One line; the second time it is on record."""
    number = booked_number(
        counter(town, "book", "cc", a_day(26), "15:00-17:00", "--room", "small", "--name", "森 結", "--people", "4")
    )
    assert 0 == counter(town, "cancel", number).exit_code

    told = counter(town, "reason", number, "病気")

    assert (0, True) == (told.exit_code, "理由を記録しました" in told.output), told.output
    again = counter(town, "reason", number, "rain")
    assert (1, True) == (again.exit_code, "on record already" in again.output), again.output


def test_a_no_show_is_taken_back_with_a_reason_in_words(town: TownProcess) -> None:
    """Where there is none that is said; a reason that there is not is answered with those that there are."""
    number = booked_number(
        counter(town, "book", "cc", a_day(29), "15:00-17:00", "--room", "small", "--name", "森 結", "--people", "4")
    )

    none = counter(town, "no-show", number, "--reason", "来ていた")
    wrong = counter(town, "no-show", number, "--reason", "なんとなく")

    assert (1, True) == (none.exit_code, "[no-no-show]" in none.output), none.output
    assert (2, True) == (wrong.exit_code, "was-there" in wrong.output), wrong.output
