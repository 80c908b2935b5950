"""Time, frames, Earth, constants, errors and table schemas: what every room stands on."""
