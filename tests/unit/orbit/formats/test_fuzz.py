"""Valid files with bytes changed, and bytes from nowhere: element sets or one of our errors, never anything else."""

from __future__ import annotations

import time

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st
from made_sets import ISS, made_sets
from test_oem import CREATED, covariance, segment

from huxing.core.errors import HuxingError
from huxing.orbit.element_sets import ElementSets
from huxing.orbit.formats import parse_elements, parse_oem, read_tle
from huxing.orbit.formats.oem_kvn import write_oem_kvn
from huxing.orbit.formats.oem_xml import write_oem_xml
from huxing.orbit.formats.omm_kvn import write_kvn
from huxing.orbit.formats.omm_tabular import write_csv, write_json
from huxing.orbit.formats.omm_xml import write_xml

_SETS = made_sets([{"name": "A"}, {"name": "B&C", "norad_id": 100_401}])
_SEGMENTS = [segment(covariances=(covariance(0),)), segment()]
VALID = (
    ("ISS (ZARYA)\n" + ISS).encode(),
    write_json(_SETS),
    write_csv(_SETS),
    write_kvn(_SETS, CREATED),
    write_xml(_SETS, CREATED),
    write_oem_kvn(_SEGMENTS, CREATED),
    write_oem_xml(_SEGMENTS, CREATED),
)
_PIECES = st.sampled_from(
    [
        *(b"", b"\0", b"\n", b"\r", b" ", b",", b'"', b"{", b"}", b"[", b"]", b"<", b">", b"&", b"=", b"-", b"1", b"E"),
        *(b"nan", b"inf", b"1e999", b"null", b"\xff", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"9" * 60, b"META_START"),
        *(b"2026-02-30T00:00:00", b"9999-12-31T23:59:59", b"23:59:60", b"<!DOCTYPE a>", b"&a;", "٢".encode(), b"1 "),
    ]
)
_LEADS = [b"[", b"{", b"<", b"1 ", b"CCSDS_OMM_VERS", b"CCSDS_OEM_VERS", b"NORAD_CAT_ID,"]


@st.composite
def changed(draw: st.DrawFn) -> bytes:
    """A valid file with up to six pieces cut, put in or repeated."""
    content = draw(st.sampled_from(VALID))
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(content)))
        stop = min(start + draw(st.integers(0, 40)), len(content))
        piece = draw(_PIECES | st.binary(max_size=8) | st.just(content[start:stop] * 2))
        content = content[:start] + piece + content[stop:]
    return content


def _ends_well(content: bytes) -> None:
    begin = time.process_time()
    for parse in (parse_elements, parse_oem, read_tle):
        try:
            found = parse(content)
        except HuxingError as error:
            assert len(str(error)) < 2000
            continue
        if isinstance(found, ElementSets):
            numbers = found.table.select_dtypes("number").to_numpy(dtype=float)
            assert np.isfinite(numbers).all()
            assert (found.eccentricity < 1.0).all()
            assert (found.mean_motion > 0.0).all()
        else:
            assert all(np.isfinite(part.positions).all() for part in found)
    assert time.process_time() - begin < 1.0


@settings(max_examples=1500)
@given(changed())
def test_changed_files(content: bytes) -> None:
    _ends_well(content)


@settings(max_examples=500)
@given(st.binary(max_size=300))
@example(b"\x1f\x8b")
@example(b"1 \n2 ")
def test_bytes_from_nowhere(content: bytes) -> None:
    _ends_well(content)


@settings(max_examples=500)
@given(
    st.sampled_from([b"[", b"{", b"<", b"1 ", b"CCSDS_OMM_VERS", b"CCSDS_OEM_VERS", b"NORAD_CAT_ID,"]),
    st.text(max_size=200),
)
def test_text_behind_a_known_beginning(lead: bytes, text: str) -> None:
    _ends_well(lead + text.encode("utf-8", "surrogatepass"))


def test_the_unchanged_files_are_accepted() -> None:
    for content in VALID[:5]:
        assert len(parse_elements(content)) >= 1
    for content in VALID[5:]:
        assert len(parse_oem(content)) == 2
