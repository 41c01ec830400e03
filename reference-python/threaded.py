"""Threaded server: one request a connection, answered with the name of the thread that serves it."""
from __future__ import print_function

import signal
import sys
import threading
import time

import options

try:
    import socketserver
except ImportError:  # Python 2
    import SocketServer as socketserver


class ThreadedHandler(socketserver.BaseRequestHandler):
    def handle(self):
        data = self.request.recv(1024)
        name = threading.current_thread().name.encode('ascii')
        self.request.sendall(name + b': ' + data)


class ThreadedTCPServer(socketserver.ThreadingMixIn, socketserver.TCPServer):
    pass


class ThreadedUnixServer(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    pass


if __name__ == '__main__':
    arguments = options.parse(__doc__)
    # Before the server listens: whoever finds it there may ask it to stop.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(0))
    # Under Python 2, a handler whose thread gets the signal would fail with EINTR.
    signal.siginterrupt(signal.SIGTERM, False)
    server = options.make_server(arguments, ThreadedHandler, ThreadedTCPServer, ThreadedUnixServer)

    # This thread accepts, and starts one more thread for each request.
    server_thread = threading.Thread(target=server.serve_forever)
    # Exit the server thread when the main thread terminates.
    server_thread.daemon = True
    server_thread.start()
    print('Server loop running in thread:', server_thread.name)

    try:
        # Not server_thread.join(): under Python 2, no signal can interrupt that. Nor signal.pause(): it would
        # wait for ever for a signal that came just before it.
        while True:
            time.sleep(1)
    finally:
        server.shutdown()
        server.server_close()
