"""The matrix of risks, when they are reviewed, and where pages show them."""
