"""Speed against this machine's own limits. `make bench` prints a table and writes build/bench.json."""
