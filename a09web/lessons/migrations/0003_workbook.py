"""A lesson is one of a workbook. Those that were begun until now are of A09."""

from __future__ import annotations

from django.db import migrations, models

NAME = "one_progress_for_each_lesson"


class Migration(migrations.Migration):
    dependencies = [("lessons", "0002_asked")]

    operations = [
        migrations.AddField("progress", "workbook", models.CharField(default="a09", max_length=32)),
        migrations.RemoveConstraint("progress", NAME),
        migrations.AddConstraint("progress", models.UniqueConstraint(fields=["owner", "workbook", "slug"], name=NAME)),
    ]
