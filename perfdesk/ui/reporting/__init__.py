"""The parts of reporting and receiving."""
