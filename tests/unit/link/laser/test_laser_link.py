from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from huxing.core.errors import CatalogueError, InputError, MissingDataError, ModelRangeError
from huxing.link.laser import (
    LaserTerminal,
    laser_budget,
    laser_rate,
    laser_terminal,
    photons_per_bit,
    power_limited_rate,
    received_irradiance,
    received_power,
)


def given(**changes: object) -> LaserTerminal:
    figures: dict[str, object] = {
        "wavelength": 1.55e-6,
        "transmit_power": 1.0,
        "divergence": 20e-6,
        "aperture": 0.1,
        "rate": 10e9,
        "photons_per_bit": 100.0,
        "pointing_jitter": 2e-6,
        "transmit_efficiency": 0.8,
        "receive_efficiency": 0.5,
        "obscuration": 0.3,
    }
    return LaserTerminal("given", **(figures | changes))  # type: ignore[arg-type]


def test_the_rows_of_the_budget_are_the_power_that_arrives() -> None:
    terminal = given()
    distance = np.array([500e3, 5000e3])
    budget = laser_budget(terminal, terminal, distance, outage=1e-3)
    total = sum(
        np.broadcast_to(row.value, (2,)) for row in budget.rows if row.role == "term" and row.symbol != "-P_min"
    )
    np.testing.assert_allclose(10.0 ** (total / 10.0), budget.received_power, rtol=1e-12)
    np.testing.assert_allclose(
        budget.received_power, received_power(terminal, terminal, distance, outage=1e-3), rtol=1e-12
    )
    gain = budget.row("transmitting gain").value
    # far away 8/theta^2; at 500 km the aperture of 10 cm takes in a beam of 10 m: 1e-4 of the irradiance, 0.0004 dB
    np.testing.assert_allclose(gain, 10.0 * np.log10(8.0 / 20e-6**2), atol=5e-4)
    assert budget.margin_db is not None
    arrived = photons_per_bit(budget.received_power, 10e9, 1.55e-6)
    np.testing.assert_allclose(budget.margin_db, 10.0 * np.log10(arrived / 100.0), atol=1e-9)
    np.testing.assert_allclose(budget.irradiance, received_irradiance(terminal, distance, outage=1e-3))


def test_every_row_of_the_table_names_its_clause() -> None:
    terminal = laser_terminal("sda-oct", pointing_jitter=2e-6)
    table = laser_budget(terminal, terminal, 3000e3).table()
    assert all(row.clause for row in table)
    clauses = {row.name: row.clause for row in table}
    assert clauses["transmitted power"] == "catalogue: sda-oct"
    assert "margin of irradiance" in str(table)


def test_a_table_of_many_distances_needs_an_index() -> None:
    budget = laser_budget(given(), given(), [1e6, 2e6])
    with pytest.raises(InputError, match="give an index of 1 numbers"):
        budget.table()
    with pytest.raises(InputError, match="outside"):
        budget.table(5)
    assert {row.name: row.values[0] for row in budget.table(1)}["distance"] == 2000.0
    with pytest.raises(InputError, match="it has: distance"):
        budget.row("wind")


def test_rate_falls_with_the_square_of_the_distance_once_light_is_short() -> None:
    terminal = given(pointing_jitter=None)
    near, far, farther = laser_rate(terminal, terminal, [1e6, 40e6, 80e6], adaptive=True)
    assert near == 10e9
    assert far < 10e9
    assert far / farther == pytest.approx(4.0, rel=1e-6)
    np.testing.assert_array_equal(laser_rate(terminal, terminal, [1e6, 40e6]), [10e9, 0.0])


def test_power_limited_rate_and_photons_are_inverse() -> None:
    rate = power_limited_rate(1e-6, 60.0, 1.55e-6)
    assert photons_per_bit(1e-6, rate, 1.55e-6) == pytest.approx(60.0)


def test_a_margin_and_an_outage_cost_range() -> None:
    terminal = given(rate=None)
    plain = laser_rate(terminal, terminal, 5e6)
    assert laser_rate(terminal, terminal, 5e6, margin_db=3.0) == pytest.approx(float(plain) * 10**-0.3)
    assert laser_rate(terminal, terminal, 5e6, outage=1e-3) < plain


def test_a_vendor_with_only_a_rate_and_a_range_is_taken_at_its_word() -> None:
    scot80 = laser_terminal("scot80")
    np.testing.assert_array_equal(laser_rate(scot80, scot80, [100e3, 8000e3, 8001e3]), [10e9, 10e9, 0.0])


def test_the_slower_and_shorter_of_two_terminals_rules() -> None:
    mixed = laser_rate(laser_terminal("scot80"), laser_terminal("sda-oct"), [5500e3, 5600e3])
    np.testing.assert_array_equal(mixed, [2.5e9, 0.0])


def test_too_little_irradiance_ends_a_link() -> None:
    terminal = laser_terminal("sda-oct", max_range=None)
    edge = 5500e3 * np.sqrt(233.836 / 25.0)  # 1/R^2 from the irradiance at 5,500 km
    np.testing.assert_array_equal(laser_rate(terminal, terminal, [0.999 * edge, 1.001 * edge]), [2.5e9, 0.0])


def test_what_is_not_known_is_named() -> None:
    condor = laser_terminal("condor mk3")
    with pytest.raises(MissingDataError, match="neither a rate nor a power budget"):
        laser_rate(condor, condor, 1e6)
    with pytest.raises(MissingDataError, match=r"divergence is not known.*divergence=") as caught:
        laser_budget(condor, laser_terminal("sda-oct"), 1e6)
    assert "mynaric-condor-mk3" in str(caught.value)
    with pytest.raises(CatalogueError, match="has no laser"):
        laser_terminal("ais-class-a")


