"""The welcome mail, by Flask-Mail, sent by a worker of Celery's."""

import os
from smtplib import SMTPException
from typing import Any

from celery import Celery, Task, shared_task
from flask import Flask
from flask_mail import Mail, Message

mail = Mail()


def init_app(app: Flask) -> None:
    mail.init_app(app)

    class ContextTask(Task):
        def __call__(self, *args: Any, **kwargs: Any) -> Any:
            with app.app_context():
                return self.run(*args, **kwargs)

    celery = Celery(app.name, task_cls=ContextTask)
    # Files in a folder stand for Redis or RabbitMQ here, so that the example runs by itself.
    folder = os.path.abspath("queue")
    os.makedirs(folder, exist_ok=True)
    celery.conf.broker_url = "filesystem://"
    folders = ("data_folder_in", "data_folder_out", "control_folder")
    celery.conf.broker_transport_options = dict.fromkeys(folders, folder)
    celery.set_default()
    app.extensions["celery"] = celery


@shared_task(autoretry_for=(OSError, SMTPException), default_retry_delay=1, max_retries=None)
def send_welcome(address: str) -> None:
    mail.send(Message("Welcome to Notes", [address], "Your first note is waiting for you."))
