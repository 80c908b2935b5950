"""How the kernels of a simulation are compiled.

They own no memory, so they are compiled without numba's counting of references: for each array handed to a function
that is an atomic operation before and after, some fifty an event, which took more time than the simulation. Kernels
that make arrays are compiled in the usual way.
"""

from __future__ import annotations

from numba import njit

kernel = njit(cache=True, nogil=True, error_model="numpy", _nrt=False)
"""A step that is called."""
inlined = njit(cache=True, nogil=True, error_model="numpy", _nrt=False, inline="always")
"""A short step of every event, written into its caller."""
allocating = njit(cache=True, nogil=True, error_model="numpy")
"""A kernel that makes arrays."""
