"""What the rows of terminals and payloads say, as text (pydantic) and as plain values (dataclasses).

A field that the source does not give is None: unknown stays unknown, and a budget that needs it says which is missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator

from huxing.catalogue.constellation_rows import Name, Row, Text

TerminalKind = Literal[
    "handset",
    "iot",
    "vsat",
    "flat-panel",
    "aeronautical",
    "maritime",
    "gateway",
    "vdes-ship",
    "optical-ground-station",
    "laser-terminal",
]
Waveform = Literal["nr", "dvb-s2x", "vdes", "ais", "ccsds", "other"]
Polarisation = Literal["linear", "circular"]
Pattern = Literal["isotropic", "dipole", "parabolic", "phased-array"]
RadioStatus = Literal["standard", "operator", "vendor", "filed", "study", "assumed"]
"""What kind of fact a row's figures are: of a standard, an operator's, a vendor's, of a filing with a regulator, of a
published study, or sourced figures completed with our own, which the row's note names."""


@dataclass(frozen=True)
class TerminalBand:
    """What a terminal does in one band; None where the source does not say.

    Attributes:
        name: of the band, 'n256', 'ka'.
        transmit_mhz, receive_mhz: edges of the band, (low, high); None for one way only.
        eirp_dbw: greatest, along boresight.
        g_over_t_db_per_k: along boresight, clear sky.
        transmit_power_dbw, transmit_gain_dbi, receive_gain_dbi, noise_figure_db, antenna_temperature_k: behind them.
        bandwidth_mhz: largest of one carrier that it sends, where that is less than the payload's.
        polarisation: 'linear' or 'circular'.
        pattern: family of the antenna; `aperture_m` of a parabolic one (diameter) or a phased array (side).
        scan_limit_deg, scan_exponent: of a phased array: largest scan angle, and n of its cos^n loss of gain.
        waveform: family of modulation and coding.
    """

    name: str
    transmit_mhz: tuple[float, float] | None = None
    receive_mhz: tuple[float, float] | None = None
    eirp_dbw: float | None = None
    g_over_t_db_per_k: float | None = None
    transmit_power_dbw: float | None = None
    transmit_gain_dbi: float | None = None
    receive_gain_dbi: float | None = None
    noise_figure_db: float | None = None
    antenna_temperature_k: float | None = None
    bandwidth_mhz: float | None = None
    polarisation: Polarisation = "circular"
    pattern: Pattern = "isotropic"
    aperture_m: float | None = None
    scan_limit_deg: float | None = None
    scan_exponent: float | None = None
    waveform: Waveform = "other"


@dataclass(frozen=True)
class LaserHead:
    """An optical terminal; None where the source does not say.

    Attributes:
        wavelength_nm, rate_gbps; modulation: 'ook', 'dpsk' or 'coherent'.
        transmit_power_w: mean optical power sent.
        aperture_m: clear diameter of the receiving telescope.
        divergence_half_angle_urad: 1/e^2 half angle of the beam.
        photons_per_bit, sensitivity_dbm: what the receiver needs.
        required_irradiance_uw_per_m2: what a standard guarantees at the receiver's aperture.
        max_range_km, acquisition_s, pointing_jitter_urad (one axis, one sigma), sun_exclusion_deg, slew_rate_deg_per_s,
        mass_kg, power_w.
    """

    wavelength_nm: float | None = None
    rate_gbps: float | None = None
    modulation: Literal["ook", "dpsk", "coherent"] | None = None
    transmit_power_w: float | None = None
    aperture_m: float | None = None
    divergence_half_angle_urad: float | None = None
    photons_per_bit: float | None = None
    sensitivity_dbm: float | None = None
    required_irradiance_uw_per_m2: float | None = None
    max_range_km: float | None = None
    acquisition_s: float | None = None
    pointing_jitter_urad: float | None = None
    sun_exclusion_deg: float | None = None
    slew_rate_deg_per_s: float | None = None
    mass_kg: float | None = None
    power_w: float | None = None


