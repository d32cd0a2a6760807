"""Photos: bytes come in by pieces, are looked at before anything decodes them, made anew in a bounded process, kept."""
