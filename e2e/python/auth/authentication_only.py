"""Everybody must log in, and that is where it ends."""

from langgraph_sdk import Auth

from accounts import current_user

auth = Auth()
auth.authenticate(current_user)
