"""What decisions set, when their conditions fall due, and where pages show them."""
