"""The operator's monthly report (月報): how a house was used, by how many, and what it took in.

Every number is added up from rows that the journal derives, so that it can be made again by anybody at any time.
"""
