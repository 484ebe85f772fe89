"""Two cadres of C11 and one of C12, each with what is sensitive, and everybody who may or may not read it."""

from binhdang.registers.cadres.forms import CadreForm, PostForm
from binhdang.registers.cadres.models import Cadre
from binhdang.registers.cadres.register import CADRES
from binhdang.registers.core import actions
from tests.factories import kon_tum, make_person

SECRET = "Rơ Măm"
"""The ethnicity of the first cadre: a word that stands nowhere else."""
HELD = {"kind": "doan_the", "since": "05/03/2018", "until": "", "source": "dai_hoi", "term": ""}


class World:
    """Units, records, people."""

    def __init__(self):
        self.units = kon_tum()
        self.one = self.card("C11", "Lê Thị Hẹn", party="co", ethnicity=SECRET, profession="Kế toán")
        self.other = self.card("C11", "Trần Văn Chuyên", sex="nam", party="khong")
        self.far = self.card("C12", "Nguyễn Thị Xa", party="co")
        actions.add_line(CADRES, self.one.pk, CADRES.lines[0], PostForm(HELD), by=None)
        self.keeper = make_person("Nguoi giu so C11", ("reporter", self.units["C11"]))
        self.upper = make_person("Nguoi duyet H1", ("reviewer", self.units["H1"]))
        self.officer = make_person("Can bo ke hoach KT", ("plan_officer", self.units["KT"]))
        self.leader = make_person("Lanh dao H1", ("leader", self.units["H1"]))
        self.admin = make_person("Quan tri C11", ("administrator", self.units["C11"]))
        self.viewer = make_person("Nguoi xem KT", ("viewer", self.units["KT"]))
        self.outsider = make_person("Nguoi giu so C21", ("reporter", self.units["C21"]))

    def card(self, code, name, **more):
        form = CadreForm({"name": name, "sex": "nu", "birth_year": "1980"} | more)
        return actions.add(CADRES, self.units[code], form, by=None)

    def again(self, one):
        return Cadre.objects.get(pk=one.pk)
