"""Speed and memory, always as a ratio to a peer or to a reference kernel timed in the same process."""
