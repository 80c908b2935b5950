"""Random access and cells judged by published figures: slotted ALOHA, 3GPP TR 37.868, 3GPP TR 38.821."""

from __future__ import annotations

import numpy as np
import pytest

from huxing.network.access import RandomAccess, cell_stay, expected_successes, simulate_access

LTE = RandomAccess(
    preambles=54, occasions_per_second=200.0, max_transmissions=10, backoff=0.020, grants_per_occasion=15,
    power_ramping=True,
)  # fmt: skip
"""As TR 37.868 V11.0.0 simulates: 15 answers in a window of 5 ms, and a lone preamble heard with 1 - exp(-i)."""


@pytest.mark.parametrize("load", [0.1, 0.5, 1.0, 1.5, 2.0])
def test_slotted_aloha_has_the_throughput_of_its_formula(load: float) -> None:
    slots = 40_000
    access = RandomAccess(preambles=1, occasions_per_second=1e3, max_transmissions=1, response=0.0, backoff=0.0)
    rng = np.random.default_rng(int(10 * load))
    run = simulate_access(rng.uniform(0.0, slots / 1e3, rng.poisson(load * slots)), access, rng)
    # S = G exp(-G); the standard error of a share of 40,000 slots is at most 0.0025
    assert run.counts[:, 1].sum() / slots == pytest.approx(load * np.exp(-load), abs=0.0075)


def test_the_most_that_preambles_carry_is_their_number_over_e() -> None:
    contenders = np.arange(1, 300)
    assert expected_successes(contenders, 54).max() == pytest.approx(54.0 / np.e, rel=0.01)
    assert abs(int(contenders[np.argmax(expected_successes(contenders, 54))]) - 54) <= 1


def arrivals(model: int, devices: int) -> tuple[np.ndarray, float]:
    """Traffic model 1: evenly over 60 s; 2: Beta(3, 4) over 10 s."""
    rng = np.random.default_rng(devices + model)
    return (rng.uniform(0.0, 60.0, devices), 60.0) if model == 1 else (10.0 * rng.beta(3.0, 4.0, devices), 10.0)


@pytest.mark.parametrize(
    ("model", "devices", "collision", "success", "transmissions"),
    [
        (1, 5_000, 0.0001, 1.0, 1.43),
        (1, 10_000, 0.0003, 1.0, 1.45),
        (1, 30_000, 0.0022, 1.0, 1.50),
        (2, 5_000, 0.0045, 1.0, 1.56),
        (2, 10_000, 0.0198, 1.0, 1.77),
        (2, 30_000, 0.4776, 0.295, 3.49),
    ],
)
def test_many_devices_get_access_as_in_tr_37868(
    model: int, devices: int, collision: float, success: float, transmissions: float
) -> None:
    """Collision probability (of all opportunities), access success and mean number of preambles of TR 37.868 V11.0.0.

    The figures are known from the literature that compares itself with the report; the report itself was not read. It
    also simulates losses of later messages, which repeat some procedures: a tenth more collisions.
    """
    instants, span = arrivals(model, devices)
    run = simulate_access(instants, LTE, np.random.default_rng(7))
    # measured: 1.4 points, 1 % and 5 to 20 % of the collisions; printed with one significant digit where they are few
    assert run.success_probability == pytest.approx(success, abs=0.03)
    assert run.mean_transmissions == pytest.approx(transmissions, rel=0.02)
    assert run.collisions_per_opportunity(span) == pytest.approx(collision, rel=0.25, abs=5e-5)


@pytest.mark.parametrize(("diameter_km", "stay_s"), [(50.0, 6.61), (1000.0, 132.28)])
def test_the_stay_in_a_cell_is_that_of_tr_38821(diameter_km: float, stay_s: float) -> None:
    """Time to handover of the smallest and the largest cell at 7.56 km/s, TR 38.821 V16, 7.3.2.1 (printed to 10 ms)."""
    assert cell_stay(diameter_km * 1e3, 7560.0) == pytest.approx(stay_s, abs=0.005)
