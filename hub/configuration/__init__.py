"""Settings that change while the hub runs: drafted, applied, followed by every process, undone."""
