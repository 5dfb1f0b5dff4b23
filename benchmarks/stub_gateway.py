"""A gateway that answers each text after a fixed time, as a process of its own.

python -m benchmarks.stub_gateway PORT
"""

from __future__ import annotations

import asyncio
import json
import sys

DELAY_S = 0.05


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Serves one connection until its end."""
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
            message = json.loads(await reader.readexactly(length))
            await asyncio.sleep(DELAY_S)
            body = json.dumps({"id": f"stub-{message.get('reference')}"}).encode()
            writer.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
            )
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionResetError):
        writer.close()


async def serve(port: int) -> None:
    """Listens on this machine alone."""
    server = await asyncio.start_server(answer, "127.0.0.1", port, backlog=1024)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
