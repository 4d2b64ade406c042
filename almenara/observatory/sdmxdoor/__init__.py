"""SDMX REST 1.x and 2.x: public flows for programs, read as nobody, whoever asks."""
