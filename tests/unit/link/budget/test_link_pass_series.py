"""A pass: geometry and Doppler against differences, the budget of each moment, adaptive coding, and the volume."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import xarray as xr
from made_links import KA_PAYLOAD, S_PAYLOAD, S_TERMINAL, satellite, terminal

from huxing.core.errors import InputError, ModelRangeError
from huxing.core.time import time_grid
from huxing.link.atmosphere.climate import load_climate
from huxing.link.budget import Carrier, Receiver, pass_series, radio_link, site_of
from huxing.link.modulation import choose_modcod
from huxing.link.ratios import CarrierToNoise, SymbolEnergyToNoise
from huxing.orbit import Constellation, Station, find_passes, propagate, walker_delta

SHANGHAI = Station.from_degrees("Shanghai", 31.2, 121.5, 10.0, min_elevation_deg=15.0)
DESIGN = Constellation("w", (walker_delta(name="w", altitude_km=600, inclination_deg=53, planes=4, per_plane=4),))
LINK = radio_link(terminal=terminal(), satellite=satellite())
CLIMATE = load_climate()


@pytest.fixture(scope="module")
def track() -> xr.Dataset:
    """A minute before the longest pass of six hours to a minute after, each second."""
    passes = find_passes(DESIGN, [SHANGHAI], "2026-01-01", "2026-01-01T06:00:00", lighting=False)
    best = passes.iloc[int(passes["duration_s"].to_numpy().argmax())]
    minute = np.timedelta64(60, "s")
    times = time_grid(best["rise"] - minute, stop=best["set"] + minute, step_s=1.0)
    return propagate(DESIGN, times, velocity=True).isel(satellite=[int(best["satellite_index"])])


def test_geometry_and_doppler(track: xr.Dataset) -> None:
    series = pass_series(LINK, track, SHANGHAI)
    slope = np.gradient(series["slant_range"].to_numpy())
    # a central difference over 2 s of a range whose third derivative reaches 0.8 m/s3: 0.13 m/s (measured)
    np.testing.assert_allclose(series["range_rate"][2:-2], slope[2:-2], atol=0.4)
    np.testing.assert_allclose(
        series["doppler"], -series["range_rate"] * LINK.frequency / 299_792_458.0, rtol=1e-12, atol=1e-6
    )
    assert series["doppler"][0] > 0.0 > series["doppler"][-1]
    # law of sines on the sphere of the satellite's own radius, to the flattening of the Earth
    radius = np.linalg.norm(track["position"].to_numpy()[:, 0], axis=-1)
    expected = np.arcsin(6_371e3 * np.cos(series["elevation"].to_numpy()) / radius)
    np.testing.assert_allclose(series["off_nadir"], expected, atol=np.radians(0.5))


def test_the_link_is_there_where_the_station_sees(track: xr.Dataset) -> None:
    series = pass_series(LINK, track, SHANGHAI)
    high = series["elevation"].to_numpy() >= SHANGHAI.min_elevation
    np.testing.assert_array_equal(series["linked"], high)
    assert not high[0]
    assert not high[-1]
    assert high.sum() > 200
    np.testing.assert_array_equal(np.isneginf(series["c_over_n0"]), ~high)
    np.testing.assert_array_equal(series["rate"] > 0.0, high)
    assert not any(np.isnan(variable).any() for variable in series.data_vars.values() if variable.dtype.kind == "f")
    for name, variable in series.data_vars.items():
        assert variable.attrs["units"], name
        assert variable.attrs["long_name"], name
        assert variable.dims == ("time",), name


def test_a_mask_by_azimuth_is_kept(track: xr.Dataset) -> None:
    half = replace(SHANGHAI, mask=((0.0, 0.1), (np.pi / 2, 1.2), (np.pi, 1.2), (1.5 * np.pi, 0.1)))
    series = pass_series(LINK, track, half)
    azimuths, least = half.mask_table()
    mask = np.interp(series["azimuth"], azimuths, least)
    np.testing.assert_array_equal(series["linked"], series["elevation"].to_numpy() >= mask)
    assert 0 < series["linked"].sum() < pass_series(LINK, track, SHANGHAI)["linked"].sum()


def test_each_moment_is_the_budget_of_its_geometry(track: xr.Dataset) -> None:
    series = pass_series(LINK, track, SHANGHAI, exceedance=0.01, climate=CLIMATE, hysteresis_db=0.0)
    middle = int(np.argmax(series["elevation"].to_numpy()))
    moment = series.isel(time=middle)
    budget = LINK.budget(
        float(moment["elevation"]), distance=float(moment["slant_range"]), site=site_of(SHANGHAI), exceedance=0.01,
        climate=CLIMATE,
    )  # fmt: skip
    # the gas of many paths at once is interpolated in a table: 4e-8 dB (measured)
    assert float(moment["c_over_n0"]) == pytest.approx(float(budget.carrier_to_noise_density.db), abs=5e-7)
    assert float(moment["free_space_loss"]) == pytest.approx(float(budget.row("free-space loss").value), abs=1e-12)
    assert str(moment["modcod"].to_numpy()) == str(budget.modcod)
    assert float(moment["rate"]) == pytest.approx(float(budget.rate), rel=1e-12)
    assert series.attrs["climate"] == CLIMATE.label
    assert series.attrs["satellite"] == str(track["satellite"].to_numpy()[0])


def test_volume_is_the_integral_of_the_rate(track: xr.Dataset) -> None:
    series = pass_series(LINK, track, SHANGHAI)
    rate = series["rate"].to_numpy()
    seconds = (series["time"].to_numpy() - series["time"].to_numpy()[0]) / np.timedelta64(1, "s")
    assert float(series["volume"][-1]) == pytest.approx(np.trapezoid(rate, seconds), rel=1e-12)
    assert (np.diff(series["volume"]) >= 0.0).all()
    # every second sample carries the same to what one sample at the ends and at each switch is worth
    thin = pass_series(LINK, track.isel(time=slice(None, None, 2)), SHANGHAI)
    assert float(thin["volume"][-1]) == pytest.approx(float(series["volume"][-1]), rel=0.01)


def test_hysteresis_holds_a_mode_and_costs_rate(track: xr.Dataset) -> None:
    quick, slow = (pass_series(LINK, track, SHANGHAI, hysteresis_db=value) for value in (0.0, 1.5))
    assert (slow["rate"] <= quick["rate"]).all()
    assert float(slow["volume"][-1]) < float(quick["volume"][-1])
    # without hysteresis it is the best mode of each moment
    level = SymbolEnergyToNoise(quick["es_over_n0"].to_numpy())
    best = choose_modcod(LINK.carrier.modcods, level).spectral_efficiency
    np.testing.assert_allclose(quick["rate"], best * LINK.carrier.symbol_rate, rtol=1e-12)
    assert (quick["margin"][quick["linked"]] >= 0.0).all()


def test_a_fixed_beam_is_worse_off_its_axis(track: xr.Dataset) -> None:
    broad = satellite(replace(KA_PAYLOAD, transmit_aperture_m=0.015))
    steered, fixed = (
        pass_series(radio_link(terminal=terminal(), satellite=broad, beam=beam), track, SHANGHAI)
        for beam in ("steered", "nadir")
    )
    seen = steered["linked"].to_numpy()
    fall = (steered["c_over_n0"] - fixed["c_over_n0"]).to_numpy()[seen]
    away = steered["off_nadir"].to_numpy()[seen]
    assert (fall > 0.0).all()
    assert (np.diff(fall[np.argsort(away)]) >= -1e-9).all()


def test_a_required_ratio_gives_a_margin_and_no_rate(track: xr.Dataset) -> None:
    asked = Carrier(bandwidth=400e6, required=CarrierToNoise(3.0))
    series = pass_series(replace(LINK, carrier=asked), track, SHANGHAI)
    np.testing.assert_allclose(series["margin"], series["c_over_n"] - 3.0, atol=1e-9)
    assert "rate" not in series


def test_a_phone_of_the_s_band_passes_too(track: xr.Dataset) -> None:
    phone = radio_link(terminal=terminal(S_TERMINAL), satellite=satellite(S_PAYLOAD), direction="up")
    series = pass_series(phone, track, SHANGHAI)
    assert series["rate"].max() > 0.0
    assert series.attrs["direction"] == "up"


def test_a_pass_that_is_not_seen_is_a_series_without_a_link(track: xr.Dataset) -> None:
    series = pass_series(LINK, track.isel(time=slice(0, 5)), SHANGHAI)
    assert not series["linked"].any()
    assert float(series["volume"][-1]) == 0.0


def test_a_file_keeps_the_series(track: xr.Dataset, tmp_path) -> None:
    series = pass_series(LINK, track, SHANGHAI)
    series.to_netcdf(tmp_path / "pass.nc", engine="h5netcdf")
    with xr.open_dataset(tmp_path / "pass.nc", engine="h5netcdf") as again:
        np.testing.assert_array_equal(again["c_over_n0"], series["c_over_n0"])
        np.testing.assert_array_equal(again["modcod"], series["modcod"])


def test_a_track_that_does_not_serve_is_refused(track: xr.Dataset) -> None:
    with pytest.raises(InputError, match="velocity=True"):
        pass_series(LINK, track.drop_vars("velocity"), SHANGHAI)
    with pytest.raises(InputError, match="ITRF, not GCRF"):
        pass_series(LINK, track.assign_attrs(frame="GCRF"), SHANGHAI)
    pair = xr.concat([track, track.assign_coords(satellite=["other"])], "satellite")
    with pytest.raises(InputError, match="has 2 satellites; say which"):
        pass_series(LINK, pair, SHANGHAI)
    assert pass_series(LINK, pair, SHANGHAI, satellite="other").attrs["satellite"] == "other"
    with pytest.raises(InputError, match="no satellite 'third'"):
        pass_series(LINK, pair, SHANGHAI, satellite="third")
    with pytest.raises(InputError, match="none of number 2"):
        pass_series(LINK, pair, SHANGHAI, satellite=2)
    broken = track.copy(deep=True)
    broken["position"][0] = np.nan
    with pytest.raises(InputError, match="no state at some time"):
        pass_series(LINK, broken, SHANGHAI)
    with pytest.raises(ModelRangeError, match="exceedance"):
        pass_series(LINK, track, SHANGHAI, exceedance=0.0)


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"satellite": 0.5}, InputError, "not a whole number"),
        ({"satellite": np.nan}, ModelRangeError, "number of the satellite nan"),
        ({"satellite": True}, InputError, "number of the satellite: True"),
        ({"station": "shanghai"}, InputError, "'shanghai' is no station; give huxing.orbit.Station"),
    ],
)
def test_odd_input_of_a_pass_is_named(track: xr.Dataset, change, error, message: str) -> None:
    options = {"satellite": 0, "station": SHANGHAI} | change
    with pytest.raises(error, match=message):
        pass_series(LINK, track, options["station"], satellite=options["satellite"])


def test_a_track_that_runs_backwards_is_refused(track: xr.Dataset) -> None:
    """Its volume would be negative."""
    with pytest.raises(InputError, match="times of a track ascend"):
        pass_series(LINK, track.isel(time=slice(None, None, -1)), SHANGHAI, satellite=0)
    with pytest.raises(InputError, match=r"over \(time, satellite, axis\)"):
        pass_series(LINK, track.isel(satellite=0), SHANGHAI)


def test_noise_of_the_warm_sky_counts_along_the_pass(track: xr.Dataset) -> None:
    """With equal clear-sky G/T a receiver whose temperature is known loses more in rain."""
    blind = replace(LINK, receiver=Receiver(g_over_t_db_per_k=15.86, sees_sky=True))
    wet = {"exceedance": 0.001, "climate": CLIMATE}
    seen = pass_series(LINK, track, SHANGHAI, **wet)["linked"].to_numpy()
    levels = [pass_series(link, track, SHANGHAI, **wet)["c_over_n0"].to_numpy()[seen] for link in (LINK, blind)]
    assert (levels[0] < levels[1]).all()
