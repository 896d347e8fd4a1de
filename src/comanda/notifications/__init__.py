"""Tell people and programs what happened: the realtime hub reads the event log and hands it to whoever listens."""
