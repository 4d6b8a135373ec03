"""A replica that answers everything with 200, as a process: ``python -m tests.cluster.stand_in PORT [frail]``.

A frail one dies at the first command, when it has read all of it. It dies as processes die: every connection that it
has ends with it. Within the test's own process that cannot be had: what asyncio accepts in the turn in which its server
is closed has no reader and stays open (CPython 3.11), so whoever asks there waits for an answer that never comes.
"""

import asyncio
import os
import sys

DIED = 7
"""How a frail one ends."""


async def serve(port: int, *, frail: bool) -> None:
    """Answer until killed."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                lines = head.lower().split(b"\r\n")
                length = next((int(each[15:]) for each in lines if each.startswith(b"content-length:")), 0)
                await reader.readexactly(length)
                if frail and head.startswith(b"POST"):
                    os._exit(DIED)
                writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok")
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), frail="frail" in sys.argv[2:]))
