"""`make hold`: what others notice while somebody attacks."""
