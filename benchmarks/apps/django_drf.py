"""Django with its own sessions, users, middleware and ORM, and Django REST framework."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from shared import LIMIT, PAGE_SIZE, SECRET_KEY, USER_ID, set_up_log

database = urlsplit(os.environ["DATABASE_URL"])
sys.modules["django_urls"] = sys.modules[__name__]
settings.configure(
    SECRET_KEY=SECRET_KEY,
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF="django_urls",
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "rest_framework",
    ],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": database.path.strip("/"),
            "USER": database.username,
            "PASSWORD": database.password or "",
            # A socket is named in the query.
            "HOST": parse_qs(database.query).get("host", [database.hostname])[0],
            "PORT": database.port or "",
            "CONN_MAX_AGE": None,
        }
    },
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.jinja2.Jinja2",
            "DIRS": [Path(__file__).parent],
        }
    ],
    REST_FRAMEWORK={
        "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.UserRateThrottle"],
        "DEFAULT_THROTTLE_RATES": {"user": f"{LIMIT}/min"},
        "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    },
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    USE_TZ=True,
)
django.setup()
set_up_log()

from django.contrib.auth import get_user_model, login  # noqa: E402
from django.contrib.auth.decorators import login_required  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import models  # noqa: E402
from django.http import HttpRequest, HttpResponse, JsonResponse  # noqa: E402
from django.shortcuts import render  # noqa: E402
from django.urls import path  # noqa: E402
from rest_framework.authentication import SessionAuthentication  # noqa: E402
from rest_framework.generics import ListCreateAPIView  # noqa: E402
from rest_framework.pagination import CursorPagination  # noqa: E402
from rest_framework.permissions import IsAuthenticated  # noqa: E402
from rest_framework.serializers import ModelSerializer  # noqa: E402


class Todo(models.Model):
    id = models.CharField(primary_key=True, max_length=36)
    user_id = models.CharField(max_length=36)
    task = models.TextField()
    complete = models.BooleanField(default=False)
    due = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "todos"
        app_label = "bench"


class TodoSerializer(ModelSerializer):
    class Meta:
        model = Todo
        fields = ("id", "task", "complete", "due", "created_at")
        read_only_fields = ("id", "created_at")


class Pages(CursorPagination):
    page_size = PAGE_SIZE
    ordering = ("-created_at", "-id")


class Session(SessionAuthentication):
    """The session, without the token against requests from other sites, which wrk does not have."""

    def enforce_csrf(self, request: HttpRequest) -> None: ...


class TodoView(ListCreateAPIView):
    authentication_classes = (Session,)
    permission_classes = (IsAuthenticated,)
    serializer_class = TodoSerializer
    pagination_class = Pages

    def get_queryset(self) -> models.QuerySet:
        return Todo.objects.filter(user_id=USER_ID)

    def perform_create(self, serializer: TodoSerializer) -> None:
        serializer.save(id=str(uuid4()), user_id=USER_ID, created_at=datetime.now(UTC))


def log_in(request: HttpRequest) -> HttpResponse:
    user, _ = get_user_model().objects.get_or_create(username="ada")
    login(request, user)
    return HttpResponse()


def show_json(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"message": "Hello"})


@login_required
def show_page(request: HttpRequest) -> HttpResponse:
    todos = Todo.objects.filter(user_id=USER_ID).order_by("-created_at", "-id")[:PAGE_SIZE]
    return render(request, "page.html", {"todos": todos})


def create_app() -> WSGIHandler:
    call_command("migrate", verbosity=0)
    return get_wsgi_application()


urlpatterns = [
    path("login", log_in),
    path("json", show_json),
    path("todos", TodoView.as_view()),
    path("page", show_page),
]
