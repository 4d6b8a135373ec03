"""The line to the social-welfare coordinator, checked against the menu: each category is on one side only."""

from collections.abc import Iterator

from services.matching.domain.consulting.desks import Desks
from services.matching.domain.team.team import Team


class WrongLine(ValueError):
    """The line does not fit the menu; ``findings`` say where, and what to write."""

    def __init__(self, findings: list[str]) -> None:
        super().__init__("; ".join(findings))
        self.findings = findings


def findings(team: Team, desks: Desks) -> list[str]:
    """What is to be mended in ``line`` of ``team.json``, in both languages. Nothing: it fits the menu of the desks."""
    return list(_findings(team, desks))


def check(team: Team, desks: Desks) -> None:
    """Raises ``WrongLine`` unless the line fits the menu."""
    if found := findings(team, desks):
        raise WrongLine(found)


def _findings(team: Team, desks: Desks) -> Iterator[str]:
    line = team.line
    for side, categories in (("theirs", line.theirs), ("ours", line.ours)):
        for category in dict.fromkeys(categories):
            if category not in desks.categories:
                yield (
                    f"team.json line.{side}: {category} はメニュー（desks.json）にありません。書き直してください"
                    f" / {category} is in no menu of desks.json: take it away or write it as it is there"
                )
            if categories.count(category) > 1:
                yield f"team.json line.{side}: {category} が2回あります / {category} is there twice"
    sides = {*line.theirs, *line.ours}
    for category in desks.categories:
        if category not in sides:
            yield (
                f"team.json line: {category} がどちらの側にもありません。theirs か ours に書いてください"
                f" / {category} is on no side: write it into theirs or ours"
            )
    if line.desk not in desks.desks:
        yield f"team.json line.desk: 窓口 {line.desk} は desks.json にありません / there is no desk {line.desk}"
    if "referrals" not in team.kinds[line.kind].takes:
        yield (
            f"team.json line.kind: {line.kind} は紹介された相談（referrals）を受けられません。kinds で加えてください"
            f" / {line.kind} may not take referrals: add them in kinds"
        )
