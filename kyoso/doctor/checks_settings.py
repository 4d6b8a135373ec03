"""Are the settings those of a city: is it named, does it know who signs people in, are its keys its own."""

from collections.abc import Iterator

from kyoso.doctor.facts import Facts
from kyoso.doctor.finding import Finding, fine, wrong
from shared.settings import Settings

NOBODY = Settings.model_fields["municipality"].default
SKEW_SECONDS_MAX = 3.0
"""Two seconds are tolerated between replicas; the ``Date`` of an answer has whole ones."""


def municipality(facts: Facts) -> Iterator[Finding]:
    """Events carry the city's code for ever: it must not be nobody's."""
    if facts.settings.municipality != NOBODY:
        yield fine("municipality", f"自治体コード {facts.settings.municipality}", "the city has a code of its own")
    elif facts.demo:
        yield fine("municipality", "見本の街の自治体コード（お試し用）", "the sample town's code, as a demo has it")
    else:
        yield wrong(
            "municipality",
            f"自治体コードが見本の街のもの（{NOBODY}）のままです。",
            f"The city's code is the sample town's ({NOBODY}); it stands in every event for ever.",
            "最初のデータを入れる前に KYOSO_MUNICIPALITY を設定してください。",
            "Set KYOSO_MUNICIPALITY before the first data come in.",
        )


def issuer(facts: Facts) -> Iterator[Finding]:
    """Nobody can sign in when the issuer's keys cannot be had."""
    if facts.demo:
        yield fine("issuer", "お試し用のログイン", "the demo's own sign-in")
    elif not facts.settings.issuer:
        yield wrong(
            "issuer",
            "OIDC の発行者（KYOSO_ISSUER）が設定されていません。だれもログインできません。",
            "No OIDC issuer is set: nobody can sign in.",
            "KYOSO_ISSUER に発行者の URL を設定してください。",
            "Set KYOSO_ISSUER to the issuer's URL.",
        )
    elif facts.issuer_fault:
        yield wrong(
            "issuer",
            f"発行者 {facts.settings.issuer} の鍵を取得できません（{facts.issuer_fault}）。",
            f"The keys of the issuer {facts.settings.issuer} cannot be had ({facts.issuer_fault}).",
            "URL、名前解決、通信の許可を確かめてください。鍵がある間は15分ほど動き続けます。",
            "Check its URL, the name and the way to it. With keys in memory the services go on for a while.",
        )
    elif facts.issuer_fault == "":
        yield fine("issuer", "発行者の鍵を取得できます", "the issuer gives its keys")


def master_key(facts: Facts) -> Iterator[Finding]:
    """Without the key no vault can be read; with a key that others can read, every vault can."""
    file = facts.settings.key_file
    if not file.exists():
        if facts.replicas and not facts.settings.data.exists():
            return  # the doctor works from another machine
        yield wrong(
            "master-key",
            f"鍵のファイル {file} がありません。",
            f"There is no master key at {file}.",
            "KYOSO_MASTER_KEY_FILE を確かめるか、控えから戻してください。新しい鍵では前の個人情報を読めません。",
            "Check KYOSO_MASTER_KEY_FILE, or bring the key back from its copy: a new one cannot read what is there.",
        )
    elif file.stat().st_mode & 0o077:
        yield wrong(
            "master-key",
            f"鍵のファイル {file} をほかの利用者が読めます。",
            f"Others on this machine can read the master key {file}.",
            f"chmod 600 {file} を実行してください。",
            f"Run: chmod 600 {file}",
        )
    else:
        yield fine("master-key", "鍵は本人だけが読めます", "the master key is its owner's alone")


def clocks(facts: Facts) -> Iterator[Finding]:
    """A clock that is off makes tokens too old or too new, and timers early or late."""
    places = {each.url: each.skew_seconds for each in facts.replicas if each.skew_seconds is not None}
    if facts.issuer_skew_seconds is not None:
        places[facts.settings.issuer] = facts.issuer_skew_seconds
    if not places:
        return
    off = {place: skew for place, skew in places.items() if abs(skew) > SKEW_SECONDS_MAX}
    for place, skew in sorted(off.items()):
        yield wrong(
            "clocks",
            f"{place} の時計がこのコンピューターと {skew:+.0f} 秒ずれています。",
            f"The clock of {place} is {skew:+.0f} s off this machine's.",
            "両方で時刻同期（NTP）を確かめてください。",
            "Check time synchronisation (NTP) on both.",
        )
    if not off:
        yield fine("clocks", "時計は合っています", "the clocks agree")


def numbers(facts: Facts) -> Iterator[Finding]:
    """Who is in danger is shown a phone number: somebody must answer it."""
    found = [number for replica in facts.replicas for _, number in replica.of("kyoso_matching_made_up_numbers")]
    if not found:
        return  # matching was not reached, which is told elsewhere, or is of an older version
    count = int(max(found))
    if not count:
        yield fine("numbers", "相談の電話番号は、市のものです", "the phone numbers of worries are the city's own")
    elif facts.demo:
        yield fine("numbers", "相談の電話番号は見本のもの（お試し用）", "made-up phone numbers, as a demo has them")
    else:
        yield wrong(
            "numbers",
            f"急ぐ相談に示す電話番号のうち {count} 件が、見本のための架空の番号のままです。かけてもつながりません。",
            f"{count} of the phone numbers shown for urgent worries are made up: nobody answers them.",
            "triage.toml の番号（00-0000-…）を市の番号に替え、kyoso triage check で調べ、再起動してください。",
            "Put the city's numbers into triage.toml (00-0000-…, fictional = true), kyoso triage check, and restart.",
        )
