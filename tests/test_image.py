"""The steps of the Dockerfile, run one after the other in an empty directory, where there may be no Docker.

What needs the rights of root is left out (the user), and so are the base image and the read-only root.
"""

import os
import re
import shlex
import subprocess
import sys
import time
from pathlib import Path

import pytest
from opensearch_server import free_port

ROOT = Path(__file__).parent.parent
STEP = re.compile(r"^([A-Z]+) (.+)$", re.MULTILINE)


def steps() -> list[tuple[str, str]]:
    text = re.sub(r"\\\n", " ", (ROOT / "Dockerfile").read_text(encoding="utf-8"))
    return [(found[1], " ".join(found[2].split())) for found in STEP.finditer(text)]


def test_the_image_runs_as_a_user_and_asks_whether_it_is_ready():
    told = dict(steps())
    assert told["USER"] == "clausula"
    assert "/readyz" in told["HEALTHCHECK"]
    assert told["CMD"].startswith('["serve"')


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="the steps are for a shell of Linux")
def test_the_steps_make_a_site_that_is_ready_and_ends_when_it_is_told(tmp_path):
    source, place, data = (tmp_path / name for name in ("source", "opt/clausula", "data"))
    place.parent.mkdir()
    data.mkdir()
    subprocess.run(["git", "clone", "-q", ROOT, source], check=True)
    port = str(free_port(8300, 8400))
    ours = {
        "/opt/clausula": str(place), "/data": str(data), "8000": port, "0.0.0.0": "127.0.0.1",  # noqa: S104
        "python -m venv": f"{sys.executable} -m venv",
    }  # fmt: skip

    def here(text: str) -> str:
        for theirs, own in ours.items():
            text = text.replace(theirs, own)
        return text

    told = dict(steps())
    for name, text in steps():
        if name == "RUN" and "useradd" not in text:
            done = subprocess.run(here(text), shell=True, cwd=source, capture_output=True, text=True, check=False)  # noqa: S602
            assert done.returncode == 0, done.stderr
    env = os.environ | dict(
        pair.split("=", 1) for pair in shlex.split(here(told["ENV"]).replace("$PATH", os.environ["PATH"]))
    )
    program = [*eval(told["ENTRYPOINT"]), *map(here, eval(told["CMD"])), "--port", port]  # noqa: S307 - lists of texts
    health = [here(part) for part in eval(told["HEALTHCHECK"].partition("CMD ")[2])]  # noqa: S307
    with subprocess.Popen(program, cwd=data, env=env, stderr=subprocess.PIPE, text=True) as server:
        try:
            for _ in range(120):
                ready = subprocess.run(health, env=env, capture_output=True, check=False).returncode == 0
                if ready or server.poll() is not None:
                    break
                time.sleep(1)
            assert ready
            server.terminate()
            assert server.wait(30) == 0
        finally:
            server.kill()
