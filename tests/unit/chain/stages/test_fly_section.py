import math
import re
from pathlib import Path

import numpy as np
import pytest
from pydantic import BaseModel
from tiny_fly import TEXT, load

from huxing.chain.scenario import MilestoneEntry, ScenarioModel, load_scenario, scenario_model
from huxing.chain.section import Entry
from huxing.chain.stages import connect_section, fly_section
from huxing.chain.stages.connect import CONNECT
from huxing.chain.stages.fly import FLY
from huxing.core.errors import ScenarioError
from huxing.orbit.coverage import MAX_SATELLITES
from huxing.orbit.designs import constellation_from_catalogue
from huxing.orbit.service_grid import FEWEST_POINTS


def shells(tmp_path, text):
    whole = TEXT.replace("    deployed:\n      half: {planes: [2, 3], per_plane: [4, 2]}\n", "").replace(
        SHELLS, text, 1
    )
    return load(tmp_path, whole).parameters["fly"].constellations[0].shells


SHELLS = "shells: [{name: polar, walker_star: {altitude_km: 1100, inclination_deg: 89, planes: 3, per_plane: 4}}]"


def test_units_are_converted_at_the_edge(tmp_path):
    found = load(tmp_path).parameters["fly"]
    assert (found.span_s, found.step_s, found.folds) == (10_800.0, 120.0, (1, 2))
    star, dream = found.constellations
    assert (star.min_elevation, dream.min_elevation) == pytest.approx((math.radians(25), math.radians(10)))
    assert star.shells.shells[0].semi_major_axis == pytest.approx(7_478_137.0)
    station = found.sites[0].station
    assert (station.latitude, station.min_elevation) == pytest.approx((math.radians(31.2), math.radians(10)))


@pytest.mark.parametrize(
    ("text", "planes", "satellites"),
    [
        (
            "shells: [{walker_delta: {altitude_km: 550, inclination_deg: 53, planes: 4, per_plane: 3, phasing: 1}}]",
            4,
            12,
        ),
        ("shells: [{streets: {altitude_km: 780, planes: 6, per_plane: 11, min_elevation_deg: 8.2}}]", 6, 66),
        ("shells: [{code: 'S:780:86.4:66/6/1+D:550:53:24/4/1'}]", 10, 90),
        ("catalogue: qianfan", 18, 648),
    ],
)
def test_a_constellation_is_written_in_many_ways(tmp_path, text, planes, satellites):
    found = shells(tmp_path, text)
    assert (sum(shell.planes for shell in found.shells), len(found)) == (planes, satellites)


def test_explicit_planes_and_their_epoch(tmp_path):
    text = """epoch: 2026-08-22
    shells:
    - name: own
      planes:
        altitude_km: 600
        inclination_deg: 97
        planes:
        - {raan_deg: 10, satellites: 3}
        - {raan_deg: 70, argument_of_latitude_deg: [0, 5]}
        - {raan_deg: 90, satellites: 4, argument_of_latitude0_deg: 45}"""
    found = shells(tmp_path, text)
    assert found.epoch == np.datetime64("2026-08-22")
    assert np.degrees(found.shells[0].raan) == pytest.approx([10, 70, 90])
    assert [len(plane) for plane in found.shells[0].argument_of_latitude] == [3, 2, 4]


