from __future__ import annotations

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
    # at 500 km the beam is 0.3 parts in a million wider than in the far field
    np.testing.assert_allclose(10.0 ** (total / 10.0), budget.received_power, rtol=1e-12)
    np.testing.assert_allclose(
        budget.received_power, received_power(terminal, terminal, distance, outage=1e-3), rtol=1e-4
    )
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
