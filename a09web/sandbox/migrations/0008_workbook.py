"""A sandbox is of any workbook: the numbers of its bounds stand by their keys. Those that there are, are of A09."""

from __future__ import annotations

from django.db import migrations, models
from django.db.models import F
from django.db.models.functions import JSONObject

NUMBERS = ("workers", "max_time", "max_epoch")


def gather(apps, schema_editor):
    apps.get_model("sandbox", "Sandbox").objects.update(numbers=JSONObject(**{name: F(name) for name in NUMBERS}))


def spread(apps, schema_editor):
    sandboxes = apps.get_model("sandbox", "Sandbox").objects
    for sandbox in sandboxes.only("numbers").iterator(chunk_size=500):
        sandboxes.filter(pk=sandbox.pk).update(**{name: sandbox.numbers[name] for name in NUMBERS})


class Migration(migrations.Migration):
    dependencies = [("sandbox", "0007_is_attached")]

    operations = [
        migrations.AddField("sandbox", "workbook", models.CharField(default="a09", max_length=32)),
        migrations.AddField("sandbox", "numbers", models.JSONField(default=dict)),
        *(migrations.AlterField("sandbox", name, models.PositiveSmallIntegerField(default=1)) for name in NUMBERS),
        migrations.RunPython(gather, spread),
        *(migrations.RemoveField("sandbox", name) for name in NUMBERS),
    ]
