import math

import numpy as np
import pytest
from tiny_fly import AREAS, TEXT, fly, load, read

from huxing.chain.engines import DaskEngine, LocalEngine
from huxing.chain.journal import read_journal
from huxing.chain.runner import run_scenario
from huxing.chain.stages.fly import FLY
from huxing.core.time import time_grid
from huxing.orbit.area_grid import band_grid
from huxing.orbit.constellation import Constellation
from huxing.orbit.coverage import coverage
from huxing.orbit.coverage_summary import summarise_coverage
from huxing.orbit.design import walker_star
from huxing.orbit.grid import ring_grid
from huxing.orbit.passes import find_passes
from huxing.orbit.station import Station

HALF, WHOLE = np.datetime64("2026-03-01", "ns"), np.datetime64("2026-08-22", "ns")
STAR = walker_star(name="polar", altitude_km=1100, inclination_deg=89, planes=3, per_plane=4)


@pytest.fixture(scope="module")
def run_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("fly")
    fly(folder)
    return folder / "run"


@pytest.fixture(scope="module")
def artefacts(run_folder):
    return read(run_folder)


def test_coverage_of_an_area_is_what_the_kernel_says(artefacts):
    star = Constellation("star", (STAR,))
    grid = band_grid(70, 90, spacing_deg=5)
    direct = coverage(star, grid, time_grid(WHOLE, hours=3, step_s=120), min_elevation_deg=25, folds=(1, 2))
    one, two = summarise_coverage(direct, fold=1), summarise_coverage(direct, fold=2)
    found = artefacts["coverage"].sel(date=WHOLE, constellation="star", area="cap")
    assert float(found["mean_in_view"]) == one.mean_in_view
    assert found["covered_share"].to_numpy().tolist() == [one.covered, two.covered]
    assert float(found["p95_gap"]) == one.gap_percentiles[95.0]
    assert float(found["max_gap"]) == one.longest_gap
    assert float(found["mean_wait"]) == one.mean_wait
    assert float(found["least_in_view"]) == one.least_in_view


def test_every_area_has_its_own_figures(artefacts):
    found = artefacts["coverage"].sel(date=WHOLE, constellation="dream")["mean_in_view"]
    assert found["area"].to_numpy().tolist() == AREAS
    assert np.isfinite(found).all()
    assert float(found.sel(area="cap")) > float(found.sel(area="places"))  # a star is densest over the poles


def test_a_constellation_is_looked_at_only_on_its_dates(artefacts):
    dataset = artefacts["coverage"]
    assert dataset["satellites"].to_numpy().tolist() == [[6, 0], [12, 24]]
    assert np.isnan(dataset["mean_in_view"].sel(date=HALF, constellation="dream")).all()
    assert dataset["method"].to_numpy().tolist() == [["j2", ""], ["j2", "j2"]]
    assert np.isnan(artefacts["coverage_map"]["mean_in_view"].sel(date=HALF, constellation="dream")).all()


def test_coordinates_name_everything(artefacts):
    dataset = artefacts["coverage"]
    assert dataset["milestone"].to_numpy().tolist() == ["half", "whole"]
    assert dataset["constellation_title"].to_numpy().tolist() == ["star", "The dream"]
    assert dataset["role"].to_numpy().tolist() == ["observed", "design"]
    assert dataset["area_title"].to_numpy().tolist() == ["The cap", "places", "delta", "road"]
    assert dataset["min_elevation"].to_numpy() == pytest.approx([25.0, 10.0])
    assert dataset["fold"].to_numpy().tolist() == [1, 2]


def test_the_map_agrees_with_the_share_of_the_sky(artefacts):
    # Each satellite is seen from a cap of half-angle acos(R/a cos E) - E, so the mean in view over the whole sphere is
    # N (1 - cos cap) / 2. The grid of 15 deg and the ellipsoid leave 2 %.
    grid = ring_grid(spacing_deg=15)
    found = artefacts["coverage_map"].sel(date=WHOLE, constellation="dream")
    assert found["latitude"].to_numpy() == pytest.approx(np.degrees(grid.latitude))
    elevation = math.radians(10.0)
    cap = math.acos(6371.0 / 7478.137 * math.cos(elevation)) - elevation
    expected = 24 * (1.0 - math.cos(cap)) / 2.0
    assert np.average(found["mean_in_view"], weights=grid.weight) == pytest.approx(expected, rel=0.02)


def test_the_profile_is_the_map_by_rings(artefacts):
    profile = artefacts["latitude_profile"]["in_view"].sel(date=WHOLE, constellation="dream")
    assert profile["time"].to_numpy().tolist() == [600.0 * k for k in range(18)]
    assert profile["latitude"].to_numpy() == pytest.approx(np.arange(-82.5, 90, 15))
    # A sample of every tenth minute differs from the mean over all steps; the rings must still follow one another.
    found = artefacts["coverage_map"].sel(date=WHOLE, constellation="dream")
    rings = [float(found["mean_in_view"][found["latitude"] == lat].mean()) for lat in np.unique(found["latitude"])]
    assert np.corrcoef(rings, profile.mean("time"))[0, 1] > 0.98


