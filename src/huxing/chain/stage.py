"""What a stage is: a link of the chain that takes a part of the scenario and gives declared artefacts.

A stage calls kernels and nothing else. It splits its work into units - independent pieces whose results are files -
so that a run that was killed goes on where it stopped, and so that units can run in other processes or on other
machines.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel

from huxing.chain.keys import digest_of, file_digest
from huxing.core.errors import RunError, ScenarioError
from huxing.core.files import read_bounded
from huxing.core.schema import DatasetSchema, TableSchema
from huxing.core.strict_yaml import dotted

Schema = TableSchema | DatasetSchema


@dataclass(frozen=True)
class Milestone:
    """A date at which the programme is looked at."""

    name: str
    date: np.datetime64
    title: str


@dataclass(frozen=True)
class InputFile:
    """A file that a result depends on: by content, not by name.

    Attributes:
        path: where it is read.
        written: as it stands in the scenario or on the command line.
        sha256: of its bytes, taken when the scenario was read.
    """

    path: Path
    written: str
    sha256: str

    def canonical(self) -> dict[str, str]:
        """What counts for keys: the content."""
        return {"sha256": self.sha256}

    def read(self, *, limit_bytes: int) -> bytes:
        """The file's content, gunzipped where it is gzip.

        Args:
            limit_bytes: bound of the unpacked content.

        Returns:
            The content.

        Raises:
            RunError: the file changed since the scenario was read.
            MissingDataError: it is not there any more.
            TooLargeError: over the bound.

        Source:
            `huxing.core.files.read_bounded`.
        """
        self.require_unchanged()
        return read_bounded(self.path, limit_bytes=limit_bytes)

    def require_unchanged(self) -> None:
        """Refuse a file whose content is not the one that the key was made of.

        Raises:
            RunError: the file changed since the scenario was read.
            MissingDataError: it is not there any more.

        Source:
            FIPS 180-4 (SHA-256).
        """
        if file_digest(self.path) != self.sha256:
            raise RunError(f"{self.written}: the file changed while the run was going on; start the run again")


@dataclass(frozen=True)
class ScenarioContext:
    """What a stage may use when it resolves its section.

    Attributes:
        milestones: the scenario's dates, in order.
        folder: folder of the scenario file; relative file names start there.
        source: name of the scenario file, for messages.
        line_of: line of a key path within the scenario, `("fly", "areas", 0)`.
        elements: element sets that replace the observed fleets (`--elements`), or None.
        sections: every section of the scenario by stage name, checked but not resolved; None where it is left out.
        notices: what the person must hear although it is no error; stages add to it with `notice`.
    """

    milestones: tuple[Milestone, ...]
    folder: Path
    source: str
    line_of: Callable[[tuple[str | int, ...]], int]
    elements: InputFile | None = None
    sections: Mapping[str, Any] = field(default_factory=dict, compare=False)
    notices: list[str] = field(default_factory=list, compare=False)

    def notice(self, text: str) -> None:
        """Note what the person must hear although it is no error: on stderr, in the journal and in the report.

        Args:
            text: a sentence without a path of this machine.

        Raises:
            Nothing of its own.

        Source:
            docs/explanation/run-folder.md.
        """
        self.notices.append(text)

    def error(self, message: str, path: tuple[str | int, ...], *, nearest: str | None = None) -> ScenarioError:
        """An error that names the place in the scenario.

        Args:
            message: what was given, what is accepted, what to do.
            path: key path, `("fly", "areas", 0)`.
            nearest: the closest valid word.

        Returns:
            The error, to be raised.

        Raises:
            Nothing of its own.

        Source:
            huxing.core.errors.ScenarioError.
        """
        return ScenarioError(message, file=self.source, line=self.line_of(path), key_path=dotted(path), nearest=nearest)

    def file(self, written: str) -> InputFile:
        """A file named in the scenario.

        Args:
            written: the name as written; relative names start at the scenario's folder.

        Returns:
            The file with its digest.

        Raises:
            MissingDataError: it is not there.

        Source:
            docs/reference/scenario.md.
        """
        path = self.folder / Path(written).expanduser()
        return InputFile(path, written, file_digest(path))


@dataclass(frozen=True)
class Unit:
    """An independent piece of a stage's work.

    Attributes:
        name: unique within the stage, shown to the person, `qianfan/2026-08-22/shanghai`.
        kind: which work it is; part of the key.
        work: a function of a module (it travels to other processes) that takes the parameters and the folder into
            which it writes its files. Equal parameters must give equal bytes.
        parameters: everything that the result depends on.
    """

    name: str
    kind: str
    work: Callable[[Any, Path], None]
    parameters: Any

    def key(self, stage: Stage, inputs: Mapping[str, str], seed: int | None) -> str:
        """Key of this unit's result: like the stage's, but with its own parameters only."""
        return digest_of(
            {
                "stage": stage.name,
                "version": stage.version,
                "kind": self.kind,
                "parameters": self.parameters,
                "inputs": dict(inputs),
                "seed": seed,
            }
        )


@dataclass(frozen=True)
class StageTask:
    """A stage with everything that it is to work on.

    Attributes:
        stage: the stage.
        parameters: what its `resolve` returned.
        inputs: file of each needed artefact.
        seed: the run's seed; streams come from `huxing.core.random.random_stream(seed, stage.name)`.
    """

    stage: Stage
    parameters: Any
    inputs: Mapping[str, Path] = field(default_factory=dict)
    seed: int = 0


@dataclass(frozen=True)
class Stage:
    """A link of the chain.

    Attributes:
        name: also the name of its section in the scenario.
        version: raised whenever equal parameters give other results.
        section: pydantic model of its section.
        needs: artefacts of earlier stages without which it is not run.
        gives: its artefacts and their declarations.
        resolve: section and context to parameters (frozen dataclasses, SI).
        units: the task's independent units.
        combine: the task and the folder of each unit's result (by name) to the artefacts (by name).
        random: whether it draws random numbers, so that the seed is part of its key.
        notices: sentences that its artefacts call for, as `ScenarioContext.notice`.
    """

    name: str
    version: int
    section: type[BaseModel]
    gives: Mapping[str, Schema]
    resolve: Callable[[Any, ScenarioContext], Any]
    units: Callable[[StageTask], Sequence[Unit]]
    combine: Callable[[StageTask, Mapping[str, Path]], Mapping[str, Any]]
    needs: tuple[str, ...] = ()
    random: bool = False
    notices: Callable[[Mapping[str, Any]], Sequence[str]] = lambda _: ()

    def file_of(self, artefact: str) -> str:
        """File name of one of its artefacts."""
        return artefact + (".parquet" if isinstance(self.gives[artefact], TableSchema) else ".nc")


def short(key: str) -> str:
    """The part of a key that stands in folder names: 80 bits."""
    return key[:20]


def input_files(parameters: Any) -> tuple[InputFile, ...]:
    """Every input file within parameters.

    Args:
        parameters: dataclasses, mappings and sequences, nested.

    Returns:
        The files in order of appearance, each once.

    Raises:
        Nothing of its own.

    Source:
        None: a definition.
    """
    return tuple(dict.fromkeys(_files_in(parameters)))


def _files_in(value: Any) -> Iterator[InputFile]:
    if isinstance(value, InputFile):
        yield value
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for item in dataclasses.fields(value):
            yield from _files_in(getattr(value, item.name))
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _files_in(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _files_in(inner)
