"""Total attenuation of slant paths: parts, broadcasting, the inverse, what it refuses and marks."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huxing.core.errors import InputError, ModelRangeError, ShapeError
from huxing.link.atmosphere import slant
from huxing.link.atmosphere.climate import load_climate
from huxing.link.atmosphere.cloud import cloud_attenuation
from huxing.link.atmosphere.gas import gas_attenuation
from huxing.link.atmosphere.maps import itu_package
from huxing.link.atmosphere.rain import MILLIMETRE_PER_HOUR, rain_attenuation
from huxing.link.atmosphere.scintillation import scintillation_fade
from huxing.link.atmosphere.slant import exceedance_of, slant_attenuation, total_attenuation

ZONAL = load_climate("zonal")
CLIMATES = [ZONAL] if itu_package() is None else [ZONAL, load_climate("itu")]
PATH = {
    "latitude": math.radians(31.23),
    "longitude": math.radians(121.47),
    "elevation": math.radians(40.0),
    "frequency": 20e9,
    "climate": ZONAL,
}
PARTS = ("gas_db", "cloud_db", "rain_db", "scintillation_db", "total_db")

latitudes = st.floats(-85.0, 85.0).map(math.radians)
longitudes = st.floats(-180.0, 180.0).map(math.radians)
elevations = st.floats(5.0, 90.0).map(math.radians)
frequencies = st.floats(4e9, 55e9)
exceedances = st.floats(math.log(1e-5), math.log(0.5)).map(math.exp)


def path(**changed: Any) -> dict[str, Any]:
    return {**PATH, **changed}


def random_paths(count: int, seed: int) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    return {
        "latitude": np.radians(rng.uniform(-85.0, 85.0, count)),
        "longitude": np.radians(rng.uniform(-180.0, 180.0, count)),
        "elevation": np.radians(rng.uniform(5.0, 90.0, count)),
        "exceedance": np.exp(rng.uniform(math.log(1e-5), math.log(0.5), count)),
    }


@pytest.mark.parametrize("climate", CLIMATES, ids=lambda c: c.label[:5])
def test_the_parts_are_those_of_the_single_recommendations(climate: Any) -> None:
    """The compiled loop against the public functions, each fed with the site's climate."""
    paths = random_paths(4000, seed=1)
    frequency, tilt, diameter = 29e9, 0.3, 1.2
    found = slant_attenuation(
        **paths, frequency=frequency, polarisation_tilt=tilt, antenna_diameter=diameter, climate=climate
    )
    site = climate.site(paths["latitude"], paths["longitude"])
    water = site.water_at(np.maximum(paths["exceedance"], 0.01))
    elevation, exceedance = paths["elevation"], paths["exceedance"]
    gas = gas_attenuation(
        frequency,
        elevation=elevation,
        dry_pressure=site.pressure,
        temperature=site.temperature,
        vapour_density=water.vapour_density,
        integrated_vapour=water.vapour_content,
        altitude=site.height,
    )
    cloud = cloud_attenuation(frequency, elevation=elevation, liquid_content=water.reduced_liquid)
    rain = rain_attenuation(
        frequency,
        elevation=elevation,
        exceedance=exceedance,
        latitude=paths["latitude"],
        height=site.height,
        rain_height=site.rain_height,
        rain_rate_001=site.rain_rate_001,
        polarisation_tilt=tilt,
        extrapolate=True,
    )
    fade = scintillation_fade(
        frequency,
        elevation=elevation,
        exceedance=exceedance,
        wet_refractivity=site.wet_refractivity,
        antenna_diameter=diameter,
        extrapolate=True,
    )
    # gas: polynomials to 1e-4 dB at the zenith, up to 11 air masses; cloud: water in single precision
    assert found.gas_db == pytest.approx(gas.total_db, abs=1e-3)
    assert found.cloud_db == pytest.approx(cloud.attenuation_db, rel=1e-6, abs=1e-9)
    assert found.rain_db == pytest.approx(rain.attenuation_db, rel=1e-12)
    assert found.scintillation_db == pytest.approx(fade.fade_db, rel=1e-12)
    total = total_attenuation(**{part: getattr(found, part) for part in PARTS[:4]})
    assert found.total_db == pytest.approx(total, rel=1e-12)


@pytest.mark.parametrize("climate", CLIMATES, ids=lambda c: c.label[:5])
def test_a_path_alone_is_the_path_among_others(climate: Any) -> None:
    """Alone the gas comes from the sums over lines, among many of its frequency from polynomials."""
    paths = random_paths(3000, seed=2)
    frequency = np.tile([12e9, 20e9, 54.9e9], 1000)
    many = slant_attenuation(**paths, frequency=frequency, climate=climate)
    for k in range(0, 3000, 71):
        one = {name: values[k] for name, values in paths.items()}
        alone = slant_attenuation(**one, frequency=frequency[k], climate=climate)
        for part in PARTS:
            # 1e-4 dB or 1e-5 at the zenith, over the sine of the elevation
            scale = 1e-3 + 1e-5 * float(alone.gas_db)
            assert getattr(many, part)[k] == pytest.approx(float(getattr(alone, part)), abs=scale), part