def test_the_fleet_lists_every_satellite_with_its_orbit(artefacts):
    fleet = artefacts["fleet"]
    assert fleet.groupby(["milestone", "constellation"]).size().to_dict() == {
        ("half", "star"): 6,
        ("whole", "star"): 12,
        ("whole", "dream"): 24,
    }
    assert set(fleet[fleet["constellation"] == "dream"]["status"]) == {"design"}
    star = fleet[(fleet["constellation"] == "star") & (fleet["milestone"] == "whole")]
    assert star["altitude_km"].to_numpy() == pytest.approx(1100.0)
    seconds = (WHOLE - np.datetime64("2026-01-01")) / np.timedelta64(1, "s")
    expected = np.degrees(STAR.raan + STAR.node_rate * seconds) % 360.0
    assert star.groupby("plane")["raan_deg"].first().to_numpy() == pytest.approx(expected)
    assert star["in_service"].all()


def test_deployed_planes_take_their_satellites_evenly_spread(artefacts):
    fleet = artefacts["fleet"]
    half = fleet[(fleet["milestone"] == "half")].sort_values(["plane", "slot"])
    assert half.groupby("plane").size().tolist() == [4, 2]
    two = half[half["plane"] == 2]["argument_of_latitude_deg"].to_numpy()
    assert (two[1] - two[0]) % 360.0 == pytest.approx(180.0)


def test_observed_planes_stand_beside_designed_ones(artefacts):
    planes = artefacts["planes"]
    whole = planes[planes["milestone"] == "whole"]
    assert whole["plane"].tolist() == [1, 2, 3, 4, 5, 6]
    assert whole["on_station"].tolist() == [4, 0, 4, 0, 4, 0]
    assert whole["designed_satellites"].tolist() == [4] * 6
    there = whole[whole["on_station"] > 0]
    assert there["observed_raan_deg"].to_numpy() == pytest.approx(there["designed_raan_deg"].to_numpy(), abs=1e-9)
    assert planes[planes["milestone"] == "half"]["on_station"].sum() == 6


def test_passes_are_those_of_the_kernel(artefacts):
    star = Constellation("star", (STAR,))
    roof = Station("roof", math.radians(31.2), math.radians(121.5), 0.0, math.radians(10.0))
    direct = find_passes(star, [roof], WHOLE, WHOLE + np.timedelta64(3, "h"))
    found = artefacts["passes"]
    found = found[found["milestone"] == "whole"]
    assert len(found) == len(direct) > 0
    assert found["rise"].tolist() == direct["rise"].tolist()
    assert set(found["satellite"]) <= set(artefacts["fleet"]["satellite"])
    assert set(found["constellation"]) == {"star"}  # a design lists none unless it asks for them


def test_two_engines_give_the_same_bytes(tmp_path, run_folder):
    expected = {path.name: path.read_bytes() for path in next(run_folder.glob("artefacts/*")).iterdir()}
    for engine in (LocalEngine(2), DaskEngine(2)):
        folder = tmp_path / type(engine).__name__
        run_scenario(load(tmp_path), folder, stages=(FLY,), engine=engine)
        assert {path.name: path.read_bytes() for path in next(folder.glob("artefacts/*")).iterdir()} == expected


def units_done(folder):
    events = read_journal(folder / "journal.jsonl")
    start = max(k for k, event in enumerate(events) if event["event"] == "run_started")
    return {event["unit"] for event in events[start:] if event["event"] == "unit_finished"}


@pytest.mark.parametrize(
    ("override", "again"),
    [
        ("fly.areas.1.points=[[0, 0]]", {f"area/{p}/places" for p in ("star/half", "star/whole", "dream/whole")}),
        ("fly.stations.0.latitude_deg=30", {"passes/star/half", "passes/star/whole"}),
        ("fly.map_spacing_deg=20", {"map/star/half", "map/star/whole", "map/dream/whole"}),
        ("fly.constellations.1.min_elevation_deg=11", {f"area/dream/whole/{a}" for a in AREAS} | {"map/dream/whole"}),
        ("fly.areas.0.title=Ice", set()),
    ],
)
def test_a_changed_parameter_recomputes_only_what_depends_on_it(tmp_path, run_folder, override, again):
    folder = tmp_path / "run"
    import shutil

    shutil.copytree(run_folder, folder)
    run_scenario(load(tmp_path, overrides=[override]), folder, stages=(FLY,), engine=LocalEngine(1))
    assert units_done(folder) == again


def test_a_design_may_ask_for_its_passes_and_an_observed_fleet_may_not(tmp_path):
    text = TEXT.replace("min_elevation_deg: 10", "passes: true").replace(
        "role: observed", "role: observed\n    passes: false"
    )
    assert set(fly(tmp_path, text)["passes"]["constellation"]) == {"dream"}


def test_nothing_in_orbit_is_no_satellite_and_no_figure(tmp_path):
    text = TEXT.replace("half: {planes: [2, 3], per_plane: [4, 2]}", "half: {}")
    found = fly(tmp_path, text)
    assert found["coverage"]["satellites"].to_numpy()[0].tolist() == [0, 0]
    assert np.isnan(found["coverage"]["mean_in_view"].sel(date=HALF)).all()


def test_the_stage_is_a_stage_of_the_registry():
    assert FLY.needs == ()
    assert FLY.file_of("coverage") == "coverage.nc"
    assert FLY.file_of("fleet") == "fleet.parquet"
    assert FLY.version == 2
