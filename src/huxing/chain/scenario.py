"""The scenario: what a person writes in YAML, and what the chain works on after it was checked and converted.

The common keys are declared here; each stage brings the model of its own section (`fly:` and so on), so that a stage
from another package extends the scenario without a change here.
"""

from __future__ import annotations

import copy
import dataclasses
import difflib
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, create_model

from huxing.chain.keys import file_digest
from huxing.chain.stage import InputFile, Milestone, ScenarioContext, Stage, input_files
from huxing.core.errors import InputError, MissingDataError, ScenarioError
from huxing.core.files import read_bounded
from huxing.core.strict_yaml import MAX_BYTES, Document, dotted, load_yaml
from huxing.core.time import parse_time
from huxing.core.validation import validate

BUILT_IN = Path(__file__).parent / "scenarios"


class MilestoneEntry(BaseModel):
    """A date at which the programme is looked at."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$", description="short name, lower case, `end-2025`")
    date: str = Field(description="UTC, ISO 8601, `2025-12-31`; each date stands once")
    title: str = Field("", description="what a reader sees; the name where it is left out")


class ScenarioModel(BaseModel):
    """The keys of every scenario."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$", description="short name; the run folder is `runs/<name>`")
    title: str = Field(description="headline of the report")
    question: str = Field(description="the question that the report answers first, one sentence")
    seed: int = Field(0, ge=0, description="seed of everything random")
    start: str | None = Field(
        None, description="UTC, ISO 8601; the one milestone date; required where `dates` is left out, unused otherwise"
    )
    dates: list[MilestoneEntry] = Field(default=[], description="milestone dates, in order of time")


@dataclass(frozen=True)
class Scenario:
    """A scenario, checked and resolved.

    Attributes:
        name, title, question, seed: as written.
        start: UTC; the first milestone date where it is left out.
        milestones: at least one, in order of time.
        parameters: by stage name, what the stage's `resolve` made of its section.
        as_written: the checked text with its defaults, in its own units.
        source: how the person named it.
        sha256: of the scenario's file.
        notices: what the person must hear although it is no error.
    """

    name: str
    title: str
    question: str
    seed: int
    start: np.datetime64
    milestones: tuple[Milestone, ...]
    parameters: Mapping[str, Any]
    as_written: Mapping[str, Any]
    source: str
    sha256: str
    notices: tuple[str, ...] = ()


def scenario_names() -> list[str]:
    """Names of the built-in scenarios.

    Returns:
        Sorted names.

    Raises:
        Nothing of its own.

    Source:
        The package's own files.
    """
    return sorted(path.stem for path in BUILT_IN.glob("*.yaml"))


def find_scenario(reference: str | Path) -> Path:
    """The file of a scenario.

    Args:
        reference: a path, or the name of a built-in scenario; an existing file comes first.

    Returns:
        The file.

    Raises:
        MissingDataError: neither; the message names the nearest built-in scenario.

    Source:
        docs/reference/scenario.md.
    """
    path = Path(reference).expanduser()
    if path.is_file():
        return path
    names = scenario_names()
    if str(reference) in names:
        return BUILT_IN / f"{reference}.yaml"
    nearest = difflib.get_close_matches(str(reference), names, n=1, cutoff=0.4)
    hint = f" Did you mean '{nearest[0]}'?" if nearest else ""
    raise MissingDataError(
        f"'{reference}' is neither a file nor a built-in scenario; built in are: {', '.join(names)}.{hint}"
    )


def load_scenario(
    reference: str | Path,
    *,
    stages: Sequence[Stage],
    overrides: Sequence[str] = (),
    elements: str | Path | None = None,
    seed: int | None = None,
) -> Scenario:
    """Read, check and resolve a scenario.

    Args:
        reference: a path or a built-in name.
        stages: the stages whose sections the scenario may have.
        overrides: `key.path=value`, value as in YAML; they replace what the file says.
        elements: a file of element sets that replaces the observed fleets.
        seed: replaces the scenario's seed.

    Returns:
        The scenario in SI units.

    Raises:
        ScenarioError: anything wrong in the text; with file, line, key path and the nearest valid key.
        InputError: `elements` are used nowhere.
        MissingDataError: the scenario or a file that it names is not there.

    Source:
        docs/reference/scenario.md.
    """
    path = find_scenario(reference)
    content = read_bounded(path, limit_bytes=MAX_BYTES)
    document = load_yaml(content, source=path)
    replaced = [_override(text) for text in overrides]
    if seed is not None:
        replaced.append((("seed",), seed))
    try:
        return _resolved(_with(document, replaced), stages, path, elements, reference, content)
    except ScenarioError as error:
        raise _blaming_override(error, replaced) from error


