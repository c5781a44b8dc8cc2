"""Pictures that lists name: fetched in the background, after their products were taken."""
