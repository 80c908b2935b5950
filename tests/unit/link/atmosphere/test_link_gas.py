"""Gas: lines, the annex-2 path from surface weather, its polynomials, ITU's coefficient files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huxing.core.errors import FormatError, HuxingError, InputError, MissingDataError, ModelRangeError, ShapeError
from huxing.link.atmosphere.gas import gas_attenuation
from huxing.link.atmosphere.gas_coefficients import GasCoefficients, read_gas_coefficients
from huxing.link.atmosphere.gas_lines import gas_lines, gas_specific_attenuation
from huxing.link.atmosphere.gas_table import gas_table, table_zenith_gas_db, zenith_gas_db

AIR = {"dry_pressure": 1.0e5, "vapour_density": 7.5e-3, "temperature": 288.15}
SURFACE = {"elevation": np.pi / 2, **AIR}
TABLED_GHZ = np.array([1.0, 2.0, 12.0, 19.9, 20.0, 22.235, 31.0, 54.0, 60.306056, 68.9, 94.0, 118.75, 183.31, 325.15])
TABLE = gas_table(TABLED_GHZ)
OXYGEN, WATER = gas_lines("P.676-12")


def test_dry_air_has_no_water_and_no_air_no_oxygen() -> None:
    dry = gas_specific_attenuation(22e9, **{**AIR, "vapour_density": 0.0})
    nothing = gas_specific_attenuation(60e9, dry_pressure=0.0, vapour_density=0.0, temperature=250.0)
    assert dry.water_vapour_db_per_km == 0.0
    assert dry.oxygen_db_per_km > 0.0
    assert nothing.total_db_per_km == 0.0


def test_collisions_far_from_every_line_go_with_the_square_of_pressure() -> None:
    once, twice = (gas_specific_attenuation(10e9, **{**AIR, "dry_pressure": p}).oxygen_db_per_km for p in (5e4, 10e4))
    assert twice / once == pytest.approx(4.0, rel=0.05)  # 4.0 for Lorentz wings; the vapour's share of the width 1 %


@pytest.mark.parametrize("line_ghz", [22.235, 118.750, 183.310, 325.153, 556.936])
def test_lines_stand_out(line_ghz: float) -> None:
    thin = {"dry_pressure": 1e3, "vapour_density": 1e-4, "temperature": 250.0}
    gamma = gas_specific_attenuation(np.array([0.98, 1.0, 1.02]) * line_ghz * 1e9, **thin).total_db_per_km
    assert gamma[1] > 20.0 * gamma[0]
    assert gamma[1] > 20.0 * gamma[2]


def test_shapes_broadcast_and_scalars_stay_scalars() -> None:
    many = gas_specific_attenuation(
        np.array([20e9, 30e9])[:, None], **{**AIR, "temperature": np.array([270.0, 280.0, 290.0])}
    )
    one = gas_specific_attenuation(30e9, **{**AIR, "temperature": 280.0})
    assert many.total_db_per_km.shape == (2, 3)
    assert one.oxygen_db_per_km.shape == ()
    assert many.oxygen_db_per_km[1, 1] == one.oxygen_db_per_km


@pytest.mark.parametrize(
    "change, said",
    [
        ({"frequency": 1001e9}, "frequency 1001 GHz is outside 1 to 1000 GHz"),
        ({"frequency": np.nan}, "frequency nan GHz is outside"),
        ({"vapour_density": -1e-3}, "vapour density -1 g/m3 is outside"),
        ({"temperature": 15.0}, "temperature 15 K is outside"),
    ],
)
def test_lines_refuse_what_the_model_does_not_cover(change: dict[str, float], said: str) -> None:
    arguments = {"frequency": 20e9, **AIR, **change}
    with pytest.raises(ModelRangeError, match=said):
        gas_specific_attenuation(**arguments)


def test_lines_name_their_editions_and_shapes() -> None:
    with pytest.raises(InputError, match=r"P\.676-13"):
        gas_specific_attenuation(20e9, **AIR, edition="P.676-9")  # type: ignore[arg-type]
    with pytest.raises(ShapeError, match="temperature"):
        gas_specific_attenuation(np.ones(2) * 20e9, **{**AIR, "temperature": np.ones(3) * 280.0})


def test_extrapolation_is_marked() -> None:
    found = gas_specific_attenuation(0.9e9, **AIR, extrapolate=True)
    assert found.extrapolated == ("ITU-R P.676, annex 1: frequency 0.9 GHz is outside 1 to 1000 GHz",)
    low = gas_attenuation(20e9, **{**SURFACE, "elevation": np.radians(3.0)}, extrapolate=True)
    assert low.extrapolated == ("ITU-R P.676, annex 2: elevation 3 deg is outside 5 to 90 deg",)


@pytest.mark.parametrize("elevation_deg", [-1.0, 0.0, 91.0])
def test_no_path_goes_below_the_horizon(elevation_deg: float) -> None:
    with pytest.raises(ModelRangeError, match="elevation"):
        gas_attenuation(20e9, **{**SURFACE, "elevation": np.radians(elevation_deg)}, extrapolate=True)


def test_the_two_ways_to_the_water_vapour_agree_roughly() -> None:
    """Density times an equivalent height, or the column itself: P.676-12 offers both for the same vapour."""
    by_height = gas_attenuation(28e9, **SURFACE).water_vapour_db
    by_column = gas_attenuation(28e9, **SURFACE, integrated_vapour=7.5e-3 * 2000.0).water_vapour_db
    assert by_column == pytest.approx(by_height, rel=0.25)


def test_no_vapour_column_takes_nothing() -> None:
    assert gas_attenuation(28e9, **SURFACE, integrated_vapour=0.0).water_vapour_db == 0.0


@given(
    number=st.integers(0, TABLED_GHZ.size - 1),
    pressure=st.floats(450.0, 1020.0),
    density=st.floats(0.0, 35.0),
    temperature=st.floats(216.0, 324.0),
    column=st.floats(0.1, 120.0),
    altitude=st.floats(-0.5, 6.0),
)
def test_polynomials_follow_the_lines(
    number: int, pressure: float, density: float, temperature: float, column: float, altitude: float
) -> None:
    state = (pressure, density, temperature, column, altitude, OXYGEN, WATER)
    exact = zenith_gas_db(TABLED_GHZ[number], *state)
    error = abs(table_zenith_gas_db(TABLE[number], *state) - exact)
    assert error <= max(1e-4, 1e-5 * exact)


@given(
    number=st.integers(0, TABLED_GHZ.size - 1),
    state=st.sampled_from(
        [(350.0, 5.0, 270.0, 0.05, 7.0), (1000.0, 60.0, 320.0, 150.0, 0.0), (900.0, 0.1, 200.0, 0.01, 2.0)]
    ),
)
def test_outside_the_polynomials_the_lines_are_summed(number: int, state: tuple[float, ...]) -> None:
    exact = zenith_gas_db(TABLED_GHZ[number], *state, OXYGEN, WATER)
    assert table_zenith_gas_db(TABLE[number], *state, OXYGEN, WATER) == pytest.approx(exact, rel=1e-12)


def test_p676_13_asks_for_its_files_and_takes_them() -> None:
    constant = GasCoefficients(np.array([1e9, 350e9]), np.array([[5.0, 0.0, 0.0, 0.0]] * 2))
    absorption = GasCoefficients(np.array([1e9, 350e9]), np.array([[0.01, 0.0, 0.0, 0.0]] * 2))
    with pytest.raises(MissingDataError, match="read_gas_coefficients"):
        gas_attenuation(20e9, **SURFACE, edition="P.676-13")
    with pytest.raises(MissingDataError, match="part 2"):
        gas_attenuation(20e9, **SURFACE, edition="P.676-13", oxygen_height=constant, integrated_vapour=15.0)
    found = gas_attenuation(
        20e9,
        **SURFACE,
        edition="P.676-13",
        oxygen_height=constant,
        vapour_absorption=absorption,
        integrated_vapour=15.0,
    )
    assert found.oxygen_db == pytest.approx(5.0 * gas_specific_attenuation(20e9, **AIR).oxygen_db_per_km)
    assert found.water_vapour_db == pytest.approx(0.15)


def test_coefficients_are_read_with_any_separator(tmp_path: Path) -> None:
    path = tmp_path / "part1.txt"
    path.write_text("f, a, b, c, d\n1.0, 1, 2, 3, 4\n\n2.0\t3\t4\t5\t6\n", encoding="utf-8")
    table = read_gas_coefficients(path)
    assert table.frequency.tolist() == [1e9, 2e9]
    assert table.at(1.5e9).tolist() == [2.0, 3.0, 4.0, 5.0]


@pytest.mark.parametrize(
    "content, said",
    [
        (b"1 1 2 3 4\n", "at least two rows"),
        (b"2 1 2 3 4\n1 1 2 3 4\n", "ascending"),
        (b"1 1 2 3 4\n2 1 2 3\n", ":2: a row holds frequency and four"),
        (b"f a b c d\nx 1 2 3 4\n", ":2: 'x 1 2 3 4' is not a row of numbers"),
        (b"1 1 2 3 4\n2 1 2 nan 4\n", "a row holds"),
        (b"\xff\xfe\x00", "not a text file"),
    ],
)
def test_broken_coefficients_are_named(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "part1.txt"
    path.write_bytes(content)
    with pytest.raises(FormatError, match=said):
        read_gas_coefficients(path)


def test_absent_coefficients_are_missing_data(tmp_path: Path) -> None:
    with pytest.raises(MissingDataError, match="archive"):
        read_gas_coefficients(tmp_path / "none.txt")


@given(content=st.binary(max_size=200))
def test_any_bytes_end_in_a_table_or_one_of_our_errors(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "part1.txt"
    path.write_bytes(content)
    try:
        assert read_gas_coefficients(path).coefficients.shape[1] == 4
    except HuxingError as error:
        assert "part1.txt" in str(error)
