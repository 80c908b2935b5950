"""Judge: the limits of Articles 21 and 22 as other texts print them.

Article 21: the words of 47 CFR 25.208 (2024), which restates table 21-4 for the bands of the United States. Article 22:
the rows of the Radiocommunication Bureau's own limits database, as a public examination tool printed them (epfd for the
share of time that may exceed it), which is another reading than the one the table was typed from.
"""

from __future__ import annotations

import numpy as np
import pytest

from huxing.link.capacity import constellation_reduction_db, epfd_limit, epfd_limits, pfd_masks

DELTA = np.array([0.0, 2.0, 5.0, 6.0, 10.0, 15.0, 18.0, 20.0, 22.5, 25.0, 40.0, 90.0])


def three_part(low: float, slope: float, high: float) -> np.ndarray:
    """'low between 0 and 5 degrees; low + slope (delta - 5) between 5 and 25; high between 25 and 90'."""
    return np.where(DELTA <= 5, low, np.where(DELTA <= 25, low + slope * (DELTA - 5), high))


CFR = [
    # paragraph, frequency, orbit, reference bandwidth, values
    ("a", 3.8e9, "gso", 4e3, three_part(-152, 0.5, -142)),
    ("b1", 11.0e9, "gso", 4e3, three_part(-150, 0.5, -140)),
    ("b2", 11.0e9, "ngso", 1e6, three_part(-126, 0.5, -116)),
    ("c", 18.0e9, "gso", 1e6, three_part(-115, 0.5, -105)),
    ("c", 19.5e9, "gso", 1e6, three_part(-115, 0.5, -105)),
    ("c", 23.0e9, "ngso", 1e6, three_part(-115, 0.5, -105)),
    ("c", 24.6e9, "ngso", 1e6, three_part(-115, 0.5, -105)),
    ("n", 6.75e9, "ngso", 1e6, three_part(-137, 0.5, -127)),
    ("n", 7.0e9, "ngso", 4e3, three_part(-154, 0.5, -144)),
    ("n", 7.0e9, "ngso", 1e6, three_part(-134, 0.5, -124)),
    ("p", 26.0e9, "ngso", 1e6, three_part(-115, 0.5, -105)),
    ("r2", 39.0e9, "ngso", 1e6, three_part(-120, 0.75, -105)),
    ("s", 40.2e9, "gso", 1e6, three_part(-115, 0.5, -105)),
    ("t", 41.0e9, "ngso", 1e6, three_part(-115, 0.5, -105)),
    ("q2", 39.0e9, "gso", 1e6, np.select(
        [DELTA <= 5, DELTA <= 20, DELTA <= 25],
        [-127.0 + 0 * DELTA, -127 + 4 / 3 * (DELTA - 5), -107 + 0.4 * (DELTA - 20)],
        -105.0)),
    ("u", 41.0e9, "gso", 1e6, np.select(
        [DELTA <= 5, DELTA <= 15, DELTA <= 25], [-120.0 + 0 * DELTA, -120 + (DELTA - 5), -110 + 0.5 * (DELTA - 15)],
        -105.0)),
]  # fmt: skip


@pytest.mark.parametrize(("paragraph", "frequency", "orbit", "bandwidth", "values"), CFR)
def test_power_flux_density_as_the_code_of_federal_regulations_says_it(
    paragraph: str, frequency: float, orbit: str, bandwidth: float, values: np.ndarray
) -> None:
    (mask,) = (m for m in pfd_masks(frequency, orbit=orbit) if m.reference_bandwidth == bandwidth)
    # the printed numbers themselves: rounding only
    assert mask.limit_at(np.radians(DELTA)) == pytest.approx(values, abs=1e-9), paragraph


@pytest.mark.parametrize(("satellites", "x"), [(50, 0.0), (169, 5.0), (288, 10.0), (840, 18.0)])
def test_the_reduction_with_the_number_of_satellites(satellites: int, x: float) -> None:
    # 5/119 (N - 50) and (N + 402)/69 at whole values
    assert constellation_reduction_db(satellites) == pytest.approx(x, abs=1e-9)
    (mask,) = pfd_masks(18.5e9, orbit="ngso")
    # -115 - X; -115 - X + ((10 + X)/20)(delta - 5); -105
    expected = three_part(-115 - x, (10 + x) / 20, -105)
    assert mask.limit_at(np.radians(DELTA), satellites=satellites) == pytest.approx(expected, abs=1e-9)


BUREAU = {
    ("22-1B", 1.0, 40e3): "-175.4@100, -175.4@10, -172.5@1, -167@0.286, -164@0.029, -164@0",
    ("22-1C", 0.7, 40e3): "-187.4@100, -182@28.571, -172@2.857, -154@0.017, -154@0",
    ("22-1C", 0.7, 1e6): "-173.4@100, -168@28.57, -158@2.857, -140@0.017, -140@0",
    ("22-1C", 0.9, 40e3): "-190.4@100, -181.4@9, -170.4@0.2, -168.6@0.2, -165@0.057, -160@0.057, -154@0.003, -154@0",
    ("22-1C", 0.9, 1e6): "-176.4@100, -167.4@9, -156.4@0.2, -154.6@0.2, -151@0.057, -146@0.057, -140@0.003, -140@0",
    ("22-1C", 2.5, 40e3): "-196.4@100, -162@0.02, -154@0.00057, -154@0",
    ("22-1C", 2.5, 1e6): "-182.4@100, -148@0.02, -140@0.00057, -140@0",
    ("22-1C", 5.0, 40e3): "-200.4@100, -189.4@10, -187.8@6, -184@2.857, -175@0.114, -164.2@0.01, -154.6@0.001, "
    "-154@0.0008, -154@0",
    ("22-1C", 5.0, 1e6): "-186.4@100, -175.4@10, -173.8@6, -170@2.857, -161@0.114, -150.2@0.01, -140.6@0.001, "
    "-140@0.0008, -140@0",
}


@pytest.mark.parametrize("row", BUREAU)
def test_equivalent_power_flux_density_as_the_bureaus_database_has_it(row: tuple[str, float, float]) -> None:
    table, dish, bandwidth = row
    limit = epfd_limit(table, dish_diameter=dish, reference_bandwidth=bandwidth)
    points = np.array([[float(part) for part in point.split("@")] for point in BUREAU[row].split(",")])
    assert limit.status == "standard"
    assert limit.epfd_dbw_per_m2 == pytest.approx(points[:, 0], abs=1e-9)
    # the tool prints the share with up to five digits (28.57 for 28.571)
    assert 100 * limit.exceedance == pytest.approx(points[:, 1], abs=1.1e-3, rel=1e-4)


def test_a_megahertz_holds_fourteen_decibels_more_than_forty_kilohertz() -> None:
    # the tables print 10 log10(25) = 13.98 dB as 14
    pairs = 0
    for row in epfd_limits():
        if row.reference_bandwidth == 1e6:
            narrow = epfd_limit(row.table, dish_diameter=row.dish_diameter)
            assert row.epfd_dbw_per_m2 - narrow.epfd_dbw_per_m2 == pytest.approx(14.0, abs=1e-9)
            assert row.exceedance.tolist() == narrow.exceedance.tolist()
            pairs += 1
    assert pairs == 7


def test_rows_that_nobody_else_confirmed_say_so() -> None:
    confirmed = {(r.table, r.dish_diameter, r.reference_bandwidth) for r in epfd_limits() if r.status == "standard"}
    assert confirmed == {*BUREAU, ("22-1B", 1.0, 1e6)}  # the last: a plotting script of the SHARC simulator
