"""The baseline of everything through HTTP: a route that does nothing, in the same framework and server."""

import subprocess
import sys

from bench import http, town

WARM = 500
EMPTY_ROUTE = """
import uvicorn
from fastapi import FastAPI
app = FastAPI()
@app.post("/empty", status_code=201)
async def empty() -> dict[str, str]:
    return {"status": "confirmed"}
uvicorn.run(app, port=%d, log_level="error", http="httptools")
"""


async def answered(count: int, connections: int) -> http.Result:
    """So many requests to it, in a process of its own, once it is warm."""
    port = town.free_port()
    process = subprocess.Popen([sys.executable, "-c", EMPTY_ROUTE % port])
    try:
        await town.listening(port)
        request = http.prepared("POST", "/empty", port, body={"a": 1})
        await http.run(port, [request] * WARM, 50)
        return await http.run(port, [request] * count, connections)
    finally:
        process.terminate()
        process.wait(10)
