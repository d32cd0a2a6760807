"""From an incident to messages in the outbox. Each stage takes notices (or envelopes) and gives them back, decides and
does nothing else; ``through`` sends them through and ``rule_builder.tell`` puts the decisions on record:

route      who is told: the posts that answer for the unit, deputies, those who step in for vacant posts
quiet      which notices wait for the end of the channel's quiet hours
silence    a person has asked that nobody be told of the unit for a time
inhibit    another rule that fires at the unit or above says it already
rollup     many units of one parent at once are one incident of the parent
group      one message per incident and person, or one digest where a person would get too many at once
dedup      what has been told already is not told again; what is told has a stated reason (``why``)
pace       when a message may leave: spread out, off the full and the half hour, not in quiet hours
record     the outbox rows, in the transaction of the incidents they are about

A notice that is stopped goes on through the stages with its reason (``Stop``), so that the record says why nobody was
told. The same notices a second time make nothing new.
"""
