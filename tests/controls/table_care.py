"""The nets of backups, restores, republications, archives and upgrades, and what must notice when one is gone."""

from tests.controls.table import Control

BACKUP = "tests/integration/care/test_backup.py"
DAMAGE = "tests/integration/care/test_damage.py"
REPUBLISH = "tests/integration/care/test_republish.py"
HEARD = "tests/integration/care/test_heard.py"
UPGRADE = "tests/integration/care/test_upgrade.py"
ARCHIVE = "tests/contract/journal/test_archive.py"
ARCHIVING = "tests/integration/care/test_archive.py"
VERSIONS = "tests/unit/messaging/test_versions.py"

CARE = (
    Control(
        "following a document that was replaced",
        "shared/backup/copying.py",
        "                    await self._follow_replaced(source, vault, journal, documents, scratch)\n",
        "",
        (f"{BACKUP}::test_a_document_that_was_replaced_while_the_backup_was_made_is_followed",),
    ),
    Control(
        "the cut of a backup",
        "shared/backup/restoring.py",
        "        return copied.pending or publish_since is None or copied.commit.at >= publish_since",
        "        return False",
        (f"{BACKUP}::test_what_was_confirmed_is_not_published_again_and_the_rest_is",),
    ),
    Control(
        "the empty place",
        "shared/backup/restoring.py",
        "                if not await copy.is_empty():",
        "                if False:",
        (f"{BACKUP}::test_a_place_that_is_not_empty_is_left_alone",),
    ),
    Control(
        "the mark of a restore under way",
        "shared/journal/sqlite.py",
        'if db.execute("SELECT 1 FROM meta WHERE name=?", (RESTORING,)).fetchone():',
        "if False:",
        (f"{BACKUP}::test_a_restore_that_was_cut_short_is_not_served",),
    ),
    Control(
        "the digest of a file",
        "shared/backup/files.py",
        "    if (count, sha256.hexdigest()) != (entry.bytes, entry.sha256):",
        "    if False:",
        (f"{DAMAGE}::test_a_file_that_was_exchanged_for_a_well_formed_one_is_found",),
    ),
    Control(
        "versions without gaps in a backup",
        "shared/backup/checking.py",
        "if broken := [stream for (stream,) in scratch.find(gaps, (EXAMPLES_MAX,))]:",
        "if broken := list[str]():",
        (f"{DAMAGE}::test_a_commit_taken_out_or_changed_is_found_although_every_digest_fits",),
    ),
    Control(
        "the master key before a restore",
        "kyoso/backup.py",
        '            open_with(name, folder, entry.vault, site.derived_key(f"vault/{name}"))',
        "            pass",
        (f"{DAMAGE}::test_damage_and_other_keys_and_cities_are_told",),
    ),
    Control(
        "unconfirmed commits left to the relay",
        "shared/messaging/republishing.py",
        "if copied.pending or copied.commit.at < self._since:",
        "if copied.commit.at < self._since:",
        (f"{REPUBLISH}::test_what_was_never_published_is_left_to_the_relay",),
    ),
    Control(
        "what a republished record stands for",
        "shared/messaging/republishing.py",
        "position = positions[topic].position if topic in positions else 0",
        "position = copied.commit.position + 1_000",
        (f"{REPUBLISH}::test_a_record_stands_for_what_the_relay_had_published",),
    ),
    Control(
        "facts compared with their owners",
        "shared/backup/heard.py",
        'scratch.change("DELETE FROM facts WHERE commit_id=? AND owner=?", known)',
        'scratch.change("DELETE FROM facts WHERE commit_id<>? OR owner=?", known)',
        (f"{HEARD}::test_what_others_heard_and_the_owner_lost_is_named",),
    ),
    Control(
        "one id for two versions of a fact",
        "shared/messaging/envelope.py",
        "commit.fact_id(index)",
        "commit.event_id(index)",
        (f"{UPGRADE}::test_a_major_version_rendered_beside_the_old_one_has_one_effect",),
    ),
    Control(
        "one name for the versions of one type only",
        "shared/messaging/handlers.py",
        "if type_name in taken or any(_stem(other) != _stem(type_name) for other in taken):",
        "if type_name in taken:",
        (f"{VERSIONS}::test_one_name_for_the_versions_of_one_type_and_for_nothing_else",),
    ),
    Control(
        "the closed door of an archived stream",
        "shared/journal/journal.py",
        "            raise StreamArchived\n",
        "            return Archived(archive='')\n",
        (f"{ARCHIVE}::test_an_archived_stream_takes_nothing_and_says_so",),
    ),
    Control(
        "rows kept in the closing commit",
        "shared/journal/rebuild.py",
        "        return archived_rows(model, commits)",
        "        return []",
        (f"{ARCHIVE}::test_a_rebuild_keeps_the_rows_of_archived_streams",),
    ),
    Control(
        "the youngest that may be archived",
        "kyoso/care.py",
        "    if before > tokyo_date(scope.site.clock.now() - YOUNGEST):",
        "    if False:",
        (f"{ARCHIVING}::test_what_is_young_is_left_alone",),
    ),
    Control(
        "only what is told is archived",
        "shared/journal/archiving.py",
        "if any(copied.pending for copied in found) or is_archived(commits)",
        "if is_archived(commits)",
        (f"{ARCHIVE}::test_only_what_is_over_and_told_is_closed",),
    ),
)
