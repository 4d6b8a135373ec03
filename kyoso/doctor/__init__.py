"""``kyoso doctor``: what is wrong with a deployment, and what to do, in plain words.

``facts`` gathers, ``checks_…`` judge (pure functions, each one idea), ``telling`` speaks.
"""
