"""The rate of an NR carrier, by counting its resource elements."""

from __future__ import annotations

import numpy as np
import pytest

from huxing.core.errors import CatalogueError, InputError, ModelRangeError, ShapeError
from huxing.link.modulation import nr_overhead, nr_peak_rate, nr_resource_blocks

WHOLE = {"resource_blocks": 25, "numerology": 0, "modulation_order": 6, "overhead": 0.14}


def test_by_counting_symbols() -> None:
    # 25 blocks x 12 subcarriers x 14 symbols x 1000 slots a second, 2 layers, 4 bits at rate 1/2, a tenth lost
    counted = 25 * 12 * 14 * 1000 * 2 * 4 * 0.5 * 0.9
    options = WHOLE | {"modulation_order": 4, "overhead": 0.1}
    assert nr_peak_rate(**options, layers=2, code_rate=0.5) == pytest.approx(counted)
    assert nr_peak_rate(**options | {"numerology": 3}, layers=2, code_rate=0.5) == pytest.approx(8 * counted)
    assert nr_peak_rate(**options, layers=2, code_rate=0.5, scaling=0.75) == pytest.approx(0.75 * counted)


def test_arguments_broadcast() -> None:
    rates = nr_peak_rate(**WHOLE | {"resource_blocks": [[1], [275]], "numerology": [0, 1, 2]})
    assert rates.shape == (2, 3)
    assert rates[1] == pytest.approx(275 * rates[0])
    assert np.diff(np.log2(rates), axis=1) == pytest.approx(np.ones((2, 2)))


@pytest.mark.parametrize(
    ("name", "bad", "message"),
    [
        ("resource_blocks", 0, "resource blocks 0 is outside 1 to 275"),
        ("resource_blocks", 276, "resource blocks 276"),
        ("resource_blocks", 1.5, "resource blocks 1.5 is not whole"),
        ("numerology", 7, "numerology 7 is outside 0 to 6"),
        ("layers", 9, "layers 9 is outside 1 to 8"),
        ("layers", 1.5, "layers 1.5 is not whole"),
        ("modulation_order", 11, "modulation order 11"),
        ("code_rate", 0.0, "code rate 0"),
        ("code_rate", 1.1, "code rate 1.1"),
        ("overhead", 1.0, "overhead 1 "),
        ("overhead", -0.1, "overhead -0.1"),
        ("scaling", 0.0, "scaling factor 0"),
        ("resource_blocks", np.nan, "resource blocks nan"),
    ],
)
def test_bad_input(name: str, bad: float, message: str) -> None:
    with pytest.raises(ModelRangeError, match=rf"3GPP TS 38\.306, 4\.1\.2: {message}"):
        nr_peak_rate(**WHOLE | {name: bad})
    with pytest.raises(ModelRangeError):
        nr_peak_rate(**WHOLE | {name: [bad, 1]})


def test_text_and_shapes() -> None:
    with pytest.raises(InputError):
        nr_peak_rate(**WHOLE | {"layers": "2"})
    with pytest.raises(ShapeError, match="layers"):
        nr_peak_rate(**WHOLE | {"layers": [1, 2], "numerology": [0, 1, 2]})


def test_overheads() -> None:
    shares = [nr_overhead(fr, way) for fr in (1, 2) for way in ("downlink", "uplink")]
    assert shares == [0.14, 0.08, 0.18, 0.10]
    for key in ((3, "downlink"), (1, "sideways")):
        with pytest.raises(CatalogueError, match="no NR overhead"):
            nr_overhead(*key)  # type: ignore[arg-type]


def test_channels_that_do_not_exist_are_told_which_do() -> None:
    assert nr_resource_blocks(5e6, subcarrier_spacing=15e3, frequency_range=1) == 25
    with pytest.raises(CatalogueError, match=r"no NR channel of 7 MHz with 15 kHz in FR1; this spacing has 5, 10, 15"):
        nr_resource_blocks(7e6, subcarrier_spacing=15e3, frequency_range=1)
    with pytest.raises(CatalogueError, match="no channel at all"):
        nr_resource_blocks(5e6, subcarrier_spacing=15e3, frequency_range=2)
    for wrong, error in ((float("nan"), ModelRangeError), ("5e6", InputError), ([5e6, 1e7], ShapeError)):
        with pytest.raises(error, match="bandwidth"):
            nr_resource_blocks(wrong, subcarrier_spacing=15e3, frequency_range=1)  # type: ignore[arg-type]
        with pytest.raises(error, match="subcarrier spacing"):
            nr_resource_blocks(5e6, subcarrier_spacing=wrong, frequency_range=1)  # type: ignore[arg-type]


def test_no_channel_is_narrower_than_its_blocks() -> None:
    for bandwidth, spacing, fr in ((5e6, 15e3, 1), (100e6, 30e3, 1), (100e6, 60e3, 1), (400e6, 120e3, 2)):
        blocks = nr_resource_blocks(bandwidth, subcarrier_spacing=spacing, frequency_range=fr)
        assert 0.89 * bandwidth < blocks * 12 * spacing < bandwidth
