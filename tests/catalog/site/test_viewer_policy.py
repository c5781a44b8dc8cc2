import base64
import hashlib
import re

from django.conf import settings


def test_only_the_viewers_own_style_is_let_in() -> None:
    """model-viewer writes one style element; another version of it needs another hash in the settings."""
    script = (settings.BASE_DIR / "node_modules/@google/model-viewer/dist/model-viewer.min.js").read_text()
    styles = re.findall(r"<style>(.*?)</style>", script, re.DOTALL)

    hashes = [base64.b64encode(hashlib.sha256(style.encode()).digest()).decode() for style in styles]

    assert [f"'sha256-{digest}'" for digest in hashes] == settings.MODEL_VIEWER_STYLE_HASHES
