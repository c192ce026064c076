"""Three nodes of OpenSearch in processes of their own, to be killed, stopped and started; and TLS with a password.

The security plugin is not among the jars that Maven has: a proxy before a node asks for the password instead of it.
"""

import base64
import http.client
import os
import shutil
import signal
import ssl
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from opensearch_server import HEAP, VERSION, free_port, jars, java, wait_for

NODES = 3
# What the official distribution has as modules: class, and how the names of their own jars begin.
MODULES = {
    "transport-netty4": (
        "transport.Netty4ModulePlugin", ("transport-netty4-client", "netty-", "opensearch-netty4"),
    ),
    "analysis-common": ("analysis.common.CommonAnalysisModulePlugin", ("analysis-common-",)),
    "reindex": (
        "index.reindex.ReindexModulePlugin",
        ("reindex-client", "opensearch-rest-client", "opensearch-ssl-config", "httpclient", "httpcore",
         "commons-logging", "commons-codec"),
    ),
    "lang-painless": ("painless.PainlessModulePlugin", ("lang-painless-", "asm-", "opensearch-scripting-painless-spi")),
    "mapper-extras": ("index.mapper.MapperExtrasModulePlugin", ("mapper-extras-client",)),
}  # fmt: skip
LOG = """status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = [%d{ISO8601}][%-5p] %marker%m%n
rootLogger.level = warn
rootLogger.appenderRef.console.ref = console
"""


class Node:
    """One node; its data stay where they are when it is killed and started again."""

    def __init__(self, number: int, ports: int, folder: Path) -> None:
        self.name = f"n{number}"
        self.host = f"127.0.0.1:{ports + number}"
        self._home = folder / self.name
        self._dist = folder / "dist"
        config = self._home / "config"
        config.mkdir(parents=True)
        names = ", ".join(f'"n{each}"' for each in range(NODES))
        seeds = ", ".join(f'"127.0.0.1:{ports + 100 + each}"' for each in range(NODES))
        (config / "opensearch.yml").write_text(
            f"cluster.name: {folder.name}\nnode.name: {self.name}\nnetwork.host: 127.0.0.1\n"
            f"http.port: {ports + number}\ntransport.port: {ports + 100 + number}\n"
            f"discovery.seed_hosts: [{seeds}]\ncluster.initial_cluster_manager_nodes: [{names}]\n"
            f"path.data: {self._home / 'data'}\npath.logs: {self._home / 'logs'}\n"
            "cluster.routing.allocation.disk.threshold_enabled: false\n",
            encoding="utf-8",
        )
        (config / "log4j2.properties").write_text(LOG, encoding="utf-8")
        (config / "jvm.options").touch()
        (self._home / "modules").symlink_to(self._dist / "modules")
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        command = [
            java(), f"-Xms{HEAP}", f"-Xmx{HEAP}", f"-Djava.io.tmpdir={self._home}", f"-Dopensearch.path.home={self._home}",
            f"-Dopensearch.path.conf={self._home / 'config'}", "-Dopensearch.distribution.type=tar",
            "-Dlog4j2.disable.jmx=true", "-cp", f"{self._dist / 'lib'}{os.sep}*", "org.opensearch.bootstrap.OpenSearch",
        ]  # fmt: skip
        other = {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}
        with (self._home / "log").open("ab") as out:
            self.process = subprocess.Popen(command, stdout=out, stderr=out, cwd=self._home, **other)

    def wait(self, nodes: int = NODES) -> None:
        """Wait until it is in a cluster of so many nodes."""
        assert self.process
        wait_for(self.host, self.process, self._home / "log", nodes)

    def revive(self) -> None:
        """Start it again if it does not run."""
        if self.process is None or self.process.poll() is not None:
            self.start()
            self.wait()

    def signal(self, number: signal.Signals) -> None:
        assert self.process
        self.process.send_signal(number)

    def kill(self) -> None:
        """End it as a power failure does."""
        if self.process:
            self.process.kill()
            self.process.wait()


def _dist(folder: Path) -> None:
    """Lay the jars out as the official start class wants them."""
    shutil.copytree(jars(), folder / "lib")
    for name, (plugin, begin) in MODULES.items():
        module = folder / "modules" / name
        module.mkdir(parents=True)
        for jar in (folder / "lib").glob("*.jar"):
            if jar.name.startswith(begin):
                jar.rename(module / jar.name)
        (module / "plugin-descriptor.properties").write_text(
            f"name={name}\ndescription={name}\nversion={VERSION}\nopensearch.version={VERSION}\njava.version=21\n"
            f"classname=org.opensearch.{plugin}\nextended.plugins=\nhas.native.controller=false\n",
            encoding="utf-8",
        )


@contextmanager
def three_nodes() -> Iterator[list[Node]]:
    """Run three nodes that are one cluster; skip where that cannot be."""
    if os.name == "nt":
        pytest.skip("nodes are stopped by signals")
    java(), jars()
    folder = Path(tempfile.mkdtemp(prefix="clausula-cluster-"))  # not below a folder that is closed to others
    nodes: list[Node] = []
    try:
        _dist(folder / "dist")
        ports = free_port(9400, 9480)
        nodes = [Node(number, ports, folder) for number in range(NODES)]
        if os.geteuid() == 0:
            for path in (folder, *folder.rglob("n?"), *folder.rglob("config")):
                shutil.chown(path, "nobody", "nogroup")
        for node in nodes:
            node.start()
        for node in nodes:
            node.wait()
        yield nodes
    finally:
        for node in nodes:
            node.kill()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def guarded(host: str, certificate: Path, user: str, password: str) -> Iterator[int]:
    """Stand before a node with TLS and ask for a password; give the port."""
    wanted = "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()

    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _pass(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if self.headers.get("Authorization") != wanted:
                self._answer(401, b"{}", "application/json")
                return
            way = http.client.HTTPConnection(host, timeout=60)
            kept = {name: value for name, value in self.headers.items() if name.lower() in {"content-type", "accept"}}
            way.request(self.command, self.path, body, kept)
            answer = way.getresponse()
            self._answer(answer.status, answer.read(), answer.headers.get("Content-Type", ""))
            way.close()

        def _answer(self, status: int, body: bytes, kind: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _pass  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with ThreadingHTTPServer(("127.0.0.1", 0), Door) as server:
        server.daemon_threads = True
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()
