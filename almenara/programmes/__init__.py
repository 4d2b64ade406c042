"""M5: plans and their results, activities and who took part, evidence (rows S1, S15, S32, S56)."""
