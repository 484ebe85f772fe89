"""All addresses of the product: one line per part."""

from django.conf import settings
from django.urls import include, path

urlpatterns = [
    path("", include("binhdang.web.home.urls")),
    path("", include("binhdang.web.offline.urls")),
    path("ke-hoach/", include("binhdang.web.plans.urls")),
    path("bao-cao/", include("binhdang.web.reports.urls")),
    path("bieu-mau/", include("binhdang.web.datasets.urls")),
    path("excel/", include("binhdang.web.workbooks.urls")),
    path("ket-qua/", include("binhdang.web.results.urls")),
    path("du-lieu-ca-nhan/", include("binhdang.web.privacy.urls")),
    path("so/ban-nu-cong/", include("binhdang.web.gaps.urls")),
    path("so/gioi-thieu-nhan-su/", include("binhdang.web.nominations.urls")),
    path("so/", include("binhdang.web.awards.urls")),
    path("so/cau-lac-bo/", include("binhdang.web.clubs.urls")),
    path("so/tap-huan/", include("binhdang.web.training.urls")),
    path("so/nhan-su/", include("binhdang.web.careers.urls")),
    path("so/can-bo/", include("binhdang.web.cadres.urls")),
    path("so/", include("binhdang.web.registers.urls")),
    path("to-chuc/", include("binhdang.web.orgs.urls")),
    path("tong-hop/", include("binhdang.web.consolidation.urls")),
    path("van-ban/", include("binhdang.web.documents.urls")),
    path("nhat-ky/", include("binhdang.web.audit.urls")),
    path("", include("binhdang.web.notices.urls")),
    path("viec-nen/", include("binhdang.web.jobs.urls")),
    path("thiet-lap/", include("binhdang.web.setup.urls")),
    path("tai-khoan/", include("binhdang.web.accounts.sign_in_urls")),
    path("tai-khoan/", include("binhdang.web.accounts.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
]
if settings.DEBUG or settings.DEMO:
    urlpatterns.append(path("ui/", include("binhdang.ui.urls")))

handler500 = "binhdang.web.outage.broken"