@dataclass(frozen=True)
class Terminal:
    """A terminal on the ground, at sea, in the air - or a laser terminal of a satellite.

    Attributes: `kind`; `status` says what kind of fact the figures are; `bands` by radio, `laser` for optics; `source`;
    `note`; `unverified` names what no source confirms; `min_elevation_deg` of its use; `max_speed_m_s`. None: unknown.
    """

    name: str
    title: str
    kind: TerminalKind
    status: RadioStatus
    source: str
    bands: tuple[TerminalBand, ...] = ()
    laser: LaserHead | None = None
    min_elevation_deg: float | None = None
    max_speed_m_s: float | None = None
    aliases: tuple[str, ...] = ()
    note: str = ""
    unverified: str = ""


@dataclass(frozen=True)
class PayloadBand:
    """What a satellite does in one band; None where the source does not say.

    Attributes:
        name: of the band.
        downlink_mhz, uplink_mhz: edges of the band, (low, high).
        eirp_density_dbw_per_mhz, transmit_gain_dbi, transmit_aperture_m: of a beam of the downlink, at its centre.
        g_over_t_db_per_k, receive_gain_dbi, receive_aperture_m: of a beam of the uplink, at its centre.
        beamwidth_deg: 3 dB, full angle; beam_diameter_km at nadir.
        downlink_bandwidth_mhz, uplink_bandwidth_mhz: of a carrier in one beam, without reuse.
        beams: that can be lit at once.
        polarisation, waveform: as of terminals.
    """

    name: str
    downlink_mhz: tuple[float, float] | None = None
    uplink_mhz: tuple[float, float] | None = None
    eirp_density_dbw_per_mhz: float | None = None
    transmit_gain_dbi: float | None = None
    transmit_aperture_m: float | None = None
    g_over_t_db_per_k: float | None = None
    receive_gain_dbi: float | None = None
    receive_aperture_m: float | None = None
    beamwidth_deg: float | None = None
    beam_diameter_km: float | None = None
    downlink_bandwidth_mhz: float | None = None
    uplink_bandwidth_mhz: float | None = None
    beams: int | None = None
    polarisation: Polarisation = "circular"
    waveform: Waveform = "other"


@dataclass(frozen=True)
class Payload:
    """The radio of a satellite.

    Attributes: `altitude_km` for which the figures are meant (None: any); the others as of `Terminal`.
    """

    name: str
    title: str
    status: RadioStatus
    source: str
    bands: tuple[PayloadBand, ...]
    altitude_km: float | None = None
    aliases: tuple[str, ...] = ()
    note: str = ""
    unverified: str = ""


def _low_first(edges: list[float]) -> list[float]:
    if not edges[0] < edges[1]:
        raise ValueError("edges of a band are [low, high], the lower one first")
    return edges


Positive = Annotated[float, Field(gt=0.0)]
Decibels = Annotated[float, Field(ge=-200.0, le=200.0)]
Edges = Annotated[list[Positive], Field(min_length=2, max_length=2), AfterValidator(_low_first)]
Degrees90 = Annotated[float, Field(ge=0.0, le=90.0)]


class _BandRow(Row):
    name: Name
    polarisation: Polarisation = "circular"
    waveform: Waveform = "other"

    @model_validator(mode="after")
    def _has_edges(self) -> _BandRow:
        keys = [key for key in ("transmit_mhz", "receive_mhz", "downlink_mhz", "uplink_mhz") if hasattr(self, key)]
        if all(getattr(self, key) is None for key in keys):
            raise ValueError(f"a band has {keys[0]}, {keys[1]}, or both")
        return self

    def _values(self) -> dict[str, Any]:
        return {key: tuple(value) if isinstance(value, list) else value for key, value in self.model_dump().items()}


class TerminalBandRow(_BandRow):
    """A band of a terminal."""

    transmit_mhz: Edges | None = None
    receive_mhz: Edges | None = None
    eirp_dbw: Decibels | None = None
    g_over_t_db_per_k: Decibels | None = None
    transmit_power_dbw: Decibels | None = None
    transmit_gain_dbi: Decibels | None = None
    receive_gain_dbi: Decibels | None = None
    noise_figure_db: Annotated[float, Field(ge=0.0, le=60.0)] | None = None
    antenna_temperature_k: Positive | None = None
    bandwidth_mhz: Positive | None = None
    pattern: Pattern = "isotropic"
    aperture_m: Positive | None = None
    scan_limit_deg: Degrees90 | None = None
    scan_exponent: Annotated[float, Field(ge=0.0, le=4.0)] | None = None

    def entry(self) -> TerminalBand:
        """The plain value."""
        return TerminalBand(**self._values())


