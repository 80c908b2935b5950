"""What the documents show works: Python snippets run, links lead somewhere, commands exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from huxing.cli.main import app

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *ROOT.glob("docs/**/*.md")])
NAMES = [str(path.relative_to(ROOT)) for path in DOCUMENTS]


def snippets(language: str) -> list[tuple[str, str]]:
    found = []
    for path, name in zip(DOCUMENTS, NAMES, strict=True):
        blocks = re.findall(rf"```{language}\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL)
        found += [(f"{name}[{number}]", block) for number, block in enumerate(blocks)]
    return found


@pytest.mark.parametrize(("name", "code"), snippets("python"), ids=lambda v: v if "[" in v[:60] else "")
def test_python_snippets_run(name, code, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    exec(compile(code, name, "exec"), {"__name__": "snippet"})


@pytest.mark.parametrize("path", DOCUMENTS, ids=NAMES)
def test_links_lead_somewhere(path):
    text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    targets = [t for t in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text) if "://" not in t]
    assert [t for t in targets if not (path.parent / t).exists()] == []


@pytest.mark.parametrize(("name", "block"), snippets("console"), ids=lambda v: v if "[" in v[:60] else "")
def test_commands_and_their_options_exist(name, block):
    for line in re.findall(r"^\$ (?:\.venv/bin/)?(huxing .*?)(?:\s+#.*)?$", block, re.MULTILINE):
        words = re.findall(r"(?:^|\s)(--?[a-z][\w-]*|[a-z][\w-]*)", line)[1:]
        command = words[:2] if words and words[0] in ("elements", "link", "network") else words[:1]
        if not command or command[0].startswith("-"):
            continue
        shown = CliRunner().invoke(app, [*command, "--help"])
        assert shown.exit_code == 0, f"{name}: {line}"
        options = re.findall(r"\s(--[a-z][\w-]*)", line)
        assert [o for o in options if o not in shown.output] == [], f"{name}: {line}"
