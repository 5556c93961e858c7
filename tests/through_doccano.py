"""Take a file through doccano itself: import it into a new project, take one label away, export it.

Run by the Python of an environment in which doccano is installed, which cannot be ours, since it
needs older libraries: `python through_doccano.py IN.jsonl OUT.jsonl LABEL`. The label that is taken away is
the first of that name. `make doccano` makes the environment and runs the test that calls this.
"""

import os
import sys
import zipfile
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

given, exported, label = sys.argv[1:]
home = TemporaryDirectory()
os.environ.update(
    DJANGO_SETTINGS_MODULE="config.settings.development",
    DATABASE_URL=f"sqlite:///{home.name}/doccano.sqlite",
    MEDIA_ROOT=home.name,
)
package = find_spec("backend")
if package is None or not package.submodule_search_locations:
    sys.exit("doccano is not installed for this Python.")
sys.path[0] = package.submodule_search_locations[0]

import django  # noqa: E402

django.setup()

from data_export.celery_tasks import export_dataset  # noqa: E402
from data_import.datasets import load_dataset  # noqa: E402
from data_import.pipeline.catalog import create_file_format  # noqa: E402
from data_import.pipeline.readers import FileName  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402
from labels.models import Span  # noqa: E402
from projects.models import ProjectType, SequenceLabelingProject  # noqa: E402

call_command("migrate", verbosity=0)
user = get_user_model().objects.create_user("reader", password="reader")
project = SequenceLabelingProject.objects.create(
    name="newspaper",
    project_type=ProjectType.SEQUENCE_LABELING,
    created_by=user,
    allow_overlapping=True,
    collaborative_annotation=True,
)
file = FileName(full_path=given, generated_name=Path(given).name, upload_name=Path(given).name)
dataset = load_dataset(ProjectType.SEQUENCE_LABELING, create_file_format("JSONL"), [file], project)
dataset.save(user)
assert not dataset.errors, dataset.errors
spans = Span.objects.filter(example__project=project, label__text=label)
spans.order_by("example", "start_offset").first().delete()
with zipfile.ZipFile(export_dataset(project.pk, "JSONL")) as packed:
    Path(exported).write_bytes(packed.read("all.jsonl"))
