"""Small languages that several rooms read and write: attributes, tag expressions, YAML."""
