import dataclasses
from importlib.metadata import EntryPoint

import pytest
from counting_stages import ROCKS_STAGE, SQUARES_STAGE, STAGES, TOTAL_STAGE

from huxing.chain import registry
from huxing.core.errors import RunError


@pytest.fixture
def installed(monkeypatch):
    def install(*points):
        found = [EntryPoint(name, value, registry.GROUP) for name, value in points]
        monkeypatch.setattr(registry, "entry_points", lambda group: found if group == registry.GROUP else [])
        registry.known_stages.cache_clear()

    yield install
    registry.known_stages.cache_clear()


def test_stages_of_other_packages_are_found_and_put_in_order(installed):
    installed(
        ("total", "counting_stages:TOTAL_STAGE"),
        ("rocks", "counting_stages:ROCKS_STAGE"),
        ("squares", "counting_stages:SQUARES_STAGE"),
        ("squares", "counting_stages:SQUARES_STAGE"),  # a package found twice, as editable installs may be
    )
    assert [stage.name for stage in registry.known_stages()] == ["squares", "rocks", "total"]


def test_what_cannot_be_loaded_is_named(installed):
    installed(("moon", "counting_stages:MOON_STAGE"))
    with pytest.raises(RunError, match=r"'moon' .*cannot be loaded"):
        registry.known_stages()


def test_what_is_not_a_stage_is_named(installed):
    installed(("text", "counting_stages:TEXT"))
    with pytest.raises(RunError, match=r"'text' .*not a huxing\.chain\.Stage"):
        registry.known_stages()


def test_a_stage_stands_after_those_that_it_needs_whatever_their_names():
    first = dataclasses.replace(TOTAL_STAGE, name="a", gives={"a": None}, needs=("squares",))
    assert [s.name for s in registry.in_order((first, SQUARES_STAGE, ROCKS_STAGE))] == ["squares", "a", "rocks"]


def test_two_stages_of_one_name_or_with_one_artefact_are_refused():
    with pytest.raises(RunError, match="called 'squares'"):
        registry.in_order((SQUARES_STAGE, SQUARES_STAGE))
    with pytest.raises(RunError, match="'squares' is given by both 'squares' and 'cubes'"):
        registry.in_order((*STAGES, dataclasses.replace(SQUARES_STAGE, name="cubes")))


def test_a_circle_is_refused():
    hen = dataclasses.replace(SQUARES_STAGE, name="hen", gives={"egg": None}, needs=("chick",))
    egg = dataclasses.replace(SQUARES_STAGE, name="egg", gives={"chick": None}, needs=("egg",))
    with pytest.raises(RunError, match=r"\['egg', 'hen'\] need each other"):
        registry.in_order((hen, egg))
