"""What every page needs and no room owns: who asks, what came of it, how much is too much, numbers in forms."""
