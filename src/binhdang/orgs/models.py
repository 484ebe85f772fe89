"""Tables of units in time, people and roles."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from binhdang.kit import clock
from binhdang.kit.fields import PathField
from binhdang.orgs import names
from binhdang.orgs.choices import ROLE_CHOICES, SuccessionKind


class Level(models.Model):
    """A level of the organisation (trung ương, tỉnh, trên cơ sở, cơ sở): data, never four hard-coded steps."""

    code = models.CharField(max_length=30, unique=True)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, default="", blank=True)
    rank = models.PositiveSmallIntegerField(default=0)


class Kind(models.Model):
    """A kind of unit (LĐLĐ tỉnh, LĐLĐ huyện, CĐ ngành, CĐCS ...) and the level it stands on."""

    code = models.CharField(max_length=30, unique=True)
    name = models.CharField(max_length=120)
    level = models.ForeignKey(Level, models.PROTECT, related_name="+")


class OrgUnit(models.Model):
    """The identity of a unit. Where it stood on a date is `Placement`; its past names are in `Succession`."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=255)
    kind = models.ForeignKey(Kind, models.PROTECT, related_name="+")
    sort_key = models.CharField(max_length=600, db_index=True, default="", blank=True)
    search_key = models.CharField(max_length=255, db_index=True, default="", blank=True)
    created_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return self.name


class Placement(models.Model):
    """Where a unit stood between two dates (`valid_to` is the last day; empty while it lasts)."""

    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    parent = models.ForeignKey(OrgUnit, models.PROTECT, null=True, related_name="+")
    path = PathField()
    """Ids from the root to the unit itself, each closed by a slash: `1/27/804/`."""
    depth = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    decision = models.CharField(max_length=255, default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="placement_dates"
            ),
            models.CheckConstraint(condition=~Q(parent=F("unit")), name="placement_not_own_parent"),
            models.UniqueConstraint(fields=["unit", "valid_from"], name="placement_one_start"),
            models.UniqueConstraint(fields=["unit"], condition=Q(valid_to__isnull=True), name="placement_one_open"),
        ]
        indexes = [
            models.Index(fields=["path", "valid_from"], name="placement_path"),
            models.Index(fields=["parent", "valid_from"], name="placement_parent"),
        ]


class Succession(models.Model):
    """One link between an old and a new unit: merge, split (with a share), rename, end."""

    old = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    new = models.ForeignKey(OrgUnit, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=SuccessionKind.choices)
    on = models.DateField()
    share = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    former_name = models.CharField(max_length=255, default="", blank=True)
    decision = models.CharField(max_length=255, default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(share__isnull=True) | (Q(share__gt=0) & Q(share__lte=1)), name="succession_share"
            )
        ]


class PersonManager(BaseUserManager["Person"]):
    """Makes people with a normalised e-mail."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "Person":
        """Create a person; without a password the account cannot sign in until one is set."""
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.search_key = names.search_key(person.name, person.email, 160)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """Somebody with an account. Rights come only from role holdings."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=30, default="", blank=True)
    is_active = models.BooleanField(default=True)
    demo = models.BooleanField(default=False)
    search_key = models.CharField(max_length=160, default="", blank=True, db_index=True)
    created_at = models.DateTimeField(default=clock.now)

    objects = PersonManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]


class Post(models.Model):
    """What a person is at a unit, between two dates (Uỷ viên BCH phụ trách nữ công ...)."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    title = models.CharField(max_length=160)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)


class RoleHolding(models.Model):
    """A role held for a unit and everything below it, between two dates."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    role = models.CharField(max_length=20, choices=ROLE_CHOICES)
    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    given_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="role_dates"
            ),
            models.UniqueConstraint(fields=["person", "role", "unit", "valid_from"], name="role_once"),
        ]


class Invitation(models.Model):
    """An invitation to take an account and a role; the token itself is never stored."""

    email = models.EmailField()
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=20, choices=ROLE_CHOICES)
    unit = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+")
    post_title = models.CharField(max_length=160, default="", blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
