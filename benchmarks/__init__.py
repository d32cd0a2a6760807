"""Speed, always as a ratio to hand-written SQL or a bare route in the same run: ``./run bench``."""
