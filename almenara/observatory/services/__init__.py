"""What can be done with figures. Each function is one act."""
