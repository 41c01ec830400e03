"""Uppercase server for one request: accepts one connection, answers as uppercase.py does, and exits."""
from __future__ import print_function

import socket
import sys

import options
from uppercase import UppercaseHandler

try:
    import socketserver
except ImportError:  # Python 2
    import SocketServer as socketserver


if __name__ == '__main__':
    arguments = options.parse(__doc__)
    try:
        server = options.make_server(arguments, UppercaseHandler,
                                     socketserver.TCPServer, socketserver.UnixStreamServer)
    except socket.error:
        print('could not open socket')
        sys.exit(1)
    server.handle_request()
    server.server_close()
