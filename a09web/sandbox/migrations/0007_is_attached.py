from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("sandbox", "0006_no_index_twice"),
    ]

    operations = [
        migrations.RenameField(model_name="sandbox", old_name="held", new_name="is_attached"),
    ]
