"""The command ``kyoso``. Each subcommand is a module of ``kyoso.commands``, imported only when it is asked for."""

import importlib

import click

from shared.process import collect_seldom
from shared.version import VERSION

COMMANDS = {
    "demo": "demo",
    "serve": "serve",
    "story": "story",
    "import": "importing",
    "store": "store",
    "rebuild": "rebuild",
    "erase": "erase",
    "erased": "erased",
    "ledger": "ledger",
    "money": "money",
    "dead-letters": "letters",
    "topics": "topics",
    "cluster": "cluster",
    "desk": "desk",
    "trace": "trace",
    "doctor": "doctor",
    "health": "health",
    "backup": "backup",
    "restore": "restore",
    "verify": "verify",
    "republish": "republish",
    "archive": "archive",
    "mail": "mail",
    "rules": "rules",
    "triage": "triage",
    "counter": "counter",
    "report": "report",
    "matching": "matching",
    "areas": "areas",
}
"""Subcommand → the module that holds it as ``command``."""

SHORT = {
    "demo": "見本の街を動かす / run the sample town",
    "serve": "全サービスを動かす / run all services",
    "story": "一連の流れを試す / play the loop against an instance",
    "import": "データを取り込む / take files in",
    "store": "保存先を準備する / prepare a MongoDB",
    "rebuild": "一覧を作り直す / derive a service's lists again",
    "erase": "利用者を消去する / erase a person",
    "erased": "消去した利用者の番号 / who was erased",
    "ledger": "ポイントの帳簿 / the books of points",
    "money": "使用料のお金 / fees, payments and refunds",
    "dead-letters": "配送できなかったイベント / events that could not be handled",
    "topics": "Kafka のトピックとアクセス権 / the broker's topics and access list",
    "cluster": "この1台でクラスタを動かす / a cluster on this machine",
    "desk": "お試し用の受付 / the demo's desk, for a cluster on this machine",
    "trace": "リクエストの行方をたどる / what one request caused",
    "doctor": "環境を調べる / what is wrong here, and what to do",
    "health": "準備できているかを調べる / ask a process whether it is ready",
    "backup": "動かしたまま写しを取る / copy everything while it runs",
    "restore": "写しから空の場所に戻す / fill an empty place from a backup",
    "republish": "失われたイベントをもう一度流す / publish again what a broker lost",
    "archive": "古い記録を書庫に移す / move what is long over to an archive",
    "mail": "お知らせメール / mails to people, and those that came back",
    "rules": "施設の利用規則を調べ、試す / check and try a town's rules of use",
    "triage": "相談のふりわけ規則を調べ、試す / check and try rules of triage",
    "counter": "窓口と電話の仕事 / book, decide and close for people at a counter",
    "matching": "おすすめの質を測り、案件を引き継ぐ / how good recommendations are; hand cases over",
    "areas": "町と区域のデータを調べ、取り込む / check a city's areas and take them in",
    "report": "施設の利用報告（月報） / reports on the use of facilities",
    "verify": "写しを確かめる / prove a backup, or what services heard of each other",
}


class LazyGroup(click.Group):
    """A group whose subcommands are imported on use, so that ``kyoso --help`` needs no service."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        collect_seldom()  # what is imported from here on stays
        command = importlib.import_module(f"kyoso.commands.{COMMANDS[cmd_name]}").command
        if not isinstance(command, click.Command):
            raise TypeError(f"{cmd_name} is no command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(SHORT.items()))


@click.command(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="kyoso")
def main() -> None:
    """協創（kyoso）: 自治体の協創を支えるイベント駆動の基盤。 / A community co-creation platform for Japanese cities.

    設定は環境変数 KYOSO_… でも渡せます。 / Settings may also be given as KYOSO_… in the environment.
    """


if __name__ == "__main__":
    main()
