"""The tables of all packages, gathered where Django looks for them."""

import binhdang.consolidation.models
import binhdang.datasets.models
import binhdang.documents.models
import binhdang.indicators.models
import binhdang.kit.models
import binhdang.notices.models
import binhdang.orgs.models
import binhdang.plans.models
import binhdang.privacy.models
import binhdang.registers.awards.models
import binhdang.registers.cadres.models
import binhdang.registers.clubs.models
import binhdang.registers.committees.models
import binhdang.registers.congresses.models
import binhdang.registers.core.models
import binhdang.registers.nominations.models
import binhdang.registers.pipeline.models
import binhdang.registers.training.models
import binhdang.reports.file_models
import binhdang.reports.models
import binhdang.reports.reminder_models
import binhdang.reports.review_models
import binhdang.rollup.models
import binhdang.workbooks.models
