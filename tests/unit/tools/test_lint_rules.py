"""Rules of use that ship are whole, and say no with a rule or not at all."""

from tests.unit.booking.rulebook.rulebook_kit import TOWN
from tools import lint_rules


def found(root):
    return [f"{finding.path}:{finding.line}: {finding.message}" for finding in lint_rules.find(root)]


def town(root, text):
    folder = root / lint_rules.TOWNS
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "here.toml").write_text(text, encoding="utf-8")
    (folder / "here.cases.toml").write_text("not read", encoding="utf-8")


def test_a_town_that_does_not_load_is_found(tmp_path):
    """A text is missing."""
    town(tmp_path, TOWN.replace("plain = ", "plane = ", 1))

    assert any("opening[1] (hours).plain: Field required" in line for line in found(tmp_path))


def test_a_town_with_a_gap_is_found(tmp_path):
    """It loads, and somebody would have been surprised."""
    town(tmp_path, TOWN.replace('{ bands = "evening", yen = 500 },', ""))

    assert any("no price: evening (" in line for line in found(tmp_path))


def test_a_bare_refusal_is_found(tmp_path):
    """Only words.py makes one, from a rule."""
    folder = tmp_path / lint_rules.RULEBOOK
    folder.mkdir(parents=True)
    (folder / "words.py").write_text("def refuse():\n    return Refusal(1)\n")
    (folder / "caps.py").write_text("def check():\n    yield Refusal('no')\n")

    assert [f"{lint_rules.RULEBOOK}/caps.py:2: a bare refusal: use words.refuse"] == found(tmp_path)


def test_a_bare_refusal_of_the_service_is_found(tmp_path):
    """Only the rules of a house make one: whoever else says no must ask them, by the rule's id."""
    folder = tmp_path / lint_rules.SERVICE
    folder.mkdir(parents=True)
    (folder / "refusals.py").write_text("def rule_refused(it):\n    return RuleRefused(it)\n")
    (folder / "holds.py").write_text("def hold():\n    raise rule_refused([])\n\n\nx = RuleRefused([])\n")

    said = [f"{lint_rules.SERVICE}/holds.py:{n}: a bare refusal: use HouseRules.refusal" for n in (2, 5)]
    assert said == sorted(found(tmp_path))
