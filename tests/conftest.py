"""What every test needs: compiled message catalogues."""

from binhdang.ui.messages import compile_catalogues


def pytest_configure() -> None:
    """Compile the catalogues that changed before the first test looks at a page."""
    compile_catalogues()