def _resolved(
    document: Document,
    stages: Sequence[Stage],
    path: Path,
    elements: str | Path | None,
    reference: str | Path,
    content: bytes,
) -> Scenario:
    model: Any = validate(document, scenario_model(stages))
    start = None if model.start is None else _time(model.start, document, ("start",))
    milestones = _milestones(model.dates, start, document)
    replacement = None if elements is None else InputFile(Path(elements), str(elements), file_digest(elements))
    sections = {stage.name: getattr(model, stage.name) for stage in stages}
    context = ScenarioContext(milestones, path.parent, str(path), document.line_of, replacement, sections)
    parameters = {s.name: s.resolve(sections[s.name], context) for s in stages if sections[s.name] is not None}
    _require_used(replacement, parameters)
    return Scenario(
        name=model.name,
        title=model.title,
        question=model.question,
        seed=model.seed,
        start=milestones[0].date if start is None else start,
        milestones=milestones,
        parameters=parameters,
        as_written=model.model_dump(mode="json", exclude_none=True),
        source=str(reference),
        sha256=hashlib.sha256(content).hexdigest(),
        notices=tuple(context.notices),
    )


def _require_used(elements: InputFile | None, parameters: Mapping[str, Any]) -> None:
    if elements is not None and elements not in input_files(parameters):
        raise InputError(
            f"--elements {elements.written}: no stage of this scenario uses element sets; it needs a section fly with "
            "a constellation of role: observed",
            given=elements.written,
        )


def scenario_model(stages: Sequence[Stage]) -> type[ScenarioModel]:
    """The model of a whole scenario: the common keys and one optional section per stage.

    Args:
        stages: the known stages.

    Returns:
        A pydantic model.

    Raises:
        Nothing of its own.

    Source:
        pydantic `create_model`.
    """
    sections: dict[str, Any] = {
        stage.name: (stage.section | None, Field(None, description=f"section of the stage `{stage.name}`"))
        for stage in stages
    }
    return create_model("Scenario", __base__=ScenarioModel, **sections)


def _milestones(
    entries: Sequence[MilestoneEntry], start: np.datetime64 | None, document: Document
) -> tuple[Milestone, ...]:
    if not entries and start is None:
        raise _error(document, ("start",), "start or dates is needed: the one date, or the list of milestone dates")
    if not entries:
        assert start is not None  # noqa: S101 - refused above
        return (Milestone("start", start, "start"),)
    found: list[Milestone] = []
    for index, entry in enumerate(entries):
        date = _time(entry.date, document, ("dates", index, "date"))
        if found and not date > found[-1].date:
            raise _error(document, ("dates", index, "date"), "milestone dates stand in order of time, each once")
        if entry.name in [milestone.name for milestone in found]:
            raise _error(document, ("dates", index, "name"), f"the name '{entry.name}' stands twice")
        found.append(Milestone(entry.name, date, entry.title or entry.name))
    return tuple(found)


def _time(text: str, document: Document, path: tuple[str | int, ...]) -> np.datetime64:
    try:
        return parse_time(text)
    except InputError as error:
        raise _error(document, path, str(error)) from error


def _error(document: Document, path: tuple[str | int, ...], message: str) -> ScenarioError:
    return ScenarioError(message, file=document.source, line=document.line_of(path), key_path=dotted(path))


Override = tuple[tuple[str | int, ...], Any]


def _override(text: str) -> Override:
    key_path, equals, value = text.partition("=")
    parts = tuple(int(part) if part.isdecimal() else part for part in key_path.strip().split("."))
    if not equals or "" in parts:
        raise ScenarioError(f"'{text}' is not key.path=value", file=f"--set {text}")
    return parts, load_yaml(value.strip() or "null", source=f"--set {text}").value


def _with(document: Document, replaced: Sequence[Override]) -> Document:
    value = copy.deepcopy(document.value)
    for path, new in replaced:
        _put(value, path, new)
    return dataclasses.replace(document, value=value)


def _put(value: Any, path: tuple[str | int, ...], new: Any) -> None:
    for depth, part in enumerate(path):
        last = depth == len(path) - 1
        if isinstance(value, dict):
            key = str(part)
            if last:
                value[key] = new
            else:
                value = value.setdefault(key, {})
        elif isinstance(value, list) and isinstance(part, int) and part < len(value):
            if last:
                value[part] = new
            else:
                value = value[part]
        else:
            raise ScenarioError(
                f"nothing can be set here: '{dotted(path[:depth])}' has no entry '{part}'",
                file=f"--set {dotted(path)}",
                key_path=dotted(path),
            )


def _blaming_override(error: ScenarioError, replaced: Sequence[Override]) -> ScenarioError:
    """The same error, naming --set instead of a line of the file where the value came from there."""
    for path, _ in replaced:
        name = dotted(path)
        if error.line is not None and (error.key_path == name or error.key_path.startswith(f"{name}.")):
            message = str(error).split(f" at {error.key_path} ", 1)[-1]
            if error.nearest:
                message = message.removesuffix(f" Did you mean '{error.nearest}'?")
            return ScenarioError(message, file=f"--set {name}", key_path=error.key_path, nearest=error.nearest)
    return error
