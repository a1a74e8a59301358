"""After ten refusals in a row an address is locked out for three seconds, good tokens and all."""

import time

from langgraph_sdk import Auth

from accounts import current_user
from ownership import own_namespace, owned

auth = Auth()


class Lock:
    def __init__(self, refusals: int, seconds: float):
        self.refusals, self.seconds = refusals, seconds
        self.counted: dict[str, int] = {}
        self.until: dict[str, float] = {}

    def check(self, address: str) -> None:
        if time.monotonic() < self.until.get(address, 0):
            raise Auth.exceptions.HTTPException(status_code=403, detail="too many failed logins")

    def refused(self, address: str) -> None:
        self.counted[address] = self.counted.get(address, 0) + 1
        if self.counted[address] >= self.refusals:
            self.until[address] = time.monotonic() + self.seconds
            self.counted[address] = 0


lock = Lock(refusals=10, seconds=3)


@auth.authenticate
async def authenticate(scope: dict, authorization: str | None):
    address = (scope.get("client") or ("unknown", 0))[0]
    lock.check(address)
    try:
        user = await current_user(authorization)
    except Auth.exceptions.HTTPException:
        lock.refused(address)
        raise
    lock.counted.pop(address, None)
    return user


@auth.on
async def everything(ctx, value):
    return owned(ctx, value)


@auth.on.store
async def store(ctx, value):
    own_namespace(ctx, value)
