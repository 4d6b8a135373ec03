"""The score of a recommendation, written a second time from its description: imports nothing of the service.

Reads the same data files; takes people and answers as plain dictionaries. Agreement of the two is what "a true reason"
means.
"""

import json
import math
from datetime import datetime, timedelta, timezone
from pathlib import Path

DATA = Path(__file__).resolve().parents[3] / "services" / "matching" / "data"
TOKYO = timezone(timedelta(hours=9))
PLACE = ("areas", "home")
MINE = {
    "shared-tag": ["tags"], "kindred-tag": ["tags"], "needed-role": ["role_wishes"], "same-area": PLACE,
    "near-area": PLACE, "far": PLACE, "fits-time": ["availability"], "shared-language": ["languages"],
    "needed-skill": ["skills"], "has-access": ["access_needs"], "age-wanted": ["age_band"],
}  # fmt: skip
THEIRS = {
    "shared-tag": ["tags"], "kindred-tag": ["tags"], "needed-role": ["needs"], "same-area": ["areas"],
    "near-area": ["areas"], "fits-time": ["times"], "shared-language": ["languages"], "small-group": ["size_band"],
    "new-field": ["tags"], "hands-wanted": ["needs"], "needed-skill": ["skills_wanted"], "has-access": ["access"],
    "age-wanted": ["ages_wanted"],
}  # fmt: skip
HOLIDAYS = {"2026-11-23", "2026-11-03", "2027-01-01", "2027-01-11"}


