"""The line to the social-welfare coordinator fits the menu of worries, at the start and by the command."""

import json
from copy import deepcopy

import pytest
from click.testing import CliRunner

from kyoso.commands.triage import command
from services.matching.domain.consulting.desks import Desks
from services.matching.domain.consulting.line import WrongLine, findings
from services.matching.domain.consulting.triage_file import WrongTriage
from services.matching.domain.team.team import Team
from services.matching.knowledge import PACKAGED, Knowledge

DESKS = Desks.read(PACKAGED / "desks.json")
DOCUMENT = json.loads((PACKAGED / "team.json").read_text("utf-8"))


def changed(change):
    document = deepcopy(DOCUMENT)
    change(document["line"], document["kinds"])
    return document


WRONG = {
    "a category that is in no menu": (lambda line, _: line["categories"]["ours"].append("pets"), "pets is in no menu"),
    "a category on no side": (lambda line, _: line["categories"]["theirs"].remove("care"), "care is on no side"),
    "a category twice": (lambda line, _: line["categories"]["ours"].append("join"), "join is there twice"),
    "a desk that is none": (lambda line, _: line.update(desk="nowhere"), "there is no desk nowhere"),
    "a kind that takes none": (lambda _, kinds: kinds["social-welfare"].update(takes=[]), "may not take referrals"),
}


def test_the_packaged_line_fits_the_packaged_menu():
    """Nothing to mend."""
    assert [] == findings(Team(DOCUMENT), DESKS)


@pytest.mark.parametrize(("change", "said"), WRONG.values(), ids=WRONG)
def test_what_does_not_fit_is_named_at_the_start_and_by_the_command(tmp_path, change, said):
    """With what to do, in both languages, and nothing is loaded."""
    (tmp_path / "team.json").write_text(json.dumps(changed(change)), "utf-8")

    with pytest.raises(WrongLine, match=said):
        Knowledge.read(tmp_path)
    checked = CliRunner().invoke(
        command, ["check", str(PACKAGED / "triage.toml"), "--team", str(tmp_path / "team.json")]
    )
    assert (1, True) == (checked.exit_code, said in checked.output)


def test_a_menu_of_the_city_s_own_asks_for_a_line_and_rules_of_its_own(tmp_path):
    """A category that the packaged line and rules speak of is gone, another one is on no side."""
    menu = json.loads((PACKAGED / "desks.json").read_text("utf-8"))
    menu["menu"][0]["categories"][0]["id"] = "creche"
    (tmp_path / "desks.json").write_text(json.dumps(menu), "utf-8")
    with pytest.raises(WrongLine, match=r"childcare is in no menu.*creche is on no side"):
        Knowledge.read(tmp_path)

    line = changed(lambda line, _: line["categories"]["ours"].__setitem__(0, "creche"))
    (tmp_path / "team.json").write_text(json.dumps(line), "utf-8")
    with pytest.raises(WrongTriage):
        Knowledge.read(tmp_path)


@pytest.mark.parametrize("option", ["--desks", "--team"])
def test_a_file_that_is_no_json_is_named_by_its_own_name(tmp_path, option):
    """Not by the name that it has where it is shipped."""
    (tmp_path / "ours.json").write_text("no json", "utf-8")
    checked = CliRunner().invoke(command, ["check", str(PACKAGED / "triage.toml"), option, str(tmp_path / "ours.json")])
    assert (1, True) == (checked.exit_code, f"{tmp_path / 'ours.json'}: 読み込めません" in checked.output)
