"""The vocabulary every other part shares: money, ids, time, errors, paging, actors. Pure: no I/O, no clock."""
