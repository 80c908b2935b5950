"""A budget's rows add up to its results and name their clauses; table, steps and dataset show the same figures."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from huxing.core.errors import InputError, ModelRangeError, ShapeError
from huxing.link.atmosphere.slant import SlantAttenuation
from huxing.link.budget import (
    Budget,
    Carrier,
    Interferer,
    Loss,
    Path,
    Receiver,
    Transmitter,
    link_budget,
    slant_range,
)
from huxing.link.modulation import dvb_modcods
from huxing.link.ratios import (
    BitEnergyToNoise,
    CarrierToNoise,
    CarrierToNoiseDensity,
    SymbolEnergyToNoise,
)

ELEVATION = np.radians([10.0, 30.0, 90.0])
REQUIRED = {
    "C/N0": (CarrierToNoiseDensity(80.0), {}),
    "C/N": (CarrierToNoise(5.0), {"bandwidth": 36e6}),
    "Es/N0": (SymbolEnergyToNoise(5.0), {"symbol_rate": 30e6}),
    "Eb/N0": (BitEnergyToNoise(5.0), {"bit_rate": 40e6}),
}


def weather(rain_db: float = 6.0) -> SlantAttenuation:
    gas, cloud, rain, fade = (np.array(value) for value in (0.8, 1.0, rain_db, 0.4))
    total = gas + np.hypot(rain + cloud, fade)
    return SlantAttenuation(gas, cloud, rain, fade, total, "made for tests", None, ("too far north",))


def example(power_w: float = 2.0, carrier: Carrier | None = None, interferers: int = 0, **path: object) -> Budget:
    return link_budget(
        Transmitter(power_w=power_w, antenna_gain_dbi=38.0, line_loss_db=0.7, output_back_off_db=2.5),
        Path(frequency=20e9, distance=slant_range(600e3, ELEVATION), elevation=ELEVATION, **path),  # type: ignore[arg-type]
        Receiver(antenna_gain_dbi=40.0, noise_figure_db=1.2, antenna_temperature=80.0, sees_sky=True),
        carrier,
        interference=tuple(Interferer(f"source {i}", CarrierToNoise(15.0 + i)) for i in range(interferers)),
    )


def require_rows_add_up(budget: Budget) -> None:
    """Every result is the sum of the terms above it, to the last bit."""
    total = np.zeros(())
    results = 0
    for row in budget.rows:
        if row.role == "term":
            total = total + row.value
        elif row.role == "result":
            np.testing.assert_array_equal(row.value, np.broadcast_to(total, row.value.shape))
            results += 1
    assert results >= 2


@pytest.mark.parametrize("kind", REQUIRED)
@pytest.mark.parametrize("interferers", [0, 2])
def test_terms_add_up_to_each_result_exactly(kind: str, interferers: int) -> None:
    ratio, widths = REQUIRED[kind]
    carrier = Carrier(required=ratio, implementation_loss_db=1.5, **({"bandwidth": 36e6} | widths))  # type: ignore[arg-type]
    budget = example(
        carrier=carrier, interferers=interferers, attenuation=weather(), exceedance=0.01,
        polarisation_loss_db=0.2, shadow_margin_db=3.0, clutter_loss_db=1.0, losses=(Loss("radome", 0.3),),
    )  # fmt: skip
    require_rows_add_up(budget)
    np.testing.assert_array_equal(budget.rows[-1].value, budget.margin_db)
    np.testing.assert_array_equal(budget.row("C/N0").value, budget.thermal.db)
    last_density = next(row for row in reversed(budget.rows) if row.role == "result" and row.unit == "dBHz")
    np.testing.assert_array_equal(last_density.value, budget.carrier_to_noise_density.db)
    typed = {
        "C/N0": budget.carrier_to_noise_density, "C/N": budget.carrier_to_noise,
        "Es/N0": budget.symbol_energy_to_noise, "Eb/N0": budget.bit_energy_to_noise,
    }[kind]  # fmt: skip
    assert typed is not None
    np.testing.assert_array_equal(budget.margin_db, typed.db - 1.5 - float(ratio.db))


def test_every_row_names_its_clause() -> None:
    budget = example(
        carrier=Carrier(bandwidth=36e6, required=CarrierToNoise(5.0)), interferers=1, attenuation=weather()
    )
    assert all(row.clause for row in budget.rows)
    table = budget.table()
    assert len(table) == len(budget.rows)
    assert all(row.clause in str(table) for row in table)
    clauses = {row.name: row.clause for row in budget.rows}
    assert "P.525" in clauses["free-space loss"]
    assert "P.618" in clauses["rain, cloud and scintillation together"]
    assert "SI brochure" in clauses["Boltzmann's constant"]
    assert clauses["transmit power"] == "given by the user"


def test_c_over_n0_is_friis() -> None:
    budget = example()
    system = 80.0 + 290.0 * (10.0**0.12 - 1.0)
    eirp = 10.0 * np.log10(2.0) - 2.5 - 0.7 + 38.0
    loss = 20.0 * np.log10(4.0 * np.pi * slant_range(600e3, ELEVATION) * 20e9 / 299_792_458.0)
    expected = eirp - loss + 40.0 - 10.0 * np.log10(1.380649e-23 * system)
    np.testing.assert_allclose(budget.carrier_to_noise_density.db, expected, atol=1e-10)


@given(st.floats(1e-3, 1e3), st.floats(1.0, 1e3))
def test_power_goes_through_to_the_margin(watts: float, times: float) -> None:
    carrier = Carrier(bit_rate=1e6, required=BitEnergyToNoise(3.0))
    there, more = example(watts, carrier).margin_db, example(watts * times, carrier).margin_db
    assert there is not None
    assert more is not None
    np.testing.assert_allclose(more - there, 10.0 * np.log10(times), atol=1e-9)


@given(st.floats(0.0, 40.0), st.floats(0.0, 40.0))
def test_more_rain_never_helps(first: float, other: float) -> None:
    low, high = sorted((first, other))
    dry, wet = (example(attenuation=weather(rain), exceedance=0.01) for rain in (low, high))
    assert (wet.carrier_to_noise_density <= dry.carrier_to_noise_density).all()


@given(st.floats(-20.0, 40.0), st.floats(-20.0, 40.0))
def test_a_link_works_the_same_way_back(first_gain: float, other_gain: float) -> None:
    """With equal power, frequency and noise at both ends it does not matter which of the antennas sends."""

    def way(sending: float, receiving: float) -> Budget:
        return link_budget(
            Transmitter(power_w=1.0, antenna_gain_dbi=sending),
            Path(frequency=2e9, distance=1e6, attenuation=1.0),
            Receiver(antenna_gain_dbi=receiving, noise_figure_db=2.0, antenna_temperature=290.0),
        )

    there, back = way(first_gain, other_gain), way(other_gain, first_gain)
    assert there.thermal.db == pytest.approx(back.thermal.db, abs=1e-10)


def test_rain_takes_power_and_adds_noise() -> None:
    dry, wet = (example(attenuation=weather(rain), exceedance=0.01) for rain in (0.0, 6.0))
    taken = (
        dry.row("rain, cloud and scintillation together").value
        - wet.row("rain, cloud and scintillation together").value
    )
    noise = dry.row("system noise temperature").value - wet.row("system noise temperature").value
    assert taken > 5.5
    assert noise > 1.0
    np.testing.assert_allclose(dry.thermal.db - wet.thermal.db, taken + noise, atol=1e-10)
    assert wet.availability == 0.99
    assert wet.climate == "made for tests"
    assert wet.extrapolated == ("too far north",)
    assert "outside its range: too far north" in str(wet.table())
    assert "climate: made for tests" in str(wet.table())


def test_modes_are_chosen_with_rate_and_margin() -> None:
    modcods = dvb_modcods(pilots=True)
    powers = np.array([1e-4, 0.02, 2.0, 200.0])
    budget = link_budget(
        Transmitter(power_w=powers, antenna_gain_dbi=38.0), Path(frequency=20e9, distance=1e6),
        Receiver(g_over_t_db_per_k=12.0),
        Carrier(bandwidth=36e6, symbol_rate=30e6, modcods=modcods, implementation_loss_db=0.8, overhead=0.1),
    )  # fmt: skip
    assert budget.modcod is not None
    assert budget.rate is not None
    assert budget.margin_db is not None
    assert budget.symbol_energy_to_noise is not None
    assert budget.required is not None
    for i, level in enumerate(budget.symbol_energy_to_noise.db):
        fitting = [m for m in modcods if float(m.es_over_n0.db) + 0.8 <= level]
        best = max(fitting, key=lambda m: m.spectral_efficiency, default=None)
        assert budget.rate[i] == pytest.approx(0.0 if best is None else best.spectral_efficiency * 30e6 * 0.9)
        assert budget.modcod[i] == ("" if best is None else best.name)
        assert (budget.margin_db[i] >= 0.0) == (best is not None)
    assert budget.modcod[0] == ""
    # where none closes the margin is short of the most robust mode
    assert budget.required.db[0] == modcods.es_over_n0.db.min()
    require_rows_add_up(budget)
    assert "mode" in str(budget.table())


def test_waterfall_steps_join_and_end_at_the_margin() -> None:
    budget = example(carrier=Carrier(bandwidth=36e6, required=CarrierToNoise(5.0)), interferers=1)
    steps = budget.waterfall(1)
    assert steps[0].start_db == 0.0
    assert all(a.end_db == b.start_db for a, b in pairwise(steps))
    assert all(step.end_db == step.start_db + step.delta_db for step in steps)
    assert budget.margin_db is not None
    assert steps[-1].end_db == pytest.approx(budget.margin_db[1], abs=1e-12)
    assert [step.label for step in steps] == [row.name for row in budget.terms]


def test_table_of_one_link_and_of_several() -> None:
    budget = example()
    several = budget.table()
    assert {len(row.values) for row in several} == {3}
    one = budget.table(2)
    assert {len(row.values) for row in one} == {1}
    assert [row.values[2] for row in several] == [row.values[0] for row in one]
    lines = str(several).splitlines()
    assert len(lines) == len(several) + 2
    assert "-153.56" not in lines[0]
    with pytest.raises(InputError, match="not the index of one link"):
        budget.table(3)
    with pytest.raises(InputError, match="not the index of one link"):
        budget.table((0, 0))
    many = link_budget(
        Transmitter(power_w=np.ones(40), antenna_gain_dbi=1.0), Path(frequency=1e9, distance=1e6),
        Receiver(g_over_t_db_per_k=1.0),
    )  # fmt: skip
    with pytest.raises(InputError, match="give the index"):
        many.table()
    with pytest.raises(InputError, match="give the index"):
        budget.waterfall()


def test_dataset_has_every_row_with_units_and_survives_a_file(tmp_path) -> None:
    budget = example(carrier=Carrier(bandwidth=36e6, required=CarrierToNoise(5.0)), attenuation=weather())
    dataset = budget.to_dataset(("ground",))
    assert dataset.sizes == {"ground": 3}
    assert len(dataset.data_vars) == len(budget.rows) + 1
    for name, variable in dataset.data_vars.items():
        assert variable.attrs["units"], name
        assert variable.attrs["long_name"], name
    np.testing.assert_array_equal(dataset["c_over_n0"], budget.thermal.db)
    np.testing.assert_array_equal(dataset["margin"], budget.margin_db)
    assert dataset["free_space_loss"].attrs["clause"].startswith("ITU-R P.525")
    dataset.to_netcdf(tmp_path / "budget.nc", engine="h5netcdf")
    with xr.open_dataset(tmp_path / "budget.nc", engine="h5netcdf") as again:
        np.testing.assert_array_equal(again["margin"], budget.margin_db)
    with pytest.raises(InputError, match="name each axis"):
        budget.to_dataset(("ground", "time"))


def test_arrays_broadcast_over_all_inputs() -> None:
    budget = link_budget(
        Transmitter(power_w=np.array([1.0, 2.0])[:, None, None], antenna_gain_dbi=30.0),
        Path(frequency=np.array([2e9, 20e9, 30e9])[:, None], distance=slant_range(600e3, ELEVATION)[:2]),
        Receiver(g_over_t_db_per_k=10.0),
    )
    assert budget.shape == (2, 3, 2)
    alone = link_budget(
        Transmitter(power_w=2.0, antenna_gain_dbi=30.0),
        Path(frequency=20e9, distance=slant_range(600e3, ELEVATION[1])),
        Receiver(g_over_t_db_per_k=10.0),
    )
    assert budget.carrier_to_noise_density.db[1, 1, 1] == pytest.approx(alone.carrier_to_noise_density.db, abs=1e-12)
    assert budget.to_dataset(("band", "axis", "ground")).sizes == {"band": 2, "axis": 3, "ground": 2}


def test_without_a_link_the_ratios_are_minus_infinity_and_nothing_is_nan() -> None:
    budget = link_budget(
        Transmitter(power_w=1.0, antenna_gain_dbi=30.0), Path(frequency=2e9, distance=np.array([1e6, 2e6])),
        Receiver(g_over_t_db_per_k=10.0),
        Carrier(bandwidth=1e6, symbol_rate=1e6, modcods=dvb_modcods()),
        interference=(Interferer("other", CarrierToNoise(10.0)),),
        linked=np.array([True, False]),
    )  # fmt: skip
    assert np.isneginf(budget.carrier_to_noise_density.db[1])
    assert np.isfinite(budget.carrier_to_noise_density.db[0])
    assert budget.margin_db is not None
    assert np.isneginf(budget.margin_db[1])
    assert budget.rate is not None
    assert budget.rate[1] == 0.0
    assert not any(np.isnan(row.value).any() for row in budget.rows)
    require_rows_add_up(budget)


def test_rows_are_found_by_name_and_a_wrong_name_lists_them() -> None:
    assert example().row("EIRP towards the receiver").unit == "dBW"
    with pytest.raises(InputError, match="free-space loss"):
        example().row("free space")


@pytest.mark.parametrize(
    ("build", "match"),
    [
        (lambda: Carrier(bandwidth=-1.0), "bandwidth -1 Hz"),
        (lambda: Carrier(symbol_rate=0.0), "symbol rate 0 baud"),
        (lambda: Carrier(bit_rate=np.nan), "bit rate nan"),
        (lambda: Carrier(overhead=1.0), "overhead 1"),
        (lambda: Carrier(required=CarrierToNoise(1.0)), "CarrierToNoise needs bandwidth"),
        (lambda: Carrier(required=SymbolEnergyToNoise(1.0)), "needs symbol_rate"),
        (lambda: Carrier(required=BitEnergyToNoise(1.0)), "needs bit_rate"),
        (lambda: Carrier(modcods=dvb_modcods()), "modcods need symbol_rate"),
        (lambda: Carrier(implementation_loss_db=-1.0), "implementation loss -1 dB"),
        (lambda: Path(frequency=0.0, distance=1.0), "frequency 0 GHz"),
        (lambda: Path(frequency=1e9, distance=-1.0), "distance -1 m"),
        (lambda: Path(frequency=1e9, distance=1.0, elevation=-0.1), "elevation -5.7"),
        (lambda: Path(frequency=1e9, distance=1.0, attenuation=1.0, exceedance=0.0), "exceedance 0 "),
        (lambda: Path(frequency=1e9, distance=1.0, attenuation=1.0, exceedance=1.0), "exceedance 1 "),
        (lambda: Path(frequency=1e9, distance=1.0, exceedance=0.1), "belongs to an attenuation"),
    ],
)
def test_bad_values_are_refused_by_name(build, match: str) -> None:
    with pytest.raises(InputError, match=match):
        build()


def test_bad_combinations_are_refused() -> None:
    with pytest.raises(InputError, match="'source 0' is within a bandwidth"):
        example(interferers=1)
    with pytest.raises(ModelRangeError, match="radome -1 dB"):
        example(losses=(Loss("radome", -1.0),))
    with pytest.raises(ShapeError, match="shadow fading margin"):
        example(shadow_margin_db=np.ones(2))
