"""New psychoactive substances: a file for each, who reported it first, and what follows."""
