from __future__ import annotations

import subprocess
import sys
import time
from typing import Annotated, Literal

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field

from huxing.core import strict_yaml
from huxing.core.errors import ScenarioError
from huxing.core.strict_yaml import dotted, load_yaml
from huxing.core.validation import validate


def value(text: str) -> object:
    return load_yaml(text, source="s.yaml").value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: yes", "yes"),
        ("a: no", "no"),
        ("a: on", "on"),
        ("a: off", "off"),
        ("a: true", True),
        ("a: False", False),
        ("a: ~", None),
        ("a: null", None),
        ("a:", None),
        ("a: 010", 10),
        ("a: 0o10", 8),
        ("a: 0x1F", 31),
        ("a: -7", -7),
        ("a: +7", 7),
        ("a: 1.5e3", 1500.0),
        ("a: .5", 0.5),
        ("a: 1.", 1.0),
        ("a: 1_000", "1_000"),
        ("a: 12:30:45", "12:30:45"),
        ("a: 2026-08-22", "2026-08-22"),
        ("a: 2026-08-22T06:00:00Z", "2026-08-22T06:00:00Z"),
        ("a: '5'", "5"),
        ('a: "true"', "true"),
        ("a: 'null'", "null"),
        ("a: |\n  5\n", "5\n"),
        ("a: 沪星", "沪星"),
        ("a: 0b11", "0b11"),
        ("a: [1, x, {b: 2}]", [1, "x", {"b": 2}]),
    ],
)
def test_scalars_follow_the_core_schema_of_yaml_1_2(text: str, expected: object) -> None:
    read = value(text)
    assert read == {"a": expected}
    assert type(read["a"]) is type(expected)  # type: ignore[index]


def test_lines_are_those_of_keys_and_items() -> None:
    document = load_yaml("a: 1\nb:\n  c:\n    - x\n    - y: 2\n", source="s.yaml")
    assert document.line_of(()) == 1
    assert document.line_of(("b",)) == 2
    assert document.line_of(("b", "c")) == 3
    assert document.line_of(("b", "c", 0)) == 4
    assert document.line_of(("b", "c", 1, "y")) == 5
    assert document.line_of(("b", "c", 7, "nowhere")) == 3


@pytest.mark.parametrize(
    ("text", "line", "path", "said"),
    [
        (b"", 1, "", "holds nothing"),
        (b"# only a comment\n", 1, "", "holds nothing"),
        (b"a: 1\na: 2\n", 2, "a", "already given on line 1"),
        (b"x:\n  a: 1\n  'a': 2\n", 3, "x.a", "already given on line 2"),
        (b"a: &b 1\n", 1, "a", "anchors"),
        (b"a: 1\nb: *a\n", 2, "b", "aliases"),
        (b"a: !!python/object:os.system x\n", 1, "a", "tags"),
        (b"a: ! x\n", 1, "a", "tags"),
        (b"1: x\n", 1, "", "a key must be text"),
        (b"true: x\n", 1, "", "a key must be text"),
        (b"? [1]\n: x\n", 1, "", "a key must be text"),
        (b"a: 1\n---\nb: 2\n", 2, "", "second document"),
        (b"%YAML 1.1\n---\na: 1\n", 1, "", "directive"),
        (b"%TAG ! tag:x,2000:\n---\na: 1\n", 1, "", "directive"),
        (b"a: .inf\n", 1, "a", "not a finite number"),
        (b"a: -.Inf\n", 1, "a", "not a finite number"),
        (b"a: .NaN\n", 1, "a", "not a finite number"),
        (b"a: 1e999\n", 1, "a", "too large"),
        (b"a: 9223372036854775808\n", 1, "a", "too large"),
        (b"a:\n\tb: 1\n", 2, "", "not YAML"),
        (b"a: \x00\n", 1, "", "U+0000"),
        (b"a: 1\nb: \xff\n", 2, "", "UTF-8"),
        (b'a: "\\0"\n', 1, "a", "control character"),
        (b"a: [1, 2\n", 2, "", "not YAML"),
    ],
)
def test_what_is_not_plain_is_refused_with_its_place(text: bytes, line: int, path: str, said: str) -> None:
    with pytest.raises(ScenarioError, match=r"s\.yaml") as caught:
        load_yaml(text, source="s.yaml")
    assert said in str(caught.value)
    assert (caught.value.line, caught.value.key_path) == (line, path)


