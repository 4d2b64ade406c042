"""People's tables: CSV and XLSX read with suspicion; CSV, XLSX and DOCX written without danger."""
