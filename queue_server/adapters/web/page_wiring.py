"""Puts the pages together with the API they share an application with."""

from flask import Flask, render_template
from flask.typing import ResponseReturnValue

from queue_server.adapters.web.api import ForPages
from queue_server.adapters.web.api_dependencies import ApiDependencies
from queue_server.adapters.web.auth import current_caller
from queue_server.adapters.web.browser import csrf_token
from queue_server.adapters.web.errors import Problem
from queue_server.adapters.web.page_sources import PageSources, TicketMove, TicketPage
from queue_server.adapters.web.pages import register_pages
from queue_server.adapters.wire import ticket_message
from queue_server.domain.device import Device
from queue_server.domain.errors import Refusal
from queue_server.domain.operator import Operator, Right
from queue_server.usecases.ports.accounts import Accounts
