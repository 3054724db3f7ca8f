"""An exercise is of any workbook, and what a variant changes stands by the keys of the parameters."""

from __future__ import annotations

from django.db import migrations, models

KEYS = ("max_time", "due")


def gathered(change):
    """A change with its numbers in one place; none, and one that is so already, stay as they are."""
    if "due" not in change:
        return change
    others = {name: value for name, value in change.items() if name not in KEYS}
    return {**others, "numbers": {key: change[key] for key in KEYS}}


def spread(change):
    if "numbers" not in change:
        return change
    return {**{name: value for name, value in change.items() if name != "numbers"}, **change["numbers"]}


def each(changed):
    def change(apps, schema_editor):
        works = apps.get_model("exercises", "Work").objects
        for work in works.exclude(variant={}).only("variant").iterator(chunk_size=500):
            works.filter(pk=work.pk).update(variant=changed(work.variant))
        made = apps.get_model("exercises", "StoredExercise").objects
        for stored in made.only("variants").iterator(chunk_size=500):
            made.filter(pk=stored.pk).update(variants=[changed(one) for one in stored.variants])

    return change


class Migration(migrations.Migration):
    dependencies = [("exercises", "0003_any_kind")]

    operations = [
        migrations.AddField("storedexercise", "workbook", models.CharField(default="a09", max_length=32)),
        migrations.RunPython(each(gathered), each(spread)),
    ]