def test_yaml_1_2_directive_and_byte_order_mark_are_accepted() -> None:
    assert value("%YAML 1.2\n---\na: 1\n") == {"a": 1}
    assert load_yaml(b"\xef\xbb\xbfa: 1\n", source="s").value == {"a": 1}


def test_depth_is_bounded_exactly() -> None:
    depth = strict_yaml.MAX_DEPTH
    nested = load_yaml("[" * depth + "1" + "]" * depth, source="s").value
    for _ in range(depth):
        (nested,) = nested
    assert nested == 1
    with pytest.raises(ScenarioError, match="32 levels"):
        value("[" * (depth + 1) + "1" + "]" * (depth + 1))


def billion_laughs() -> str:
    return "a0: &a0 [x, x]\n" + "".join(f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n" for i in range(1, 40))


NASTY = {
    "billion laughs": billion_laughs(),
    "nested lists": "[" * 100_000,
    "nested mappings": "{" * 100_000,
    "nested dashes": "- " * 500_000,
    "many dashes": "-\n" * 500_000,
    "many items": "[" + "a," * 490_000 + "]",
    "many keys": "".join(f"k{i}: 1\n" for i in range(90_000)),
    "unknown version": "%YAML 9\n---\na: 1\n",
    "10,000 digits": "a: " + "9" * 10_000,
    "long hexadecimal": "a: 0x" + "f" * 900_000,
    "question marks": "? " * 500_000,
    "long tag": "!" * 999_999,
    "colons": "a: " * 300_000,
    "long key": "x" * 999_000 + ": 1",
    "documents": "---\n" * 200_000,
    "directives": "%TAG ! a\n" * 90_000,
    "open quote": '"' + "x\n" * 490_000,
    "anchors": "".join(f"- &a{i} 1\n" for i in range(60_000)),
    "only blanks": " " * 999_999,
    "over a megabyte": "a: " + "x" * 1_000_000,
}


@pytest.mark.parametrize("name", NASTY)
def test_nasty_text_is_refused_within_a_second(name: str) -> None:
    start = time.process_time()
    with pytest.raises(ScenarioError):
        load_yaml(NASTY[name].encode(), source="s")
    assert time.process_time() - start < 1.0


def test_nasty_text_needs_less_than_256_megabytes() -> None:
    program = (
        "from huxing.core.errors import ScenarioError\n"
        "from huxing.core.strict_yaml import load_yaml\n"
        "def peak():  # of this program alone; rusage would remember the larger process that started it\n"
        "    rows = [row.split() for row in open('/proc/self/status')]\n"
        "    return next(int(row[1]) for row in rows if row[0] == 'VmHWM:')\n"
        "before = peak()\n"
        "texts = ['-\\n' * 500_000, '[' + '[],' * 330_000 + ']', ''.join(f'k{i}: 1\\n' for i in range(90_000)),\n"
        "         'a: ' + 'x' * 999_000, 'a: >\\n' + ' \\n' * 499_000]\n"
        "for text in texts:\n"
        "    try:\n"
        "        load_yaml(text, source='s')\n"
        "    except ScenarioError:\n"
        "        pass\n"
        "print(peak() - before)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 256_000


@given(st.binary(max_size=400))
def test_any_bytes_end_in_a_document_or_a_scenario_error(content: bytes) -> None:
    try:
        document = load_yaml(content, source="fuzz")
    except ScenarioError as error:
        assert str(error).startswith("fuzz")
    else:
        assert isinstance(document.value, dict | list | str | int | float | None)


@given(st.text(alphabet="ab01:-[]{},'\"#&*!|>%@`?~. \n\t\\xU", max_size=200))
@settings(max_examples=400)
def test_any_text_of_yaml_marks_ends_in_a_document_or_a_scenario_error(content: str) -> None:
    try:
        document = load_yaml(content, source="fuzz")
    except ScenarioError:
        return
    assert document.line_of(()) >= 1


plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63) + 1, 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=9),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(plain)
def test_json_is_read_as_json(tree: object) -> None:
    # YAML 1.2 is a superset of JSON: whatever json writes comes back as it was.
    import json

    text = json.dumps(tree)
    try:
        assert load_yaml(text, source="s").value == json.loads(text)
    except ScenarioError as error:  # libyaml reads a key only within 1024 characters, and no escaped U+FFFE
        assert "not YAML" in str(error)
        assert "\\u" in text


