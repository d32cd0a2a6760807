"""Boards: what a dashboard definition shows for a unit and a day, read once for all of its widgets."""
