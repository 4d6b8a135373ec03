"""The words of the pages, Japanese and English side by side."""

from collections.abc import Mapping

from services.portal import words_docs, words_open, words_plain, words_town
from shared.small_counts import COUNT_SHOWN_MIN
from shared.web.words import Language

COUNTED: Mapping[str, tuple[str, str]] = {
    "booking-confirmed.v1": ("部屋の予約", "Rooms booked"),
    "activity-signed-up.v1": ("催しの参加申込", "Sign-ups for activities"),
    "activity-attended.v1": ("催しへの参加", "Attendances"),
    "introduction-proposed.v1": ("団体への紹介", "Introductions to groups"),
    "group-joined.v1": ("団体への入会", "New group members"),
    "points-earned.v1": ("ポイントの付与", "Points credited"),
    "message-sent.v1": ("お知らせの送信", "Messages sent"),
}
"""Events about persons that the page counts, with their words."""

COUNTED_AS_OPEN = frozenset({"booking-confirmed.v1"})
"""Each of these is told to everybody as ``slots-taken``: counted one by one. Of the others the people are counted."""

KINDS: Mapping[str, tuple[str, str]] = {
    "community-centre": ("コミュニティ・センター", "Community centre"),
    "neighbourhood-hall": ("地区公会堂", "Neighbourhood hall"),
    "school": ("学校", "School"),
    "salon": ("交流サロン", "Salon"),
    "civic-hub": ("市民協創センター", "Civic centre"),
    "always-open": ("いつでも使える場所", "Always open"),
    "other": ("その他の施設", "Other"),
}
"""Kinds of houses in the order of the pages. A kind that is not here is shown as ``other``."""

