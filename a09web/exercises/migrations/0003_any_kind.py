from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("exercises", "0002_what_was_asked"),
    ]

    operations = [
        migrations.AlterField(
            model_name="storedexercise",
            name="kind",
            field=models.CharField(max_length=10),
        ),
    ]
