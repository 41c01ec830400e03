"""Forking server: one request a connection, answered with the id of the process that serves it."""
from __future__ import print_function

import os

import options

try:
    import socketserver
except ImportError:  # Python 2
    import SocketServer as socketserver


class ForkingHandler(socketserver.BaseRequestHandler):
    def handle(self):
        data = self.request.recv(1024)
        process_id = str(os.getpid()).encode('ascii')
        self.request.sendall(process_id + b': ' + data)


class ForkingTCPServer(socketserver.ForkingMixIn, socketserver.TCPServer):
    pass


class ForkingUnixServer(socketserver.ForkingMixIn, socketserver.UnixStreamServer):
    pass


if __name__ == '__main__':
    arguments = options.parse(__doc__)
    server = options.make_server(arguments, ForkingHandler, ForkingTCPServer, ForkingUnixServer)
    server.serve_forever()
