"""Scores: state per scorecard, unit and period, moved by events, with a trail of every move.

``due``      what loads and publications leave to be scored anew
``judge``    one unit's points from its figures: pure and exact
``round``    takes what is due and scores it; ``recompute_scores`` is what a process calls at every look
``store``    writes scores and their changes
``closing``  says of periods that are over that their points are final
``standing`` the place of a unit among its peers
``trail``    a change in words
"""
