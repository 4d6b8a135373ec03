"""deploy/mongo/replica-set.js, played by node against a store that is only pretended: its decisions, not MongoDB's."""

import json
import shutil
import subprocess
from typing import Any

import pytest

from tests.deploy.deploy_kit import ROOT

SCRIPT = ROOT / "deploy/mongo/replica-set.js"
STAGE = """
const fs = require("fs"), vm = require("vm");
const { hello, user } = JSON.parse(process.argv[1]);
const done = [];
let asked = 0;
const admin = {
  auth: (name, password) => done.push(["auth", name, password]),
  hello: () => hello[Math.min(asked++, hello.length - 1)],
  getUser: () => user,
  createUser: (made) => done.push(["createUser", made]),
  updateUser: (name, change) => done.push(["updateUser", name, change]),
};
vm.runInNewContext(fs.readFileSync(process.argv[2], "utf8"), {
  db: { getSiblingDB: () => admin },
  rs: { initiate: (config) => done.push(["initiate", config]) },
  require: () => ({ readFileSync: (path) => path.split("/").pop() + "-value\\n" }),
  print: () => {},
  sleep: () => {},
  Error,
});
console.log(JSON.stringify(done));
"""
ALONE: dict[str, Any] = {"isWritablePrimary": False}
WAITING: dict[str, Any] = {"setName": "kyoso", "isWritablePrimary": False}
PRIMARY: dict[str, Any] = {"setName": "kyoso", "isWritablePrimary": True, "primary": "mongo-1:27017"}
SECONDARY: dict[str, Any] = {"setName": "kyoso", "isWritablePrimary": False, "primary": "mongo-2:27017"}


def play(*hello: dict[str, Any], user: Any = None) -> list[list[Any]]:
    """What it does, when the store says ``hello`` so, the last one from then on."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed: the script of the replica set cannot be played")
    told = json.dumps({"hello": hello, "user": user})
    played = subprocess.run([node, "-e", STAGE, told, str(SCRIPT)], capture_output=True, text=True, check=False)
    assert 0 == played.returncode, played.stderr
    done: list[list[Any]] = json.loads(played.stdout)
    return done


def test_the_first_start_makes_the_set_and_the_user() -> None:
    """Three members, the first of them preferred; the user may read and write, and is no administrator."""
    signed_in, initiated, made = play(ALONE, WAITING, WAITING, PRIMARY)

    assert ["auth", "root", "mongo_root_password-value"] == signed_in
    assert ["mongo-1:27017", "mongo-2:27017", "mongo-3:27017"] == [each["host"] for each in initiated[1]["members"]]
    assert "kyoso" == initiated[1]["_id"]
    assert "createUser" == made[0]
    assert "mongo_kyoso_password-value" == made[1]["pwd"]
    assert ["readWriteAnyDatabase"] == [role["role"] for role in made[1]["roles"]]


def test_a_later_start_only_sees_to_the_password() -> None:
    """A changed file is a changed password; the set is never made anew."""
    _, changed = play(PRIMARY, user={"user": "kyoso"})

    assert ["updateUser", "kyoso", {"pwd": "mongo_kyoso_password-value"}] == changed


def test_where_another_member_was_elected_nothing_is_done() -> None:
    """Users are made at the primary, and there they are already."""
    (only,) = play(SECONDARY)

    assert "auth" == only[0]


def test_without_a_primary_it_gives_up_in_words() -> None:
    """And exits with a failure, so that nothing starts behind it."""
    with pytest.raises(AssertionError, match="no primary after"):
        play(WAITING)
