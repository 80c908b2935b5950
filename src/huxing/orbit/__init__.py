"""Element sets, propagation, constellation design, fleets, coverage and passes."""
