"""Studies and briefs: texts whose every figure opens its table, its vintage and its query."""
