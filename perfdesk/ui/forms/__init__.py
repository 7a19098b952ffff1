"""One official form in the window: the sheet as it is printed, filled in place."""
