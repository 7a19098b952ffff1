"""The parts of the review centre."""
