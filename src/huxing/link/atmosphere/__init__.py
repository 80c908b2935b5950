"""What the air takes from a path: gas, cloud, rain, scintillation, the ionosphere; climate, noise, depolarisation."""

from __future__ import annotations

from huxing.link.atmosphere.climate import Climate, SiteClimate, SiteWater, load_climate
from huxing.link.atmosphere.cloud import (
    CloudAttenuation,
    cloud_attenuation,
    cloud_mass_absorption,
    cloud_specific_attenuation,
)
from huxing.link.atmosphere.depolarisation import CrossPolarisation, cross_polarisation, scaled_cross_polarisation_db
from huxing.link.atmosphere.gas import GasAttenuation, gas_attenuation
from huxing.link.atmosphere.gas_coefficients import GasCoefficients, read_gas_coefficients
from huxing.link.atmosphere.gas_lines import GasSpecificAttenuation, gas_specific_attenuation
from huxing.link.atmosphere.gas_path import GasLayers, GasPath, gas_path, standard_layers
from huxing.link.atmosphere.ionosphere import (
    faraday_rotation,
    ionospheric_absorption_db,
    ionospheric_dispersion,
    ionospheric_group_delay,
    slant_electron_content,
)
from huxing.link.atmosphere.ionospheric_scintillation import (
    ionospheric_scintillation_loss_db,
    mid_latitude_scintillation_fade_db,
    peak_to_peak_fluctuation_db,
    scaled_scintillation_index,
    scintillation_fade_db,
)
from huxing.link.atmosphere.noise import (
    antenna_noise_temperature,
    figure_of_merit_loss_db,
    mean_radiating_temperature,
    sky_noise_temperature,
)
from huxing.link.atmosphere.rain import (
    MILLIMETRE_PER_HOUR,
    RainAttenuation,
    SpecificRainAttenuation,
    rain_attenuation,
    specific_rain_attenuation,
)
from huxing.link.atmosphere.rain_climate import rain_height, rain_probability, rain_rate
from huxing.link.atmosphere.scintillation import ScintillationFade, scintillation_fade
from huxing.link.atmosphere.slant import (
    SlantAttenuation,
    SlantExceedance,
    exceedance_of,
    slant_attenuation,
    total_attenuation,
)
from huxing.link.atmosphere.standard_atmosphere import AirState, reference_atmosphere, standard_atmosphere
from huxing.link.atmosphere.zonal import ClimateError

__all__ = [
    "MILLIMETRE_PER_HOUR",
    "AirState",
    "Climate",
    "ClimateError",
    "CloudAttenuation",
    "CrossPolarisation",
    "GasAttenuation",
    "GasCoefficients",
    "GasLayers",
    "GasPath",
    "GasSpecificAttenuation",
    "RainAttenuation",
    "ScintillationFade",
    "SiteClimate",
    "SiteWater",
    "SlantAttenuation",
    "SlantExceedance",
    "SpecificRainAttenuation",
    "antenna_noise_temperature",
    "cloud_attenuation",
    "cloud_mass_absorption",
    "cloud_specific_attenuation",
    "cross_polarisation",
    "exceedance_of",
    "faraday_rotation",
    "figure_of_merit_loss_db",
    "gas_attenuation",
    "gas_path",
    "gas_specific_attenuation",
    "ionospheric_absorption_db",
    "ionospheric_dispersion",
    "ionospheric_group_delay",
    "ionospheric_scintillation_loss_db",
    "load_climate",
    "mean_radiating_temperature",
    "mid_latitude_scintillation_fade_db",
    "peak_to_peak_fluctuation_db",
    "rain_attenuation",
    "rain_height",
    "rain_probability",
    "rain_rate",
    "read_gas_coefficients",
    "reference_atmosphere",
    "scaled_cross_polarisation_db",
    "scaled_scintillation_index",
    "scintillation_fade",
    "scintillation_fade_db",
    "sky_noise_temperature",
    "slant_attenuation",
    "slant_electron_content",
    "specific_rain_attenuation",
    "standard_atmosphere",
    "standard_layers",
    "total_attenuation",
]
