"""The score of very many pairs at once, on arrays: written apart from the service, for trying every reason.

``taken`` names what is away of a pair: ``tags``, ``roles``, ``skills``, ``access``, ``languages``, ``times`` a code of
the person's; ``place``, ``field`` (a field would be known), ``size``, ``start``, ``needs``, ``registered``, ``age`` as
a whole.
"""

from datetime import timedelta

import numpy as np

UNITS = 10_000
WHOLE = ("place", "field", "size", "start", "needs", "registered", "age")
CODES = ("tags", "roles", "skills", "access", "languages", "times")
NOBODYS = -1


class Batch:
    """People and offers as scoring sees them, turned into tables."""

    def __init__(self, seekers, offers, broader, weights, now):
        self.w, self.p = weights.weights, weights.parameters
        tags = {tag for each in (*seekers, *offers) for tag in each.tags}
        wide = {broader.get(tag, tag) for tag in tags}
        self.numbers = {
            "tags": numbered(tags),
            "roles": numbered({r for s in seekers for r in s.role_wishes} | {r for o in offers for r in o.needs}),
            "skills": numbered({x for s in seekers for x in s.skills} | {x for o in offers for x in o.skills_wanted}),
            "access": numbered({x for s in seekers for x in s.access_needs} | {x for o in offers for x in o.access}),
            "times": numbered({t for s in seekers for t in s.availability} | {t for o in offers for t in o.times}),
            "languages": numbered({x for each in (*seekers, *offers) for x in each.languages} - {"ja", "ja-easy"}),
        }
        n, families = self.numbers, numbered(wide)
        self.mine = lists([s.tags for s in seekers], n["tags"])
        self.wishes = lists([s.role_wishes for s in seekers], n["roles"])
        self.skills = lists([s.skills for s in seekers], n["skills"])
        self.access_needs = lists([s.access_needs for s in seekers], n["access"])
        self.speaks = lists([[x for x in s.languages if x in n["languages"]] for s in seekers], n["languages"])
        self.free = table([s.availability for s in seekers], n["times"])
        self.known = table([s.joined_tags & tags for s in seekers], n["tags"])
        self.in_groups = np.array([s.has_groups for s in seekers])
        self.tags = table([o.tags for o in offers], n["tags"])
        self.families = table([{broader.get(tag, tag) for tag in o.tags} for o in offers], families)
        self.family_of = np.array([families[broader.get(tag, tag)] for tag in n["tags"]], dtype=int)
        self.needs = table([o.needs for o in offers], n["roles"])
        self.skills_wanted = table([o.skills_wanted for o in offers], n["skills"])
        self.access = table([o.access for o in offers], n["access"])
        bands = numbered({s.age_band for s in seekers} | {band for o in offers for band in o.ages_wanted})
        self.band = lists([[s.age_band] if s.age_band else [] for s in seekers], bands)
        self.ages_wanted = table([o.ages_wanted for o in offers], bands)
        self.times = table([o.times for o in offers], n["times"])
        self.languages = table([[x for x in o.languages if x in n["languages"]] for o in offers], n["languages"])
        small = [self.p.small.get(o.size_band, 0.0) for o in offers]
        self.size = rounded(self.w.small * np.array(small))
        self.registered = fading([o.registered_at and now - o.registered_at for o in offers], self.p.newly_days)
        self.starts = fading([o.starts_at and o.starts_at - now for o in offers], self.p.soon_days)
        areas = numbered({area for o in offers for area in o.areas})
        near = np.array([[s.nearness.get(area, 0.0) for area in areas] for s in seekers])
        self.near = np.zeros((len(seekers), len(offers)))
        for column, offer in enumerate(offers):
            if offer.areas:
                self.near[:, column] = near[:, [areas[area] for area in offer.areas]].max(axis=1)

    def scores(self, who, what, **taken):
        """Of each pair (``who`` a row of people, ``what`` one of offers), without what is taken from it."""
        count = len(who)
        gone = {name: taken.get(name, np.full(count, NOBODYS)) for name in CODES}
        gone |= {name: taken.get(name, np.zeros(count, dtype=bool)) for name in WHOLE}
        needs = self.needs[what] & ~gone["needs"][:, None]
        total, wished = ranked(less(self.wishes[who], gone["roles"]), needs, self.w.role, self.p.repeat_factor)
        total += self._tags(less(self.mine[who], gone["tags"]), what)
        for name, mine, theirs, weight in (
            ("skills", self.skills, self.skills_wanted, self.w.skill),
            ("access", self.access_needs, self.access, self.w.access),
        ):
            total += ranked(less(mine[who], gone[name]), theirs[what], weight, self.p.repeat_factor)[0]
        in_band = having(self.ages_wanted[what], self.band[who]).any(axis=1)
        total += rounded(self.w.age) * (in_band & ~gone["age"])
        total += np.where(gone["place"], 0, rounded(self.w.area * self.near[who, what]))
        fitting = self.times[what] & self.free[who]
        fits = fitting.sum(axis=1) - (fitting & (np.arange(fitting.shape[1]) == gone["times"][:, None])).any(axis=1)
        total += rounded(self.w.time * fits / np.maximum(self.times[what].sum(axis=1), 1))
        spoken = less(self.speaks[who], gone["languages"])
        total += rounded(self.w.language) * (having(self.languages[what], spoken)).any(axis=1)
        new = self.in_groups[who] & self.tags[what].any(axis=1) & ~(self.known[who] & self.tags[what]).any(axis=1)
        total += rounded(self.w.new_field) * (new & ~gone["field"])
        total += rounded(self.w.hands_wanted) * (needs.any(axis=1) & (wished == 0))
        total += np.where(gone["size"], 0, self.size[what])
        total += np.where(gone["registered"], 0, rounded(self.w.newly * self.registered[what]))
        return total + np.where(gone["start"], 0, rounded(self.w.soon * self.starts[what]))

    def _tags(self, mine, what):
        factor = self.p.repeat_factor
        total, shared = ranked(mine, self.tags[what], self.w.tag, factor)
        same = having(self.tags[what], mine)
        kindred = having(self.families[what], np.where(mine < 0, NOBODYS, self.family_of[mine])) & ~same
        rank = shared[:, None] + np.cumsum(kindred, axis=1) - 1
        return total + np.where(kindred, rounded(self.w.tag * factor**rank * self.p.kindred_factor), 0).sum(axis=1)


