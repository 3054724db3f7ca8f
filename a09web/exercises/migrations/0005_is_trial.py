from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("exercises", "0004_workbook"),
    ]

    operations = [
        migrations.AddField(
            model_name="work",
            name="is_trial",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
