"""The scenario, one stage per link of the chain, the runner and the report."""
