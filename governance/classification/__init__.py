"""How data and places are classified: data classes and what they demand, countries, groupings, adequacy, regions."""
