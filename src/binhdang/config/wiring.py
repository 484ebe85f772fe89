"""The one page that says who listens to what."""

from importlib import import_module


def connect() -> None:
    """Connect listeners. Called once by the app config."""
    from django.utils.translation import gettext

    import binhdang.kit.sqlite  # sets the pragmas of each new SQLite connection
    import binhdang.notices.sending
    import binhdang.orgs.jobs
    import binhdang.privacy.jobs  # registers the look for what is past its time
    import binhdang.registers.core.jobs
    import binhdang.reports.integrity_checks
    import binhdang.reports.reminders  # registers the reminding
    import binhdang.reports.review_jobs
    import binhdang.reports.schedules  # registers the opening of what is due
    import binhdang.rollup.integrity
    import binhdang.workbooks.jobs  # noqa: F401  (registers the checking and writing of workbooks)
    from binhdang.calc import words
    from binhdang.consolidation.slips import write_slip
    from binhdang.orgs.events import structure_changed
    from binhdang.registers.awards.events import decision_changing
    from binhdang.reports import locks
    from binhdang.reports.events import correction_accepted, figures_changed
    from binhdang.rollup.actions import refresh, restructure

    words.speak(gettext)
    figures_changed.connect(refresh)
    correction_accepted.connect(write_slip)
    structure_changed.connect(restructure)
    decision_changing.connect(locks.check_period)

    from django.db.models.signals import post_migrate

    from binhdang.orgs.seed import seed_after_migrate
    from binhdang.web.accounts import reset, signals  # noqa: F401  (`reset` registers its job)

    post_migrate.connect(seed_after_migrate, dispatch_uid="binhdang.seed")
    signals.connect()
    declare_registers()


REGISTERS = ("cadres", "pipeline", "congresses", "nominations", "training", "awards", "committees", "clubs")


def declare_registers() -> None:
    """Let every register declare itself, in the order in which the menu shows them; then what joins them."""
    for part in REGISTERS:
        import_module(f"binhdang.registers.{part}.register")
    import_module("binhdang.careers.feeds")
