"""Generated documents are written once and checked for drift."""

import json
from contextlib import nullcontext

import pytest

from shared import contracts
from tools import generate_docs
from tools.town import composed


@pytest.fixture(scope="module")
def one_service():
    """Composed once, and only one of them: the documents of each are made alike."""
    with composed() as (site, services):
        yield site, {"people": services["people"]}


@pytest.fixture(scope="module")
def documents(one_service):
    """As the code says; made once, because the schemas of all events take seconds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(generate_docs, "composed", lambda: nullcontext(one_service))
        return generate_docs.documents()


@pytest.fixture
def written(tmp_path, documents, monkeypatch):
    monkeypatch.setattr(generate_docs, "documents", lambda: documents)
    assert 0 == generate_docs.main([], tmp_path)
    return tmp_path


def test_what_was_just_written_is_as_the_code_says(written, one_service, monkeypatch):
    """Two runs agree byte for byte: nothing in the documents depends on the run."""
    monkeypatch.undo()
    monkeypatch.setattr(generate_docs, "composed", lambda: nullcontext(one_service))
    assert 0 == generate_docs.main(["--check"], written)


@pytest.mark.parametrize("change", ["edited", "missing", "left over"])
def test_a_document_that_differs_is_found(written, change):
    """Edited by hand, forgotten, or left from a contract that is gone."""
    file = written / "docs/events/slots-taken.v1.schema.json"
    if change == "edited":
        file.write_text(file.read_text().replace("room_ids", "rooms"))
    elif change == "missing":
        file.unlink()
    else:
        file.with_name("gone.v1.schema.json").write_text("{}")

    assert 1 == generate_docs.main(["--check"], written)
    assert 0 == generate_docs.main([], written)
    assert 0 == generate_docs.main(["--check"], written)


def test_every_contract_and_topic_is_documented(written):
    """A schema a type, a line a topic with its owner and audience."""
    topics = json.loads((written / "docs/events/topics.json").read_text())["topics"]
    schemas = {path.name.removesuffix(".schema.json") for path in (written / "docs/events").glob("*.schema.json")}

    assert {event.type for event in contracts.EVENTS} == schemas
    assert {topic.name: topic.audience for topic in contracts.TOPICS.values()} == {
        topic["name"]: topic["audience"] for topic in topics
    }
    assert schemas == {name for topic in topics for name in topic["types"]}
