"""Who talks to whom, by which way, how much, and what a failure does."""
