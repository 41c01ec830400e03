"""What the scripts beside this one share: the same options, and a socketserver made from them."""
import argparse
import socket


def parse(description):
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument('--host', default='127.0.0.1', help='name, IPv4 or IPv6 address')
    parser.add_argument('--port', default=10000, type=int, help='port')
    parser.add_argument('--backlog', default=5, type=int, help='for listen(); UDP and the client have none')
    parser.add_argument('--unix', metavar='PATH', help='a Unix stream socket, in place of host and port')
    return parser.parse_args()


def make_server(arguments, handler, inet_class, unix_class=None):
    """socketserver takes the family and the backlog from its class, hence a class for these options."""
    if arguments.unix:
        if unix_class is None:
            raise SystemExit('--unix is for the stream services')
        base, address, family = unix_class, arguments.unix, socket.AF_UNIX
    else:
        base, address = inet_class, (arguments.host, arguments.port)
        family = socket.getaddrinfo(arguments.host, arguments.port)[0][0]

    class Server(base):
        address_family = family
        request_queue_size = arguments.backlog

    return Server(address, handler)
