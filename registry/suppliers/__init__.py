"""A supplier on one page: risk, papers, answers, places, findings, and what rests on it."""
