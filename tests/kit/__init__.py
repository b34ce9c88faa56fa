"""Fakes and a whole town for tests: no mocks."""
