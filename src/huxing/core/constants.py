"""Physical and mathematical constants, SI.

Constants of the world's hardware live in the catalogue; these are those of nature and of the standards' models.
"""

SPEED_OF_LIGHT = 299_792_458.0
"""Speed of light in vacuum, m/s. Source: SI brochure, 9th edition, section 2.2."""

SECONDS_PER_DAY = 86_400.0
ASTRONOMICAL_UNIT = 149_597_870_700.0
"""Astronomical unit, m. Source: IAU 2012 resolution B2."""

WGS84_SEMI_MAJOR_AXIS = 6_378_137.0
"""Equatorial radius of the WGS84 ellipsoid, m. Source: NGA.STND.0036_1.0.0_WGS84, table 3.1."""
WGS84_FLATTENING = 1.0 / 298.257223563
"""Flattening of the WGS84 ellipsoid. Source: as the semi-major axis."""

EARTH_MU = 3.986004418e14
"""Geocentric gravitational constant with the atmosphere, m^3/s^2. Source: IERS Conventions 2010, table 1.1."""
EARTH_J2 = 1.0826359e-3
"""Dynamic form factor of the Earth, zero tide. Source: IERS Conventions 2010, table 1.1."""
EARTH_MEAN_RADIUS = 6_371_008.7714
"""Mean radius (2a + b)/3 of WGS84, m. Source: as the semi-major axis, table 3.5 (R1)."""
EARTH_ROTATION_RATE = 7.292115e-5
"""Nominal mean angular velocity of the Earth, rad/s. Source: IERS Conventions 2010, table 1.2."""

WGS72_MU = 3.986008e14
"""Gravitational constant of SGP4's element sets, m^3/s^2. Source: Vallado et al., AIAA 2006-6753, appendix B."""
WGS72_RADIUS = 6_378_135.0
"""Earth radius of SGP4's element sets, m. Source: as WGS72_MU."""
WGS72_J2 = 1.082616e-3
"""J2 of SGP4's element sets. Source: as WGS72_MU."""

SUN_RADIUS = 6.957e8
"""Nominal solar radius, m. Source: IAU 2015 resolution B3."""

BOLTZMANN = 1.380_649e-23
"""Boltzmann constant, J/K, exact. Source: SI brochure, 9th edition, section 2.2."""
PLANCK = 6.626_070_15e-34
"""Planck constant, J s, exact. Source: SI brochure, 9th edition, section 2.2."""
