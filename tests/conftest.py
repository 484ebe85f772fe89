"""What every test needs: compiled message catalogues."""

from hypothesis import HealthCheck, settings

from binhdang.ui.messages import compile_catalogues


def pytest_configure() -> None:
    """Compile the catalogues that changed before the first test looks at a page."""
    compile_catalogues()


# A slow machine is no reason for a test to fail: counts, sums and properties decide, never time.
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")