def ranked(mine, theirs, weight, factor):
    """What both have, each one after the first for less; and how many that is."""
    both = having(theirs, mine)
    rank = np.maximum(np.cumsum(both, axis=1) - 1, 0)
    return np.where(both, rounded(weight * factor**rank), 0).sum(axis=1), both.sum(axis=1)


def having(theirs, mine):
    return np.take_along_axis(theirs, np.maximum(mine, 0), axis=1) & (mine >= 0)


def less(mine, code):
    return np.where(mine == code[:, None], NOBODYS, mine)


def rounded(points):
    return np.rint(np.asarray(points) * UNITS).astype(int)


def fading(times, days):
    left = [0.0 if each is None else 1 - max(0.0, each / timedelta(days=1)) / days for each in times]
    return np.maximum(0.0, np.array(left))


def numbered(codes):
    return {code: number for number, code in enumerate(sorted(codes))}


def table(rows, numbers):
    """A row of yes and no for each; one column at least."""
    found = np.zeros((len(rows), max(1, len(numbers))), dtype=bool)
    for row, codes in enumerate(rows):
        for code in codes:
            found[row, numbers[code]] = True
    return found


def lists(rows, numbers):
    """A row of numbers for each, in their order, filled up with ``NOBODYS``."""
    found = np.full((len(rows), max([1, *map(len, rows)])), NOBODYS)
    for row, codes in enumerate(rows):
        found[row, : len(codes)] = [numbers[code] for code in codes]
    return found
