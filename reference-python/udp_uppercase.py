"""Uppercase server over UDP: each datagram is answered with one, stripped and upper-cased."""
from __future__ import print_function

import options

try:
    import socketserver
except ImportError:  # Python 2
    import SocketServer as socketserver


class UppercaseHandler(socketserver.BaseRequestHandler):
    def handle(self):
        # UDP has no connection: self.request is the datagram, and the socket to answer by.
        data, socket = self.request
        data = data.strip()
        print('{} wrote:'.format(self.client_address[0]))
        print(data)
        socket.sendto(data.upper(), self.client_address)


if __name__ == '__main__':
    arguments = options.parse(__doc__)
    # UDPServer receives at most its max_packet_size, 8192 bytes; the rest of a datagram is lost.
    server = options.make_server(arguments, UppercaseHandler, socketserver.UDPServer)
    server.serve_forever()
