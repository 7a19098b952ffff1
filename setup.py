"""The list of packages: every folder of perfdesk, and the resources as one package more."""

from setuptools import find_packages, setup

setup(packages=[*find_packages(include=["perfdesk", "perfdesk.*"]), "perfdesk.resources"])