class Rescorer:
    def __init__(self, now):
        self.now, self.known = now, {}
        areas = json.loads((DATA / "areas.json").read_text("utf-8"))
        self.half, self.towns, self.layers = areas["walk_half_minutes"], areas["towns"], areas["layers"]
        tags = json.loads((DATA / "vocabulary.json").read_text("utf-8"))["tags"]
        self.broad = {tag: entry["broader"] for tag, entry in tags.items() if "broader" in entry}
        day = now.astimezone(TOKYO).date().isoformat()
        versions = json.loads((DATA / "weights.json").read_text("utf-8"))["versions"]
        in_force = max((v for v in versions if v["effective_from"] <= day), key=lambda v: v["effective_from"])
        self.w, self.p = in_force["weights"], in_force["parameters"]

    def parts(self, person, offer, joined):
        """``{reason: points}`` for a person, an answered group or activity, and the tags of each joined group."""
        found = {}
        group = "name" in offer
        self._ranked(found, "shared-tag", person["tags"], offer["tags"], "tag")
        self._kindred(found, person["tags"], offer["tags"])
        needs = offer["needs"] if group else []
        self._ranked(found, "needed-role", person["role_wishes"], needs, "role")
        self._ranked(found, "needed-skill", person["skills"], offer.get("skills_wanted", ()), "skill")
        self._ranked(found, "has-access", person["access_needs"], offer.get("access", ()), "access")
        if person["age_band"] in offer.get("ages_wanted", ()):
            found[f"age-wanted:{person['age_band']}"] = self.w["age"]
        if needs and not set(person["role_wishes"]) & set(needs):
            found["hands-wanted"] = self.w["hands_wanted"]
        self._area(found, person, offer)
        times = offer["times"] if group else [offer.get("time") or self._time(offer["starts_at"])]
        fitting = [time for time in times if time in person["availability"]]
        if fitting:
            found[f"fits-time:{fitting[0]}"] = self.w["time"] * len(fitting) / len(times)
        for language in person["languages"]:
            if group and language not in ("ja", "ja-easy") and language in offer["languages"]:
                found[f"shared-language:{language}"] = self.w["language"]
                break
        if group:
            if "old" not in offer:
                found["newly-registered"] = self.w["newly"]  # all are registered at the instant that is asked for
            found["small-group"] = self.w["small"] * self.p["small"][offer["size_band"]]
        else:
            days = (datetime.fromisoformat(offer["starts_at"]) - self.now).total_seconds() / 86400
            found["soon"] = self.w["soon"] * max(0, 1 - days / self.p["soon_days"])
        if joined and offer["tags"] and not set(offer["tags"]) & {tag for tags in joined for tag in tags}:
            found["new-field"] = self.w["new_field"]
        return {name: round(points, 4) for name, points in found.items() if round(points, 4) > 0}

    def true(self, person, offer, joined, parts):
        """The points of the three greatest parts without which, on either side, the score is not what it is."""
        score, kept = round(sum(parts.values()), 4), []
        for name, points in sorted(parts.items(), key=lambda part: -part[1]):
            code, _, about = name.partition(":")
            mine, _, theirs = about.partition("~")
            without_mine, without_theirs, groups = dict(person), dict(offer), joined
            for field in MINE.get(code, ()):
                whole = field in (*PLACE, "age_band")
                without_mine[field] = type(person[field])() if whole else [c for c in person[field] if c != mine]
            for field in THEIRS.get(code, ()):
                without_theirs[field] = self._less(code, offer.get(field), theirs or mine)
            if code == "newly-registered":
                without_theirs["old"] = True
            if code == "far":
                continue
            if code == "new-field":
                groups = []
            if code == "soon":
                without_theirs["starts_at"] = (self.now + timedelta(days=400)).isoformat()
                without_theirs["time"] = self._time(offer["starts_at"])
            if code == "fits-time" and "name" not in offer:
                without_theirs["time"] = "never"
            a = round(sum(self.parts(without_mine, offer, groups).values()), 4)
            b = round(sum(self.parts(person, without_theirs, joined).values()), 4)
            if b <= score and min(a, b if code not in MINE and code != "new-field" else a) < score:
                kept.append(points)
        return kept[:3]

    @staticmethod
    def _less(code, value, about):
        if code == "small-group":
            return "100+"
        if code in ("same-area", "near-area"):
            return {}
        return [] if code in ("hands-wanted", "new-field") else [each for each in value or () if each != about]

    def _ranked(self, found, code, mine, theirs, weight):
        for rank, each in enumerate([each for each in mine if each in theirs]):
            found[f"{code}:{each}"] = self.w[weight] * self.p["repeat_factor"] ** rank

    def _kindred(self, found, mine, theirs):
        rank = len([tag for tag in mine if tag in theirs])
        for tag in [tag for tag in mine if tag not in theirs]:
            close = sorted(each for each in theirs if self.broad.get(each, each) == self.broad.get(tag, tag))
            if close:
                points = self.w["tag"] * self.p["repeat_factor"] ** rank * self.p["kindred_factor"]
                found[f"kindred-tag:{tag}~{close[0]}"] = points
                rank += 1

    def _area(self, found, person, offer):
        best, which = 0, None
        for layer, area in sorted(offer["areas"].items()):
            near = max(
                (self._near(layer, area, *mine) for mine in (*person["areas"].items(), *person["home"].items())),
                default=0,
            )
            if near > best:
                best, which = near, f"{layer}/{area}"
        if which:
            near = f"{'same' if best == 1 else 'near'}-area:{which}"
            found[near if best >= 0.5 ** (30 / self.half) else "far"] = self.w["area"] * best

    def _near(self, layer, area, my_layer, mine):
        """Half for every 20 minutes' walk at 80 m a minute, from the middle of mine to the nearest town of theirs."""
        if (layer, area) == (my_layer, mine):
            return 1
        pair = (layer, area, my_layer, mine)
        if pair not in self.known:
            a = self.layers[my_layer][mine]
            towns = [self.towns[town] for town in self.layers[layer][area]["towns"]]
            self.known[pair] = max(0.5 ** (self._metres(a, b) / 80 / self.half) for b in towns)
        return self.known[pair]

    @staticmethod
    def _metres(a, b):
        north = math.radians(a["latitude"] - b["latitude"])
        east = math.radians(a["longitude"] - b["longitude"])
        east *= math.cos(math.radians((a["latitude"] + b["latitude"]) / 2))
        return 6_371_000 * math.hypot(north, east)

    @staticmethod
    def _time(text):
        at = datetime.fromisoformat(text).astimezone(TOKYO)
        day = "weekend" if at.weekday() >= 5 or at.date().isoformat() in HOLIDAYS else "weekday"
        return f"{day}-{'morning' if at.hour < 12 else 'afternoon' if at.hour < 17 else 'evening'}"
