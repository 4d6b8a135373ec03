"""What the local cluster needs from Java: Kafka and the store's server, fetched by Maven once, pinned in one file."""

import fcntl
import hashlib
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
LOCAL = ROOT / "deploy" / "local"
FETCHED = ROOT / "var" / "java"
FETCH_SECONDS_MAX = 600


class JavaMissing(Exception):
    """The machine lacks what the cluster needs, or it could not be fetched. The text is for people."""


def missing_tools() -> list[str]:
    """What has to be installed first."""
    return [tool for tool in ("java", "javac", "mvn", "caddy") if shutil.which(tool) is None]


class Java:
    """The classes of the cluster; ``fetch`` is instant when they are there."""

    def __init__(self, root: Path = FETCHED) -> None:
        sources = [LOCAL / "pom.xml", LOCAL / "StandInStore.java"]
        version = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:12]
        self.folder = root / version

    @property
    def class_path(self) -> str:
        """For ``java -cp``."""
        return f"{self.folder / 'classes'}:{self.folder / 'lib'}/*"

    def fetch(self) -> bool:
        """Let Maven fetch the jars and compile the store; whether there was anything to do. Raises ``JavaMissing``.

        Who comes while another fetches waits for that one.
        """
        if (self.folder / "done").exists():
            return False
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            return self._fetch()

    def _fetch(self) -> bool:
        if (self.folder / "done").exists():
            return False
        if tools := missing_tools():
            raise JavaMissing(
                f"{', '.join(tools)} がありません / is missing"
                " (Debian, Ubuntu: sudo apt install openjdk-17-jdk-headless maven caddy)"
            )
        library, classes = self.folder / "lib", self.folder / "classes"
        classes.mkdir(parents=True, exist_ok=True)
        _run(
            "mvn",
            "--batch-mode",
            "--quiet",
            "--file",
            str(LOCAL / "pom.xml"),
            "dependency:copy-dependencies",
            "-DincludeScope=runtime",
            f"-DoutputDirectory={library}",
        )
        _run("javac", "-d", str(classes), "-cp", f"{library}/*", str(LOCAL / "StandInStore.java"))
        (self.folder / "done").touch()
        return True

    def command(self, main: str, *arguments: str, memory_mb: int, options: tuple[str, ...] = ()) -> list[str]:
        """A process of Java: bounded, small threads' share, and dead rather than half dead when memory runs out."""
        return [
            "java",
            f"-Xmx{memory_mb}m",
            f"-Xms{memory_mb // 4}m",
            "-XX:+UseSerialGC",  # on a machine that everything shares, fewer threads are faster
            "-XX:TieredStopAtLevel=1",  # its compiler's second stage took half of a server's time in the first minutes
            "-XX:+ExitOnOutOfMemoryError",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
            "-Dorg.slf4j.simpleLogger.showDateTime=true",
            "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
            *options,
            "-cp",
            self.class_path,
            main,
            *arguments,
        ]


def _run(*command: str) -> None:
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=FETCH_SECONDS_MAX, stdin=subprocess.DEVNULL
        )
    except subprocess.TimeoutExpired as error:
        raise JavaMissing(f"{command[0]}: {FETCH_SECONDS_MAX} 秒待ちました / waited {FETCH_SECONDS_MAX} s") from error
    if done.returncode:
        raise JavaMissing(f"{command[0]} が失敗しました / failed:\n{(done.stdout + done.stderr)[-2000:]}")
