"""Forms for people in the field: kind ``form``, field types, duties, submissions, photos and their verdicts.

What people send enters at ``engine.facts.stage`` like any source's.
"""
