"""What a change of rules would have done: a past period is decided again under proposed rules.

The control is part of every run: under the rules that were in force the past must come out as it was.
"""
