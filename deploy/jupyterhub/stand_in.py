"""Stands in for the servers and kernels of a whole class, so that a hub and its proxy can be measured alone: stand_in.py PORT LESSONS

It answers each learner as a server of theirs would: gives lessons, and says of each cell that it runs, shows a picture, and is done.
And it tells the hub that the learner is there, as JupyterHub's server does, ten times as often. It computes nothing.
"""
import asyncio
import base64
import json
import os
import random
import sys
import uuid
from datetime import datetime, timezone

from tornado import web, websocket
from tornado.httpclient import AsyncHTTPClient, HTTPRequest

PICTURE = base64.b64encode(random.Random(1).randbytes(60_000)).decode()  # What a cell of the lessons shows, in the mean.
SECONDS = 0.05  # As a short cell takes.
BETWEEN_REPORTS = 30


class Server(web.RequestHandler):
    def get(self, name, path):
        self.set_header("X-JupyterHub-Version", "3.0.0")
        lessons = self.settings["lessons"]
        if path == "api/contents/notebooks":
            self.write({"content": [{"name": file, "path": f"notebooks/{file}"} for file in os.listdir(lessons)]})
        elif path.startswith("api/contents/"):
            with open(os.path.join(lessons, os.path.basename(path)), encoding="utf-8") as file:
                self.write({"content": json.load(file)})

    def post(self, name, path):
        asyncio.get_running_loop().create_task(report(name))
        self.write({"id": uuid.uuid4().hex, "kernel": {"id": uuid.uuid4().hex}})

    def put(self, name, path):
        self.write({})

    def delete(self, name, path):
        self.set_status(204)


class Kernel(websocket.WebSocketHandler):
    async def on_message(self, text):
        asked = json.loads(text)
        if asked["content"]["code"].count("\n"):
            await self.say(asked, "display_data", {"data": {"text/plain": "a picture", "image/png": PICTURE}, "metadata": {}, "transient": {}})
        await asyncio.sleep(SECONDS)
        await self.say(asked, "execute_reply", {"status": "ok"})
        await self.say(asked, "status", {"execution_state": "idle"})

    async def say(self, asked, kind, content):
        await self.write_message(json.dumps({"msg_type": kind, "header": {}, "parent_header": asked["header"], "content": content}))


reporting = set()


async def report(name):
    if name in reporting:
        return
    reporting.add(name)
    while True:
        await asyncio.sleep(random.uniform(0, 2 * BETWEEN_REPORTS))
        request = HTTPRequest(f"{os.environ['HUB_URL']}/hub/api/users/{name}/activity", "POST", {"Authorization": f"token {os.environ['CLASS_TOKEN']}"}, json.dumps({"last_activity": datetime.now(timezone.utc).isoformat()}))
        await AsyncHTTPClient().fetch(request, raise_error=False)


async def main(port, lessons):
    AsyncHTTPClient.configure(None, max_clients=1000)
    application = web.Application([(r"/user/([^/]+)/api/kernels/.*", Kernel), (r"/user/([^/]+)/(.*)", Server)], lessons=lessons)
    application.listen(int(port), "127.0.0.1", max_buffer_size=1 << 30)
    await asyncio.Event().wait()


asyncio.run(main(*sys.argv[1:]))
