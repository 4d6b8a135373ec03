"""What is wrong with a copy is found before anything is made of it, by words of its own."""

import gzip
import json

import pytest

from kyoso import backup
from shared.backup.faults import AnotherCity, AnotherMasterKey, BackupDamaged, NoBackup
from shared.backup.files import FileEntry, LinesFile, read_manifest, whole_root, write_manifest
from shared.backup.lines import Root, commit_of
from tests.integration.care.care_kit import fill
from tests.integration.care.test_backup import a_backup, restored


async def test_damage_and_other_keys_and_cities_are_told(places, tmp_path):
    """A flipped bit, a copy without its end, another master key, another city: each by its own words."""
    old = places.make("sqlite", "old")
    await fill(old, 3)
    copy = tmp_path / "copy"
    await a_backup(old, copy)
    other_key = tmp_path / "other.key"
    other_key.write_text("ab" * 32)

    with pytest.raises(AnotherCity):
        await restored(places.make("sqlite", "a", municipality="132047"), copy)
    with pytest.raises(AnotherMasterKey):
        await restored(places.make("sqlite", "b", master_key_file=other_key), copy)
    with pytest.raises(AnotherMasterKey):
        await backup.verify(places.make("sqlite", "b", master_key_file=other_key), copy, against=False)

    file = copy / "people.journal.jsonl.gz"
    good = file.read_bytes()
    file.write_bytes(good[:100] + bytes([good[100] ^ 1]) + good[101:])
    with pytest.raises(BackupDamaged):
        await backup.verify(old, copy, against=False)
    with pytest.raises(BackupDamaged):
        await restored(places.make("sqlite", "c"), copy)
    file.write_bytes(good)
    (copy / "manifest.json").rename(copy / "manifest")
    with pytest.raises(NoBackup):
        await backup.verify(old, copy, against=False)


async def test_a_file_that_was_exchanged_for_a_well_formed_one_is_found(places, tmp_path):
    """Another copy's file unpacks and reads well; it is not the one that the manifest names."""
    old = places.make("sqlite", "old")
    await fill(old, 2)
    copy = tmp_path / "copy"
    await a_backup(old, copy)
    file = copy / "people.vault.jsonl.gz"
    lines = gzip.decompress(file.read_bytes()).splitlines(keepends=True)
    file.write_bytes(gzip.compress(b"".join(line for line in lines if b'"kind":"erased"' not in line)))

    with pytest.raises(BackupDamaged):
        await backup.verify(old, copy, against=False)
    with pytest.raises(BackupDamaged):
        await restored(places.make("sqlite", "new"), copy)


async def test_a_commit_taken_out_or_changed_is_found_although_every_digest_fits(places, tmp_path):
    """Whoever rewrites the file and the manifest still cannot hide a gap, a cause twice or another body."""
    old = places.make("sqlite", "old")
    await fill(old, 3)
    copy = tmp_path / "copy"
    await a_backup(old, copy)
    file = copy / "people.journal.jsonl.gz"
    lines = [json.loads(line) for line in gzip.decompress(file.read_bytes()).splitlines()]

    def rewrite(changed):
        file.unlink()
        written = LinesFile(file)
        root = Root()
        for line in changed:
            written.write(line)
            if line["kind"] == "commit":
                root.add(commit_of(line, None).commit)
        manifest = read_manifest(copy)
        entry = manifest.services["people"]
        entry.journal, entry.root, entry.commits = FileEntry.model_validate(written.close()), str(root), root.commits
        manifest.root = whole_root(manifest.services)
        write_manifest(copy, manifest)

    gap = [
        line
        for line in lines
        if not (line["kind"] == "commit" and line["version"] == 1 and line["stream"] == "person/p0")
    ]
    assert len(gap) == len(lines) - 1
    rewrite(gap)
    _, findings = await backup.verify(old, copy, against=False)
    assert any("versions are missing in person/p0" in problem for problem in findings.problems)

    first, second = [line for line in lines if line["kind"] == "commit"][:2]
    rewrite([{**line, "cause": first["cause"]} if line is second else line for line in lines])
    _, findings = await backup.verify(old, copy, against=True)
    assert any("twice (causes)" in problem for problem in findings.problems)
    assert any("different here" in problem for problem in findings.problems)
