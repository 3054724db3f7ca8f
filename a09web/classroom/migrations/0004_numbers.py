from django.db import migrations, models


def number(apps, schema_editor):
    """Gives those who joined before there were numbers theirs, in the order in which they came."""
    Classroom, Participant = apps.get_model("classroom", "Classroom"), apps.get_model("classroom", "Participant")
    for classroom in Classroom.objects.all():
        joined = list(Participant.objects.filter(classroom=classroom, is_simulated=False).order_by("joined", "pk"))
        for count, one in enumerate(joined, start=1):
            one.number = count
        Participant.objects.bulk_update(joined, ["number"], batch_size=500)
        Classroom.objects.filter(pk=classroom.pk).update(last_number=len(joined))


class Migration(migrations.Migration):
    dependencies = [
        ("classroom", "0003_unseen"),
    ]

    operations = [
        migrations.AddField(
            model_name="classroom",
            name="last_number",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="participant",
            name="is_trial",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="participant",
            name="number",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.RunPython(number, migrations.RunPython.noop),
    ]
