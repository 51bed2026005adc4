from hypothesis import settings

# The same examples in every run, and no bound on one example's time: what fails fails again,
# and a machine that others use too is slow at times, which is no finding.
settings.load_profile("ci")
pytest_plugins = ["tests.engine_fixtures", "tests.hub_fixtures", "tests.order"]
