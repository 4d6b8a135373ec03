"""What the town's groups do on a day: the same activities for the same seed and day, whenever they are asked for.

A day is invented by itself, so that a town that was away for a month has a full calendar again when it comes back.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from random import Random

from kyoso.town.chance import chance
from kyoso.town.groups import GroupSeed
from kyoso.town.model import ActivitySeed, FacilitySeed, PersonSeed, Town
from shared.clock import TOKYO

WEEKDAY_COUNT = 4
WEEKEND_COUNT = 8
TIMES = (time(10), time(14), time(18))
LENGTH = timedelta(hours=2)
SIGN_UPS = (2, 7)
MEETING_KINDS = ("community-centre", "neighbourhood-hall")
CENTRES_CLOSED_WEEKDAY = 0
SUNDAY = 6

TITLES: dict[str, tuple[str, ...]] = {
    "badminton": ("バドミントン体験会 ラケットあります",),
    "childcare": ("子育ておしゃべり会", "親子であそぶ午前"),
    "childrens-cafeteria": ("みんなで囲む夕ごはん", "こども食堂 おにぎりの日"),
    "chorus": ("公開練習 いっしょに歌う会",),
    "cooking": ("旬の野菜でつくる昼ごはん", "だしの取り方から始める料理"),
    "crime-prevention": ("夜の見回り いっしょに歩きませんか",),
    "dance": ("親子でリズムダンス",),
    "digital-help": ("スマホの困りごと よろず相談", "はじめてのプログラミング"),
    "disaster-prevention": ("防災まち歩きと備蓄の点検", "安否確認の訓練と炊き出し"),
    "farming": ("畑の世話と収穫",),
    "festival": ("季節のまつりの準備会", "おはやしの練習 見学歓迎"),
    "gardening": ("花だんの植えかえ", "球根を植える日"),
    "gymnastics": ("いすに座ってできる体操",),
    "haiku": ("はじめての句会",),
    "handicraft": ("手しごとの会 小物づくり",),
    "health": ("からだほぐしの朝", "健康測定と保健師のお話"),
    "homework-help": ("宿題と学び直しの教室",),
    "international": ("世界の料理と言葉", "国際交流カフェ"),
    "japanese-lessons": ("やさしい日本語で話す会",),
    "local-history": ("古い地図で歩くまちの歴史", "昔の写真を持ちよる会"),
    "music": ("公開練習 楽器にさわってみよう", "小さな演奏会"),
    "nature": ("里山の観察と下草刈り", "水辺の生きもの調べ"),
    "neighbourhood": ("町のお茶会 はじめての方歓迎", "集会室の大そうじ"),
    "painting": ("はじめての水彩", "スケッチ散歩"),
    "photography": ("まちの写真を撮って並べる会",),
    "pottery": ("小皿をつくる一日陶芸",),
    "reading-aloud": ("絵本の読みきかせ",),
    "recycling": ("不用品の持ちより交換会", "資源回収の手伝い"),
    "repair": ("おもちゃ病院 開院日",),
    "river-cleaning": ("川べりの清掃",),
    "school-support": ("学校図書館の本の手入れ",),
    "seniors": ("お茶とおしゃべりの会", "健康マージャンと茶話会"),
    "shopping-help": ("買い物付きそい 説明会",),
    "table-tennis": ("卓球の日 だれでも歓迎",),
    "tea": ("気軽なお茶席",),
    "theatre": ("声を出して台本を読む会",),
    "town-planning": ("まちのこれからを話す会",),
    "walking": ("坂の道をゆっくり歩く五キロ", "木もれ日ウォーク"),
    "watching-over": ("見守りの打合せと声かけの練習",),
    "yoga": ("はじめてのヨガ",),
    "youth": ("高校生と大学生の集まり",),
}
TARGETS = ("どなたでも", "どなたでも", "市内に住む方、働く方、学ぶ方", "親子", "はじめての方")

MORNING, AFTERNOON, EVENING = TIMES
TIMES_OF_TITLES: dict[str, tuple[time, ...]] = {
    "みんなで囲む夕ごはん": (EVENING,),
    "夜の見回り いっしょに歩きませんか": (EVENING,),
    "親子であそぶ午前": (MORNING,),
    "旬の野菜でつくる昼ごはん": (MORNING,),
    "からだほぐしの朝": (MORNING,),
    **dict.fromkeys(
        (
            "畑の世話と収穫", "花だんの植えかえ", "球根を植える日", "里山の観察と下草刈り", "水辺の生きもの調べ",
            "スケッチ散歩", "川べりの清掃", "坂の道をゆっくり歩く五キロ", "木もれ日ウォーク",
            "まちの写真を撮って並べる会", "古い地図で歩くまちの歴史", "防災まち歩きと備蓄の点検",
            "安否確認の訓練と炊き出し", "親子でリズムダンス",
        ),
        (MORNING, AFTERNOON),
    ),
}  # fmt: skip
"""A supper is in the evening, and nobody weeds in the dark. What is not here fits any time."""
TARGETS_OF_TITLES = {
    "高校生と大学生の集まり": "高校生と大学生",
    "親子であそぶ午前": "親子",
    "親子でリズムダンス": "親子",
    "夜の見回り いっしょに歩きませんか": "どなたでも",
}

COURSES: dict[str, tuple[int, tuple[str, str, int]]] = {
    "見守りの打合せと声かけの練習": (3, ("見守りサポーター 修了証", "Certificate: watching over the neighbourhood", 2)),
    "宿題と学び直しの教室": (6, ("学習サポーター 修了証", "Certificate: helping with homework", 4)),
    "はじめての水彩": (4, ("はじめての水彩 修了証", "Certificate: watercolours for beginners", 3)),
    "はじめての句会": (3, ("はじめての句会 修了証", "Certificate: first haiku", 2)),
    "はじめてのプログラミング": (4, ("はじめてのプログラミング 修了証", "Certificate: first steps in programming", 3)),
}
"""Titles that go on for some weeks: how many, and the certificate of those who attend often enough."""
HELPERS: dict[str, tuple[tuple[str, int], ...]] = {
    "みんなで囲む夕ごはん": (("cooking", 2), ("watching-children", 1)),
    "こども食堂 おにぎりの日": (("cooking", 2),),
    "季節のまつりの準備会": (("heavy-work", 2), ("helper", 1)),
    "世界の料理と言葉": (("interpreting", 2),),
    "スマホの困りごと よろず相談": (("teaching", 2),),
    "おもちゃ病院 開院日": (("helper", 2),),
}
"""Titles that look for people to help, beside those who come: roles of booking's list, with places."""


