"""What a merchant adds: pictures, several at once, or a link to a video."""

from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from unfold.widgets import UnfoldAdminTextInputWidget

from catalog.models import Product
from catalog.models.media import VIDEO
from catalog.services.media.add_media import add_image, add_video

ALT = "For people who cannot see it, and for search engines."
# At once; more are sent in several goes.
MOST_FILES = 10


class Files(forms.ClearableFileInput):
    """Several files in one field, dropped or chosen."""

    allow_multiple_selected = True


class SeveralFiles(forms.FileField):
    """At least one file."""

    widget = Files

    def clean(self, data: Any, initial: Any = None) -> list["UploadedFile[Any]"]:  # noqa: ANN401  # Django's signature
        # Without any file there is still one answer to give: that one is needed.
        files = list(data) or [None]
        if len(files) > MOST_FILES:
            raise forms.ValidationError(f"Send {MOST_FILES} pictures at once at most.")
        return [cast("UploadedFile[Any]", super(SeveralFiles, self).clean(file, initial)) for file in files]


class ImagesForm(forms.Form):
    """Pictures that show the same thing, to be described one by one afterwards where they do not."""

    prefix = "images"
    pictures = SeveralFiles(label="Pictures")
    alt = forms.CharField(
        label="What they show", max_length=200, help_text=ALT, widget=UnfoldAdminTextInputWidget
    )

    def save(self, product: Product) -> str:
        """Add them; a sentence about it. Raises MediaRefused, StorageUnavailable."""
        files = self.cleaned_data["pictures"]
        for file in files:
            add_image(product=product, file=file, bytes=file.size or 0, alt=self.cleaned_data["alt"])
        return "The picture is being prepared." if len(files) == 1 else "The pictures are being prepared."


class VideoForm(forms.Form):
    """A link to a video and what to call it."""

    prefix = "video"
    video_url = forms.RegexField(
        VIDEO,
        label="Address",
        max_length=300,
        error_messages={"invalid": "Link to YouTube, Vimeo, or an .mp4 file, beginning with https://."},
        widget=UnfoldAdminTextInputWidget(attrs={"placeholder": "https://www.youtube.com/watch?v=…"}),
    )
    alt = forms.CharField(
        label="Title",
        max_length=200,
        help_text="What the link on the page says.",
        widget=UnfoldAdminTextInputWidget,
    )

    def save(self, product: Product) -> str:
        """Add it; a sentence about it. Raises MediaRefused."""
        add_video(product=product, **self.cleaned_data)
        return "The video is on the page."


ADDING: tuple[type[ImagesForm | VideoForm], ...] = (ImagesForm, VideoForm)
