from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("classroom", "0002_examples"),
    ]

    operations = [
        migrations.AddField(
            model_name="classroom",
            name="unseen",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
    ]
