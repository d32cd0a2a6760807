"""Command groups of forms: one module each, which exposes ``COMMAND``."""
