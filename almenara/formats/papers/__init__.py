"""Written papers: Markdown with figures in it, and the same paper as HTML, tagged PDF and DOCX."""
