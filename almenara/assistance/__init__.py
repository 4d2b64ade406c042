"""A State asks for help: the case, its owner, its terms and what came of it."""
