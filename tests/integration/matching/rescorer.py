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
HOLIDAYS = {"2026-11-23", "2026-11-03", "2027-01-01", "2027-01-11"}


class Rescorer:
    def __init__(self, now):
        self.now = now
        areas = json.loads((DATA / "areas.json").read_text("utf-8"))
        self.half, self.least, self.layers = areas["half_distance_km"], areas["nearness_min"], areas["layers"]
        day = now.astimezone(TOKYO).date().isoformat()
        versions = json.loads((DATA / "weights.json").read_text("utf-8"))["versions"]
        in_force = max((v for v in versions if v["effective_from"] <= day), key=lambda v: v["effective_from"])
        self.w, self.p = in_force["weights"], in_force["parameters"]

    def parts(self, person, offer, joined):
        """``{reason: points}`` for a person, an answered group or activity, and the tags of each joined group."""
        found = {}
        group = "name" in offer
        self._ranked(found, "shared-tag", person["tags"], offer["tags"], "tag")
        needs = offer["needs"] if group else []
        self._ranked(found, "needed-role", person["role_wishes"], needs, "role")
        if needs and not set(person["role_wishes"]) & set(needs):
            found["hands-wanted"] = self.w["hands_wanted"]
        self._area(found, person, offer)
        times = offer["times"] if group else [self._time(offer["starts_at"])]
        fitting = [time for time in times if time in person["availability"]]
        if fitting:
            found[f"fits-time:{fitting[0]}"] = self.w["time"] * len(fitting) / len(times)
        for language in person["languages"] or [person["language"]]:
            if group and language not in ("ja", "ja-easy") and language in offer["languages"]:
                found[f"shared-language:{language}"] = self.w["language"]
                break
        if group:
            found["small-group"] = self.w["small"] * self.p["small"][offer["size_band"]]
        else:
            days = (datetime.fromisoformat(offer["starts_at"]) - self.now).total_seconds() / 86400
            found["soon"] = self.w["soon"] * max(0, 1 - days / self.p["soon_days"])
        if joined and offer["tags"] and not set(offer["tags"]) & {tag for tags in joined for tag in tags}:
            found["new-field"] = self.w["new_field"]
        return {name: round(points, 4) for name, points in found.items() if round(points, 4) > 0}

    def _ranked(self, found, code, mine, theirs, weight):
        for rank, each in enumerate([each for each in mine if each in theirs]):
            found[f"{code}:{each}"] = self.w[weight] * self.p["repeat_factor"] ** rank

    def _area(self, found, person, offer):
        mine = set(person["areas"].items()) | set(person["home"].items())
        best, which = 0, None
        for layer, area in sorted(offer["areas"].items()):
            near = max((self._near(layer, area, *other) for other in mine), default=0)
            if near > best:
                best, which = near, f"{layer}/{area}"
        if which:
            found[f"{'same' if best == 1 else 'near'}-area:{which}"] = self.w["area"] * best

    def _near(self, layer, area, other_layer, other):
        if layer != other_layer:
            return 0
        if area == other:
            return 1
        a, b = self.layers[layer][area], self.layers[layer][other]
        north = math.radians(a["latitude"] - b["latitude"])
        east = math.radians(a["longitude"] - b["longitude"]) * math.cos(
            math.radians((a["latitude"] + b["latitude"]) / 2)
        )
        near = round(2 ** (-6371 * math.sqrt(north**2 + east**2) / self.half), 4)
        return near if near >= self.least else 0

    @staticmethod
    def _time(text):
        at = datetime.fromisoformat(text).astimezone(TOKYO)
        day = "weekend" if at.weekday() >= 5 or at.date().isoformat() in HOLIDAYS else "weekday"
        return f"{day}-{'morning' if at.hour < 12 else 'afternoon' if at.hour < 17 else 'evening'}"
