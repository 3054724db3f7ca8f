"""The machine: the A09 model as one declaration, and everything that is read off it. Knows no other room."""
