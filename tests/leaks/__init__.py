"""The leak matrix: every route × who asks × marking × audience, judged by an oracle of its own."""
