"""The tables of all packages, gathered where Django looks for them."""

from binhdang.consolidation.models import *  # noqa: F403
from binhdang.datasets.models import *  # noqa: F403
from binhdang.documents.models import *  # noqa: F403
from binhdang.indicators.models import *  # noqa: F403
from binhdang.kit.models import *  # noqa: F403
from binhdang.notices.models import *  # noqa: F403
from binhdang.orgs.models import *  # noqa: F403
from binhdang.plans.models import *  # noqa: F403
from binhdang.privacy.models import *  # noqa: F403
from binhdang.registers.awards.models import *  # noqa: F403
from binhdang.registers.cadres.models import *  # noqa: F403
from binhdang.registers.clubs.models import *  # noqa: F403
from binhdang.registers.committees.models import *  # noqa: F403
from binhdang.registers.congresses.models import *  # noqa: F403
from binhdang.registers.core.models import *  # noqa: F403
from binhdang.registers.nominations.models import *  # noqa: F403
from binhdang.registers.pipeline.models import *  # noqa: F403
from binhdang.registers.training.models import *  # noqa: F403
from binhdang.reports.file_models import *  # noqa: F403
from binhdang.reports.models import *  # noqa: F403
from binhdang.reports.reminder_models import *  # noqa: F403
from binhdang.reports.review_models import *  # noqa: F403
from binhdang.rollup.models import *  # noqa: F403
from binhdang.workbooks.models import *  # noqa: F403
