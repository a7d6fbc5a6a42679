"""The parts of the launcher: its settings, the door, the steps before and the processes it keeps running."""
