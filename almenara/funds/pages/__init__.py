"""What the pages of projects and money show."""