WEEKDAYS = ("月火水木金土日", ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"))

TEXTS: Mapping[str, tuple[str, str]] = {
    "skip": ("本文へ移る", "Skip to the content"),
    "home": ("最初のページ", "First page"),
    "language": ("ことば / Language", "Language / ことば"),
    "other_language": ("English", "日本語"),
    "front_title": ("{town}の催しと集まる場所", "What is on in {town}, and where to meet"),
    "lead": (
        "きょうの催し、部屋を使える施設、まちの動きが分かるページです。",
        "Today's activities, venues with rooms to use, and what goes on in town: all on this page.",
    ),
    "try": ("ためしてみる（登録はいりません）", "Try it, without an account"),
    "on_this_page": ("このページの内容", "On this page"),
    # activities
    "activities": ("きょうの催し", "Today's activities"),
    "running": ("いま開催中", "On now"),
    "ended": ("終わった催し", "Over for today"),
    "none_today": ("きょうの催しはありません。", "There are no activities today."),
    "all_ended": ("きょうの催しは、すべて終わりました。", "Today's activities are over."),
    "coming": ("あすからの催し", "Coming up"),
    "place": ("場所", "Where"),
    "fee": ("参加費", "Fee"),
    "free_of_charge": ("無料", "Free"),
    "yen": ("{count}円", "{count} yen"),
    "held_by": ("開く団体", "Held by"),
    "held_by_both": ("開く団体（共催）", "Held together by"),
    "and_group": ("と", " and "),
    "target": ("対象", "For"),
    "capacity": ("定員", "Places"),
    "people": ("{count}人", "{count}"),
    "places_free": ("空きがあります", "some left"),
    "places_few": ("残りわずか", "few left"),
    "places_none": ("満員", "full"),
    "deadline": ("申込の締切", "Sign up by"),
    "group_suspended": (
        "団体が活動をお休みしています。申込みは再開してからです",
        "The group takes a break: signing up goes on when it is back",
    ),
    "group_ended": (
        "団体は活動を終えました。新しい申込みはできません",
        "The group has ended: nobody can sign up any more",
    ),
    "deadline_over": ("申込は締め切りました", "Sign-up is closed"),
    # houses
    "houses": ("施設をさがす", "Find a venue"),
    "houses_title": ("施設をさがす（{town}）", "Find a venue in {town}"),
    "search": ("名前・住所・部屋（例: 和室）", "Name, address or room (for example 和室)"),
    "kind": ("施設の種類", "Kind of venue"),
    "any_kind": ("すべての種類", "All kinds"),
    "find": ("さがす", "Find"),
    "by_area": ("地域からさがす", "By area"),
    "all_houses": ("すべての施設", "All venues"),
    "elsewhere": ("そのほかの地域", "Elsewhere"),
    "houses_count": ("{count}か所", "{count} venues"),
    "found": ("{count}か所見つかりました。", "{count} found."),
    "found_none": (
        "見つかりませんでした。ことばを短くするか、漢字やかなを変えて、もう一度さがしてください。",
        "Nothing was found. Try a shorter word, or the name in Japanese.",
    ),
    "rooms": ("部屋 {count}", "{count} rooms"),
    "one_room": ("部屋 1", "1 room"),
    "not_bookable": ("まだ予約できません", "Cannot be booked yet"),
    "back_to_houses": ("施設の一覧へ", "All venues"),
    "address": ("住所", "Address"),
    "area": ("地域", "Area"),
    "phone": ("電話", "Telephone"),
    "website": ("ホームページ", "Website"),
    "free_times": ("部屋の空き時間", "When rooms are free"),
    "days": ("日にちを選ぶ", "Choose a day"),
    "today": ("きょう（{weekday}）", "Today"),
    "tomorrow": ("あす（{weekday}）", "Tomorrow"),
    "room_capacity": ("{count}人まで", "up to {count} people"),
    "nothing_free": ("この日の空きはありません", "Nothing free on this day"),
    "nothing_free_today": ("きょうは、もう空きがありません", "Nothing free for the rest of today"),
    "closed": (
        "この日は休みです。上から別の日を選んでください。",
        "The venue is closed on this day. Please choose another day above.",
    ),
    "may_change": (
        "空き時間は、ほかの方の予約で変わることがあります。",
        "Free times change as others book.",
    ),
    "how_to_book": (
        "このページから予約する画面は、まだありません。使いたいときは、施設か市の窓口にご相談ください。",
        "There is no page for booking yet: to use a room, please ask at the venue or at the city's desk.",
    ),
    "no_rooms": (
        "この施設は部屋の登録がまだないため、予約できません。",
        "No rooms of this venue are registered yet, so it cannot be booked.",
    ),
    # what is happening
    "happening": ("いま起きていること", "Happening now"),
    "happening_note": (
        "だれのことかが分かる情報は出しません。人に関わることは、何人いたかを5人ごとに数え、5人に満たないときは「5人未満」とします。",
        "Nothing here tells who. People are counted in whole fives, and fewer than 5 are shown as that.",
    ),
    "today_counts": ("きょうの件数", "Today in figures"),
    "counted_since": ("{time}から届いた分", "of what was heard since {time}"),
    "news": ("新しいできごと", "Latest"),
    "quiet": ("きょうのできごとは、まだありません。", "Nothing yet today."),
    "live_on": ("自動で新しくなります。", "This part renews itself."),
    "live_paused": ("更新を止めています。", "Renewing is paused."),
    "live_lost": (
        "つながりが切れました。自動でつなぎ直します。",
        "The connection was lost. It will be restored by itself.",
    ),
    "live_busy": (
        "混み合っているため、自動では新しくなりません。ページを開き直してください。",
        "Too many are watching, so this does not renew itself. Please open the page again.",
    ),
    "pause": ("更新を止める", "Pause"),
    "resume": ("更新を再開する", "Resume"),
    "spoken": ("新しいできごとが{count}件あります", "New: {count}"),
    "fewer": ("{count}人未満", "fewer than {count} people"),
    "times": ("{count}件", "{count}"),
    "colon": ("。", ". "),
    "colon_mark": ("：", ": "),
    **words_town.TEXTS,
    **words_docs.TEXTS,
    **words_open.TEXTS,
    # neighbours
    "neighbours": ("情報を受け取っているシステム", "Systems that receive events"),
    "neighbours_lead": (
        "まちのできごとを受け取っている、ほかのシステムの一覧です。人に関わる情報は、登録された目的にだけ、別の記号に置き換えて送ります。",
        "Other systems that hear what happens in town. About people only for a registered purpose, and never who.",
    ),
    "neighbours_none": ("登録されているシステムはありません。", "No system is registered."),
    "received_by": ("受け取り方", "How"),
    "purpose": ("目的", "Purpose"),
    "purpose_none": ("公開の情報だけ", "open events only"),
    "event_types": ("受け取る種類", "Types"),
    "only_areas": ("地域", "Areas"),
    "standing": ("状態", "State"),
    "standing_since": ("（{time}から）", " (since {time})"),
    "waiting": ("届いていない時間", "Waiting for"),
    "last_failure": ("最後の失敗", "Last failure"),
    "neighbours_staff": (
        "登録や再開は、市の担当者が行います（docs/subscribing.md）。",
        "The city's staff register and resume them (docs/subscribing.md).",
    ),
    # what can go wrong
    "away": (
        "いま、この情報を読み込めません。1分ほど待ってから、ページを開き直してください。",
        "This cannot be shown at the moment. Please wait a minute and open the page again.",
    ),
    "stale": (
        "{time}に読み込んだ情報です。いまは新しい情報を読み込めません。",
        "As of {time}. Newer information cannot be had at the moment.",
    ),
    "again": ("もう一度開く", "Open again"),
    "away_title": ("ただいま表示できません", "Not available at the moment"),
    "missing_title": ("ページが見つかりません", "This page does not exist"),
    "missing": (
        "アドレスがまちがっているか、ページがなくなった可能性があります。",
        "The address may be mistyped, or the page is gone.",
    ),
    "missing_house": (
        "この施設は見つかりません。名前が変わったか、登録がなくなった可能性があります。",
        "There is no such venue. It may have been renamed or taken off the list.",
    ),
    "missing_next": ("次のページからお探しください。", "You can go on from here:"),
    "footer": ("{town}は、お試し用の架空のまちです。", "{town} is a fictional town to try things in."),
}


def text(name: str, language: Language, /, *, easy: bool = False, **values: object) -> str:
    """One text of the pages, with its values filled in. ``easy``: in plain Japanese where it has words of its own."""
    plain = words_plain.PLAIN.get(name) if easy and language == "ja" else None
    return (plain or TEXTS[name][0 if language == "ja" else 1]).format(**values)


def kind_of(kind: str, language: Language) -> str:
    """A kind of house in words."""
    return KINDS.get(kind, KINDS["other"])[0 if language == "ja" else 1]


def few(language: Language, *, easy: bool = False) -> str:
    """That people were too few to be told, or that nobody was there."""
    return text("fewer", language, easy=easy, count=COUNT_SHOWN_MIN)


def at_least(count: int, language: Language, *, easy: bool = False) -> str:
    """A count about people in whole fives, as it may be published while it grows."""
    if count < COUNT_SHOWN_MIN:
        return few(language, easy=easy)
    return text("at_least", language, easy=easy, count=f"{count:,}")
