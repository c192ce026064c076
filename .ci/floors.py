"""Holds the figures of the benchmark, JSON in a file, to the floors in `floors.toml`; exits 1 where one is below."""

import json
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path


def below(floors: Mapping[str, object], figures: Mapping[str, object], name: str = "") -> Iterator[str]:
    """Yield a line for each figure that is missing or below its floor."""
    for key, floor in floors.items():
        place, figure = f"{name}{key}", figures.get(key)
        if isinstance(floor, Mapping):
            yield from below(floor, figure if isinstance(figure, Mapping) else {}, f"{place}.")
        elif not isinstance(figure, int | float) or figure < float(str(floor)):
            yield f"{place} is {figure}, at least {floor} is asked"


figures = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
floors = tomllib.loads(Path(__file__).with_name("floors.toml").read_text(encoding="utf-8"))
found = list(below(floors, figures))
sys.stdout.write(f"{json.dumps(figures)}\n" + "".join(f"{line}\n" for line in found))
sys.exit(1 if found else 0)
