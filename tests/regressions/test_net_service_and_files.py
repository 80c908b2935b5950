"""What once ended in a bare Python error, a silent wrong answer or lost work: access, delay-tolerant, interchange."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from huxing.core.errors import FormatError, InputError, ShapeError, TooLargeError
from huxing.core.geodesy import geodetic_to_itrf
from huxing.network.access import (
    FixedCells,
    HandoverPolicy,
    Handovers,
    MovingCells,
    RandomAccess,
    cell_change_rate,
    cell_load,
    handover,
    hexagon_width,
    sightings,
    simulate_access,
)
from huxing.network.dtn import (
    ContactGraph,
    ContactPlan,
    contact_plan,
    estimated_volume,
    ion_plan_text,
    network_contact_plan,
    parse_ion_plan,
    regular_bundles,
    simulate_bundles,
)
from huxing.network.interchange import hypatia_scenario, read_forwarding_state, read_hypatia, write_hypatia
from huxing.network.topology import AccessRule, Network, Stations, ephemeris, plus_grid
from huxing.orbit import Constellation, ElementSets, walker_delta

NAN = float("nan")
START = np.datetime64("2026-03-01T00:00:00", "ns")
TIMES = START + np.arange(30) * np.timedelta64(30, "s")
STATE_TIMES = START + np.arange(2) * np.timedelta64(1, "s")


def seconds(count: float) -> np.timedelta64:
    return np.timedelta64(round(count * 1e9), "ns")


@pytest.fixture(scope="module")
def fleet() -> Constellation:
    shell = walker_delta(name="s", altitude_km=1200.0, inclination_deg=60.0, planes=6, per_plane=8, phasing=1)
    return Constellation("fleet", (shell,), START)


@pytest.fixture(scope="module")
def positions(fleet: Constellation) -> np.ndarray:
    return ephemeris(fleet).positions(TIMES)


@pytest.fixture(scope="module")
def users() -> np.ndarray:
    rng = np.random.default_rng(3)
    return geodetic_to_itrf(rng.uniform(-0.9, 0.9, 12), rng.uniform(-3.0, 3.0, 12), np.zeros(12))


@pytest.fixture(scope="module")
def run(positions: np.ndarray, users: np.ndarray) -> Handovers:
    return handover(sightings(positions, users, TIMES), "highest")


def test_a_user_with_a_part_of_a_position_is_refused_and_not_served_on(
    positions: np.ndarray, users: np.ndarray
) -> None:
    moving = np.repeat(users[None], TIMES.size, axis=0)
    moving[10:20, 1, 1] = NAN
    with pytest.raises(InputError, match="all three are NaN"):
        sightings(positions, moving, TIMES)


def test_a_satellite_lost_near_a_rise_or_set_still_has_its_instant(positions: np.ndarray, users: np.ndarray) -> None:
    places = np.concatenate([users, -users, users[:, [1, 0, 2]]])
    whole = sightings(positions, places, TIMES)
    inside = [k for k in range(len(whole)) if 4 <= whole.first[k] < whole.last[k] - 3 and whole.last[k] <= 24]
    assert len(inside) > 5
    for k in inside[:8]:
        lost = positions.copy()
        lost[whole.last[k] + 3 :, whole.satellite[k]] = NAN
        lost[: whole.first[k] - 2, whole.satellite[k]] = NAN
        found = sightings(lost, places, TIMES)
        row = (found.user == whole.user[k]) & (found.satellite == whole.satellite[k]) & (found.first == whole.first[k])
        # five steps of 30 s in place of six: within 1 ms; they were up to a whole step away
        assert found.rise[row] == pytest.approx([whole.rise[k]], abs=1e-3)
        assert found.set[row] == pytest.approx([whole.set[k]], abs=1e-3)


def test_a_satellite_that_stands_over_the_ground_has_cells_along_the_meridian() -> None:
    satellite = np.array([[42_164e3, 0.0, 0.0]])
    user = geodetic_to_itrf(np.array([0.01]), np.array([0.02]), np.array([0.0]))
    cells = MovingCells(20e3, 5)
    stands, north = (cells.of(user, satellite, np.array([h])) for h in ([0.0, 0.0, 0.0], [0.0, 0.0, 1.0]))
    assert stands == north > 0


def test_cells_of_unknown_places_are_none() -> None:
    cells, place = MovingCells(20e3, 2.0), np.array([[6.4e6, 0.0, 0.0]])  # 2.0 is whole
    nowhere, heading = np.full((1, 3), NAN), np.array([[0.0, 0.0, 1.0]])
    assert cells.of(nowhere, place, heading).tolist() == [-1]
    assert cells.of(place, place, nowhere).tolist() == [-1]
    assert FixedCells(1e6).of(nowhere).tolist() == [-1]


def test_no_times_have_no_load(run: Handovers) -> None:
    assert run.load_at(np.array([], "datetime64[ns]")).shape == (0, 48)


@pytest.mark.parametrize(
    ("call", "kind"),
    [
        (lambda run: cell_load(run, MovingCells(50e3, 3), ["abc"]), InputError),
        (lambda run: cell_load(run, MovingCells(50e3, 3), [1.5]), InputError),
        (lambda run: cell_load(run, MovingCells(50e3, 3)).users_per_cell(1.5), InputError),
        (lambda run: run.accesses("a"), InputError),
        (lambda run: run.accesses(1.5), InputError),
        (lambda run: run.serving_at(np.array([TIMES[:2], TIMES[:2]])), ShapeError),
        (lambda run: handover(run.sightings, 5), InputError),
        (lambda run: HandoverPolicy(np.zeros(2)), InputError),
        (lambda run: hexagon_width(1e3, NAN), InputError),
        (lambda run: cell_change_rate(1e3, 1.0, np.inf), InputError),
        (lambda run: simulate_access([1.0], RandomAccess(), 5), InputError),
        (lambda run: simulate_access([1.0], RandomAccess(), np.random.default_rng(0)).delay_quantile("a"), InputError),
    ],
)
def test_access_refuses_what_is_no_number(run: Handovers, call: Callable[[Handovers], object], kind: type) -> None:
    with pytest.raises(kind):
        call(run)


def plan_of(*rows: tuple[int, int, float, float, float, float], **options: object) -> ContactPlan:
    """Contacts: from, to, start and end s, bit/s, confidence."""
    table = pd.DataFrame(
        [(a, b, START + seconds(s), START + seconds(e), float(r), c) for a, b, s, e, r, c in rows],
        columns=["from_node", "to_node", "start", "end", "rate_bps", "confidence"],
    ).astype({"start": "datetime64[ns]", "end": "datetime64[ns]"})
    return contact_plan(table, **{"default_owlt_s": 0.5, **options})


def ranges_of(*rows: tuple[int, int, float, float, float]) -> pd.DataFrame:
    return pd.DataFrame(
        [(a, b, START + seconds(s), START + seconds(e), light) for a, b, s, e, light in rows],
        columns=["from_node", "to_node", "start", "end", "owlt_s"],
    ).astype({"start": "datetime64[ns]", "end": "datetime64[ns]"})


def test_a_written_plan_keeps_the_light_times_of_contacts_without_a_range() -> None:
    """The range of 1 to 2 spoke for 2 to 1 as well, where the plan had another light time."""
    plan = plan_of((1, 2, 0, 100, 1e6, 1.0), (2, 1, 0, 100, 1e6, 1.0), ranges=ranges_of((1, 2, 0, 100, 0.1)))
    assert parse_ion_plan(ion_plan_text(plan, exact=True).encode()).owlt.tolist() == [0.1, 0.5]


def test_ranges_that_begin_in_one_second_can_be_read_again() -> None:
    distances = ranges_of((1, 2, 10.2, 10.8, 2.0), (1, 2, 10.9, 13.0, 3.0))
    plan = plan_of((1, 2, 10.2, 10.8, 1e6, 1.0), (1, 2, 10.9, 13.0, 1e6, 1.0), ranges=distances)
    assert parse_ion_plan(ion_plan_text(plan).encode()).owlt.tolist() == [3.0]


def test_a_tiny_confidence_can_be_read_again() -> None:
    plan = plan_of((1, 2, 0, 100, 1e6, 1e-12))
    assert parse_ion_plan(ion_plan_text(plan).encode()).contacts["confidence"].tolist() == [1e-12]


def test_a_confidence_of_zero_names_its_line() -> None:
    lines = b"a contact 2026/01/01-00:00:00 2026/01/01-00:01:00 1 2 100\nc contact * 1 2 100 0\n"
    with pytest.raises(FormatError, match=":2:"):
        parse_ion_plan(lines, default_owlt_s=0.0)


def test_a_bundle_that_missed_a_very_fast_contact_goes_over_the_next() -> None:
    """Its sending took 0 ns, so that it was queued for the contact that had just been closed, and never sent."""
    graph = ContactGraph(plan_of((1, 2, 0, 10, 1e13, 1e-9), (1, 2, 20, 30, 1e13, 1.0)))
    bundle = regular_bundles(1, 2, START, count=1, interval_s=1.0, size_bytes=10, lifetime_s=100.0)
    report = simulate_bundles(graph, bundle, rng=np.random.default_rng(0))
    assert report.delays_s == pytest.approx([20.5], abs=1e-6)  # the second contact's start and the light time


def test_many_questions_take_their_own_ledger_only() -> None:
    plan = plan_of((1, 2, 0, 100, 1e6, 1.0))
    graph, other = ContactGraph(plan), ContactGraph(plan)
    with pytest.raises(InputError, match="another graph"):
        graph.best_routes([1], [2], START, ledger=other.ledger())
    with pytest.raises(InputError, match="priority"):
        graph.best_routes([1], [2], START, priority=7)


def sample() -> ContactGraph:
    return ContactGraph(plan_of((1, 2, 0, 100, 1e6, 1.0)))


@pytest.mark.parametrize(
    "call",
    [
        partial(plan_of, (1, 2, 0, 100, 1e300, 1.0)),
        partial(plan_of, (1, 2, 0, 100, 1e-300, 1.0)),
        *(partial(plan_of, (1, 2, 0, 100, 1e6, 1.0), nodes=[number]) for number in (1.5, NAN, "a", 10**30, -1)),
        partial(plan_of, (1, 2, 0, 100, 1e6, 1.0), names={"a": "x"}),
        partial(plan_of, (1, 2, 0, 100, 1e6, 1.0), default_owlt_s="a"),
        lambda: plan_of((1, 2, 0, 100, 1e6, 1.0)).renumbered(1.5),
        lambda: plan_of((1, 2, 0, 100, 1e6, 1.0)).renumbered(2**63 - 1),
        lambda: ContactGraph(plan_of((1, 2, 0, 9, 1e6, 1.0), default_owlt_s=1e8), margin_share=100.0).arrays,
        lambda: sample().best_route(1, 2, START, size_bytes=[1, 2]),
        lambda: sample().best_route(1, 2, START, ledger=5),
        *(partial(lambda amount: sample().ledger().book([0], amount), bad) for bad in (NAN, np.inf, None, "a", 2**70)),
        *(partial(lambda route: sample().ledger().book(route, 1), bad) for bad in ([[0, 0]], [[0], [0, 0]])),
        partial(estimated_volume, 5, overhead_share=NAN),
        partial(estimated_volume, [5], overhead_bytes=-1e9),
        *(
            partial(regular_bundles, **{"source": 1, "destination": 2, "start": START, "count": 100, "interval_s": 1.0,
                                        "size_bytes": 9, "lifetime_s": 9.0, **bad})
            for bad in ({"source": 1.5}, {"source": NAN}, {"first_number": NAN}, {"interval_s": 1e10})
        ),
    ],
)  # fmt: skip
def test_plans_and_bundles_refuse_what_is_no_number(call: Callable[[], object]) -> None:
    with pytest.raises(InputError):
        call()


def test_a_simulation_takes_a_generator() -> None:
    bundle = regular_bundles(1, 2, START, count=1, interval_s=1.0, size_bytes=9, lifetime_s=9.0)
    with pytest.raises(InputError, match="generator"):
        simulate_bundles(sample(), bundle, rng=5)


@pytest.fixture(scope="module")
def network(fleet: Constellation) -> Network:
    places = Stations(("a", "b", "c"), np.array([0.5, 0.1, -0.4]), np.array([0.1, 2.0, -2.0]), np.zeros(3))
    return Network(plus_grid(fleet), places, AccessRule(0.1))


def test_a_contact_plan_of_too_many_steps_is_refused_at_once(network: Network) -> None:
    with pytest.raises(TooLargeError, match="longer"):
        network_contact_plan(network, START, START + np.timedelta64(365, "D"), link_bps=1e9, step_s=1e-3)


def test_states_beside_another_scenario_are_not_left_without_theirs(network: Network, tmp_path: Path) -> None:
    states = write_hypatia(tmp_path, network, STATE_TIMES)
    other = replace(network, access=AccessRule(0.2))
    for times in (None, START + np.arange(3) * np.timedelta64(1, "s")):
        with pytest.raises(InputError, match="another scenario"):
            write_hypatia(tmp_path, other, times)
    tles = (tmp_path / "tles.txt").read_bytes()
    (tmp_path / "tles.txt").unlink()
    (tmp_path / "tles.txt.gz").write_bytes(gzip.compress(tles.replace(b"Huxing", b"Others")))
    with pytest.raises(InputError, match=r"tles\.txt\.gz"):
        write_hypatia(tmp_path, network)
    (tmp_path / "tles.txt.gz").unlink()
    write_hypatia(tmp_path, network)  # the same again is no harm
    assert len(list(read_forwarding_state(states, read_hypatia(tmp_path)))) == 2


def test_a_link_that_leads_nowhere_in_the_place_of_states_is_told_before_the_work(
    network: Network, tmp_path: Path
) -> None:
    (tmp_path / "dynamic_state_1000ms_for_2s").symlink_to(tmp_path / "nowhere")
    told: list[int] = []
    with pytest.raises(InputError, match="there already"):
        write_hypatia(tmp_path, network, STATE_TIMES, progress=lambda done, _: told.append(done))
    assert not told


@pytest.mark.parametrize("name", ["isls.txt", "dynamic_state_1000ms_for_2s/fstate_1000000000.txt"])
def test_a_gzipped_file_of_nothing_is_a_cut_file(network: Network, tmp_path: Path, name: str) -> None:
    """It passed for a scenario without links, and for a state in which nothing changes."""
    states = write_hypatia(tmp_path, network, STATE_TIMES)
    (tmp_path / name).unlink()
    (tmp_path / f"{name}.gz").write_bytes(b"")
    with pytest.raises(FormatError, match=r"\.txt\.gz:1: a gzip"):
        list(read_forwarding_state(states, read_hypatia(tmp_path)))


def test_a_real_fleet_is_refused_for_its_epochs_and_not_for_the_times(network: Network) -> None:
    """The message named the first set's epoch as the start to take, and as the one that had been given."""
    table = hypatia_scenario(network).sets.table.copy()
    table.loc[3, "epoch"] += np.timedelta64(1, "s")
    moving = replace(network, topology=replace(network.topology, ephemeris=ephemeris(ElementSets(table))))
    with pytest.raises(InputError, match="2 epochs"):
        hypatia_scenario(moving, epoch=START)
