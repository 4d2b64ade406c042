"""The demonstration world: real States, networks and units; posts called by their function.

Everything is made through the services that people use, so that it could have happened. Nobody in
it is a person, every alert is an exercise, and its passwords belong to one installation only.
"""
