"""The section `connect:`: units at the edge, and errors that name the place and what is accepted."""

from __future__ import annotations

import math

import pytest
from tiny_connect import TEXT, load_tiny

from huxing.core.errors import ScenarioError


def test_units_are_converted_at_the_edge(tmp_path):
    found = load_tiny(tmp_path).parameters["connect"]
    phone, dish = found.links
    assert (phone.required_down, phone.required_up, phone.exceedance) == (20e6, None, 0.01)
    assert dish.exceedance == pytest.approx(0.001)
    assert phone.min_elevation == pytest.approx(math.radians(30.0))
    assert phone.sites[1].station.height == 1500.0
    assert found.exceedances == pytest.approx((0.001, 0.01))
    assert found.climate.source == "zonal"
    assert found.lasers[0].laser_terminal().sun_exclusion == pytest.approx(math.radians(10.0))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("terminal: handset-n256", "terminal: handset-n257", "at connect.links.0.terminal .*handset-n256"),
        ("payload: tr38821-set1-leo1200\n    band: s", "payload: none-such", "at connect.links.0.payload"),
        ("band: s", "band: q", "at connect.links.0 .*'q'"),
        (
            "constellations: [star]\n    stations",
            "constellations: [sun]\n    stations",
            "is no constellation of fly; they are",
        ),
        ("required_down_mbps: 20", "required_down_mbps: 20000", "the best mode of this carrier brings"),
        ("required_down_mbps: 20", "required_down_mbps: -1", "greater than 0"),
        ("exceedance_percent: 0.1", "exceedance_percent: 0", "greater than 0"),
        ("exceedance_percent: 0.1", "exceedance_percent: 100", "less than 100"),
        ("min_elevation_deg: 10", "min_elevation_deg: 95", "less than 90"),
        ("name: dish", "name: phone", "'phone' stands twice"),
        ("stations: [shanghai,", "stations: [shanghay,", "at connect.links.0.stations.0 .*shanghai"),
        ("terminal: sda-oct", "terminal: vsat-ka", "at connect.lasers.0.terminal .*no laser"),
        ("terminal: vsat-ka", "terminal: sda-oct", "at connect.links.1"),
        ("climate: zonal", "climate: wet", "at connect.climate"),
        ("extra_loss_db: 5.2", "bandwidth_mhz: 400", "400 MHz does not fit into 2170 to 2200 MHz"),
        ("terminal: vsat-ka", "terminal: aura-le", "at connect.links.1 'aura-le' and .* share no frequency up"),
        (
            "terminal: vsat-ka\n    payload: tr38821-set1-leo1200\n    band: ka",
            "terminal: vdes-ship\n    payload: vdes-leo",
            "has no modes to choose from: waveform 'vdes' over 0.05 MHz; connect: speaks nr and dvb-s2x",
        ),
        (
            "terminal: vsat-ka\n    payload: tr38821-set1-leo1200\n    band: ka",
            "terminal: vdes-ship\n    payload: norsat-2-vdes",
            r"EIRP density of 'norsat-2-vdes' in band 'vde-sat'; take another row, or write your own \(HUXING_PATH\)$",
        ),
        (
            "terminal: vsat-ka\n    payload: tr38821-set1-leo1200\n    band: ka",
            "terminal: vsat-ku\n    payload: mit-2018-oneweb\n    band: ku\n    required_up_mbps: 1",
            "required_up_mbps is given, but 'vsat-ku' and 'mit-2018-oneweb' work down only",
        ),
        ("map: true", "mapp: true", "Did you mean 'map'"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(tmp_path, old, new, message):
    assert old in TEXT
    with pytest.raises(ScenarioError, match=message) as caught:
        load_tiny(tmp_path, TEXT.replace(old, new, 1))
    assert caught.value.line is not None
    assert "tiny.yaml" in str(caught.value)


def test_a_link_has_the_directions_in_which_both_ends_work(tmp_path):
    old = "terminal: vsat-ka\n    payload: tr38821-set1-leo1200\n    band: ka"
    one_way = TEXT.replace(old, "terminal: vsat-ku\n    payload: mit-2018-oneweb\n    band: ku")
    both, down = (
        load_tiny(tmp_path / name, text).parameters["connect"] for name, text in (("a", TEXT), ("b", one_way))
    )
    assert [link.directions for link in both.links] == [("down", "up"), ("down", "up")]
    assert down.links[1].directions == ("down",)


def test_without_a_fleet_the_stage_is_not_run(tmp_path):
    from tiny_connect import STAGES

    from huxing.chain.runner import plan_run

    start, end = TEXT.index("fly:"), TEXT.index("connect:")
    plans = {plan.stage.name: plan for plan in plan_run(load_tiny(tmp_path, TEXT[:start] + TEXT[end:]), STAGES)}
    assert plans["connect"].reason == "needs fleet, which nothing in this scenario gives"


def test_another_note_changes_no_curve_but_another_loss_does(tmp_path):
    from tiny_connect import STAGES

    from huxing.chain.runner import plan_run

    def key(name: str, text: str) -> str:
        return {plan.stage.name: plan.key for plan in plan_run(load_tiny(tmp_path / name, text), STAGES)}["connect"]

    assert key("a", TEXT) == key("b", TEXT)
    assert key("c", TEXT.replace("extra_loss_db: 5.2", "extra_loss_db: 5.3")) != key("a", TEXT)
