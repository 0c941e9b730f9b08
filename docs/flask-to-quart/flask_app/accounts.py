"""Sign up, log in and log out, by Flask-Login and Flask-Limiter."""

from flask import Blueprint, Flask, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager, login_required, login_user, logout_user
from flask_wtf import FlaskForm
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from werkzeug.security import check_password_hash, generate_password_hash
from wtforms import PasswordField, StringField
from wtforms.validators import Length, Regexp

from flask_app.mails import send_welcome
from flask_app.models import User, db

blueprint = Blueprint("accounts", __name__)
login_manager = LoginManager()
login_manager.login_view = "accounts.log_in"
limiter = Limiter(get_remote_address)


class CredentialsForm(FlaskForm):
    email = StringField(validators=[Regexp(r"[^@\s]+@[^@\s]+\Z", message="This is no address.")])
    password = PasswordField(validators=[Length(8, 200)])


def init_app(app: Flask) -> None:
    login_manager.init_app(app)
    limiter.init_app(app)
    app.register_blueprint(blueprint)


@login_manager.user_loader
def load_user(user_id: str) -> User | None:
    return db.session.get(User, int(user_id))


@blueprint.route("/register", methods=["GET", "POST"])
def register() -> ResponseReturnValue:
    form = CredentialsForm()
    if not form.validate_on_submit():
        return render_form("Sign up", form)
    user = User(email=form.email.data, password_hash=generate_password_hash(form.password.data))
    db.session.add(user)
    try:
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        form.email.errors = ["This address has an account already."]
        return render_form("Sign up", form)
    send_welcome.delay(user.email)
    login_user(user)
    return redirect(url_for("notes.list_notes"))


@blueprint.route("/login", methods=["GET", "POST"])
@limiter.limit("5 per minute", methods=["POST"])
def log_in() -> ResponseReturnValue:
    form = CredentialsForm()
    if not form.validate_on_submit():
        return render_form("Log in", form)
    user = db.session.scalar(select(User).where(User.email == form.email.data))
    if user is None or not check_password_hash(user.password_hash, form.password.data):
        form.password.errors = ["The address or the password is wrong."]
        return render_form("Log in", form)
    login_user(user)
    return redirect(url_for("notes.list_notes"))


@blueprint.post("/logout")
@login_required
def log_out() -> ResponseReturnValue:
    logout_user()
    return redirect(url_for("accounts.log_in"))


def render_form(title: str, form: CredentialsForm) -> ResponseReturnValue:
    page = render_template("credentials.html", title=title, form=form)
    return page, 422 if form.errors else 200
