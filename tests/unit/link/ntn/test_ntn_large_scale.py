"""The large-scale model between and outside its reference angles, and how draws hang together."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huxing.core.errors import InputError, ModelRangeError, ShapeError, TooLargeError
from huxing.link.ntn import large_scale_parameters, ntn_band, ntn_bands, sample_large_scale

COLUMNS = (
    "line_of_sight_probability",
    "shadowing_los_db",
    "shadowing_nlos_db",
    "clutter_nlos_db",
    "correlation_los_m",
    "correlation_nlos_m",
)


def at(elevation_deg: float, rule: str, frequency: float = 2e9) -> dict[str, float]:
    found = large_scale_parameters(
        frequency,
        scenario="dense-urban",
        elevation=np.radians(elevation_deg),
        rule=rule,  # type: ignore[arg-type]
    )
    return {name: float(getattr(found, name)) for name in COLUMNS}


@given(st.integers(10, 90))
def test_the_nearest_reference_angle_is_taken(elevation_deg: int) -> None:
    nearest = min(range(10, 91, 10), key=lambda angle: (abs(angle - elevation_deg), -angle))  # half-way: the higher
    assert at(elevation_deg, "nearest") == at(nearest, "nearest")


@given(st.floats(10.0, 90.0))
def test_linear_lies_between_its_neighbours_and_meets_them(elevation_deg: float) -> None:
    low = min(80, int(elevation_deg // 10) * 10)
    below, above, found = at(low, "nearest"), at(low + 10, "nearest"), at(elevation_deg, "linear")
    part = (elevation_deg - low) / 10.0
    for name in COLUMNS:
        expected = (1.0 - part) * below[name] + part * above[name]
        assert found[name] == pytest.approx(expected, abs=1e-9)
    assert at(low, "linear") == pytest.approx(at(low, "nearest"), abs=1e-9)


def test_every_band_of_the_specification_is_taken() -> None:
    """OpenNTN refuses n255 and the uplink of n254 (it takes 1.9 to 4 and 19 to 40 GHz only)."""
    for band in ntn_bands():
        for frequency in (*band.uplink, *band.downlink):
            side = at(30.0, "nearest", frequency)["clutter_nlos_db"]
            assert side == (29.0 if band.range == "fr1" else 37.5)
    assert at(30.0, "nearest", ntn_band("n255").uplink[0]) == at(30.0, "nearest", 2e9)
    assert at(30.0, "nearest", 6e9) == at(30.0, "nearest", 2e9)
    assert at(30.0, "nearest", 6.001e9) == at(30.0, "nearest", 20e9)


@pytest.mark.parametrize("frequency", [0.4e9, 41e9, np.nan, -2e9, 0.0])
def test_a_frequency_outside_is_refused(frequency: float) -> None:
    with pytest.raises(ModelRangeError, match=r"TR 38.811.*frequency .*0.5 to 40 GHz") as caught:
        large_scale_parameters(frequency, scenario="urban", elevation=0.5, extrapolate=True)
    assert caught.value.unit == "GHz"


def test_below_ten_degrees_only_when_asked_and_marked() -> None:
    low = np.radians([5.0, 45.0])
    with pytest.raises(ModelRangeError, match=r"elevation 5 deg is outside 10 to 90 deg.*extrapolate=True"):
        large_scale_parameters(2e9, scenario="urban", elevation=low)
    found = large_scale_parameters(2e9, scenario="urban", elevation=low, extrapolate=True)
    assert len(found.extrapolated) == 1
    assert "elevation 5 deg" in found.extrapolated[0]
    assert found.line_of_sight_probability[0] == at_ten("urban")
    assert sample_large_scale(np.random.default_rng(1), found).extrapolated == found.extrapolated
    with pytest.raises(ModelRangeError, match="elevation -1 deg"):
        large_scale_parameters(2e9, scenario="urban", elevation=np.radians(-1.0), extrapolate=True)


def at_ten(scenario: str) -> float:
    found = large_scale_parameters(2e9, scenario=scenario, elevation=np.radians(10.0))  # type: ignore[arg-type]
    return float(found.line_of_sight_probability)


def test_words_and_shapes_are_checked() -> None:
    with pytest.raises(InputError, match="no scenario 'village'; there are dense-urban, urban, suburban, rural"):
        large_scale_parameters(2e9, scenario="village", elevation=0.5)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="no rule 'cubic'"):
        large_scale_parameters(2e9, scenario="urban", elevation=0.5, rule="cubic")  # type: ignore[arg-type]
    with pytest.raises(ShapeError, match=r"frequency .2,., elevation .3,."):
        large_scale_parameters([2e9, 20e9], scenario="urban", elevation=[0.5, 0.6, 0.7])


def test_equal_streams_give_equal_draws() -> None:
    links = large_scale_parameters(2e9, scenario="urban", elevation=np.full((3, 4), 0.7))
    one, two = (sample_large_scale(np.random.default_rng(7), links, draws=5) for _ in range(2))
    assert one.line_of_sight.shape == one.loss_db.shape == (5, 3, 4)
    np.testing.assert_array_equal(one.line_of_sight, two.line_of_sight)
    np.testing.assert_array_equal(one.loss_db, two.loss_db)
    assert sample_large_scale(np.random.default_rng(7), links).loss_db.shape == (3, 4)


def test_beams_of_one_satellite_share_a_draw_and_satellites_do_not() -> None:
    """Seven links: three beams of satellite 8, four of satellite 3, at one elevation of each, S band and Ka band."""
    satellite = np.array([8, 3, 8, 3, 3, 8, 3])
    elevation = np.where(satellite == 8, np.radians(40.0), np.radians(70.0))
    frequency = np.array([2e9, 2e9, 20e9, 20e9, 2e9, 2e9, 2e9])
    links = large_scale_parameters(frequency, scenario="dense-urban", elevation=elevation)
    drawn = sample_large_scale(np.random.default_rng(5), links, draws=20_000, satellite=satellite)
    sight = drawn.line_of_sight
    deviation = np.where(sight, links.shadowing_los_db, links.shadowing_nlos_db)
    in_deviations = drawn.shadowing_db / deviation
    for index in (8, 3):
        same = np.flatnonzero(satellite == index)
        assert (sight[:, same] == sight[:, same[:1]]).all()
        np.testing.assert_allclose(in_deviations[:, same], in_deviations[:, same[:1]] + np.zeros(same.size), rtol=1e-12)
    # independent satellites: the correlation of 20,000 pairs is 0 within 4 / sqrt(n)
    assert abs(np.corrcoef(in_deviations[:, 0], in_deviations[:, 1])[0, 1]) < 0.03
    assert abs(np.corrcoef(sight[:, 0], sight[:, 1])[0, 1]) < 0.03
    assert sight.mean(axis=0) == pytest.approx(links.line_of_sight_probability, abs=0.015)


def test_a_route_keeps_the_share_of_sight_and_the_fade_decays_by_its_distance() -> None:
    along = np.arange(0.0, 2000.0, 10.0)
    links = large_scale_parameters(2e9, scenario="rural", elevation=np.full(along.size, np.radians(20.0)))
    drawn = sample_large_scale(np.random.default_rng(11), links, draws=4000, along=along)
    assert drawn.line_of_sight.mean() == pytest.approx(0.869, abs=0.003)
    assert drawn.shadowing_db[drawn.line_of_sight].std() == pytest.approx(1.14, abs=0.01)
    assert drawn.shadowing_db[~drawn.line_of_sight].std() == pytest.approx(9.08, abs=0.1)
    # pairs 40 m apart that both see, or both do not: exp(-40/37) of 37 m, exp(-40/120) of 120 m
    for seen, distance in ((True, 37.0), (False, 120.0)):
        both = (drawn.line_of_sight[:, :-4] == seen) & (drawn.line_of_sight[:, 4:] == seen)
        near, far = drawn.shadowing_db[:, :-4][both], drawn.shadowing_db[:, 4:][both]
        assert np.corrcoef(near, far)[0, 1] == pytest.approx(np.exp(-40.0 / distance), abs=0.02)


def test_the_state_of_sight_persists_over_its_distance() -> None:
    """Two places: the state changes less often the longer its correlation distance, and never at distance 0."""
    links = large_scale_parameters(2e9, scenario="urban", elevation=np.full(3, np.radians(40.0)))
    changes = []
    for distance in (5.0, 50.0, 500.0):
        drawn = sample_large_scale(
            np.random.default_rng(2),
            links,
            draws=20_000,
            along=[0.0, 0.0, 25.0],
            line_of_sight_correlation=distance,
        )
        assert (drawn.line_of_sight[:, 0] == drawn.line_of_sight[:, 1]).all()
        np.testing.assert_array_equal(drawn.shadowing_db[:, 0], drawn.shadowing_db[:, 1])
        changes.append((drawn.line_of_sight[:, 1] != drawn.line_of_sight[:, 2]).mean())
    assert changes[0] > changes[1] > changes[2] > 0.0
    # far apart, as good as independent: 2 p (1 - p)
    assert changes[0] == pytest.approx(2 * 0.613 * 0.387, abs=0.02)
    # Gaussian copula: P(change) from the bivariate normal orthant at p = 0.613 and correlation exp(-25/50)
    normal = np.random.default_rng(4).standard_normal((2, 400_000))
    keep = np.exp(-0.5)
    one, two = normal[0], keep * normal[0] + np.sqrt(1 - keep**2) * normal[1]
    limit = np.quantile(one, 0.613)
    assert changes[1] == pytest.approx(((one < limit) != (two < limit)).mean(), abs=0.02)


def test_what_describes_the_last_axis_is_checked() -> None:
    links = large_scale_parameters(2e9, scenario="urban", elevation=np.full(3, 0.7))
    rng = np.random.default_rng(1)
    with pytest.raises(ShapeError, match=r"satellite has shape .2,."):
        sample_large_scale(rng, links, satellite=[1, 2])
    with pytest.raises(ShapeError, match=r"along has shape .2,."):
        sample_large_scale(rng, links, along=[1.0, 2.0])
    with pytest.raises(InputError, match="do not descend"):
        sample_large_scale(rng, links, along=[0.0, 2.0, 1.0])
    with pytest.raises(InputError, match="not a whole number"):
        sample_large_scale(rng, links, satellite=[1.0, 1.5, 2.0])
    with pytest.raises(InputError, match="one of them"):
        sample_large_scale(rng, links, satellite=[1, 1, 1], along=[0.0, 1.0, 2.0])
    with pytest.raises(ModelRangeError, match="draws 0"):
        sample_large_scale(rng, links, draws=0)
    for draws in ([3], [], [1, 2]):
        with pytest.raises(InputError, match="draws"):
            sample_large_scale(rng, links, draws=draws)  # type: ignore[arg-type]
    for distance in ("far", [50.0, 60.0], []):
        with pytest.raises(InputError, match="correlation distance"):
            sample_large_scale(rng, links, along=[0.0, 1.0, 2.0], line_of_sight_correlation=distance)  # type: ignore[arg-type]
    with pytest.raises(ModelRangeError, match="line-of-sight correlation distance 0 m"):
        sample_large_scale(rng, links, along=[0.0, 1.0, 2.0], line_of_sight_correlation=0.0)


def test_more_draws_than_memory_holds_are_refused_before_they_are_drawn() -> None:
    links = large_scale_parameters(2e9, scenario="urban", elevation=np.full(1000, 0.7))
    for options in ({}, {"satellite": np.arange(1000)}, {"along": np.arange(1000.0)}):
        with pytest.raises(TooLargeError, match=r"1000000000 draws .* at most 200000000"):
            sample_large_scale(np.random.default_rng(1), links, draws=1_000_000, **options)  # type: ignore[arg-type]
