"""Threaded server: one request a connection, answered with the name of the thread that serves it."""
from __future__ import print_function

import signal
import threading

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
    server = options.make_server(arguments, ThreadedHandler, ThreadedTCPServer, ThreadedUnixServer)

    # This thread accepts, and starts one more thread for each request.
    server_thread = threading.Thread(target=server.serve_forever)
    # Exit the server thread when the main thread terminates.
    server_thread.daemon = True
    server_thread.start()
    print('Server loop running in thread:', server_thread.name)

    # Not server_thread.join(): under Python 2, Ctrl-C can't interrupt that.
    signal.pause()
