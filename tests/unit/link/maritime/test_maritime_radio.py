from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huxing.core.constants import BOLTZMANN, SPEED_OF_LIGHT
from huxing.core.errors import InputError, ModelRangeError
from huxing.link.antennas.dipole import HalfWaveDipole
from huxing.link.budget.free_space import nadir_angle, slant_range
from huxing.link.maritime import (
    ais_packet_error_ratio,
    external_noise,
    gmsk_bit_error_ratio,
    linear_polarisation_fade_db,
    ship_downlink,
    ship_uplink,
    vdes_channel,
    vdes_link,
)
from huxing.link.ratios import BitEnergyToNoise, CarrierToNoise

AIS = vdes_channel("ais-1").frequency
UP = {
    "altitude": 600e3,
    "frequency": AIS,
    "power_w": 12.5,
    "satellite_gain_dbi": 2.0,
    "antenna_temperature": 500.0,
    "line_loss_db": 1.0,
}


def test_uplink_is_friis_written_out() -> None:
    elevation = np.radians([5.0, 30.0, 60.0])
    budget = ship_uplink(elevation, **UP, link=vdes_link("ais"))  # type: ignore[arg-type]
    rod = 1.6409 * (np.cos(np.pi / 2 * np.sin(elevation)) / np.cos(elevation)) ** 2
    power = 12.5 * rod * 10**0.2 * 10**-0.1 * 0.5  # satellite antenna, cable, linear to circular
    power *= (SPEED_OF_LIGHT / AIS / (4.0 * np.pi * slant_range(600e3, elevation))) ** 2
    noise = BOLTZMANN * (500.0 + 290.0 * (10**0.3 - 1.0))
    np.testing.assert_allclose(budget.carrier_to_noise_density.linear, power / noise, rtol=1e-4)
    assert budget.bit_energy_to_noise is not None
    np.testing.assert_allclose(
        budget.bit_energy_to_noise.db, budget.carrier_to_noise_density.db - 10.0 * np.log10(9600.0), atol=1e-9
    )


def test_down_and_up_differ_by_noise_alone_when_the_rest_is_equal() -> None:
    up = ship_uplink(0.3, **UP)  # type: ignore[arg-type]
    down = ship_downlink(0.3, **(UP | {"line_loss_db": 0.0}))  # type: ignore[arg-type]
    assert down.carrier_to_noise_density.db - up.carrier_to_noise_density.db == pytest.approx(1.0)


def test_a_satellite_antenna_with_a_pattern_looks_to_nadir() -> None:
    class Narrow:
        def gain_dbi(self, off_axis: object, /) -> np.ndarray:
            return 10.0 - 20.0 * np.asarray(off_axis)

    budget = ship_uplink(0.3, **(UP | {"satellite_gain_dbi": Narrow()}))  # type: ignore[arg-type]
    flat = ship_uplink(0.3, **(UP | {"satellite_gain_dbi": 10.0 - 20.0 * nadir_angle(600e3, 0.3)}))  # type: ignore[arg-type]
    assert budget.carrier_to_noise_density.db == pytest.approx(float(flat.carrier_to_noise_density.db))


def test_rows_of_the_satellite_name_what_they_are() -> None:
    """Gain and receiver are given by the user as the antenna's temperature is; none is 'noise of the Earth'."""
    clauses = {row.name: row.clause for row in ship_uplink(0.3, **UP).table()}  # type: ignore[arg-type]
    for name in ("receive antenna gain", "receiver temperature", "antenna temperature"):
        assert clauses[name] == "given by the user"


def test_the_rod_hides_a_satellite_overhead() -> None:
    low, high = ship_uplink(np.radians([20.0, 88.0]), **UP).carrier_to_noise_density.db  # type: ignore[arg-type]
    nearer = 20.0 * np.log10(slant_range(600e3, np.radians(20.0)) / slant_range(600e3, np.radians(88.0)))
    rod = HalfWaveDipole()
    lost = rod.gain_dbi(np.radians(20.0)) - rod.gain_dbi(np.radians(88.0))
    assert lost > 20.0
    assert high - low == pytest.approx(nearer - lost)


