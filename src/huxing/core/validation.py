"""A document that was read strictly, checked against a pydantic model; the first fault with its line and key path."""

from __future__ import annotations

import difflib
import json
import re
from dataclasses import dataclass
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, RootModel, ValidationError

from huxing.core.errors import ScenarioError
from huxing.core.strict_yaml import Document, KeyPath, dotted

Location = tuple[str | int, ...]
"""Pydantic's own path: keys and positions, mixed with the names of union branches."""

M = TypeVar("M", bound=BaseModel)


def validate(document: Document, model: type[M]) -> M:
    """Check a document against a model and return the model's instance.

    Values are taken as in strict JSON: text is not turned into numbers or booleans, whole numbers are good floats,
    ISO dates are good dates.

    Args:
        document: from `load_yaml`.
        model: the pydantic model; with `extra="forbid"` an unknown key is told with the nearest valid one.

    Returns:
        An instance of the model.

    Raises:
        ScenarioError: the first fault, with file, line, dotted key path and for an unknown key the nearest valid key.

    Source:
        pydantic 2, strict mode, JSON input.
    """
    try:
        return model.model_validate_json(json.dumps(document.value), strict=True)
    except ValidationError as error:
        raise _scenario_error(document, model, error) from error


def _scenario_error(document: Document, model: type[BaseModel], error: ValidationError) -> ScenarioError:
    fault = _plainest(error.errors(include_url=False), model)
    trace = _trace(model, fault["loc"])
    place: dict[str, Any] = {"file": document.source, "line": document.line_of(trace.path)}
    if fault["type"] != "extra_forbidden":
        return ScenarioError(_message(fault, trace.path), key_path=dotted(trace.path), **place)
    known = _trace(model, fault["loc"][:-1]).keys
    close = difflib.get_close_matches(str(trace.path[-1]), known, n=1, cutoff=0.5)
    message = "is not a known key." if close else f"is not a known key; known here: {', '.join(known)}"
    nearest = close[0] if close else None
    return ScenarioError(message, key_path=dotted(trace.path), nearest=nearest, **place)


def _message(fault: Any, path: KeyPath) -> str:
    if fault["type"] == "missing":
        return f"the key '{path[-1] if path else ''}' is required"
    said = str(fault["msg"]).removeprefix("Value error, ").removeprefix("Assertion failed, ")
    given = json.dumps(fault["input"], ensure_ascii=False, default=str)
    given = given if len(given) <= 80 else given[:77] + "..."
    return f"{said}; given {given}"


@dataclass(frozen=True)
class _Trace:
    """Pydantic's location followed through the types: the document's path, where branches are named, the valid keys."""

    path: KeyPath
    labels: tuple[int, ...]
    keys: list[str]


def _plainest(faults: list[Any], model: type[BaseModel]) -> Any:
    """The first fault; where a union was tried branch by branch, the first of the branch with the fewest faults."""
    seen = -1
    while True:
        labels = [depth for depth in _trace(model, faults[0]["loc"]).labels if depth > seen]
        if not labels:
            return _misspelt(faults) or faults[0]
        seen = labels[0]
        prefix = faults[0]["loc"][:seen]
        branches: dict[Any, list[Any]] = {}
        for fault in faults:
            if fault["loc"][:seen] == prefix and len(fault["loc"]) > seen:
                branches.setdefault(fault["loc"][seen], []).append(fault)
        faults = min(branches.values(), key=len)


def _misspelt(faults: list[Any]) -> Any:
    """An unknown key beside a missing one is most likely that key, misspelt: it says more than the missing one."""
    if faults[0]["type"] != "missing":
        return None
    place = faults[0]["loc"][:-1]
    unknown = [f for f in faults if f["type"] == "extra_forbidden" and f["loc"][:-1] == place]
    close = [
        f for f in unknown if difflib.SequenceMatcher(None, str(f["loc"][-1]), faults[0]["loc"][-1]).ratio() >= 0.5
    ]
    return close[0] if close else None


def _trace(model: type[BaseModel], location: Location) -> _Trace:
    path: list[str | int] = []
    labels: list[int] = []
    members = _members(model)
    for depth, part in enumerate(location):
        if len(members) > 1:  # pydantic puts the name of the union's branch here
            labels.append(depth)
            members = [member for member in members if _is_called(member, str(part))][:1]
        else:
            path.append(part)
            members = _inside(members[0], part) if members else []
    keys = sorted({key for member in members if _is_model(member) for key in _fields(member)})
    return _Trace(tuple(path), tuple(labels), keys)


def _members(annotation: Any) -> list[Any]:
    """The members of a union other than None; of another type, itself."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _members(get_args(annotation)[0])
    if origin is Union or origin is UnionType:
        return [member for inner in get_args(annotation) if inner is not NoneType for member in _members(inner)]
    if _is_model(annotation) and issubclass(annotation, RootModel):
        return _members(annotation.model_fields["root"].annotation)
    return [annotation]


def _inside(annotation: Any, part: str | int) -> list[Any]:
    """What stands at a key or position of a model, mapping or list."""
    if _is_model(annotation):
        field = _fields(annotation).get(str(part))
        return _members(field.annotation) if field is not None else []
    arguments = [argument for argument in get_args(annotation) if argument is not Ellipsis]
    if isinstance(part, int) and get_origin(annotation) is tuple and part < len(arguments):
        return _members(arguments[part])
    return _members(arguments[-1]) if arguments else []


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _fields(model: type[BaseModel]) -> dict[str, Any]:
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _is_called(annotation: Any, label: str) -> bool:
    """Whether a branch's label means this member: its name, or the value of its discriminator."""
    if not _is_model(annotation):
        name = getattr(get_origin(annotation) or annotation, "__name__", "?")
        return re.search(rf"\b{re.escape(name)}\b", label) is not None
    literals = [f.annotation for f in _fields(annotation).values() if get_origin(f.annotation) is Literal]
    named = re.search(rf"\b{annotation.__name__}\b", label) is not None
    return named or any(label in get_args(literal) for literal in literals)
