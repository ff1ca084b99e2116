import json
from pathlib import Path

from django.core.management import call_command


def test_all_files_gather_with_their_references_resolved(settings, tmp_path):
    """WhiteNoise's manifest storage fails on a url() in a style sheet that leads nowhere."""
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    paths = json.loads((tmp_path / "staticfiles.json").read_text())["paths"]
    css = (tmp_path / paths["app.css"]).read_text()
    assert paths["vendor/inter/inter-latin-wght-normal.woff2"].rpartition("/")[2] in css
    assert (tmp_path / (paths["vendor/designsystemet/designsystemet.css"] + ".gz")).exists()


def test_vendored_files_carry_version_and_licence(settings):
    for folder in Path(settings.BASE_DIR / "static" / "vendor").iterdir():
        assert (folder / "VERSION").read_text()
        assert (folder / "LICENSE").read_text()