def test_a_link_without_a_known_code_rate_has_no_eb_over_n0() -> None:
    budget = ship_downlink(0.3, **UP, link=vdes_link("vde-ter-50-qpsk"))  # type: ignore[arg-type]
    assert budget.bit_energy_to_noise is None
    assert budget.symbol_energy_to_noise is not None
    assert budget.margin_db is None


def test_below_the_horizon_there_is_no_budget() -> None:
    with pytest.raises(ModelRangeError, match="elevation"):
        ship_uplink(-0.01, **UP)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("environment", "figure"),
    [("city", 15.60), ("residential", 11.30), ("rural", 6.00), ("quiet-rural", -9.59)],
)
def test_external_noise_at_162_mhz_by_hand(environment: str, figure: float) -> None:
    noise = external_noise(162e6, environment)  # type: ignore[arg-type]
    assert noise.figure_db == pytest.approx(figure, abs=0.006)
    assert noise.temperature == pytest.approx(290.0 * 10.0 ** (figure / 10.0), rel=2e-3)
    assert noise.extrapolated == ()


def test_galactic_noise_in_the_maritime_band_is_marked() -> None:
    with pytest.raises(ModelRangeError, match="162 MHz is outside 10 to 100 MHz"):
        external_noise(162e6, "galactic")
    assert "outside 10 to 100 MHz" in external_noise(162e6, "galactic", extrapolate=True).extrapolated[0]
    with pytest.raises(ModelRangeError, match=r"0\.3 to 250 MHz"):
        external_noise([100e6, 300e6])
    with pytest.raises(InputError, match="no noise environment"):
        external_noise(162e6, "harbour")  # type: ignore[arg-type]


@given(st.floats(1e-4, 0.999))
def test_polarisation_fades_are_those_of_random_tilts(exceedance: float) -> None:
    tilt = np.random.default_rng(2).uniform(0.0, np.pi, 200_000)
    drawn = np.mean(-20.0 * np.log10(np.abs(np.cos(tilt))) > linear_polarisation_fade_db(exceedance))
    assert drawn == pytest.approx(exceedance, abs=4.5 * np.sqrt(exceedance * (1 - exceedance) / 200_000) + 1e-9)


def test_msk_is_coherent_bpsk_but_for_its_factor() -> None:
    ratio = BitEnergyToNoise(np.array([0.0, 4.0, 8.0]))
    perfect = gmsk_bit_error_ratio(ratio, modem_factor=1.0, nrzi=False)
    np.testing.assert_allclose(perfect, [7.865e-2, 1.250e-2, 1.909e-4], rtol=1e-3)  # Q(sqrt(2 Eb/N0)), printed tables
    worse = gmsk_bit_error_ratio(ratio, nrzi=False)
    np.testing.assert_allclose(
        worse, gmsk_bit_error_ratio(BitEnergyToNoise(ratio.db + 10 * np.log10(0.68)), modem_factor=1.0, nrzi=False)
    )
    assert (worse > perfect).all()


def test_nrzi_and_packets_err_as_often_as_drawn_decisions() -> None:
    ratio = BitEnergyToNoise(np.array(6.0))
    decision = float(gmsk_bit_error_ratio(ratio, nrzi=False))
    wrong = np.random.default_rng(4).random((20_000, 185)) < decision
    bits = wrong[:, 1:] != wrong[:, :-1]
    assert gmsk_bit_error_ratio(ratio) == pytest.approx(bits.mean(), rel=0.03)
    assert ais_packet_error_ratio(ratio) == pytest.approx(wrong[:, 1:].any(axis=1).mean(), abs=0.015)


def test_a_ratio_of_another_kind_is_no_eb_over_n0() -> None:
    with pytest.raises(TypeError, match="BitEnergyToNoise"):
        gmsk_bit_error_ratio(CarrierToNoise(np.array(3.0)))  # type: ignore[arg-type]
