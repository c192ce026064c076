"""The files of an index, so written that damage is noticed when they are read: arrays, JSON, records of provisions."""
