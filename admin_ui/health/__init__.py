"""Is the installation well? One file per check; each exposes ``CHECK``. A new check is one new file."""
