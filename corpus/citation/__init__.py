"""How a provision is named: ids, pinpoints as people write them, where it stands, citations, references."""
