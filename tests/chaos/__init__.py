"""Kills at random points: ``./run chaos``. What it proves stands in ``story``; the figures are printed."""
