"""Transmitter and receiver: by their parts and by data sheets, and what noise attenuation adds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huxing.core.errors import InputError, ModelRangeError, ShapeError
from huxing.link.antennas import BesselAperture
from huxing.link.budget import Receiver, Transmitter, noise_temperature

LOSSES = st.floats(0.0, 20.0)
BESSEL = BesselAperture(0.6, 20e9, 39.7)


def g_over_t(receiver: Receiver, **sky: float) -> float:
    return float(sum(row.value for row in receiver.terms(**sky) if row.role == "term"))


@given(st.floats(1e-3, 1e4), st.floats(-10.0, 60.0), LOSSES, LOSSES, LOSSES)
def test_eirp_is_the_sum_of_its_parts(watts: float, gain: float, line: float, back_off: float, aim: float) -> None:
    parts = Transmitter(
        power_w=watts, antenna_gain_dbi=gain, line_loss_db=line, output_back_off_db=back_off, pointing_loss_db=aim
    )
    expected = 10.0 * np.log10(watts) + gain - line - back_off - aim
    assert parts.total_eirp_dbw() == pytest.approx(expected, abs=1e-9)
    sheet = Transmitter(
        eirp_dbw=10.0 * np.log10(watts) + gain - line, output_back_off_db=back_off, pointing_loss_db=aim
    )
    assert sheet.total_eirp_dbw() == pytest.approx(expected, abs=1e-9)
    doubled = Transmitter(power_w=2.0 * watts, antenna_gain_dbi=gain).total_eirp_dbw()
    assert doubled - Transmitter(power_w=watts, antenna_gain_dbi=gain).total_eirp_dbw() == pytest.approx(
        10.0 * np.log10(2.0), abs=1e-9
    )


def test_eirp_of_a_density_grows_with_the_bandwidth() -> None:
    widths = np.array([1e6, 10e6, 400e6])
    eirp = Transmitter.from_density(34.0 - 60.0, widths).total_eirp_dbw()
    np.testing.assert_allclose(eirp, [34.0, 44.0, 34.0 + 10.0 * np.log10(400.0)], atol=1e-12)
    with pytest.raises(ModelRangeError, match="bandwidth -1 Hz"):
        Transmitter.from_density(-26.0, -1.0)


def test_an_antenna_off_its_axis_loses_what_its_pattern_says() -> None:
    angle = np.radians([0.0, 0.4, 1.1])
    aimed = Transmitter(power_w=1.0, antenna=BESSEL, off_axis=angle).total_eirp_dbw()
    np.testing.assert_allclose(aimed, BESSEL.gain_dbi(angle), atol=1e-12)
    # beside a data sheet's EIRP or G/T the pattern gives the drop only, not its own peak
    sheet = Transmitter(eirp_dbw=50.0, antenna=BESSEL, off_axis=angle).total_eirp_dbw()
    np.testing.assert_allclose(sheet, 50.0 + BESSEL.gain_dbi(angle) - 39.7, atol=1e-12)
    dish = Receiver(g_over_t_db_per_k=15.9, antenna=BESSEL, off_axis=0.4e-2)
    assert g_over_t(dish) == pytest.approx(15.9 + BESSEL.gain_dbi(0.4e-2) - 39.7, abs=1e-12)


def test_rows_of_an_off_axis_pattern_name_their_pattern() -> None:
    rows = Transmitter(power_w=1.0, antenna=BESSEL, off_axis=0.01).terms()
    assert [row.name for row in rows] == ["transmit power", "transmit antenna gain", "transmit antenna off its axis"]
    assert rows[2].clause == "BesselAperture"


@pytest.mark.parametrize(
    ("given_", "match"),
    [
        ({}, "power_w and its antenna, or by eirp_dbw"),
        ({"power_w": 1.0}, "antenna_gain_dbi or by antenna"),
        ({"power_w": 1.0, "antenna_gain_dbi": 3.0, "antenna": BESSEL}, "one of the two"),
        ({"power_w": 1.0, "antenna_gain_dbi": 3.0, "eirp_dbw": 3.0}, "give eirp_dbw or power_w"),
        ({"eirp_dbw": 3.0, "antenna_gain_dbi": 3.0}, "with power_w only"),
        ({"eirp_dbw": 3.0, "line_loss_db": 1.0}, "with power_w only"),
        ({"eirp_dbw": 3.0, "off_axis": 0.1}, "needs its pattern"),
        ({"power_w": 0.0, "antenna_gain_dbi": 3.0}, "transmit power 0 W"),
        ({"power_w": np.nan, "antenna_gain_dbi": 3.0}, "transmit power nan W"),
        ({"power_w": 1.0, "antenna_gain_dbi": 3.0, "line_loss_db": -1.0}, "transmit line loss -1 dB"),
        ({"power_w": 1.0, "antenna_gain_dbi": 3.0, "output_back_off_db": -0.1}, "output back-off"),
        ({"eirp_dbw": np.inf}, "EIRP inf dB"),
        ({"power_w": "ten", "antenna_gain_dbi": 3.0}, "transmit power"),
    ],
)
def test_a_transmitter_that_is_not_one_is_refused(given_: dict[str, object], match: str) -> None:
    with pytest.raises(InputError, match=match):
        Transmitter(**given_)  # type: ignore[arg-type]


def test_shapes_that_do_not_broadcast_are_refused() -> None:
    with pytest.raises(ShapeError, match="'transmit antenna gain' of shape \\(3,\\)"):
        Transmitter(power_w=np.ones(2), antenna_gain_dbi=np.ones(3)).total_eirp_dbw()


@given(st.floats(0.0, 20.0), st.floats(3.0, 1000.0), st.floats(0.0, 10.0), st.floats(-5.0, 60.0))
def test_g_over_t_from_its_parts_is_3gpp_s_formula(figure: float, antenna: float, line: float, gain: float) -> None:
    """TR 38.821, 6.1.3.1: G - NF - 10 log10(T0 + (Ta - T0) 10^(-NF/10)), with the line's loss a part of NF at T0."""
    parts = Receiver(antenna_gain_dbi=gain, noise_figure_db=figure, antenna_temperature=antenna, line_loss_db=line)
    cascade = figure + line
    formula = gain - cascade - 10.0 * np.log10(290.0 + (antenna - 290.0) * 10.0 ** (-cascade / 10.0))
    assert g_over_t(parts) == pytest.approx(formula, abs=1e-9)


