import hashlib
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huxing.chain.keys import canonical, canonical_json, digest_of, file_digest, stage_key
from huxing.core.errors import InputError, MissingDataError

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@dataclass(frozen=True)
class Orbit:
    altitude: float
    nodes: np.ndarray


def key(**changes):
    parts = {"name": "fly", "version": 1, "parameters": {"a": 1.5}, "inputs": {"x": "k"}, "seed": 3} | changes
    return stage_key(**parts)


def test_text_is_sorted_compact_and_exact():
    assert canonical_json({"b": [1, 0.1, True, None], "a": "沪"}) == '{"a":"沪","b":[1,0.1,true,null]}'


@given(PLAIN)
def test_canonical_form_is_a_fixed_point(value):
    assert canonical(canonical(value)) == canonical(value)


@given(st.dictionaries(st.text(max_size=3), st.integers(), min_size=2, max_size=5))
def test_order_of_keys_does_not_count(mapping):
    backwards = dict(reversed(mapping.items()))
    assert digest_of(mapping) == digest_of(backwards)


def test_dataclasses_arrays_and_times_have_a_form():
    value = Orbit(7e6, np.array([0.5, 1.0]))
    assert canonical({"o": value, "t": np.datetime64("2026-08-22", "D")}) == {
        "o": {"altitude": 7e6, "nodes": [0.5, 1.0]},
        "t": "2026-08-22T00:00:00.000000000",
    }


def test_a_long_array_counts_by_content():
    nodes = np.linspace(0, 1, 500)
    other = nodes.copy()
    other[321] = np.nextafter(other[321], 2)
    assert len(canonical_json(nodes)) < 150
    assert digest_of(nodes) != digest_of(other)
    assert digest_of(nodes) == digest_of(nodes[::-1][::-1])
    assert digest_of(nodes) != digest_of(nodes.astype(np.float32))


@pytest.mark.parametrize("value", [float("nan"), np.inf, np.array([1.0, np.nan]), np.full(100, np.inf), object(), b"x"])
def test_what_has_no_form_is_refused(value):
    with pytest.raises(InputError):
        canonical_json({"value": value})


def test_a_key_that_is_not_text_is_refused():
    with pytest.raises(InputError, match="must be text"):
        canonical({1: "a"})


@pytest.mark.parametrize(
    "change",
    [{"name": "f"}, {"version": 2}, {"parameters": {"a": 1.6}}, {"inputs": {"x": "l"}}, {"seed": 4}, {"seed": None}],
)
def test_everything_in_a_stage_key_counts(change):
    assert key(**change) != key()


def test_the_key_of_a_known_input_stays(tmp_path):
    # The recipe of keys is a promise: finished runs of many hours are found again by it.
    recipe = b'{"inputs":{"x":"k"},"parameters":{"a":1.5},"seed":3,"stage":"fly","version":1}'
    assert key() == hashlib.sha256(recipe).hexdigest()
    file = tmp_path / "empty"
    file.write_bytes(b"")
    assert file_digest(file) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(MissingDataError, match=r"nothing\.txt"):
        file_digest(tmp_path / "nothing.txt")