@pytest.mark.parametrize(
    ("old", "new", "line", "path", "message"),
    [
        ("planes: 3,", "planes: 3, phasin: 1,", 17, "fly.constellations.0.shells.0.walker_star.phasin", "phasing"),
        ("role: observed", "role: seen", 16, "fly.constellations.0.role", "observed"),
        ("role: observed", "catalogue: qianfan", 15, "fly.constellations.0", "exactly one of catalogue, shells"),
        (SHELLS, "catalogue: qianfang", 17, "fly.constellations.0.catalogue", "qianfan"),
        (SHELLS, "catalogue: qianfan\n    design: file", 18, "fly.constellations.0.design", "filed"),
        (SHELLS, "shells: [{code: 'X:1'}]", 17, "fly.constellations.0.shells.0", "constellation code"),
        ("altitude_km: 1100", "altitude_km: 11", 17, "fly.constellations.0.shells.0", "is not an orbit"),
        ("compared_with: dream", "compared_with: drem", 18, "fly.constellations.0.compared_with", "star, dream"),
        ("      half: {pl", "      helf: {pl", 20, "fly.constellations.0.deployed.helf", "half, whole"),
        ("planes: [2, 3]", "planes: [2, 4]", 20, "fly.constellations.0.deployed.half", "from 1 to 3"),
        ("planes: [2, 3]", "planes: [2, 2]", 20, "fly.constellations.0.deployed.half", "each once"),
        ("[4, 2]", "[4, 5]", 20, "fly.constellations.0.deployed.half", "have [4] slots"),
        ("[4, 2]", "[4]", 20, "fly.constellations.0.deployed.half", "1 numbers for 2 planes"),
        ("dates: [whole]", "dates: [hole]", 24, "fly.constellations.1.dates.0", "half, whole"),
        ("name: dream", "name: star", 21, "fly.constellations.1", "stands twice"),
        ("{name: delta, polygon", "{name: delta, poligon", 29, "fly.areas.2.poligon", "polygon"),
        (
            "  - {name: delta, polygon: [[118, 29], [122, 29], [122, 33], [118, 33]]}",
            "  - shanghi",
            29,
            "fly.areas.2",
            "shanghai",
        ),
        ("south_deg: 70", "south_deg: 95", 27, "fly.areas.0.band.south_deg", "90"),
        ("[122, 33], [118, 33]]", "[118, 33], [122, 33]]", 29, "fly.areas.2", "crosses"),
        ("latitude_deg: 31.2", "latitude_deg: 91.2", 32, "fly.stations.0.latitude_deg", "90"),
        ("step_s: 120", "step_s: 0", 10, "fly.step_s", "1"),
        ("hours: 3", "hour: 3", 9, "fly.hour", "hours"),
        ("folds: [2]", "folds: [2, 0]", 11, "fly.folds.1", "1"),
        ("folds: [2]", "folds: [65536]", 11, "fly.folds.0", "65535"),
        ("step_s: 120", "step_s: 10800", 10, "fly.step_s", "leaves one step in the 3 hours"),
        ("per_plane: 4}", "per_plane: 22000}", 17, "fly.constellations.0.shells.0", "66,000 satellites"),
        (SHELLS, "shells: [{code: 'D:550:53:66000/4/1'}]", 17, "fly.constellations.0.shells.0", "at most 65,535"),
        ("south_deg: 70, north_deg: 90", "south_deg: 90, north_deg: 70", 27, "fly.areas.0.band", "less than north_deg"),
    ],
)
def test_errors_name_line_key_path_and_what_is_accepted(tmp_path, old, new, line, path, message):
    assert old in TEXT
    with pytest.raises(ScenarioError) as caught:
        load(tmp_path, TEXT.replace(old, new, 1))
    assert (caught.value.line, caught.value.key_path) == (line, path)
    assert message in str(caught.value)


def test_small_areas_take_a_finer_grid_and_keep_their_own_spacing(tmp_path):
    cap, places, delta, road = (area.shape for area in load(tmp_path).parameters["fly"].areas)
    assert (cap.spacing_deg, places.spacing_deg) == (5.0, 1.0)
    assert delta.spacing_deg < 1.0
    assert len(delta.grid()) >= FEWEST_POINTS
    assert len(places.grid()) == 2
    assert road.grid().area.sum() == pytest.approx(10_117e3, rel=0.01)  # 30N 120E to 40N 120W, great circle


def test_the_built_in_scenario_is_valid_and_tells_what_the_catalogue_tells():
    found = load_scenario("shanghai", stages=(FLY, CONNECT))
    by_name = {one.name: one for one in found.parameters["fly"].constellations}
    assert [m.name for m in found.milestones] == ["end-2025", "august-2026", "design"]
    at = {m.name: by_name["qianfan"].at(m) for m in found.milestones}
    # 88 of the 108 satellites launched by the end of 2025, and 180 in all, were on station on 22 August 2026.
    assert (len(at["end-2025"].shells), len(at["august-2026"].shells), at["design"]) == (88, 180, None)
    assert len(by_name["qianfan-design"].shells) == len(constellation_from_catalogue("qianfan", "observed")) == 648
    assert len(found.parameters["fly"].areas) == 7
    assert len(found.parameters["fly"].sites) == 6


def test_every_key_has_a_description():
    schema = scenario_model((FLY, CONNECT)).model_json_schema()
    models = [schema, *schema["$defs"].values()]
    keys = [(model["title"], name, key) for model in models for name, key in model["properties"].items()]
    assert len(keys) > 60
    assert [(title, name) for title, name, key in keys if not key.get("description")] == []


def test_the_reference_page_tells_every_key_as_the_model_does():
    page = (Path(__file__).parents[4] / "docs" / "reference" / "scenario.md").read_text(encoding="utf-8")
    models = [
        one
        for module in (fly_section, connect_section)
        for one in vars(module).values()
        if isinstance(one, type) and issubclass(one, BaseModel) and one not in (BaseModel, Entry)
    ]
    fields = [item for model in (ScenarioModel, MilestoneEntry, *models) for item in model.model_fields.items()]
    missing = [
        name for name, field in fields if not re.search(rf"\| `{name}` \|.*\| {re.escape(field.description)} \|", page)
    ]
    assert len(fields) > 60
    assert missing == []


def test_the_bound_of_satellites_is_that_of_the_kernel():
    assert fly_section.MOST_SATELLITES == MAX_SATELLITES


def test_notes_are_kept_with_what_they_are_about(tmp_path):
    text = TEXT.replace("[4, 2]}", "[4, 2], note: Only guessed.}").replace("title: The dream", "note: A dream.")
    star, dream = load(tmp_path, text).parameters["fly"].constellations
    assert (star.note, star.deployed["half"].note, dream.note) == ("", "Only guessed.", "A dream.")
