"""What is said of lines in more than one shape. See ``table`` for what is said of any table."""

from services.booking.houses.table import Note

MERGED = Note(
    "merged", "空欄を、上の行と同じとして読みました（結合セル）。", "A blank cell was read as the one above it."
)
DITTO = Note("ditto", "「〃」を、上の欄と同じとして読みました。", "A ditto mark was read as the cell above it.")
WIDTH = Note("width", "全角の数字などを直しました。", "Full-width digits and the like were folded.")
TITLE = Note("title", "表の題名や見出しの行です。", "A title or a heading.")
CROSSED = Note("cancelled", "取消しの印があるため、取り込みません。", "It is marked as cancelled.")
NOBODY = Note("nobody", "予約ではない欄です（休館、点検など）。", "No booking (closed, maintenance).")
NO_ROOM = Note("room-missing", "室名がありません。室名を入れてください。", "It names no room. Put one in.")
NO_HOLDER = Note("holder-missing", "団体名がありません。団体名を入れてください。", "It names nobody. Put a group in.")
NO_DAY = Note("date-missing", "日付がありません。日付を入れてください。", "It has no date. Put one in.")
NOTHING_ABOVE = Note(
    "ditto-of-nothing",
    "「〃」の上に、繰り返す予約がありません。団体名を入れてください。",
    "A ditto mark has nothing above it. Put the group's name in.",
)
