"""Echo server: returns what each connection sends, one connection after the other."""
from __future__ import print_function

import socket
import sys

import options

arguments = options.parse(__doc__)
if arguments.unix:
    addresses = [(socket.AF_UNIX, socket.SOCK_STREAM, 0, '', arguments.unix)]
else:
    addresses = socket.getaddrinfo(arguments.host, arguments.port, socket.AF_UNSPEC,
                                   socket.SOCK_STREAM, 0, socket.AI_PASSIVE)

s = None
for family, kind, protocol, _, address in addresses:
    try:
        s = socket.socket(family, kind, protocol)
    except socket.error:
        s = None
        continue
    try:
        s.bind(address)
        s.listen(arguments.backlog)
    except socket.error:
        s.close()
        s = None
        continue
    break
if s is None:
    print('could not open socket')
    sys.exit(1)

while True:
    conn, peer = s.accept()
    print('Connected by', peer)
    while True:
        data = conn.recv(1024)
        if not data:
            break
        conn.send(data)
    conn.close()
