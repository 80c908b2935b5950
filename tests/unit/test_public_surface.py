"""What is exported, how it is documented, and the house's rules that a machine can check."""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "src" / "huxing").rglob("*.py"))
PARTS = ("antennas", "atmosphere", "budget", "capacity", "laser", "maritime", "modulation", "ntn")
NETWORK_PARTS = (
    "access", "capacity", "dtn", "evolution", "interchange", "packets", "routing", "terrestrial", "topology", "traffic",
)  # fmt: skip
ROOMS = (
    "huxing.core",
    "huxing.catalogue",
    "huxing.orbit",
    "huxing.link",
    *(f"huxing.link.{part}" for part in PARTS),
    "huxing.network",
    *(f"huxing.network.{part}" for part in NETWORK_PARTS),
    "huxing.chain",
)
EXPORTS = [(room, name) for room in ROOMS for name in importlib.import_module(room).__all__]
# put together here, so that this file does not name one either
INDEX_HOSTS = ["pypi" + ".org", "python" + "hosted.org", "simple" + "/index", "test." + "pypi"]


def natural(name: str) -> tuple[object, ...]:
    """The linter's order: numbers within a name by their value."""
    parts = [(0, int(p), "") if p.isdigit() else (1, 0, p) for p in re.split(r"(\d+)", name) if p]
    return (not name.isupper(), not name[0].isupper(), parts)


@pytest.mark.parametrize("room", ROOMS)
def test_all_is_sorted_complete_and_importable(room: str) -> None:
    module = importlib.import_module(room)
    names = module.__all__
    # constants, classes, functions, each group by the alphabet, as the linter sorts
    assert names == sorted(names, key=natural)
    assert len(set(names)) == len(names)
    assert all(hasattr(module, name) for name in names)
    assert module.__doc__


@pytest.mark.parametrize(("room", "name"), EXPORTS)
def test_exported_names_are_documented(room: str, name: str) -> None:
    thing = getattr(importlib.import_module(room), name)
    if inspect.isclass(thing):
        assert thing.__doc__
        assert not thing.__doc__.startswith(f"{name}(")  # what a dataclass writes by itself
    elif callable(thing) and not inspect.ismodule(thing):
        document = inspect.getdoc(thing) or ""
        assert document[0].isupper()
        assert "Raises:" in document
        assert "Source:" in document
        if inspect.signature(thing).parameters:
            assert "Args:" in document
        order = [
            document.index(part)
            for part in ("Args:", "Returns:", "Raises:", "Source:", "Valid for:")
            if part in document
        ]
        assert order == sorted(order)


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT / "src")))
def test_files_and_functions_are_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 400
    tree = ast.parse(text)
    assert ast.get_docstring(tree) or not text.strip()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            lines = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
            assert lines <= 60, f"{node.name} has {lines} lines"


def test_no_file_names_a_package_index() -> None:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    named = []
    for name in listed.stdout.splitlines():
        path = ROOT / name
        if path.is_file() and path.stat().st_size < 5_000_000:
            content = path.read_bytes()
            named += [(name, host) for host in INDEX_HOSTS if host.encode() in content]
    assert named == []


@pytest.mark.parametrize("module", ["huxing.cli.main", "huxing"])
def test_the_command_line_starts_without_the_heavy_packages(module: str) -> None:
    script = f"import sys, json, {module}; print(json.dumps(sorted(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    heavy = {"numpy", "pandas", "xarray", "scipy", "numba", "matplotlib", "shapely", "erfa", "sgp4", "dask", "astropy"}
    assert not set(json.loads(run.stdout)) & heavy
