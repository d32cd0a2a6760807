"""Server mode under load: PostgreSQL, Valkey, two web processes, two workers, one scheduler: ``./run bench-server``."""
