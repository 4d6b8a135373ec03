"""What the subcommands share: options that become settings, faults in words, exit codes."""

import asyncio
import sys
from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click
from pydantic import ValidationError

from shared.settings import Settings

if TYPE_CHECKING:
    from kyoso.serving import Process

T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])

FAULT = 1
"""The command ran and found, or met, something wrong."""
USAGE = 2
"""It was called wrongly (click's own code too)."""
UNAVAILABLE = 3
"""The data folder, the port or the running instance could not be had."""


class ThatIsThere(click.Path):
    """A file or folder that has to be there; what is wrong with one is said in both languages."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """As click does. Raises ``BadParameter``."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter as wrong:
            raise click.BadParameter(f"{value} が見つからないか、読めません / {wrong.message}", ctx, param) from wrong


FILE = ThatIsThere(exists=True, dir_okay=False, path_type=Path)
FOLDER = ThatIsThere(exists=True, file_okay=False, path_type=Path)


def data_option(command: F) -> F:
    """``--data``: where this deployment keeps everything."""
    return click.option(
        "--data",
        type=click.Path(file_okay=False, path_type=Path),
        help="データのフォルダ / the data folder (KYOSO_DATA, var/kyoso)",
    )(command)


def listen_options(command: F) -> F:
    """``--host`` and ``--port``: where it answers."""
    command = click.option(
        "--port",
        type=click.IntRange(0, 65_535),
        help="待ち受けるポート。0 は空いている番号 / the port to listen on, 0 for any free one (KYOSO_PORT, 8000)",
    )(command)
    return click.option("--host", help="待ち受けるアドレス / the address to listen on (KYOSO_HOST, 127.0.0.1)")(command)


def settings_of(**given: Any) -> Settings:
    """The settings of the environment, with what the command line gave. Ends the command for one that is wrong."""
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        for fault in error.errors():
            name = "_".join(str(part) for part in fault["loc"]).upper()
            click.echo(f"設定 KYOSO_{name} が正しくありません / is not right: {fault['msg']}", err=True)
        sys.exit(USAGE)


def refuse_open_demo(settings: Settings) -> None:
    """End the command when the demo's sign-in could be reached from other machines: it lets anybody be anybody."""
    from shared.loopback import is_loopback  # noqa: PLC0415 - loaded when something runs

    if settings.demo and not is_loopback(settings.host):
        stop(
            f"お試し用のログインは、このコンピューターの中（127.0.0.1）でだけ使えます: {settings.host}"
            f" / the demo's sign-in serves this machine only (127.0.0.1), not {settings.host}",
            USAGE,
        )


def stop(message: str, code: int = FAULT) -> NoReturn:
    """End the command with words on standard error."""
    click.echo(message, err=True)
    sys.exit(code)


def go(work: Callable[[], Coroutine[Any, Any, T]], advice: Mapping[str, str] | None = None) -> T:
    """Run a command's coroutine on a fast loop; what is foreseeable ends it with words and a code.

    ``advice`` as for ``operate``.
    """
    import uvloop  # noqa: PLC0415 - loaded when something runs

    from kyoso.folder import FolderFault  # noqa: PLC0415 - as above
    from shared.errors import Refusal, Transient, WrongFile  # noqa: PLC0415 - as above
    from shared.messaging.connection import ConnectionFault  # noqa: PLC0415 - as above
    from shared.vault.port import Unreadable  # noqa: PLC0415 - as above

    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(work())
    except FolderFault as error:
        stop(str(error), UNAVAILABLE)
    except Refusal as refusal:
        stop(refused(refusal, advice))
    except ConnectionFault as fault:
        stop(f"設定が正しくありません / a setting is not right: {fault}", USAGE)
    except OSError as fault:
        if fault.filename is None:
            raise
        stop(f"ファイルを使えません / a file may not be read or written: {fault.filename}: {fault.strerror}", USAGE)
    except Unreadable as error:
        stop(
            f"マスターキーが合いません。正しい鍵ファイルを KYOSO_MASTER_KEY_FILE に指定してください。"
            f" / the master key does not fit; name the right file in KYOSO_MASTER_KEY_FILE: {error}"
        )
    except WrongFile as wrong:
        stop(f"設定のファイルが正しくありません / a file of the settings is not right\n{wrong}", USAGE)
    except Transient as error:
        stop(f"いまは実行できません / cannot be done now: {type(error).__name__}: {error}", UNAVAILABLE)
    except KeyboardInterrupt:
        sys.exit(130)


def run_process(settings: Settings, compose: "Callable[[Settings], Process]") -> None:
    """Serve what ``compose`` makes until it is asked to stop. Ends the command when the port cannot be had.

    Asked to stop, it first says that it is not ready and serves on for ``drain_seconds``: a proxy in front then sends
    new requests elsewhere, and none meets a closed door.
    """
    from kyoso.serving import PortTaken, listen, serving, until_signalled  # noqa: PLC0415 - loaded when it serves
    from shared.logs import configure_logging  # noqa: PLC0415 - as above

    async def work() -> None:
        configure_logging(settings.log_level)
        listener = listen(settings.host, settings.port)
        async with until_signalled() as asked:
            process = compose(settings.model_copy(update={"port": listener.getsockname()[1]}))
            async with process.up(), serving(process.app, listener, closing=process.let_go):
                click.echo(f"kyoso: {process.base_url}  (bus {process.bus.connection.bootstrap})")
                await asked.wait()
                process.drain()
                await asyncio.sleep(settings.drain_seconds)

    try:
        go(work)
    except PortTaken as taken:
        stop(str(taken), UNAVAILABLE)


def operate(
    operation: str, arguments: dict[str, Any], data: Path | None, *, advice: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Do an administrative operation on a deployment, running or not, and give what it answers.

    ``advice`` says, by a refusal's code, what an operator does next where that differs from what a resident does.
    """
    import httpx  # noqa: PLC0415 - loaded when something runs

    from kyoso import admin  # noqa: PLC0415 - as above
    from kyoso.in_english import in_english  # noqa: PLC0415 - as above

    settings = settings_of(data=data)
    if settings.store == "mongo":
        settings.data.mkdir(parents=True, exist_ok=True)  # what is done is written down here
    if settings.store == "sqlite" and not settings.data.exists():
        stop(f"データのフォルダがありません / there is no data folder: {settings.data}", USAGE)
    try:
        return go(lambda: admin.run(operation, arguments, settings), advice)
    except admin.OperationFailed as failed:
        problem = {**failed.problem}
        if advised := str(problem.get("code")) in (advice or {}):
            problem["next"] = (advice or {})[str(problem["code"])]
        words = [str(problem[name]) for name in ("detail", "next") if problem.get(name)]
        stop("\n".join((*words, *filter(None, in_english(problem)[: 1 if advised else 2]))))
    except httpx.HTTPError as error:
        stop(f"動いている kyoso が応答しません / the running instance does not answer: {error}", UNAVAILABLE)


def refused(refusal: Any, advice: Mapping[str, str] | None = None) -> str:
    """A refusal in both languages, with what to do next."""
    words = {**refusal.data, **getattr(refusal, "words", {})}
    if advice and refusal.code in advice:
        return "\n".join((_filled(refusal.ja, words), _filled(refusal.en, words), advice[refusal.code]))
    texts = (refusal.ja, refusal.next_ja, refusal.en, refusal.next_en)
    return "\n".join(_filled(text, words) for text in texts)


def _filled(text: str, words: dict[str, Any]) -> str:
    try:
        return text.format_map(words)
    except (KeyError, ValueError, IndexError):
        return text
