"""The application of `celery --app flask_app.worker worker`."""

from flask_app import create_app

celery = create_app().extensions["celery"]
