"""Who is told of what happens to an assessment: a line in the portal, and one mail where there would be many."""
