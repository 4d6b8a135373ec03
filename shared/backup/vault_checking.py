"""Proving the copy of a vault: the master key opens it, every document opens, and the erased have no key in it."""

from base64 import b64decode
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.backup.faults import AnotherMasterKey
from shared.backup.files import FileEntry, lines_of
from shared.backup.scratch import Scratch
from shared.vault.port import Unreadable
from shared.vault.sealing import MASTER_CHECK, unseal

if TYPE_CHECKING:
    from shared.backup.checking import Findings


def open_with(service: str, folder: Path, vault: FileEntry, vault_key: bytes) -> None:
    """Whether the key at hand made this vault. Raises ``AnotherMasterKey``."""
    for line in lines_of(folder, vault):
        if line["kind"] == "check":
            try:
                unseal(AESGCM(vault_key), b64decode(line["sealed"]), MASTER_CHECK)
            except Unreadable as error:
                raise AnotherMasterKey(service=service) from error
            return
        if line["kind"] == "document":
            return


def check_vault(
    service: str,
    folder: Path,
    vault: FileEntry,
    vault_key: bytes,
    begun: datetime,
    scratch: Scratch,
    findings: "Findings",
) -> None:
    """Open every document. Documents of the erased without a key are ciphertext for good: those are counted only."""
    open_with(service, folder, vault, vault_key)
    scratch.change("CREATE TABLE IF NOT EXISTS keys (person_id TEXT PRIMARY KEY, wrapped BLOB) WITHOUT ROWID", [()])
    scratch.change("CREATE TABLE IF NOT EXISTS gone (person_id TEXT PRIMARY KEY, at TEXT) WITHOUT ROWID", [()])
    for line in lines_of(folder, vault):
        if line["kind"] == "key":
            scratch.add("keys", [(line["person_id"], b64decode(line["wrapped"]))])
        elif line["kind"] == "erased":
            scratch.add("gone", [(line["person_id"], line["at"])])
    early = late = 0
    for (at,) in scratch.find("SELECT at FROM gone JOIN keys USING (person_id)"):
        if datetime.fromisoformat(at) < begun:
            early += 1
        else:
            late += 1
    if early:
        findings.problems.append(f"{service}: {early} erased persons still have a key in the vault")
    if late:
        findings.notes.append(f"{service}: {late} persons were erased meanwhile; a restore leaves them out")
    _open_documents(service, folder, vault, AESGCM(vault_key), scratch, findings)


def _open_documents(
    service: str, folder: Path, vault: FileEntry, master: AESGCM, scratch: Scratch, findings: "Findings"
) -> None:
    unreadable = opened = without_key = 0
    query = "SELECT wrapped FROM keys WHERE person_id=?"
    for line in lines_of(folder, vault):
        if line["kind"] != "document":
            continue
        scratch.add("documents", [(line["id"],)])
        person_id = line["person_id"]
        (wrapped,) = next(scratch.find(query, (person_id,)), (None,))
        if wrapped is None:
            erased = next(scratch.find("SELECT 1 FROM gone WHERE person_id=?", (person_id,)), None)
            without_key += erased is not None
            unreadable += erased is None
            continue
        try:
            key = AESGCM(unseal(master, wrapped, person_id.encode()))
            unseal(key, b64decode(line["sealed"]), line["id"].encode())
        except Unreadable:
            unreadable += 1
        else:
            opened += 1
    if unreadable:
        findings.problems.append(f"{service}: {unreadable} personal documents cannot be opened")
    findings.notes.append(f"{service}: {opened} personal documents open, {without_key} of the erased cannot be")
