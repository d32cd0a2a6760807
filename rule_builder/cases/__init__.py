"""Rule cases: days that somebody typed, and what a rule must say of them. Played without a database."""
