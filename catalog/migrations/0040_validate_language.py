"""Rows of before obey, which is seen without keeping anybody from writing."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("catalog", "0039_language")]

    operations = [ValidateConstraint(model_name="product", name="product_language_is_a_tag")]
