"""A small town to test rules with, and ways to change its file."""

from datetime import date, datetime
from functools import cache

from services.booking.rulebook.asking import Facts, Request
from services.booking.rulebook.book import TOWNS, Book
from services.booking.rulebook.cases import read_cases
from services.booking.rulebook.engine import decide
from shared.clock import TOKYO

TEXTS = """
ja = "決まりは {limit} です（お申込みは {value}）。{until}まで。"
plain = "きまりは {limit} です。"
en = "The limit is {limit}; you asked for {value}, until {until}."
"""

TOWN = f"""
schema = 1
town = "test"
name = {{ ja = "試験町", en = "Testtown" }}

[[facilities]]
id = "house"
kind = "hall"
name = {{ ja = "会館", en = "House" }}
rooms = [
    {{ id = "big", name = {{ ja = "大", en = "Big" }}, capacity = 40, parts = ["big-a", "big-b"] }},
    {{ id = "big-a", name = {{ ja = "大A", en = "Big A" }}, capacity = 20 }},
    {{ id = "big-b", name = {{ ja = "大B", en = "Big B" }}, capacity = 20 }},
    {{ id = "small", name = {{ ja = "小", en = "Small" }}, capacity = 10 }},
]

[[facilities]]
id = "other"
kind = "centre"
name = {{ ja = "センター", en = "Centre" }}
rooms = [{{ id = "far", name = {{ ja = "遠", en = "Far" }}, capacity = 30 }}]

[[opening]]
id = "hours"
article = "第1条"
daily = ["09:00-21:00"]
{TEXTS}
[[slots]]
id = "slots"
article = "第2条"
minutes = 30
bands = [
    {{ id = "morning", name = {{ ja = "午前", en = "morning" }}, hours = "09:00-12:00" }},
    {{ id = "noon", name = {{ ja = "昼", en = "noon" }}, hours = "12:00-13:00" }},
    {{ id = "afternoon", name = {{ ja = "午後", en = "afternoon" }}, hours = "13:00-17:00" }},
    {{ id = "evening", name = {{ ja = "夜間", en = "evening" }}, hours = "17:00-21:00" }},
]
{TEXTS}
[[prices]]
id = "prices"
article = "第3条"
rows = [
    {{ bands = "morning", yen = 300 }},
    {{ bands = "noon", yen = 100 }},
    {{ bands = "afternoon", yen = 400 }},
    {{ bands = "evening", yen = 500 }},
    {{ bands = ["afternoon", "evening"], yen = 800 }},
    {{ rooms = "big-a", bands = "morning", yen = 140 }},
]
{TEXTS}
[[opens]]
id = "opens"
article = "第4条"
when = {{ days_before = 60 }}
{TEXTS}
[[closes]]
id = "closes"
article = "第4条"
when = {{ minutes_before = 0 }}
{TEXTS}"""


def rule(section, name, body, texts=TEXTS):
    """A rule to add to the town."""
    return f'\n[[{section}]]\nid = "{name}"\narticle = "第9条"\n{body}\n{texts}'


@cache
def book(*more, without="", town=TOWN):
    """The town with more rules, without one section's."""
    parts = ["", *town.split("\n[[")]
    kept = "\n[[".join(part for part in parts[1:] if not (without and part.startswith(f"{without}]]")))
    return Book.of(kept + "".join(more))


TOWN_NAMES = sorted(path.name.removesuffix(".cases.toml") for path in TOWNS.glob("*.cases.toml"))


@cache
def shipped(town):
    """The book of a town that ships, and its cases."""
    return Book.shipped(town), read_cases((TOWNS / f"{town}.cases.toml").read_text("utf-8"))


def at(text):
    """A moment in Tokyo."""
    return datetime.fromisoformat(text).replace(tzinfo=TOKYO)


def request(room="small", day="2026-12-02", start="13:00", end="17:00", **more):
    """An afternoon of the small room, on a Wednesday, where nothing else is said."""
    rooms = (room,) if isinstance(room, str) else room
    return Request(rooms=rooms, day=date.fromisoformat(day), start=start, end=end, **more)


NOW = at("2026-11-20T10:00:00")


def asked(of, what=None, facts=None, now=NOW):
    """The decision of a book; by default about an afternoon, by a group of ten from the town."""
    return decide(of, what or request(), facts or Facts(members=10, eligible=10), now)


def refused(of, what=None, facts=None, now=NOW):
    """The ids of the rules that refuse."""
    return [refusal.rule_id for refusal in asked(of, what, facts, now).refusals]