def test_given_figures_replace_the_catalogues_and_say_so() -> None:
    terminal = laser_terminal("sda-oct", photons_per_bit=60.0)
    assert terminal.photons_per_bit == 60.0
    assert terminal.clause("photons_per_bit") == "given by the user"
    assert terminal.clause("aperture") == "catalogue: sda-oct"
    with pytest.raises(TypeError):
        laser_terminal("sda-oct", colour="red")


@pytest.mark.parametrize("distance", [0.0, -1.0, np.nan, np.inf])
def test_distances_that_are_none_are_refused(distance: float) -> None:
    terminal = given()
    for call in (laser_rate, laser_budget):
        with pytest.raises(ModelRangeError, match="distance"):
            call(terminal, terminal, distance)


def test_catalogue_rows_give_their_source_and_mark_claims() -> None:
    for name in ("tesat-scot80", "mynaric-condor-mk3", "starlink-laser"):
        from huxing.catalogue import terminal

        assert terminal(name).status in ("vendor", "operator")
        assert terminal(name).unverified


@pytest.mark.parametrize("distance", [1.0, 100.0, 1e3, 20e3, 1e6])
def test_a_budget_near_by_never_receives_more_than_was_sent(distance: float) -> None:
    """By 8/theta^2 alone, 1 W would give 12 MW at 1 m and 12 W at 1 km."""
    terminal = given(pointing_jitter=None, transmit_efficiency=1.0, receive_efficiency=1.0, obscuration=0.0)
    budget = laser_budget(terminal, terminal, distance)
    assert budget.received_power <= 1.0
    assert budget.received_power == pytest.approx(float(received_power(terminal, terminal, distance)), rel=1e-12)
    assert budget.margin_db is not None
    # budget and rate are of one power: 10 Gbit/s and its margin are the rate that the light suffices for
    free = replace(terminal, rate=None)
    assert laser_rate(free, free, distance) == pytest.approx(10e9 * 10.0 ** (float(budget.margin_db) / 10.0), rel=1e-9)


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("rate", np.nan),
        ("rate", -5e9),
        ("rate", np.inf),
        ("rate", [1e9, 2e9]),
        ("transmit_power", 0.0),
        ("transmit_power", "much"),
        ("transmit_efficiency", 3.0),
        ("transmit_efficiency", 0.0),
        ("receive_efficiency", None),
        ("obscuration", 1.0),
        ("wavelength", 1550.0),
        ("divergence", 15.0),
        ("aperture", -0.1),
        ("photons_per_bit", 0.0),
        ("required_irradiance", np.nan),
        ("max_range", np.nan),
        ("acquisition_time", -1.0),
        ("pointing_jitter", 2.0),
        ("sun_exclusion", 10.0),
        ("slew_rate", 0.0),
    ],
)
def test_figures_that_no_terminal_has_are_refused_when_it_is_made(field: str, wrong: object) -> None:
    with pytest.raises(InputError, match=field.replace("_", " ")):
        given(**{field: wrong})


def test_zero_jitter_and_no_exclusion_are_figures_too() -> None:
    still = given(pointing_jitter=0.0, sun_exclusion=0.0, acquisition_time=0.0)
    assert laser_rate(still, still, 1e6) == 10e9


def test_rates_of_a_link_and_powers_are_single_numbers() -> None:
    for wrong in ([1e9, 2e9], [], "fast"):
        with pytest.raises(InputError, match="bit rate"):
            laser_budget(given(), given(), 1e6, rate=wrong)  # type: ignore[arg-type]
    for wrong in ([0.1, 0.2], [], "rarely", np.nan):
        with pytest.raises(InputError, match="outage"):
            laser_budget(given(), given(), 1e6, outage=wrong)  # type: ignore[arg-type]
        with pytest.raises(InputError, match="outage"):
            laser_rate(given(), given(), 1e6, outage=wrong)  # type: ignore[arg-type]
    for wrong in ([1.0, 2.0], [], "some"):
        with pytest.raises(InputError, match="margin"):
            laser_rate(given(), given(), 1e6, margin_db=wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("lines", "photons"),
    [
        # -54.5 dBm at 2.5 Gbit/s and 1553.33 nm are 11 photons per line bit (fsophy, README)
        ("wavelength_nm: 1553.33, rate_gbps: 2.5, sensitivity_dbm: -54.5", 11.1),
        ("wavelength_nm: 1553.33, rate_gbps: 2.5, sensitivity_dbm: -54.5, photons_per_bit: 60", 60.0),
        ("wavelength_nm: 1553.33, sensitivity_dbm: -54.5", None),
        ("rate_gbps: 2.5, sensitivity_dbm: -54.5", None),
    ],
)
def test_a_row_that_states_a_sensitivity_needs_so_many_photons(
    lines: str, photons: float | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = "name: mine, title: Mine, kind: laser-terminal, status: vendor, source: a data sheet"
    (tmp_path / "mine.yaml").write_text(f"terminals:\n- {{{row}, laser: {{{lines}}}}}\n", encoding="utf-8")
    monkeypatch.setenv("HUXING_PATH", str(tmp_path))
    found = laser_terminal("mine").photons_per_bit
    assert found == (None if photons is None else pytest.approx(photons, rel=0.005))
