"""The one Django app of the product."""

from django.apps import AppConfig


class BinhdangConfig(AppConfig):
    """Registers the models of all packages and lets `config.wiring` connect listeners."""

    name = "binhdang"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect who listens to what, once, when the app is loaded."""
        from binhdang.config import wiring

        wiring.connect()
