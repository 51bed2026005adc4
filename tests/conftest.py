pytest_plugins = ["tests.engine_fixtures", "tests.hub_fixtures"]
