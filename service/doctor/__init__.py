"""`flask doctor`: is everything that the service needs there, and set as it must be?"""