def test_everything_broadcasts() -> None:
    found = slant_attenuation(
        latitude=np.radians([[[10.0]], [[50.0]]]),
        longitude=0.0,
        elevation=np.radians([[20.0], [40.0], [60.0]]),
        frequency=[12e9, 20e9, 30e9, 40e9],
        exceedance=1e-3,
        height=np.zeros((2, 1, 1)),
        climate=ZONAL,
    )
    assert {getattr(found, part).shape for part in PARTS} == {(2, 3, 4)}
    one = slant_attenuation(
        latitude=math.radians(50.0),
        longitude=0.0,
        elevation=math.radians(40.0),
        frequency=30e9,
        exceedance=1e-3,
        height=0.0,
        climate=ZONAL,
    )
    assert one.total_db.shape == ()
    assert found.total_db[1, 1, 2] == pytest.approx(float(one.total_db), rel=1e-12)
    assert slant_attenuation(**path(latitude=np.zeros((0, 3))), exceedance=1e-3).total_db.shape == (0, 3)


@pytest.mark.parametrize("shape", [(7,), (5, 3), (1, 11), (2, 3, 2)])
def test_blocks_make_no_difference(shape: tuple[int, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    paths = {name: values.reshape(shape) for name, values in random_paths(math.prod(shape), seed=3).items()}
    whole = slant_attenuation(**paths, frequency=20e9, climate=ZONAL)
    inverse = {**paths, "attenuation_db": whole.total_db}
    inverse.pop("exceedance")
    found = exceedance_of(**inverse, frequency=20e9, climate=ZONAL).exceedance
    monkeypatch.setattr(slant, "_BLOCK_PATHS", 4)
    cut = slant_attenuation(**paths, frequency=20e9, climate=ZONAL)
    for part in PARTS:
        assert (getattr(cut, part) == getattr(whole, part)).all()
    assert (exceedance_of(**inverse, frequency=20e9, climate=ZONAL).exceedance == found).all()


def test_many_frequencies_keep_their_places() -> None:
    """Up to 64 are told apart by comparison, more by sorting."""
    for count in (1, 63, 64, 65, 200):
        frequency = np.random.default_rng(count).permutation(np.linspace(4e9, 55e9, count).repeat(2))
        found = slant_attenuation(**path(frequency=frequency), exceedance=1e-3)
        want = [float(slant_attenuation(**path(frequency=f), exceedance=1e-3).total_db) for f in frequency[:20]]
        assert found.total_db[:20] == pytest.approx(want, rel=1e-12)


@pytest.mark.parametrize("climate", CLIMATES, ids=lambda c: c.label[:5])
@given(latitude=latitudes, longitude=longitudes, elevation=elevations, frequency=frequencies)
@settings(max_examples=60)
def test_a_rarer_case_attenuates_more_and_a_lower_path_too(
    climate: Any, latitude: float, longitude: float, elevation: float, frequency: float
) -> None:
    place = {"latitude": latitude, "longitude": longitude, "frequency": frequency, "climate": climate}
    ladder = np.geomspace(0.5, 1e-4, 40)  # down to 0.01 %: below it P.618's rain turns in the wettest tropics
    totals = slant_attenuation(**place, elevation=elevation, exceedance=ladder).total_db
    assert (np.diff(totals) > 0.0).all()
    assert np.isfinite(totals).all()
    gas = slant_attenuation(**place, elevation=[elevation, math.pi / 2], exceedance=0.1).gas_db
    assert gas[0] * math.sin(elevation) == pytest.approx(gas[1], rel=1e-12)


@pytest.mark.parametrize("climate", CLIMATES, ids=lambda c: c.label[:5])
@given(
    latitude=latitudes, longitude=longitudes, elevation=elevations, frequency=frequencies, margin=st.floats(0.0, 60.0)
)
@settings(max_examples=200)
def test_the_inverse_gives_the_margin_back(
    climate: Any, latitude: float, longitude: float, elevation: float, frequency: float, margin: float
) -> None:
    place = {"latitude": latitude, "longitude": longitude, "elevation": elevation, "frequency": frequency}
    found = exceedance_of(margin, **place, climate=climate)
    fraction = float(found.exceedance)
    assert 1e-5 <= fraction <= 0.5
    total = float(slant_attenuation(**place, exceedance=fraction, climate=climate).total_db)
    if found.rarer:
        assert fraction == 1e-5
        assert total <= margin
    elif found.more_often:
        assert fraction == 0.5
        assert total > margin
    else:
        assert total == pytest.approx(margin, abs=2e-9)  # 1e-9 dB in the solver


@given(exceedance=st.floats(math.log(1e-4), math.log(0.5)).map(math.exp), elevation=elevations)
def test_the_inverse_gives_the_exceedance_back(exceedance: float, elevation: float) -> None:
    place = path(elevation=elevation)
    total = slant_attenuation(**place, exceedance=exceedance).total_db
    back = exceedance_of(total, **place)
    if not back.more_often:  # at 0.5 itself the last bit decides
        assert back.exceedance == pytest.approx(exceedance, rel=1e-6)


def test_of_two_exceedances_the_larger_counts() -> None:
    """Where P.618's rain turns near 0.001 %, a margin just under the peak is crossed at the side of the frequent."""
    wet = path(latitude=0.0, elevation=math.radians(5.0), frequency=50e9, rain_rate_001=160 * MILLIMETRE_PER_HOUR)
    ladder = np.geomspace(1e-5, 1e-3, 400)
    totals = slant_attenuation(**wet, exceedance=ladder).total_db
    peak = int(np.argmax(totals))
    assert peak > 20, "the case is no longer one where the total turns"
    margin = 0.5 * (totals[0] + totals[peak])
    found = exceedance_of(margin, **wet)
    assert found.exceedance > ladder[peak]
    assert not found.rarer


def test_what_is_known_of_the_site_replaces_the_climate() -> None:
    site = ZONAL.site(PATH["latitude"], PATH["longitude"])
    plain = slant_attenuation(**PATH, exceedance=1e-3)
    given = slant_attenuation(**PATH, exceedance=1e-3, height=site.height, rain_rate_001=site.rain_rate_001)
    assert given.total_db == pytest.approx(plain.total_db, rel=1e-9)
    wetter = slant_attenuation(**PATH, exceedance=1e-3, rain_rate_001=site.rain_rate_001 * 2)
    assert wetter.rain_db > plain.rain_db
    assert wetter.gas_db == plain.gas_db
    high = slant_attenuation(**PATH, exceedance=1e-3, height=[0.0, 3000.0, 6000.0])
    assert (np.diff(high.gas_db) < 0.0).all()
    assert high.rain_db[2] == 0.0  # above the rain height of 4.35 km


def test_results_carry_their_climate() -> None:
    for climate in CLIMATES:
        attenuation = slant_attenuation(**path(climate=climate), exceedance=1e-3)
        exceedance = exceedance_of(5.0, **path(climate=climate))
        assert attenuation.climate == exceedance.climate == climate.label
        assert attenuation.climate_error_db is exceedance.climate_error_db is climate.error_db
    assert slant_attenuation(**path(climate=None), exceedance=1e-3).climate == load_climate().label


def test_below_one_percent_gas_and_cloud_stay() -> None:
    found = slant_attenuation(**PATH, exceedance=[0.01, 1e-3, 1e-5])
    assert (found.gas_db == found.gas_db[0]).all()
    assert (found.cloud_db == found.cloud_db[0]).all()
    assert (np.diff(slant_attenuation(**PATH, exceedance=[0.01, 0.1, 0.5]).gas_db) < 0.0).all()


BAD = [
    ({"elevation": math.radians(-0.5)}, r"P\.618-13, 2\.5: elevation -0\.5 deg is outside 0 to 90 deg \(without 0\)"),
    ({"elevation": 0.0}, "elevation 0 deg is outside"),
    ({"elevation": math.radians(90.5)}, r"elevation 90\.5 deg is outside"),
    ({"elevation": math.radians(3.0)}, "elevation 3 deg is outside 5 to 90 deg; .* or extrapolate=True"),
    ({"frequency": 2e9}, "frequency 2 GHz is outside 4 to 55 GHz; .* or extrapolate=True"),
    ({"frequency": 60e9}, "frequency 60 GHz is outside 4 to 55 GHz"),
    ({"frequency": -20e9}, "frequency -20 GHz"),
    ({"frequency": float("nan")}, "frequency nan GHz"),
    ({"latitude": 2.0}, "latitude 114.59.* deg is outside -90 to 90 deg"),
    ({"height": 12e3}, r"P\.676-12, annex 2: height 12000 m is outside -500 to 10000 m"),
    ({"height": float("nan")}, "height nan m"),
    ({"rain_rate_001": float("nan")}, "rain rate nan mm/h"),
    ({"polarisation_tilt": 4.0}, "polarisation tilt"),
    ({"antenna_diameter": -1.0}, "antenna diameter -1 m is outside above 0 m"),
    ({"antenna_efficiency": 0.0}, "antenna efficiency 0 is outside 0 to 1"),
]


@pytest.mark.parametrize(("changed", "message"), BAD)
def test_values_out_of_range(changed: dict[str, float], message: str) -> None:
    with pytest.raises(ModelRangeError, match=message):
        slant_attenuation(**path(**changed), exceedance=1e-3)
    with pytest.raises(ModelRangeError, match=message):
        exceedance_of(10.0, **path(**changed))
    arrays = {name: np.array([value, value]) for name, value in changed.items()}
    with pytest.raises(ModelRangeError, match=message):
        slant_attenuation(**path(**arrays), exceedance=1e-3)


@pytest.mark.parametrize(
    ("exceedance", "message"),
    [
        (0.0, r"exceedance 0 % is outside 0 to 100 % \(without 0 and 100\)"),
        (1.0, "exceedance 100 % is outside"),
        (1e-6, r"exceedance 0\.0001 % is outside 0\.001 to 50 %"),
        (0.6, "exceedance 60 % is outside"),
        (float("nan"), "exceedance nan %"),
    ],
)
def test_exceedances_out_of_range(exceedance: float, message: str) -> None:
    with pytest.raises(ModelRangeError, match=message):
        slant_attenuation(**PATH, exceedance=exceedance)


def test_arguments_that_do_not_fit() -> None:
    with pytest.raises(ShapeError, match=r"latitude \(3,\).*exceedance \(2,\)"):
        slant_attenuation(**path(latitude=[0.1, 0.2, 0.3]), exceedance=[1e-3, 1e-2])
    with pytest.raises(InputError, match="'rare' is not a number"):
        slant_attenuation(**PATH, exceedance="rare")
    with pytest.raises(ModelRangeError, match="attenuation nan dB"):
        exceedance_of(float("nan"), **PATH)
    with pytest.raises(ModelRangeError, match="attenuation of a part -1 dB"):
        total_attenuation(gas_db=1.0, cloud_db=-1.0, rain_db=0.0, scintillation_db=0.0)


def test_extrapolation_is_marked_and_finite() -> None:
    found = slant_attenuation(
        **path(frequency=[2e9, 60e9, 150e9], elevation=math.radians(1.0), height=12e3),
        exceedance=1e-6,
        extrapolate=True,
    )
    assert len(found.extrapolated) == 4
    assert np.isfinite(found.total_db).all()
    inverse = exceedance_of(1.0, **path(frequency=2e9), extrapolate=True)
    assert [mark.split(" is")[0] for mark in inverse.extrapolated] == ["ITU-R P.618-13, 2.5: frequency 2 GHz"]
    assert slant_attenuation(**PATH, exceedance=1e-3, extrapolate=True).extrapolated == ()
    for frequency in (0.9e9, 201e9):
        with pytest.raises(ModelRangeError, match=r"P\.676-12 with P\.840-8: frequency"):
            slant_attenuation(**path(frequency=frequency), exceedance=1e-3, extrapolate=True)


def test_margins_beyond_the_model_are_said_to_be() -> None:
    found = exceedance_of([-1.0, 0.0, 5.0, 500.0], **PATH)
    assert found.more_often.tolist() == [True, True, False, False]
    assert found.rarer.tolist() == [False, False, False, True]
    assert found.exceedance[[0, 1, 3]].tolist() == [0.5, 0.5, 1e-5]


@pytest.mark.parametrize(
    ("latitude_deg", "elevation_deg", "frequency", "exceedance"),
    [(5.09, 15.2, 29.83e9, 2.3e-5), (10.2, 13.4, 27.96e9, 3.4e-5), (-0.4, 7.3, 41.83e9, 3.74e-5)],
)
def test_a_total_that_is_highest_between_two_rungs_is_found(latitude_deg, elevation_deg, frequency, exceedance):
    path = {
        "latitude": np.radians(latitude_deg),
        "longitude": 0.0,
        "elevation": np.radians(elevation_deg),
        "frequency": frequency,
        "climate": load_climate("zonal"),
    }
    shares = np.geomspace(1e-5, 1e-3, 20_001)
    totals = slant_attenuation(**path, exceedance=shares).total_db
    top = int(np.argmax(totals))
    assert 0 < top < shares.size - 1  # P.618's rain falls again towards 0.001 % here
    for below in (1e-4, 1e-2, 0.3):  # dB below the highest
        found = exceedance_of(totals[top] - below, **path)
        assert not found.rarer
        # the largest share at which the total still reaches it, to the step of the table (2.3e-4)
        expected = shares[np.flatnonzero(totals >= totals[top] - below)[-1]]
        assert float(found.exceedance) == pytest.approx(expected, rel=3e-4)
    assert exceedance_of(totals[top] + 1e-3, **path).rarer
