"""A bent pipe: noises of both links, EIRP shared with the uplink's noise, and rows that still add up."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_link_budget_rows import require_rows_add_up, weather

from huxing.core.errors import ModelRangeError
from huxing.link.budget import Budget, Carrier, Interferer, Path, Receiver, Transmitter, link_budget, transparent_budget
from huxing.link.ratios import CarrierToNoise, CarrierToNoiseDensity


def one_way(eirp_dbw: float, **path: object) -> Budget:
    return link_budget(
        Transmitter(eirp_dbw=eirp_dbw),
        Path(frequency=14e9, distance=38e6, **path),
        Receiver(g_over_t_db_per_k=5.0),  # type: ignore[arg-type]
    )


@given(st.floats(30.0, 80.0), st.floats(30.0, 80.0))
def test_both_noises_count_and_the_order_does_not_matter(first: float, other: float) -> None:
    up, down = one_way(first), one_way(other)
    whole = transparent_budget(up, down)
    noise = sum(1.0 / budget.carrier_to_noise_density.linear for budget in (up, down))
    assert whole.carrier_to_noise_density.db == pytest.approx(-10.0 * np.log10(noise), abs=1e-9)
    back = transparent_budget(down, up)
    assert back.carrier_to_noise_density.db == pytest.approx(whole.carrier_to_noise_density.db, abs=1e-9)
    require_rows_add_up(whole)


def test_the_amplifier_shares_its_power_with_the_uplink_s_noise() -> None:
    """By powers: of the EIRP P the carrier gets P u/(u+1), the noise P/(u+1), and the receiver adds its own."""
    up, down = one_way(30.0), one_way(50.0)
    width = 1e6
    u, d = (budget.carrier_to_noise_density.in_bandwidth(width).linear for budget in (up, down))
    whole = transparent_budget(up, down, Carrier(bandwidth=width), amplified_bandwidth=width)
    carrier, noise = d * u / (u + 1.0), d / (u + 1.0) + 1.0
    assert whole.carrier_to_noise is not None
    assert whole.carrier_to_noise.linear == pytest.approx(carrier / noise, rel=1e-9)
    require_rows_add_up(whole)
    assert whole.row("EIRP taken by the uplink's noise").value < 0.0


def test_interference_and_margin_of_the_whole() -> None:
    up, down = one_way(50.0), one_way(45.0)
    carrier = Carrier(bandwidth=36e6, required=CarrierToNoise(6.0), implementation_loss_db=1.0)
    intermodulation = Interferer("intermodulation", CarrierToNoise(18.0), "maker's data")
    whole = transparent_budget(up, down, carrier, interference=(intermodulation,))
    assert whole.carrier_to_noise is not None
    densities = [up.carrier_to_noise_density, down.carrier_to_noise_density, CarrierToNoise(18.0).density(36e6)]
    expected = -10.0 * np.log10(sum(1.0 / float(ratio.linear) for ratio in densities) * 36e6)
    assert whole.carrier_to_noise.db == pytest.approx(expected, abs=1e-9)
    assert whole.margin_db == pytest.approx(expected - 1.0 - 6.0, abs=1e-9)
    assert whole.row("carrier over intermodulation").clause == "maker's data"
    require_rows_add_up(whole)


def test_the_uplink_s_rows_are_told_and_the_downlink_s_added() -> None:
    whole = transparent_budget(one_way(50.0), one_way(45.0))
    uplink = [row for row in whole.rows if row.name.startswith("uplink ")]
    assert uplink
    assert {row.role for row in uplink} == {"fact"}
    assert all(row.clause for row in whole.rows)
    assert "downlink free-space loss" in [row.name for row in whole.terms]


def test_availability_is_that_of_both_and_marks_are_kept() -> None:
    up = one_way(50.0, attenuation=weather(), exceedance=0.01)
    down = one_way(50.0, attenuation=weather(), exceedance=0.02)
    whole = transparent_budget(up, down)
    assert whole.availability == pytest.approx(0.99 * 0.98)
    assert whole.climate == "made for tests"
    assert whole.extrapolated == ("too far north",)
    assert transparent_budget(up, one_way(50.0)).availability is None


def test_without_an_uplink_there_is_nothing() -> None:
    path = Path(frequency=14e9, distance=np.array([38e6, 39e6]))
    up = link_budget(Transmitter(eirp_dbw=50.0), path, Receiver(g_over_t_db_per_k=5.0), linked=np.array([True, False]))
    whole = transparent_budget(up, one_way(45.0), amplified_bandwidth=36e6)
    assert np.isneginf(whole.carrier_to_noise_density.db[1])
    assert np.isfinite(whole.carrier_to_noise_density.db[0])
    assert not whole.linked[1]
    assert not any(np.isnan(row.value).any() for row in whole.rows)


def test_a_bad_bandwidth_is_refused() -> None:
    with pytest.raises(ModelRangeError, match="bandwidth 0 Hz"):
        transparent_budget(one_way(50.0), one_way(45.0), amplified_bandwidth=0.0)


def test_a_typed_requirement_of_density() -> None:
    whole = transparent_budget(one_way(50.0), one_way(45.0), Carrier(required=CarrierToNoiseDensity(60.0)))
    assert whole.margin_db == pytest.approx(whole.carrier_to_noise_density.db - 60.0, abs=1e-12)
