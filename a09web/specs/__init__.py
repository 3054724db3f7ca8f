"""The model in TLA+, one module for each bug, and the bridge to the real TLC."""