class LaserHeadRow(Row):
    """An optical terminal."""

    wavelength_nm: Positive | None = None
    rate_gbps: Positive | None = None
    modulation: Literal["ook", "dpsk", "coherent"] | None = None
    transmit_power_w: Positive | None = None
    aperture_m: Positive | None = None
    divergence_half_angle_urad: Positive | None = None
    photons_per_bit: Positive | None = None
    sensitivity_dbm: Decibels | None = None
    required_irradiance_uw_per_m2: Positive | None = None
    max_range_km: Positive | None = None
    acquisition_s: Positive | None = None
    pointing_jitter_urad: Positive | None = None
    sun_exclusion_deg: Degrees90 | None = None
    slew_rate_deg_per_s: Positive | None = None
    mass_kg: Positive | None = None
    power_w: Positive | None = None

    def entry(self) -> LaserHead:
        """The plain value."""
        return LaserHead(**self.model_dump())


class _RadioRow(Row):
    name: Name
    title: Text
    status: RadioStatus
    source: Text
    aliases: list[Text] = Field(default_factory=list)
    note: Text | None = None
    unverified: Text | None = None

    def _described(self) -> dict[str, Any]:
        return {
            **{key: getattr(self, key) for key in ("name", "title", "status", "source")},
            "aliases": tuple(self.aliases),
            "note": self.note or "",
            "unverified": self.unverified or "",
        }

    @staticmethod
    def _require_distinct(names: list[str]) -> None:
        if len(set(names)) < len(names):
            raise ValueError("two bands have one name")


class TerminalRow(_RadioRow):
    """A terminal."""

    kind: TerminalKind
    bands: list[TerminalBandRow] = Field(default_factory=list)
    laser: LaserHeadRow | None = None
    min_elevation_deg: Degrees90 | None = None
    max_speed_m_s: Positive | None = None

    @model_validator(mode="after")
    def _has_a_link(self) -> TerminalRow:
        if not self.bands and self.laser is None:
            raise ValueError("a terminal has bands, a laser, or both")
        self._require_distinct([band.name for band in self.bands])
        return self

    def entry(self) -> Terminal:
        """The plain value."""
        return Terminal(
            **self._described(),
            kind=self.kind,
            bands=tuple(band.entry() for band in self.bands),
            laser=self.laser.entry() if self.laser else None,
            min_elevation_deg=self.min_elevation_deg,
            max_speed_m_s=self.max_speed_m_s,
        )


class PayloadBandRow(_BandRow):
    """A band of a payload."""

    downlink_mhz: Edges | None = None
    uplink_mhz: Edges | None = None
    eirp_density_dbw_per_mhz: Decibels | None = None
    transmit_gain_dbi: Decibels | None = None
    transmit_aperture_m: Positive | None = None
    g_over_t_db_per_k: Decibels | None = None
    receive_gain_dbi: Decibels | None = None
    receive_aperture_m: Positive | None = None
    beamwidth_deg: Positive | None = None
    beam_diameter_km: Positive | None = None
    downlink_bandwidth_mhz: Positive | None = None
    uplink_bandwidth_mhz: Positive | None = None
    beams: Annotated[int, Field(ge=1)] | None = None

    def entry(self) -> PayloadBand:
        """The plain value."""
        return PayloadBand(**self._values())


class PayloadRow(_RadioRow):
    """A payload."""

    bands: Annotated[list[PayloadBandRow], Field(min_length=1)]
    altitude_km: Positive | None = None

    @model_validator(mode="after")
    def _bands_differ(self) -> PayloadRow:
        self._require_distinct([band.name for band in self.bands])
        return self

    def entry(self) -> Payload:
        """The plain value."""
        return Payload(
            **self._described(), bands=tuple(band.entry() for band in self.bands), altitude_km=self.altitude_km
        )
