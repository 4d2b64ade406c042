"""Rules over the cells of a delivery: each says what it saw and where, none of them changes one."""
