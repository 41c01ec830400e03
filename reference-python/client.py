"""Echo client: sends `Hello, world`, receives once, and prints what came."""
from __future__ import print_function

import socket
import sys

import options

arguments = options.parse(__doc__)
if arguments.unix:
    addresses = [(socket.AF_UNIX, socket.SOCK_STREAM, 0, '', arguments.unix)]
else:
    addresses = socket.getaddrinfo(arguments.host, arguments.port, socket.AF_UNSPEC, socket.SOCK_STREAM)

s = None
for family, kind, protocol, _, address in addresses:
    try:
        s = socket.socket(family, kind, protocol)
    except socket.error:
        s = None
        continue
    try:
        s.connect(address)
    except socket.error:
        s.close()
        s = None
        continue
    break
if s is None:
    print('could not open socket')
    sys.exit(1)

s.sendall(b'Hello, world')
data = s.recv(1024)
s.close()
# Python 3 writes b'...' where Python 2 writes '...'; the line is the same under both.
print('Received', repr(data).lstrip('b'))
