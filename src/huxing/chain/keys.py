"""Keys: what a result depends on, as one SHA-256.

A key covers everything that is data: parameters, catalogue rows (they are part of the resolved parameters), input
files by content, the keys of earlier stages, the seed where a stage draws random numbers. Code is covered by the
stage's own version number, which is raised when its results change. The version of the huxing package is left out on
purpose: a release that touches only the report or another room must not throw away hours of finished work.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from huxing.core.errors import InputError, MissingDataError

_INLINE_VALUES = 24
_CHUNK = 1 << 20


def canonical(value: Any) -> Any:
    """Reduce parameters to JSON values that are equal exactly when the parameters are.

    Args:
        value: dataclasses, mappings with text keys, sequences, numpy arrays and scalars, times, text, numbers, None.
            An object with a method `canonical()` says itself what counts. Arrays of more than 24 values stand as
            shape, dtype and SHA-256 of their bytes.

    Returns:
        Dictionaries, lists, text, int, float, bool and None.

    Raises:
        InputError: a number that is not finite, or an object without such a form.

    Source:
        docs/explanation/run-folder.md.
    """
    if hasattr(value, "canonical"):
        value = value.canonical()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        value = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {_text_key(key): canonical(item) for key, item in value.items()}
    if isinstance(value, np.ndarray):
        return _canonical_array(value)
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [canonical(item) for item in value]
    return _canonical_scalar(value)


def _text_key(key: Any) -> str:
    if not isinstance(key, str):
        raise InputError(f"a parameter's key must be text, got {key!r:.80}", given=key)
    return key


def _canonical_scalar(value: Any) -> Any:
    if isinstance(value, np.datetime64):
        return str(value.astype("datetime64[ns]"))
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        if not math.isfinite(value):
            raise InputError(f"a parameter is {value}; only finite numbers have a key", given=value)
        return value
    raise InputError(f"a parameter of type {type(value).__name__} has no canonical form", given=value)


def _canonical_array(array: np.ndarray[Any, Any]) -> Any:
    if array.dtype.kind == "O":
        return [canonical(item) for item in array.tolist()]
    if array.dtype.kind == "M":
        array = array.astype("datetime64[ns]")
    if array.size <= _INLINE_VALUES:
        return [canonical(item) for item in array] if array.ndim else canonical(array[()])
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        raise InputError("an array of parameters holds a number that is not finite")
    little_endian = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<"))
    digest = hashlib.sha256(little_endian.tobytes()).hexdigest()
    return {"shape": list(array.shape), "dtype": little_endian.dtype.str, "sha256": digest}


def canonical_json(value: Any) -> str:
    """Canonical JSON text: keys sorted, no spaces, no NaN, floats as Python's shortest `repr`.

    Args:
        value: see `canonical`.

    Returns:
        One line.

    Raises:
        InputError: see `canonical`.

    Source:
        In the manner of RFC 8785 (JSON Canonicalization Scheme), with Python's number format.
    """
    return json.dumps(canonical(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def digest_of(value: Any) -> str:
    """SHA-256 of the canonical JSON.

    Args:
        value: see `canonical`.

    Returns:
        64 hexadecimal digits.

    Raises:
        InputError: see `canonical`.

    Source:
        FIPS 180-4.
    """
    return hashlib.sha256(canonical_json(value).encode("utf-8")).hexdigest()


def file_digest(path: str | Path) -> str:
    """SHA-256 of a file's content.

    Args:
        path: the file.

    Returns:
        64 hexadecimal digits.

    Raises:
        MissingDataError: the file is not there or cannot be read.

    Source:
        FIPS 180-4.
    """
    digest = hashlib.sha256()
    try:
        with Path(path).open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
    except OSError as error:
        raise MissingDataError(f"{path}: cannot be read ({error.strerror}). Check the path.") from error
    return digest.hexdigest()


def stage_key(*, name: str, version: int, parameters: Any, inputs: Mapping[str, str], seed: int | None) -> str:
    """Key of a stage's artefacts.

    Args:
        name: the stage.
        version: the stage's own version.
        parameters: resolved parameters, input files among them by content.
        inputs: name of each artefact that it needs, and the key of the stage that gave it.
        seed: the run's seed where the stage draws random numbers, else None.

    Returns:
        64 hexadecimal digits.

    Raises:
        InputError: see `canonical`.

    Source:
        docs/house.md, "A run".
    """
    return digest_of(
        {"stage": name, "version": version, "parameters": parameters, "inputs": dict(inputs), "seed": seed}
    )
