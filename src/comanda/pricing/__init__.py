"""The quote engine: what a cart costs, as a pure function on frozen values.

The order of calculation is written as prose with worked tables in docs/algorithms/pricing.md; the section numbers in
the docstrings here refer to it.
"""