@pytest.mark.parametrize("name", ["billion laughs", "nested lists", "unknown version", "10,000 digits"])
def test_the_pure_python_parser_refuses_the_same(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strict_yaml, "_LOADER", yaml.SafeLoader)
    with pytest.raises(ScenarioError):
        load_yaml(NASTY[name][:20_000], source="s")
    with pytest.raises(ScenarioError):
        load_yaml('a: "\\UFFFFFFFF"', source="s")
    assert load_yaml("a: [1, {b: x}]", source="s").value == {"a": [1, {"b": "x"}]}


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Walker(Strict):
    kind: Literal["walker"]
    altitude_km: float = Field(gt=100)
    planes: int


class Planes(Strict):
    kind: Literal["planes"]
    nodes_deg: list[float]


class Fleet(Strict):
    name: str
    shells: list[Annotated[Walker | Planes, Field(discriminator="kind")]] = []
    spare: Walker | Planes | None = None
    by_name: dict[str, Walker] = {}
    start: str | None = None
    keep: bool = False


def fault(text: str) -> ScenarioError:
    with pytest.raises(ScenarioError) as caught:
        validate(load_yaml(text, source="s.yaml"), Fleet)
    return caught.value


def test_a_good_document_becomes_the_model() -> None:
    fleet = validate(load_yaml("name: x\nshells:\n- {kind: walker, altitude_km: 550, planes: 3}\n", source="s"), Fleet)
    assert fleet.shells == [Walker(kind="walker", altitude_km=550.0, planes=3)]


@pytest.mark.parametrize(
    ("text", "line", "path", "nearest"),
    [
        ("nam: x\n", 1, "nam", "name"),
        ("name: x\nshels: []\n", 2, "shels", "shells"),
        ("name: x\nshells:\n- kind: walker\n  altitude: 5\n  planes: 1\n", 4, "shells.0.altitude", "altitude_km"),
        (
            "name: x\nshells:\n- kind: walker\n  altitude_km: 500\n  planes: 1\n  plane: 1\n",
            6,
            "shells.0.plane",
            "planes",
        ),
        ("name: x\nshells:\n- kind: planes\n  nodes_deg: [1]\n  node_deg: 2\n", 5, "shells.0.node_deg", "nodes_deg"),
        ("name: x\nspare:\n  kind: planes\n  nodes_deg: [1]\n  node_deg: 2\n", 5, "spare.node_deg", "nodes_deg"),
        ("name: x\nby_name:\n  a: {kind: walker, altitude_km: 5, planes: 1}\n", 3, "by_name.a.altitude_km", None),
        (
            "name: x\nby_name:\n  a:\n    kind: walker\n    altitude_km: 500\n    planes: 1\n    plans: 1\n",
            7,
            "by_name.a.plans",
            "planes",
        ),
        ("name: x\nkeep: yes\n", 2, "keep", None),
        ("name: x\nshells:\n- kind: walker\n  altitude_km: true\n  planes: 1\n", 4, "shells.0.altitude_km", None),
        ("name: 5\n", 1, "name", None),
        ("name: x\nshells:\n- kind: cube\n", 3, "shells.0", None),
        ("- x\n", 1, "", None),
    ],
)
def test_the_first_fault_is_told_with_its_place(text: str, line: int, path: str, nearest: str | None) -> None:
    error = fault(text)
    assert (error.line, error.key_path, error.nearest) == (line, path, nearest)
    assert str(error).startswith(f"s.yaml:{line}:")


def test_an_unknown_key_far_from_all_lists_the_valid_ones() -> None:
    assert "known here: by_name, keep, name, shells, spare, start" in str(fault("name: x\nqqqqqq: 1\n"))


def test_a_key_path_is_dotted() -> None:
    assert dotted(("shells", 0, "altitude_km")) == "shells.0.altitude_km"
