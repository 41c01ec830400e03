"""Echo server over UDP (RFC 862): each datagram comes back as it was."""
from __future__ import print_function

import options

try:
    import socketserver
except ImportError:  # Python 2
    import SocketServer as socketserver


class EchoHandler(socketserver.BaseRequestHandler):
    def handle(self):
        data, socket = self.request
        print('{} wrote {} bytes'.format(self.client_address[0], len(data)))
        socket.sendto(data, self.client_address)


class EchoServer(socketserver.UDPServer):
    # The default of 8192 would cut; no datagram is longer than this (65507 over IPv4, 65527 over IPv6).
    max_packet_size = 65535


if __name__ == '__main__':
    arguments = options.parse(__doc__)
    server = options.make_server(arguments, EchoHandler, EchoServer)
    server.serve_forever()
