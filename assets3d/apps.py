from django.apps import AppConfig


class Assets3dConfig(AppConfig):
    name = "assets3d"
    verbose_name = "3D"
