"""Forms for people in the field. The room is kept by the layout (design §2); the kind ``form``, its field types and
the submissions arrive with the phone client (issue 3). Data from forms will enter at ``engine.facts.stage`` like any
source's.
"""
