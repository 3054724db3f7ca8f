from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("classroom", "0004_numbers"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="participant",
            constraint=models.UniqueConstraint(fields=("classroom", "number"), name="one_participant_for_each_number"),
        ),
    ]