def activities_of(town: Town, day: date) -> tuple[ActivitySeed, ...]:
    """The activities of one day in Tokyo, each in a room and at a time of its own."""
    random = chance(town.seed, "activities", day.isoformat())
    officers = town.officers()
    groups = random.sample(town.groups, WEEKEND_COUNT if day.weekday() >= 5 else WEEKDAY_COUNT)
    taken: set[tuple[str, time]] = set()
    made = []
    for number, group in enumerate(groups, start=1):
        title = random.choice(TITLES[random.choice(group.tags)])
        house, at = _somewhere(random, town.facilities, group, title, day.weekday(), taken)
        id = f"{day:%Y%m%d}-{number}"
        made.append(_activity(random, town.people, group, officers[group.id], title, house, at, day, id))
    return tuple(made)


def _somewhere(
    random: Random,
    houses: Sequence[FacilitySeed],
    group: GroupSeed,
    title: str,
    weekday: int,
    taken: set[tuple[str, time]],
) -> tuple[FacilitySeed, time]:
    """An open house of the group's neighbourhood, and a time that fits, at which no other group meets there."""
    near = [
        (house, at)
        for house in houses
        if house.kind in MEETING_KINDS and house.areas["neighbourhood"] == group.area
        for at in TIMES_OF_TITLES.get(title, TIMES)
        if (house.id, at) not in taken and is_open(house, weekday, at)
    ]
    house, at = random.choice(near)
    taken.add((house.id, at))
    return house, at


def is_open(house: FacilitySeed, weekday: int, at: time) -> bool:
    """Centres are closed on Mondays and on Sunday evenings; holidays are found out when the room is booked."""
    if house.kind != "community-centre":
        return True
    return weekday != CENTRES_CLOSED_WEEKDAY and not (weekday == SUNDAY and at.hour >= 17)


def _activity(
    random: Random,
    people: Sequence[PersonSeed],
    group: GroupSeed,
    officer_id: str,
    title: str,
    house: FacilitySeed,
    at: time,
    day: date,
    id: str,
) -> ActivitySeed:
    room = random.choice(house.rooms)
    starts_at = datetime.combine(day, at, TOKYO)
    weeks, certificate = COURSES.get(title, (1, None))
    capacity = random.randint(8, max(8, room.capacity - 4))
    return ActivitySeed(
        id=id,
        title=f"{title}（{group.name}）",
        group_id=group.id,
        officer_id=officer_id,
        facility_id=house.id,
        room_id=room.id,
        place=f"{house.name} {room.name}",
        starts_at=starts_at,
        ends_at=starts_at + LENGTH,
        tags=group.tags,
        areas={"neighbourhood": group.area, "school": group.school},
        capacity=capacity,
        people=min(capacity, room.capacity),
        fee=random.choice((0, 0, 0, 100, 300)),
        target=TARGETS_OF_TITLES.get(title) or random.choice(TARGETS),
        sign_ups=tuple(person.id for person in random.sample(people[20:], random.randint(*SIGN_UPS))),
        weeks=weeks,
        helpers=HELPERS.get(title, ()),
        certificate=certificate,
    )
