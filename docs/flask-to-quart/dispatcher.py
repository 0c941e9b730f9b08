"""Try hypercorn's dispatcher with a Flask mount: `python dispatcher.py hypercorn 5`.

The words are the wrapper of the Flask application, `hypercorn` or `a2wsgi`, and the seconds that
the applications may take to start.
"""

import asyncio
import os
import sys

from a2wsgi import WSGIMiddleware
from flask_app import create_app as create_flask_app
from hypercorn.asyncio import serve
from hypercorn.config import Config
from hypercorn.middleware import AsyncioWSGIMiddleware, DispatcherMiddleware
from quart_app import create_app as create_quart_app

WRAPPERS = {"a2wsgi": WSGIMiddleware, "hypercorn": AsyncioWSGIMiddleware}

flask = WRAPPERS[sys.argv[1]](create_flask_app())
config = Config()
config.bind = [f"127.0.0.1:{os.environ.get('PORT', '8000')}"]
config.startup_timeout = float(sys.argv[2])
asyncio.run(serve(DispatcherMiddleware({"/notes": create_quart_app(), "": flask}), config))
