"""What can be wrong with a copy, or with the place that is to take it."""

from shared.errors import Refusal


class PlaceTaken(Refusal):
    """A folder or a store that should be empty is not."""

    status = 409
    code = "place-taken"
    ja = "{place} は空ではありません。何も変えていません。"
    en = "{place} is not empty. Nothing was changed."
    next_ja = "空のフォルダ、または空のデータベースを指定してください。"
    next_en = "Give an empty folder, or an empty database."


class NoBackup(Refusal):
    """The folder holds no whole copy: the manifest is written last."""

    status = 404
    code = "no-backup"
    ja = "{place} に、最後まで書かれたバックアップがありません（manifest.json がないか、読めません）。"
    en = "{place} holds no backup that was written to its end: manifest.json is missing or cannot be read."
    next_ja = "別のバックアップを使ってください。途中で止まったバックアップは消してかまいません。"
    next_en = "Use another backup. One that was cut short may be deleted."


class BackupDamaged(Refusal):
    """A file of the copy is not what was written."""

    status = 422
    code = "backup-damaged"
    ja = "バックアップの {file} が壊れています: {problem}"
    en = "The backup's file {file} is damaged: {problem}"
    next_ja = "別の場所に置いた写しか、一つ前のバックアップを使ってください。"
    next_en = "Use a copy from another place, or the backup before this one."


class AnotherCity(Refusal):
    """The copy was made in another city's deployment, or the setting is wrong."""

    status = 409
    code = "another-city"
    ja = "このバックアップは市区町村コード {theirs} のものです（設定は {ours}）。"
    en = "This backup belongs to the municipality {theirs}; the setting says {ours}."
    next_ja = "KYOSO_MUNICIPALITY を確かめてください。"
    next_en = "Check KYOSO_MUNICIPALITY."


class AnotherMasterKey(Refusal):
    """The master key at hand does not open the copy's vaults."""

    status = 409
    code = "another-master-key"
    ja = "手元の鍵（KYOSO_MASTER_KEY_FILE）では {service} の個人文書を開けません。"
    en = "The master key at hand (KYOSO_MASTER_KEY_FILE) does not open the personal documents of {service}."
    next_ja = "バックアップを取った環境の鍵のファイルを置いて、やり直してください。鍵はバックアップに入りません。"
    next_en = "Put the key file of the deployment that was backed up in place; a backup does not hold it."


class NotInBackup(Refusal):
    """The copy has no such service."""

    status = 422
    code = "not-in-backup"
    ja = "このバックアップに「{service}」はありません。"
    en = "This backup has no service {service}."
    next_ja = "次の中から選んでください: {services}"
    next_en = "Choose one of: {services}"
