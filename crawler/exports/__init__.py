"""Articles in the formats of other programs: one file for each format.

Text of articles is hostile here: each format escapes what it would otherwise obey.
"""
