"""What follows from a decision: mandates, tasks, transmissions, consultations, missions."""
