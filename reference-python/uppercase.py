"""Uppercase server: one request a connection, stripped and upper-cased; one connection at a time."""
from __future__ import print_function

import options

try:
    import socketserver
except ImportError:  # Python 2
    import SocketServer as socketserver


class UppercaseHandler(socketserver.BaseRequestHandler):
    def handle(self):
        # self.request is the socket connected to the client.
        self.data = self.request.recv(1024).strip()
        # A client on a Unix socket has no address.
        print('{} wrote:'.format(self.client_address[0] if self.client_address else 'unix'))
        print(self.data)
        # Bytes, in both Pythons: only ASCII letters have an upper case.
        self.request.sendall(self.data.upper())


if __name__ == '__main__':
    arguments = options.parse(__doc__)
    server = options.make_server(arguments, UppercaseHandler,
                                 socketserver.TCPServer, socketserver.UnixStreamServer)
    server.serve_forever()