def test_noise_figure_of_three_decibels_is_the_room() -> None:
    assert noise_temperature(10.0 * np.log10(2.0)) == pytest.approx(290.0, abs=1e-9)
    assert noise_temperature(0.0) == 0.0


def test_attenuation_makes_a_ground_antenna_noisier_up_to_the_ground_s_temperature() -> None:
    dish = Receiver(antenna_gain_dbi=40.0, receiver_temperature=100.0, antenna_temperature=60.0, sees_sky=True)
    fades = np.array([0.3, 1.0, 3.0, 10.0, 40.0])
    rows = {row.name: row for row in dish.terms(clear_sky_db=0.3, absorption_db=fades)}
    temperature = rows["antenna temperature"].value
    assert temperature[0] == pytest.approx(60.0, abs=1e-9)
    assert (np.diff(temperature) > 0.0).all()
    # behind 40 dB there is only rain at 275 K and the ground at 290 K
    assert 270.0 < temperature[-1] < 290.0
    ratio = [g_over_t(dish, clear_sky_db=0.3, absorption_db=float(fade)) for fade in fades]
    assert ratio[0] == pytest.approx(40.0 - 10.0 * np.log10(160.0), abs=1e-9)
    assert (np.diff(ratio) < 0.0).all()


def test_a_given_spill_over_is_taken_instead_of_the_inferred_one() -> None:
    clear = 275.0 * (1.0 - 10.0**-0.03) + 2.7 * 10.0**-0.03
    parts = {"antenna_gain_dbi": 40.0, "receiver_temperature": 100.0, "sees_sky": True}
    inferred = Receiver(antenna_temperature=0.9 * clear + 0.1 * 290.0, **parts)  # type: ignore[arg-type]
    seen = Receiver(spillover=0.1, **parts)  # type: ignore[arg-type]
    for fade in (0.3, 2.0, 15.0):
        assert g_over_t(inferred, clear_sky_db=0.3, absorption_db=fade) == pytest.approx(
            g_over_t(seen, clear_sky_db=0.3, absorption_db=fade), abs=1e-9
        )


def test_a_satellite_does_not_get_noisier_in_rain() -> None:
    bird = Receiver(antenna_gain_dbi=30.0, noise_figure_db=3.0, antenna_temperature=290.0)
    assert g_over_t(bird, clear_sky_db=0.3, absorption_db=20.0) == g_over_t(bird)


def test_g_over_t_of_a_data_sheet_falls_where_its_temperature_is_known() -> None:
    known = Receiver(g_over_t_db_per_k=20.0, system_temperature=150.0, sees_sky=True)
    rise = 275.0 * (10.0**-0.05 - 10.0**-0.5) + 2.7 * (10.0**-0.5 - 10.0**-0.05)
    expected = 20.0 - 10.0 * np.log10(1.0 + rise / 150.0)
    assert g_over_t(known, clear_sky_db=0.5, absorption_db=5.0) == pytest.approx(expected, abs=1e-9)
    unknown = Receiver(g_over_t_db_per_k=20.0, sees_sky=True)
    assert g_over_t(unknown, clear_sky_db=0.5, absorption_db=5.0) == 20.0
    note = unknown.terms(clear_sky_db=0.5, absorption_db=5.0)[-1].note
    assert "not counted" in note


@pytest.mark.parametrize(
    ("given_", "match"),
    [
        ({"antenna_gain_dbi": 3.0, "antenna_temperature": 100.0}, "give noise_figure_db or receiver_temperature"),
        (
            {"antenna_gain_dbi": 3.0, "noise_figure_db": 1.0, "receiver_temperature": 9.0, "antenna_temperature": 9.0},
            "not both",
        ),
        ({"antenna_gain_dbi": 3.0, "noise_figure_db": 1.0}, "antenna_temperature, or sees_sky"),
        ({"g_over_t_db_per_k": 3.0, "noise_figure_db": 1.0}, "includes noise"),
        ({"g_over_t_db_per_k": 3.0, "antenna_gain_dbi": 1.0}, "includes the gain"),
        ({"noise_figure_db": 1.0, "antenna_temperature": 9.0}, "antenna_gain_dbi or by antenna"),
        ({"antenna_gain_dbi": 3.0, "noise_figure_db": -1.0, "antenna_temperature": 9.0}, "noise figure -1 dB"),
        ({"antenna_gain_dbi": 3.0, "noise_figure_db": 1.0, "antenna_temperature": -9.0}, "noise temperature -9 K"),
        ({"antenna_gain_dbi": 3.0, "receiver_temperature": 0.0, "antenna_temperature": 0.0}, "system noise temp"),
    ],
)
def test_a_receiver_that_is_not_one_is_refused(given_: dict[str, object], match: str) -> None:
    with pytest.raises(InputError, match=match):
        Receiver(**given_)  # type: ignore[arg-type]


def test_a_sky_temperature_without_a_path_is_refused() -> None:
    dish = Receiver(antenna_gain_dbi=40.0, receiver_temperature=100.0, sees_sky=True)
    with pytest.raises(InputError, match="needs the path's attenuation"):
        dish.terms()
